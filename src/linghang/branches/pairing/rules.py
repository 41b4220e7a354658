"""When two are paired, what progress may be noted, how a pairing stands. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """How a pairing stands on a day."""

    GOING = "going"
    LATE = "late"
    ACHIEVED = "achieved"
    ENDED = "ended"


STATE_NAMES: dict[State, str] = {
    State.GOING: "培养中",
    State.LATE: "超过计划时间",
    State.ACHIEVED: "已达成",
    State.ENDED: "已终止",
}


def state(*, due: date, ended: date | None, achieved: bool, on: date) -> State:
    """Due today is not late."""
    if ended:
        return State.ACHIEVED if achieved else State.ENDED
    return State.LATE if due < on else State.GOING


def reasons_not_to_pair(
    *, person: str, mentor: str, since: date, due: date, today: date
) -> list[str]:
    """Every reason, in Chinese. person, mentor: codes."""
    reasons = []
    if person == mentor:
        reasons.append("培养对象和培养人是同一人")
    if since > today:
        reasons.append("开始日期在今天之后")
    if due <= since:
        reasons.append("计划完成日期应在开始日期之后")
    return reasons


def reasons_not_to_note(
    *, since: date, noted: Sequence[date], ended: date | None, day: date, today: date
) -> list[str]:
    """Why progress, an end or a success can't be noted of that day; every reason, in Chinese."""
    reasons = ["结对已经结束"] if ended else []
    if not since <= day <= today:
        reasons.append("日期应在开始结对以后、今天以前")
    elif noted and day < max(noted):
        reasons.append(f"日期早于上一次进展（{max(noted).isoformat()}）")
    return reasons
