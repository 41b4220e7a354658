"""From deeds to what held on each day: standings, days due, units, leaders, places. Pure.

A deed has the day on which it takes effect and the day on which it became known. What held on a
day is folded of all deeds up to that day, in the order of their days, then of their entry; so a
correction is one deed more, and what was known on an earlier day stays to be asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from linghang.commitments.progress.rules import State


class Standing(StrEnum):
    """How a commitment stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSING = "closing"
    DONE = "done"
    STAGE_DONE = "stage_done"
    REOPENED = "reopened"
    VOIDED = "voided"


STANDING_NAMES: dict[Standing, str] = {
    Standing.PLANNED: "待审定",
    Standing.OPEN: "办理中",
    Standing.CLOSING: "待验收",
    Standing.DONE: "已销号",
    Standing.STAGE_DONE: "阶段性完成",
    Standing.REOPENED: "反弹重办",
    Standing.VOIDED: "已作废",
}
# What is still to be done; what was accepted; both count, what is planned or voided does not.
UNDER_WAY = (Standing.OPEN, Standing.CLOSING, Standing.REOPENED)
ACCEPTED = (Standing.DONE, Standing.STAGE_DONE)
COUNTED = (*UNDER_WAY, *ACCEPTED)


def state_of(standing: Standing) -> State | None:
    """The word of a public report; None for what counts nowhere."""
    if standing is Standing.DONE:
        return State.DONE
    if standing is Standing.STAGE_DONE:
        return State.STAGE_DONE
    return State.OPEN if standing in UNDER_WAY else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """What held: the standing, the day due, the unit that owes it, the leader, the type.

    top, above: the commitments (pk) at the top of its branch, itself if it is that, and right
    above it. weight: see progress.rules.Part. is_measured: it has a target of its own. waits: of a
    problem or goal whose own deeds say that tasks were taken from it, which nobody has approved
    yet; what is derived from it never says so.
    """

    standing: Standing = Standing.PLANNED
    due: date | None = None
    unit: str = ""
    leader: str = ""
    type: str = ""
    top: int | None = None
    above: int | None = None
    weight: Decimal | None = None
    is_measured: bool = False
    waits: bool = False


NAMES = frozenset(one.name for one in fields(Facet))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A facet from a day on, until before another; until None: to this day."""

    start: date
    until: date | None
    facet: Facet


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A deed with what it changed. order: of entry. changes: names of facet → text, "" for none."""

    day: date
    order: int
    changes: Mapping[str, Any]


def told(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes as they are kept (JSON)."""
    return {name: _kept(value) for name, value in changes.items()}


def _kept(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else (value or "")


def spells(deeds: Iterable[Deed]) -> list[Spell]:
    """What held since the first deed; neighbours differ, none is empty."""
    found: list[tuple[date, Facet]] = []
    facet = Facet()
    for deed in sorted(deeds, key=lambda one: (one.day, one.order)):
        facet = _changed(facet, deed.changes)
        if found and found[-1][0] == deed.day:
            found[-1] = (deed.day, facet)
        else:
            found.append((deed.day, facet))
    return joined(found)


def _changed(facet: Facet, changes: Mapping[str, Any]) -> Facet:
    new: dict[str, Any] = {}
    for name, value in changes.items():
        if name not in NAMES:  # what a task counts for, see belonging
            continue
        if name == "standing":
            new[name] = Standing(value)
        elif name == "due":
            new[name] = date.fromisoformat(value) if value else None
        elif name == "weight":
            new[name] = Decimal(value) if value else None
        elif name in ("top", "above"):
            new[name] = value or None
        elif name in ("waits", "is_measured"):
            new[name] = bool(value)
        else:
            new[name] = value
    return replace(facet, **new)


def joined(starts: Sequence[tuple[date, Facet]]) -> list[Spell]:
    """Spells of facets with their first days; equal neighbours become one."""
    kept: list[tuple[date, Facet]] = []
    for start, facet in starts:
        if not kept or kept[-1][1] != facet:
            kept.append((start, facet))
    ends: list[date | None] = [start for start, _ in kept[1:]]
    return [
        Spell(start=start, until=end, facet=facet)
        for (start, facet), end in zip(kept, [*ends, None], strict=True)
    ]


def on(found: Iterable[Spell], day: date) -> Facet | None:
    """What held on the day; None before the first."""
    for one in found:
        if one.start <= day and (one.until is None or day < one.until):
            return one.facet
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Days from `start` on until before `until`; None: without beginning, without end."""

    start: date | None
    until: date | None

    def hold(self, day: date) -> bool:
        """Whether the day is one of them."""
        begun = self.start is None or self.start <= day
        return begun and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """On a day a task came to count for others: ids of problems, or of goals."""

    day: date
    before: frozenset[int]
    after: frozenset[int]


def counted(one: int, turns: Sequence[Turn]) -> list[Days]:
    """The days on which a task counted for one of them. turns: in order; none: always."""
    if not turns:
        return [Days(start=None, until=None)]
    starts: list[date | None] = [None, *(turn.day for turn in turns)]
    ends: list[date | None] = [*(turn.day for turn in turns), None]
    sets = [turns[0].before, *(turn.after for turn in turns)]
    return [
        Days(start=start, until=end)
        for start, end, held in zip(starts, ends, sets, strict=True)
        if one in held and start != end
    ]


def within(found: Iterable[Spell], days: Sequence[Days]) -> list[Spell]:
    """The parts of the spells that lie in these days, in order."""
    kept = []
    for spell in found:
        for one in days:
            start = max(spell.start, one.start) if one.start else spell.start
            ends = [end for end in (spell.until, one.until) if end is not None]
            end = min(ends, default=None)
            if end is None or start < end:
                kept.append(replace(spell, start=start, until=end))
    return sorted(kept, key=lambda spell: spell.start)


def derived(own: Sequence[Spell], below: Sequence[Sequence[Spell]]) -> list[Spell]:
    """Spells of what follows from others: a problem from its measures, a goal from its tasks.

    Its own deeds say when it began, or was voided; between them it is done when all that count
    are, done for the stage when none is under way; without any it is as its own deeds say. While
    it waits to be approved again it does not come to be accepted.
    """
    held = [one for each in (own, *below) for one in each]
    days = sorted({day for one in held for day in (one.start, one.until) if day is not None})
    found: list[tuple[date, Facet]] = []
    for day in days:
        facet = on(own, day)
        if facet is not None:
            standing = _standing(facet, below, day)
            before = found[-1][1].standing if found else Standing.OPEN
            if facet.waits and standing in ACCEPTED and before not in ACCEPTED:
                standing = before if before in UNDER_WAY else Standing.OPEN
            found.append((day, replace(facet, standing=standing, waits=False)))
    return joined(found)


def _standing(facet: Facet, below: Sequence[Sequence[Spell]], day: date) -> Standing:
    if facet.standing in (Standing.PLANNED, Standing.VOIDED):
        return facet.standing
    held = [found.standing for each in below if (found := on(each, day))]
    counted = [one for one in held if one is not Standing.VOIDED]
    if not counted:
        return Standing.OPEN if held else facet.standing
    if all(one is Standing.DONE for one in counted):
        return Standing.DONE
    if all(one in ACCEPTED for one in counted):
        return Standing.STAGE_DONE
    return Standing.REOPENED if Standing.REOPENED in counted else Standing.OPEN
