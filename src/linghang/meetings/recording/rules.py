"""The words of a record: states of a meeting, grounds of absence, stances; and what to warn of."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """planned → held (a record is being kept) → closed; planned → called off."""

    PLANNED = "planned"
    HELD = "held"
    CLOSED = "closed"
    CALLED_OFF = "called_off"


class Ground(StrEnum):
    """Why somebody was not there. Leave counts in 应到 whatever its ground (§1.3.7)."""

    DUTY = "duty"
    SURGERY = "surgery"
    TRAVEL = "travel"
    ILL = "ill"
    PRIVATE = "private"
    NONE = "none"


class Opinion(StrEnum):
    """What somebody said about an item (§2.4.5)."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    WAITS = "waits"
    RESERVES = "reserves"


class Proposer(StrEnum):
    """Who proposed that somebody leave the room (§2.5.2); SYSTEM: a declared tie was found."""

    SELF = "self"
    OTHER = "other"
    SYSTEM = "system"


STATE_NAMES: dict[State, str] = {
    State.PLANNED: "已安排",
    State.HELD: "已召开，记录中",
    State.CLOSED: "记录已封存",
    State.CALLED_OFF: "已取消",
}
GROUND_NAMES: dict[Ground, str] = {
    Ground.DUTY: "值班",
    Ground.SURGERY: "手术",
    Ground.TRAVEL: "出差",
    Ground.ILL: "病假",
    Ground.PRIVATE: "事假",
    Ground.NONE: "未请假",
}
PROPOSER_NAMES: dict[Proposer, str] = {
    Proposer.SELF: "本人提出",
    Proposer.OTHER: "他人提出",
    Proposer.SYSTEM: "系统提示",
}
OPINION_NAMES: dict[Opinion, str] = {
    Opinion.AGREES: "同意",
    Opinion.DISAGREES: "不同意",
    Opinion.WAITS: "缓议",
    Opinion.RESERVES: "保留意见",
}
# A meeting took place in these.
TOOK_PLACE = (State.HELD, State.CLOSED)
