"""Pure rules of taking people's data out (handbook: watermark, limits, reason, second person)."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

LEAST_REASON = 4  # characters
VALID = timedelta(days=7)  # how long an approval may be used


class State(StrEnum):
    """Where a request stands; an approval serves one export."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    USED = "used"


STATE_NAMES: dict[State, str] = {
    State.PENDING: "待批准",
    State.APPROVED: "已批准",
    State.REFUSED: "已退回",
    State.USED: "已导出",
}


def reasons_against(reason: str) -> list[str]:
    """What is wrong with a reason for taking people's data out."""
    if len("".join(reason.split())) < LEAST_REASON:
        return [f"清单含个人信息，请写明导出理由（不少于{LEAST_REASON}个字）"]
    return []


def is_valid(state: State, decided_at: datetime | None, now: datetime) -> bool:
    """Whether an approval may still be used."""
    return state is State.APPROVED and decided_at is not None and now < decided_at + VALID


def reasons_not_to_decide(*, state: State, decider: str, asker: str) -> list[str]:
    """Why somebody may not decide on a request. decider, asker: codes of persons."""
    reasons = [] if state is State.PENDING else [f"这份申请{STATE_NAMES[state]}"]
    return reasons + (["申请人不能批准自己的导出，请由另一人办理"] if decider == asker else [])
