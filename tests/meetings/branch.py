"""A Party branch of 31: 4 on probation, 1 under observation, a committee of three (handbook B1)."""

from __future__ import annotations

from datetime import date

from linghang.foundation import clock
from linghang.foundation.access import Actor
from linghang.meetings.models import NoVote
from linghang.org.models import Appointment, Membership, Person, Placement, Unit
from tests import kept, small_hospital

FROM = small_hospital.FROM
BRANCH = "PB1"
TODAY = date(2025, 12, 31)
MEMBERS = tuple(f"M{number:02}" for number in range(1, 31))
EVERYBODY = ("P5", *MEMBERS)  # the secretary is one of the 31
COMMITTEE = {
    "P5": "branch_secretary",
    "M01": "branch_organisation_member",
    "M02": "branch_publicity_member",
}
WITHOUT_VOTE = {
    **dict.fromkeys(MEMBERS[-4:], "probation"),
    MEMBERS[-5]: "discipline",
}


def build() -> dict[str, Appointment]:
    """Appointments by key of small_hospital.POSTS; made once in a process."""
    return kept.once("branch of 31", made)


def made() -> dict[str, Appointment]:
    """The small hospital with the members of its branch, and one group without members."""
    appointments = small_hospital.made()
    add()
    return appointments


def add() -> None:
    """The members of the branch, beside whatever is there."""
    unit = Unit.objects.get(code=BRANCH)
    people = Person.objects.bulk_create(
        Person(code=code, name=f"党员{code}", active_from=FROM) for code in MEMBERS
    )
    secretary = Person.objects.get(code="P5")
    Membership.objects.bulk_create(
        Membership(person=one, unit=unit, line="party", active_from=FROM)
        for one in [secretary, *people]
    )
    by_code = {one.code: one for one in people}
    Appointment.objects.bulk_create(
        Appointment(person=by_code[code], post=post, unit=unit, active_from=FROM)
        for code, post in COMMITTEE.items()
        if code in by_code
    )
    NoVote.objects.bulk_create(
        NoVote(person=by_code[code], ground=ground, document="支部会议记录", active_from=FROM)
        for code, ground in WITHOUT_VOTE.items()
    )
    group = Unit.objects.create(
        code="PB1G1",
        name="内科第一党支部第一党小组",
        kind="party_group",
        tree="party",
        active_from=FROM,
    )
    Placement.objects.create(unit=group, parent=unit, active_from=FROM)


def deed() -> dict[str, object]:
    """Who does it, and when."""
    held = Appointment.objects.get(person__code="P5", post="branch_secretary")
    return {"actor": Actor(person="P5", appointment=held.pk), "at": clock.now()}
