"""What is read is what the pages show the same post; others' things are not there."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from linghang.foundation import clock
from linghang.notices.models import Notice
from linghang.org.models import Membership, Person, Placement, Unit
from tests.api.conftest import Read
from tests.small_hospital import FROM
from tests.web_hospital import Hospital

JUNE = {"period": "2025-06"}


def codes(told: dict[str, list[dict[str, str]]]) -> list[str]:
    return [one["code"] for one in told["items"]]


def test_the_president_sees_all_units_and_a_head_his_own(read: Read) -> None:
    _, everything = read("president", "units", limit=200)
    _, own = read("cardiology_head", "units")

    assert everything["total"] == Unit.objects.count()
    assert set(codes(own)) == {"CARD", "CARD1", "CARD2", "CARD-A", "CARD-B"}


def test_units_are_told_as_of_a_day(read: Read) -> None:
    Placement.objects.filter(unit__code="CARD2").update(active_to="2025-07-01")

    assert read("cardiology_head", "units/CARD2", on="2025-06-30")[0] == 404  # today's rights
    assert read("president", "units/CARD2", on="2025-06-30")[1]["parent"] == "CARD"
    assert read("president", "units/CARD2", on="2025-07-01")[0] == 404


def test_units_can_be_narrowed(read: Read) -> None:
    assert codes(read("president", "units", kind="ward", parent="CARD")[1]) == ["CARD1", "CARD2"]
    assert "PB1" in codes(read("president", "units", tree="party")[1])


def test_a_unit_of_others_is_not_there(read: Read) -> None:
    assert read("cardiology_head", "units/CARD-A")[1]["kind_name"] == "医疗组"
    assert read("cardiology_head", "units/ORTH")[0] == 404
    assert read("cardiology_head", "units/NEVER-WAS")[0] == 404


def test_people_are_those_of_ones_units_and_without_their_numbers(read: Read) -> None:
    _, told = read("cardiology_head", "people")

    assert {"D1", "D2", "P3"} <= set(codes(told))
    assert "D3" not in codes(told)
    assert set(told["items"][0]) == {"code", "name", "unit"}
    assert codes(read("president", "people", unit="CARD-A")[1]) == ["D1"]
    assert read("cardiology_head", "people/D1")[0] == 200
    assert read("cardiology_head", "people/D3")[0] == 404


def test_appointments_are_those_on_ones_units(read: Read) -> None:
    _, told = read("cardiology_head", "appointments")

    titles = {one["title"] for one in told["items"]}
    assert "心血管内科主任" in titles
    assert "骨科主任" not in titles
    assert read("president", "appointments", unit="ORTH")[1]["items"][0]["person"] == "P4"
    assert read("president", "appointments", post="president")[1]["total"] == 1


def test_a_value_carries_its_parts_and_steps(read: Read) -> None:
    _, told = read("president", "indicators/average_length_of_stay/value", **JUNE)

    assert (Decimal(told["numerator"]), Decimal(told["denominator"])) == (186, 26)
    assert told["text"].startswith("7.15")
    assert [step["cases"] for step in told["steps"]][-1] == 26
    assert (told["manifest"] is not None, len(told["definition"])) == (True, 64)


def test_the_parts_of_a_breakdown_add_up(read: Read) -> None:
    path = "indicators/discharges/breakdown"
    for by in ("department", "team", "campus", "month"):
        _, parts = read("president", path, by=by, **JUNE)
        assert sum(Decimal(part["value"]["numerator"]) for part in parts) == 26, by


def test_a_trend_is_one_value_a_month(read: Read) -> None:
    _, told = read("president", "indicators/discharges/trend", months=3, **JUNE)

    assert [one["period"]["code"] for one in told] == ["2025-04", "2025-05", "2025-06"]
    assert [one["numerator"] for one in told] == ["0", "0", "26"] or told[0]["value"] is None


@pytest.mark.parametrize(
    ("post", "place", "status"),
    [
        ("president", {}, 200),
        ("president", {"department": "none"}, 200),
        ("president", {"department": "NEVER-WAS"}, 404),
        ("cardiology_head", {}, 403),
        ("cardiology_head", {"department": "CARD"}, 200),
        ("cardiology_head", {"department": "ORTH"}, 404),
        ("cardiology_head", {"department": "CARD", "team": "ORTH-A"}, 404),
        ("cardiology_head", {"department": "none"}, 404),
        ("cardiology_head", {"campus": "EAST"}, 404),
        ("team_leader", {"team": "CARD-A"}, 200),
        ("team_leader", {"department": "CARD"}, 404),
        ("branch_secretary", {}, 403),
        ("branch_secretary", {"department": "CARD"}, 404),
    ],
)
def test_figures_open_as_on_the_page(
    hospital: Hospital, read: Read, post: str, place: dict[str, str], status: int
) -> None:
    found, told = read(post, "indicators/discharges/value", **JUNE, **place)
    page = hospital.client(post).get("/indicators/discharges/", {**JUNE, **place}).status_code

    assert found == status
    if place:  # without a place the page shows one's own unit, a program must name it
        assert page == status
    if status != 200:
        assert told["says"]
    if status == 403:
        assert told["who_can"]


def test_an_indicator_that_is_not_there(read: Read) -> None:
    assert read("president", "indicators/no_such/value", **JUNE)[0] == 404
    listed = [one["code"] for one in read("team_leader", "indicators")[1]]
    assert "discharges" in listed
    assert read("branch_secretary", "indicators")[0] == 403


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("indicators/discharges/value", {"period": "2025-13"}),
        ("indicators/discharges/value", {}),
        ("indicators/discharges/trend", {**JUNE, "months": 61}),
        ("indicators/discharges/breakdown", {**JUNE, "by": "patient"}),
        ("units", {"limit": 201}),
        ("units", {"offset": -1}),
        ("units", {"offset": 2**63}),
        ("units", {"on": "2025-02-30"}),
        ("units", {"kind": "castle"}),
        ("notices/0", {}),
        ("units", {"untis": "CARD"}),
        ("units", {"on": "0"}),
        ("units", {"limit": "1.0"}),
        ("notices", {"open": "yes"}),
        ("me", {"person": "P2"}),
    ],
)
def test_wrong_parameters_are_named(read: Read, path: str, asked: dict[str, object]) -> None:
    status, told = read("president", path, **asked)

    assert status == 422
    assert told["says"].startswith("参数有误：")


def test_a_parameter_that_stands_twice_is_refused(hospital: Hospital) -> None:
    answer = hospital.client("president").get("/api/appointments?person=P1&person=P2")

    assert answer.status_code == 422
    assert answer.json()["says"] == "参数有误：参数“person”写了两次，只能写一次"


def notice(person: str, number: int = 1) -> Notice:
    return Notice.objects.create(
        kind="tests.kind",
        person=Person.objects.get(code=person),
        title=f"第{number}条",
        body="正文",
        subject_type="org.unit",
        subject_id="1",
        sender="system",
        created_at=clock.now(),
    )


def test_notices_are_ones_own_and_reading_marks_nothing(read: Read) -> None:
    own, other = notice("P1"), notice("P4")

    _, told = read("president", "notices", open="true")
    assert [one["id"] for one in told["items"]] == [own.pk]
    assert read("president", f"notices/{own.pk}")[1]["title"] == "第1条"
    assert read("president", f"notices/{other.pk}")[0] == 404
    own.refresh_from_db()
    assert own.read_at is None


def more(count: int) -> None:
    """Units, people with homes, and notices, so many more of each."""
    with transaction.atomic():
        for number in range(Unit.objects.count(), Unit.objects.count() + count):
            unit = Unit.objects.create(
                code=f"X{number}",
                name=f"科室{number}",
                kind="department",
                tree="administration",
                active_from=FROM,
            )
            Placement.objects.create(unit=unit, parent=Unit.objects.get(code="H"), active_from=FROM)
            person = Person.objects.create(
                code=f"X{number}", name=f"职工{number}", active_from=FROM
            )
            Membership.objects.create(person=person, unit=unit, line="home", active_from=FROM)
            person.appointments.create(post="department_head", unit=unit, active_from=FROM)
            notice("P1", number)


@pytest.mark.parametrize("path", ["units", "people", "appointments", "notices"])
def test_twenty_rows_take_no_more_queries_than_two(
    hospital: Hospital, read: Read, path: str
) -> None:
    more(2)
    read("president", path, limit=200)
    with CaptureQueriesContext(connection) as few:
        read("president", path, limit=200)
    more(18)
    with CaptureQueriesContext(connection) as many:
        read("president", path, limit=200)

    assert len(many) == len(few) <= 8


def test_a_page_is_a_part_and_total_tells_of_all(read: Read) -> None:
    _, first = read("president", "units", limit=3)
    _, second = read("president", "units", limit=3, offset=3)
    _, beyond = read("president", "units", offset=1_000_000)

    assert len(first["items"]) == len(second["items"]) == 3
    assert not set(codes(first)) & set(codes(second))
    assert (beyond["items"], beyond["total"]) == ([], first["total"])
