"""Pages over all branches take as many queries for fifty of them as for two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linghang.foundation import clock
from linghang.meetings.models import HeartTalk, Trainee, Training
from linghang.org.models import Appointment, Membership, Person, Placement, Unit
from tests.small_hospital import FROM
from tests.web_hospital import Hospital

PAGES = {
    "/meetings/office/": 33,
    "/meetings/year/": 16,
    "/meetings/hours/": 14,
    "/meetings/themes/": 12,
    "/": 40,
}


def add_branches(first: int, last: int) -> None:
    """Branches of three members and a secretary, with a talk and one away from a training."""
    top = Unit.objects.get(code="PC")
    units = Unit.objects.bulk_create(
        Unit(
            code=f"Z{n:02}", name=f"第{n}支部", kind="party_branch", tree="party", active_from=FROM
        )
        for n in range(first, last)
    )
    Placement.objects.bulk_create(
        Placement(unit=one, parent=top, active_from=FROM) for one in units
    )
    people = Person.objects.bulk_create(
        Person(code=f"{unit.code}-{n}", name=f"党员{unit.code}{n}", active_from=FROM)
        for unit in units
        for n in range(3)
    )
    Membership.objects.bulk_create(
        Membership(person=one, unit=units[n // 3], line="party", active_from=FROM)
        for n, one in enumerate(people)
    )
    Appointment.objects.bulk_create(
        Appointment(person=one, post="branch_secretary", unit=units[n], active_from=FROM)
        for n, one in enumerate(people[::3])
    )
    HeartTalk.objects.bulk_create(
        HeartTalk(
            unit=unit,
            talker=people[3 * n],
            other=people[3 * n + 1],
            day=date(2025, 11, 3),
            occasion="yearly",
            recorded_at=clock.now(),
        )
        for n, unit in enumerate(units)
    )
    Trainee.objects.bulk_create(
        Trainee(training=Training.objects.get(), person=one) for one in people[2::3]
    )


def asked(client: Client) -> Iterator[int]:
    for address in PAGES:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, address
        yield len(queries)


def test_pages_over_all_branches_take_as_many_queries_for_fifty_as_for_two(
    hospital: Hospital,
) -> None:
    day = date(2025, 9, 1)
    Training.objects.create(
        unit_id="PC",
        title="轮训",
        starts_on=day,
        ends_on=day,
        hours=8,
        everybody=True,
        recorded_at=clock.now(),
    )
    client = hospital.client("party_secretary")
    add_branches(0, 1)
    few = list(asked(client))

    add_branches(1, 49)

    assert list(asked(client)) == few
    for found, (address, most) in zip(few, PAGES.items(), strict=True):
        assert found <= most, (address, found)
    assert "党员Z482" in client.get("/meetings/hours/?branch=第48支部").content.decode()
