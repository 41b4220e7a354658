"""Where a person of the sheet 人员 belongs: the department and the medical team."""

from __future__ import annotations

from datetime import date
from typing import Any

from linghang.org.definitions import Kind
from linghang.org.exchange.planning import histories
from linghang.org.exchange.planning.drafts import MembershipDraft, PersonDraft, UnitDraft
from linghang.org.exchange.planning.plan import Outcome
from linghang.org.exchange.planning.work import Work
from linghang.org.memberships.rules import LINES, Line

# The lines along which somebody moves with the department, where exactly one unit covers it.
FOLLOWING = (Line.UNION, Line.GRID)
COLUMNS = {Line.HOME: "home", Line.TEAM: "team"}
SINCE = {Line.HOME: "home_from", Line.TEAM: ""}


def belong(
    work: Work, person: PersonDraft, line: Line, values: dict[str, Any], outcome: Outcome
) -> None:
    """Join the unit that the row names along the line; an empty cell leaves it as it is.

    A new person belongs to it from the first day on which both are here, a known one from the day
    of the changes, unless the row says from when.
    """
    column = COLUMNS[line]
    text = values.get(column)
    if not text:
        return
    unit, says = work.unit(text)
    if unit is None:
        work.complain(outcome.origin, column, text, says, rule="unknown")
        return
    if unit.kind not in LINES[line].kinds:
        says = f"“{unit.name}”不能作为{LINES[line].place}"
        work.complain(outcome.origin, column, text, says, rule="kind")
        return
    since: date | None = values.get(SINCE[line])
    history = person.memberships[line]
    if not history:
        _join(work, person, line, unit, since or max(person.start, unit.start), outcome)
    else:
        _change(work, person, line, unit, since, outcome)


def _join(
    work: Work,
    person: PersonDraft,
    line: Line,
    unit: UnitDraft,
    start: date,
    outcome: Outcome,
) -> None:
    if person.end is not None and start >= person.end:
        # They left before the unit was set up: nothing to belong to.
        return
    membership = MembershipDraft(person=person, unit=unit, line=line, start=start, end=person.end)
    work.touch(membership, outcome)
    person.memberships[line].append(membership)
    if not person.is_new:
        work.changed(outcome, COLUMNS[line], "", unit.name)
    if line is Line.HOME:
        _follow(work, person, unit, start, outcome)


def _change(
    work: Work,
    person: PersonDraft,
    line: Line,
    unit: UnitDraft,
    since: date | None,
    outcome: Outcome,
) -> None:
    history = person.memberships[line]
    now = histories.on(history, work.given.effective)
    if now is not None and now.unit is unit:
        if since is not None and since != now.start:
            says = f"系统里从 {now.start} 起就在“{unit.name}”，到科日期没有改动"
            work.complain(
                outcome.origin, "home_from", since, says, rule="since", severity="warning"
            )
        return
    if now is None and not person.is_new and person.end is not None:
        return

    def set_(membership: MembershipDraft) -> None:
        membership.unit = unit

    def make(start: date, end: date | None) -> MembershipDraft:
        return MembershipDraft(person=person, unit=unit, line=line, start=start, end=end)

    day = since or max(work.given.effective, person.start)
    before = now.unit.name if now else ""
    reason = histories.follow(
        history, start=day, origin=outcome.origin, end=person.end, set_=set_, make=make
    )
    if reason:
        says = f"{LINES[line].name}{reason}"
        work.complain(outcome.origin, COLUMNS[line], unit.name, says, rule="later")
    else:
        work.changed(outcome, COLUMNS[line], before, f"{unit.name}（{day} 起）")
        if line is Line.HOME:
            _follow(work, person, unit, day, outcome)


def _follow(work: Work, person: PersonDraft, home: UnitDraft, day: date, outcome: Outcome) -> None:
    """Union group and grid cell go with the department, as they do in a transfer on the page."""
    for line in FOLLOWING:
        cells = _covering(work, home, line, day)
        if not cells and home.kind is Kind.WARD:
            place = histories.on(home.placements, day)
            if place is not None and place.parent is not None:
                cells = _covering(work, place.parent, line, day)
        history = person.memberships[line]
        now = histories.on(history, day)
        if len(cells) != 1 or (now is not None and now.unit is cells[0]):
            continue
        _join_cell(person, line, cells[0], day, outcome)


def _join_cell(
    person: PersonDraft, line: Line, cell: UnitDraft, day: date, outcome: Outcome
) -> None:
    """Leaves the line as it is where something later was already arranged."""

    def set_(membership: MembershipDraft) -> None:
        membership.unit = cell

    def make(start: date, end: date | None) -> MembershipDraft:
        return MembershipDraft(person=person, unit=cell, line=line, start=start, end=end)

    histories.follow(
        person.memberships[line],
        start=day,
        origin=outcome.origin,
        end=person.end,
        set_=set_,
        make=make,
    )


def _covering(work: Work, home: UnitDraft, line: Line, day: date) -> list[UnitDraft]:
    return [
        unit
        for unit, span in work.organisation.coverages.get(home.code, ())
        if day in span and unit.kind in LINES[line].kinds and not work.has_below(unit, day)
    ]
