"""How long somebody has held a key post, and whether it is time to change. Pure.

Source: 《行政事业单位内部控制规范（试行）》第十五条：关键岗位定期轮岗；年限由医院规定。
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """Whether the holder stays, is soon to change, or should have changed."""

    STAYS = "stays"
    SOON = "soon"
    OVER = "over"


STATE_NAMES: dict[State, str] = {
    State.STAYS: "未满年限",
    State.SOON: "应安排轮岗",
    State.OVER: "已超过年限",
}


@dataclass(frozen=True, slots=True, order=True)
class Spell:
    """Days on which somebody held the post; the end is exclusive, None while it lasts."""

    start: date
    end: date | None = None


def held_since(spells: Iterable[Spell]) -> date | None:
    """From when the post has been held without a gap up to the spell that lasts.

    A new appointment to the same post that begins on the day after, or before the last one ended,
    is no change. None when no spell lasts.
    """
    since: date | None = None
    until: date | None = None
    lasts = False
    for spell in sorted(spells):
        if since is None or (until is not None and spell.start > until):
            since, until, lasts = spell.start, spell.end, spell.end is None
            continue
        lasts = lasts or spell.end is None
        until = None if lasts else max(until, spell.end) if until and spell.end else until
    return since if lasts else None


def state_of(since: date, *, on: date, remind: int, most: int) -> State:
    """remind, most: years; both count from the day of the appointment, and the day itself tells."""
    if on >= later(since, most):
        return State.OVER
    return State.SOON if on >= later(since, remind) else State.STAYS


def later(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 28."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
