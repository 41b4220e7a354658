"""A prepared query gives what the query itself gives, for any arguments, on this database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db.models import QuerySet

from linghang.foundation.desk.models import SavedFilter
from linghang.foundation.evidence.models import Evidence
from linghang.foundation.prepared import Prepared

pytestmark = pytest.mark.django_db
AT = datetime(2025, 6, 3, tzinfo=UTC)


def evidence(day: date, size: int) -> QuerySet[Evidence, Any]:
    rows = Evidence.objects.filter(happened_on__lte=day, size__gte=size).exclude(name="no")
    return rows.order_by("pk").values_list("name", "happened_on")


def saved(person: str, listing: str) -> QuerySet[SavedFilter, Any]:
    rows = SavedFilter.objects.filter(person=person, listing=listing)
    return rows.order_by("name").values_list("name", flat=False)


@pytest.fixture
def rows() -> None:
    for number in range(1, 6):
        Evidence.objects.create(
            sha256=str(number) * 64,
            size=number,
            name="no" if number == 3 else f"第{number}份",
            media_type="text/plain",
            happened_on=date(2025, 6, number),
            stored_at=AT,
            stored_by="P1",
        )


@pytest.mark.parametrize("day", [date(2025, 6, 1), date(2025, 6, 4), date(1900, 1, 1)])
@pytest.mark.parametrize("size", [0, 2, 9])
def test_days_and_numbers_stand_where_they_belong(rows: None, day: date, size: int) -> None:
    prepared = Prepared(evidence, date, int)

    for _ in range(2):
        assert prepared.rows(day, size) == list(evidence(day, size))


@pytest.mark.parametrize("person", ["P1", "P2", "' OR 1=1 --", "%s", ""])
def test_two_texts_are_told_apart_and_never_run(person: str) -> None:
    for one, listing in (("P1", "a"), ("P1", "b"), ("P2", "a")):
        SavedFilter.objects.create(
            person=one, listing=listing, name=f"{one}{listing}", conditions="x", kept_at=AT
        )
    prepared = Prepared(saved, str, str)

    assert prepared.rows(person, "a") == list(saved(person, "a"))
    assert prepared.rows("a", person) == list(saved("a", person))


def test_a_query_that_leaves_out_an_argument_is_no_prepared_query() -> None:
    with pytest.raises(ValueError, match="each of its arguments"):
        Prepared(lambda person, _listing: saved(person, "x"), str, str).rows("P1", "x")
