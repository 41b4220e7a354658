"""Who is in a key post since when, in two queries, and who may see it (§4.5.3)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linghang.org.models import Appointment, Person, Unit
from linghang.org.rotation import queries
from linghang.org.rotation.rules import State
from tests.web_hospital import TODAY, Hospital


@pytest.fixture
def hospital(empty_hospital: Hospital) -> Hospital:
    person = Person.objects.create(code="K1", name="某采购", active_from=date(2015, 1, 1))
    unit = Unit.objects.get(code="HRO")
    for start, end in ((date(2019, 5, 1), date(2023, 5, 1)), (date(2023, 5, 1), None)):
        Appointment.objects.create(
            person=person, post="procurement_director", unit=unit, active_from=start, active_to=end
        )
    return empty_hospital


def test_the_list_counts_from_the_first_day_without_a_gap(hospital: Hospital) -> None:
    """§4.5.3: purchasing, pharmacy, equipment, works, finance are the key posts."""
    with CaptureQueriesContext(connection) as seen:
        (stay,) = queries.stays(TODAY)

    assert (stay.since, stay.due, stay.state) == (date(2019, 5, 1), date(2024, 5, 1), State.OVER)
    assert len(seen) <= 4, [one["sql"] for one in seen]
    assert set(queries.key_posts()) == {
        "procurement_director",
        "pharmacy_director",
        "equipment_director",
        "works_director",
        "finance_director",
    }


def test_personnel_and_discipline_see_it_and_a_department_sees_nothing_of_it(
    hospital: Hospital,
) -> None:
    for post in ("hr_director", "discipline_secretary"):
        page = hospital.client(post).get("/org/rotation/?state=over").content.decode()
        assert "某采购" in page
        assert "已超过年限" in page
    other = hospital.client("cardiology_head").get("/org/rotation/")
    assert "某采购" not in other.content.decode()
    assert other.status_code == 403
