"""The three dates of a Party member, and what they mean on a day. Pure.

申请, 入党 (the branch meeting that admitted, from which probation runs) and 转正 (the day on which
probation ended, from which 党龄 counts) are three different days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Ending(StrEnum):
    """How membership ended."""

    CANCELLED = "cancelled"
    LEFT = "left"
    REMOVED = "removed"
    EXPELLED = "expelled"
    DIED = "died"


class Standing(StrEnum):
    """What somebody is to the Party on a day."""

    NONE = "none"
    APPLICANT = "applicant"
    PROBATION = "probation"
    FULL = "full"


ENDING_NAMES: dict[Ending, str] = {
    Ending.CANCELLED: "取消预备党员资格",
    Ending.LEFT: "退党（含劝退）",
    Ending.REMOVED: "除名",
    Ending.EXPELLED: "开除党籍",
    Ending.DIED: "去世",
}
STANDING_NAMES: dict[Standing, str] = {
    Standing.NONE: "非党员",
    Standing.APPLICANT: "入党申请人",
    Standing.PROBATION: "预备党员",
    Standing.FULL: "正式党员",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """applied: 申请. admitted: 入党时间. full_since: 党龄 counts from it. ended: exclusive."""

    applied: date | None = None
    admitted: date | None = None
    full_since: date | None = None
    ended: date | None = None

    def standing(self, on: date) -> Standing:
        """What somebody with these dates is on the day."""
        if self.ended and on >= self.ended:
            return Standing.NONE
        if self.full_since and on >= self.full_since:
            return Standing.FULL
        if self.admitted and on >= self.admitted:
            return Standing.PROBATION
        return Standing.APPLICANT if self.applied and on >= self.applied else Standing.NONE

    def seniority(self, on: date) -> int | None:
        """党龄 in full years on the day; None for who is no full member."""
        if self.full_since is None or self.standing(on) is not Standing.FULL:
            return None
        before = (on.month, on.day) < (self.full_since.month, self.full_since.day)
        return on.year - self.full_since.year - before


def faults(dates: Dates, today: date) -> list[str]:
    """Why the dates can't be, in Chinese."""
    named = [
        ("申请入党", dates.applied),
        ("入党", dates.admitted),
        ("转正（党龄起算）", dates.full_since),
    ]
    told = [(name, day) for name, day in named if day]
    reasons = [f"{name}日期在今天之后" for name, day in told if day > today]
    for (first, one), (second, other) in zip(told, told[1:], strict=False):
        if other < one or (other == one and second != "入党"):
            reasons.append(f"{second}日期应在{first}日期之后")
    if dates.full_since and not dates.admitted:
        reasons.append("没有写入党日期")
    if dates.ended and told and dates.ended <= told[-1][1]:
        reasons.append("终止日期应在其他日期之后")
    return reasons
