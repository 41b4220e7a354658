"""Meetings to be recorded by tests: the branch of 31, a 党委会 of nine, an 院长办公会, a 职代会."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from linghang.meetings.bodies import services as bodies
from linghang.meetings.recording import services
from linghang.meetings.recording.entries import Line, Missed, Record
from linghang.meetings.recording.rules import Ground, Opinion
from linghang.org.models import Appointment, Person, Unit
from tests.meetings.branch import BRANCH, MEMBERS, TODAY, deed

DAY = date(2025, 12, 5)
BEFORE = date(2025, 12, 1)
NINE = ("P6", *MEMBERS[:8])
FIVE = ("P1", *MEMBERS[10:14])


def away(*people: str, **facts: object) -> tuple[Missed, ...]:
    """Nobody of these came, or not for all of it."""
    return tuple(Missed(person=one, ground=Ground.SURGERY, **facts) for one in people)


def hold(
    *kinds: str, unit: str = BRANCH, day: date = DAY, today: date = TODAY, **facts: object
) -> services.Recorded:
    """A meeting with everybody there; of the branch without more words."""
    head = {
        "chair": "P5",
        "recorder": "P5",
        "place": "会议室",
        "starts_at": time(15),
        **facts,
    }
    return services.hold(
        unit=unit,
        kinds=kinds or ("member_meeting",),
        day=day,
        record=Record(**head),  # type: ignore[arg-type]
        today=today,
        **deed(),
    )


def line(kind: str = "resolution", title: str = "年度计划", **facts: object) -> Line:
    """One item, announced before where that is asked."""
    return Line(**{"kind": kind, "title": title, "announced_on": BEFORE, **facts})


def seats(unit: str, kind: str, people: Sequence[str]) -> None:
    """Seats for a term."""
    for person in people:
        bodies.seat(unit=unit, kind=kind, person=person, active_from=date(2024, 1, 1), **deed())


def committee() -> None:
    """Nine in the 党委会; P6 presides."""
    seats("PC", "committee_meeting", NINE)


def at_committee(*lines: Line, **facts: object) -> services.Recorded:
    """A 党委会 of nine."""
    head = {"chair": "P6", "recorder": "P5", **facts}
    return hold("committee_meeting", unit="PC", lines=lines, **head)


def president_office() -> None:
    """Five in the 院长办公会: the president and four deputies."""
    hospital = Unit.objects.get(code="H")
    people = {one.code: one for one in Person.objects.filter(code__in=FIVE)}
    Appointment.objects.bulk_create(
        Appointment(
            person=people[code], post="vice_president", unit=hospital, active_from=date(2020, 1, 1)
        )
        for code in FIVE[1:]
    )


def at_office(*lines: Line, **facts: object) -> services.Recorded:
    """An 院长办公会 of five; P1 presides."""
    head = {"chair": "P1", "recorder": "P5", **facts}
    return hold("president_meeting", unit="H", lines=lines, **head)


def congress(people: Sequence[str]) -> None:
    """Delegates of a 职代会."""
    Unit.objects.create(
        code="UC", name="医院工会", kind="union_committee", tree="union", active_from=BEFORE
    )
    Unit.objects.filter(code="UC").update(active_from=date(2020, 1, 1))
    seats("UC", "employee_congress", people)


def union_chair(person: str) -> None:
    """Somebody presides over the trade union."""
    Appointment.objects.create(
        person=Person.objects.get(code=person),
        post="union_chair",
        unit=Unit.objects.get(code="UC"),
        active_from=date(2024, 1, 1),
    )


def everybody_agrees(people: Sequence[str], chair: str) -> tuple[tuple[str, Opinion], ...]:
    """Each one's stance, the chair's last."""
    return tuple((one, Opinion.AGREES) for one in (*(x for x in people if x != chair), chair))
