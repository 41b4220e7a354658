"""A hospital of 200 branches and its meetings, written straight into an empty database."""

from __future__ import annotations

from datetime import date, timedelta

BRANCHES, MEMBERS = 200, 30


def write(meetings: int, today: date) -> dict[str, int]:
    """Branches with members and committees, and their meetings back from today."""
    from django.utils import timezone

    from linghang.meetings.models import Absence, Form, Meeting
    from linghang.org.models import Account, Appointment, Membership, Person, Placement, Unit

    since = today - timedelta(days=4000)
    top = Unit.objects.create(
        code="P", name="党委", kind="party_committee", tree="party", active_from=since
    )
    office = Unit.objects.create(
        code="LH", name="示范医院", kind="hospital", tree="administration", active_from=since
    )
    units = Unit.objects.bulk_create(
        Unit(
            code=f"B{number:03}",
            name=f"第{number}党支部",
            kind="party_branch",
            tree="party",
            active_from=since,
        )
        for number in range(BRANCHES)
    )
    Placement.objects.bulk_create(
        [Placement(unit=top, active_from=since), Placement(unit=office, active_from=since)]
        + [Placement(unit=unit, parent=top, active_from=since) for unit in units]
    )
    people = Person.objects.bulk_create(
        Person(code=f"{unit.code}-{number:02}", name=f"党员{unit.code}{number}", active_from=since)
        for unit in units
        for number in range(MEMBERS)
    )
    of = {unit.code: people[n * MEMBERS : (n + 1) * MEMBERS] for n, unit in enumerate(units)}
    Membership.objects.bulk_create(
        Membership(person=one, unit=unit, line="party", active_from=since)
        for unit in units
        for one in of[unit.code]
    )
    posts = ("branch_secretary", "branch_organisation_member", "branch_publicity_member")
    held = Appointment.objects.bulk_create(
        Appointment(person=of[unit.code][n], post=post, unit=unit, active_from=since)
        for unit in units
        for n, post in enumerate(posts)
    )
    director = Appointment.objects.create(
        person=people[-1], post="party_office_director", unit=top, active_from=since
    )
    for person in (people[0], people[-1]):
        Account.objects.create(username=person.code, person=person)
    kinds = (("theme_day", 1), ("branch_committee", 2), ("member_meeting", 3))
    rows = Meeting.objects.bulk_create(
        [
            Meeting(
                unit=units[number % BRANCHES],
                kind=kinds[number // BRANCHES % 3][0],
                day=today - timedelta(days=number // BRANCHES * 10),
                state="held",
                version=1,
                saved_at=timezone.now(),
            )
            for number in range(meetings)
        ],
        batch_size=500,
    )
    Form.objects.bulk_create(
        [
            Form(meeting=one, kind=one.kind, expected=MEMBERS, came=MEMBERS - 2, entitled=MEMBERS)
            for one in rows
        ],
        batch_size=500,
    )
    Absence.objects.bulk_create(
        [
            Absence(meeting=one, person=of[one.unit.code][away], ground="duty")
            for one in rows
            for away in (4, 5)
        ],
        batch_size=500,
    )
    return {"branch_secretary": held[0].pk, "party_office_director": director.pk}
