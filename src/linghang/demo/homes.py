"""Where each of the staff works: the ward, the department, the office, or the hospital itself."""

from __future__ import annotations

from collections.abc import Mapping

from linghang.demo.landmarks import (
    DAY_WARD_OPENED,
    DAY_WARD_UNDER,
    HOSPITAL,
    REORGANISED,
    VASCULAR,
    VASCULAR_AFTER,
    VASCULAR_BEFORE,
)
from linghang.demo.staff import Member
from linghang.org.loading.rows import MembershipRow
from linghang.org.memberships.rules import Line
from linghang.org.trees.rules import Span

Home = tuple[tuple[str, Span], ...]


def homes(
    members: tuple[Member, ...], services: Mapping[str, str], leaders: frozenset[str]
) -> dict[str, Home]:
    """Person code → the units of their home with the days.

    services: ward or team → line of work. leaders: who belongs to the hospital itself.
    """
    return {one.code: _home(one, services, leaders) for one in members}


def _home(one: Member, services: Mapping[str, str], leaders: frozenset[str]) -> Home:
    always = Span(one.joined)
    if one.grade == "leader" or one.code in leaders:
        return ((HOSPITAL, always),)
    if one.ward and not services[one.ward]:  # the day ward, opened late
        before = Span(one.joined, DAY_WARD_OPENED)
        return ((DAY_WARD_UNDER, before), (one.ward, Span(DAY_WARD_OPENED)))
    if one.ward:
        return ((one.ward, always),)
    if one.team and services[one.team] == VASCULAR:
        before = Span(one.joined, REORGANISED)
        return ((VASCULAR_BEFORE, before), (VASCULAR_AFTER, Span(REORGANISED)))
    return ((one.department, always),)


def memberships(homes: Mapping[str, Home]) -> tuple[MembershipRow, ...]:
    """A row for each stretch of each home."""
    return tuple(
        MembershipRow(person=person, unit=unit, line=Line.HOME, span=span)
        for person, home in homes.items()
        for unit, span in home
    )


def following(
    homes: Mapping[str, Home], cells: Mapping[str, str], line: Line
) -> tuple[MembershipRow, ...]:
    """Who belongs to what covers their home; cells: home unit → cell or group."""
    rows: list[MembershipRow] = []
    for person, home in homes.items():
        for unit, span in home:
            cell = cells[unit]
            last = rows[-1] if rows else None
            if last and (last.person, last.unit) == (person, cell):
                rows[-1] = MembershipRow(
                    person=person, unit=cell, line=line, span=Span(last.span.start, span.end)
                )
            else:
                rows.append(MembershipRow(person=person, unit=cell, line=line, span=span))
    return tuple(rows)
