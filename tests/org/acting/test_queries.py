"""What is asked on every request says the same as the two queries that it stands for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linghang.org import queries
from linghang.org.acting.queries import acting
from linghang.org.models import Appointment, Person
from linghang.org.rights import rights_of
from tests import small_hospital

pytestmark = pytest.mark.django_db
TODAY = date(2025, 12, 31)


@pytest.fixture
def held() -> dict[str, Appointment]:
    """The small hospital, with a delegation, an acting post and one that ends tomorrow."""
    appointments = small_hospital.build()
    head = appointments["cardiology_head"]
    other = appointments["records"].person
    Appointment.objects.create(
        person=other,
        post=head.post,
        unit=head.unit,
        basis="delegated",
        principal=head,
        limited_to=["indicators.read"],
        active_from=TODAY - timedelta(days=3),
        active_to=TODAY + timedelta(days=1),
    )
    Appointment.objects.create(
        person=other,
        post=appointments["orthopaedics_head"].post,
        unit=appointments["orthopaedics_head"].unit,
        basis="acting",
        active_from=TODAY,
    )
    return appointments


def same(person: Person, on: date) -> None:
    """Tenures in their order, and every right of each."""
    found = acting(person.pk, on)
    assert tuple(one.tenure for one in found) == queries.tenures(on, person=person.code)
    for one in found:
        expected = rights_of(one.tenure.appointment, on)
        assert one.rights == expected
        assert one.rights.title == expected.title
        assert one.rights.capabilities == expected.capabilities
        assert one.rights.structure == expected.structure


@pytest.mark.parametrize("days", [-4000, -3, -1, 0, 1, 2, 400])
def test_everybody_has_the_same_posts_and_rights_on_any_day(
    held: dict[str, Appointment], days: int
) -> None:
    on = TODAY + timedelta(days=days)
    for person in Person.objects.all():
        same(person, on)


def test_a_post_that_ends_and_a_unit_that_closes_are_seen_at_once(
    held: dict[str, Appointment],
) -> None:
    head = held["cardiology_head"]
    assert acting(head.person.pk, TODAY)
    head.active_to = TODAY
    head.save()
    same(head.person, TODAY)
    same(held["records"].person, TODAY)
    delegated = [one for one in acting(held["records"].person.pk, TODAY) if one.tenure.on_behalf_of]
    assert delegated == []

    unit = held["orthopaedics_head"].unit
    unit.placements.update(active_to=TODAY)
    same(held["orthopaedics_head"].person, TODAY)


def test_it_takes_one_query(held: dict[str, Appointment]) -> None:
    person = held["records"].person
    acting(person.pk, TODAY)

    with CaptureQueriesContext(connection) as captured:
        acting(person.pk, TODAY)

    assert len(captured) == 1
