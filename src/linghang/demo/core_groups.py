"""Who sits in a department's core group for a term, beside those who belong by their post."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from linghang.demo.hospital import hospital
from linghang.demo.staff import Member
from linghang.meetings import catalog
from linghang.meetings.bodies import queries as bodies
from linghang.meetings.models import TermSeat
from linghang.org.models import Person, Unit

KIND = "department_meeting"
SINCE = date(2024, 1, 1)
SIZE = 5
ORDER = ("chief", "attending", "technician", "nurse")


def do(today: date) -> None:
    """Seats up to five members in each department; nothing when there are any."""
    if TermSeat.objects.filter(kind=KIND).exists():
        return
    units = Unit.objects.on(today).filter(code__in=list(hospital().heads))
    chosen = {unit: list(_chosen(unit.code, today)) for unit in units}
    codes = [code for found in chosen.values() for code in found]
    people = {one.code: one for one in Person.objects.filter(code__in=codes)}
    TermSeat.objects.bulk_create(
        TermSeat(unit=unit, kind=KIND, person=people[code], title="核心组成员", active_from=SINCE)
        for unit, found in chosen.items()
        for code in found
    )


def _chosen(department: str, today: date) -> Iterator[str]:
    """Senior staff of the department who do not belong by a post."""
    held = {one.person for one in bodies.members(department, catalog.meetings()[KIND], today)}
    staff = [
        one
        for one in hospital().members
        if one.department == department and one.grade in ORDER and one.code not in held
    ]
    ranked = sorted((one for one in staff if one.joined <= SINCE), key=_rank)
    return (one.code for one in ranked[: max(SIZE - len(held), 0)])


def _rank(one: Member) -> tuple[int, date, str]:
    return ORDER.index(one.grade), one.joined, one.code
