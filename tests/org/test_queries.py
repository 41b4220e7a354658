"""Read models: the structure of a day, the tables for attribution, who holds what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from linghang.org import queries, services
from linghang.org.memberships.rules import Line
from linghang.org.models import Appointment, CodeMap, Person, Unit
from linghang.org.queries import TeamRow, WardRow
from tests.org.factories import AT, LICENCES, START, SYSTEM, TODAY

pytestmark = pytest.mark.usefixtures("organisation")
BY = {"actor": SYSTEM, "at": AT}
MOVED = date(2025, 7, 1)


def test_all_trees_of_a_day_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        structure = queries.structure(TODAY)

    assert structure.children(None) == ("C1", "C2", "H", "P", "U")
    assert structure.children("D1") == ("T1", "T2", "W1")
    assert structure.path_names("W1") == ("领航示范医院", "骨科", "骨科一病区")
    assert structure["W1"].campus == "C1"
    assert [place.code for place in structure.of_kind("department")] == ["D1", "D2"]


def test_more_units_take_no_more_queries(django_assert_num_queries):
    for number in range(20):
        services.add_unit(
            code=f"X{number:02}",
            name=f"第{number}组",
            kind="medical_team",
            parent="D1",
            active_from=START,
            **BY,
        )

    with django_assert_num_queries(1):
        assert len(queries.structure(TODAY).subtree("D1")) == 24


def test_there_was_nothing_before_the_first_day():
    assert not queries.structure(START - timedelta(days=1)).units


def test_a_closed_unit_does_not_stand_any_more():
    Unit.objects.filter(code="W1").update(active_to=TODAY)

    assert "W1" in queries.structure(TODAY - timedelta(days=1))
    assert "W1" not in queries.structure(TODAY)


def test_a_ward_name_leads_to_ward_department_and_campus(django_assert_num_queries):
    with django_assert_num_queries(2):
        rows = queries.ward_map(system="front_sheet.ward")

    assert sorted(rows) == [
        WardRow("心内", "W2", "D2", "C2", START, None),
        WardRow("骨一", "W1", "D1", "C1", START, None),
    ]


def test_a_ward_that_moved_has_a_row_for_each_stretch():
    services.place_unit(code="W1", parent="D2", active_from=MOVED, **BY)
    services.place_unit(code="D2", parent="H", campus="C1", active_from=date(2026, 1, 1), **BY)

    rows = [row for row in queries.ward_map() if row.value == "骨一"]

    assert rows == [
        WardRow("骨一", "W1", "D1", "C1", START, MOVED),
        WardRow("骨一", "W1", "D2", "C2", MOVED, date(2026, 1, 1)),
        WardRow("骨一", "W1", "D2", "C1", date(2026, 1, 1), None),
    ]


def test_a_name_may_stand_for_a_department_without_wards():
    services.map_code(system="front_sheet.ward", code="日间", unit="D2", active_from=MOVED, **BY)

    assert WardRow("日间", "D2", "D2", "C2", MOVED, None) in queries.ward_map()


def test_another_system_has_a_table_of_its_own():
    CodeMap.objects.filter(code="骨一").update(system="his.department")

    assert [row.value for row in queries.ward_map(system="his.department")] == ["骨一"]
    assert [row.value for row in queries.ward_map()] == ["心内"]


def test_a_licence_leads_to_team_and_department(django_assert_num_queries):
    services.join(line=Line.TEAM, person="physician", unit="T3", active_from=MOVED, **BY)

    with django_assert_num_queries(2):
        rows = queries.team_members()

    leader, physician = LICENCES["leader"], LICENCES["physician"]
    assert sorted(rows) == [
        TeamRow(leader, "T1", "D1", START, None),
        TeamRow(physician, "T1", "D1", START, MOVED),
        TeamRow(physician, "T3", "D2", MOVED, None),
    ]


def test_a_member_without_a_licence_treats_no_case():
    services.join(line=Line.TEAM, person="nurse", unit="T1", active_from=TODAY, **BY)

    assert {row.licence for row in queries.team_members()} == set(LICENCES.values())


def test_a_person_may_act_under_each_post_in_force():
    held = queries.tenures(TODAY, person="head")

    assert [(each.title, each.unit) for each in held] == [
        ("骨科主任", "D1"),
        ("外科党支部书记", "B1"),
    ]
    assert [each.person_name for each in held] == [Person.objects.get(code="head").name] * 2


def test_nobody_acts_under_a_post_that_ended_or_after_leaving():
    Appointment.objects.filter(post="branch_secretary").update(active_to=TODAY)
    Person.objects.filter(code="president").update(active_to=TODAY)

    assert [each.post.code for each in queries.tenures(TODAY, person="head")] == ["department_head"]
    assert queries.tenures(TODAY, person="president") == ()


def test_holders_of_some_posts_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        held = queries.tenures(TODAY, held=["department_head", "president"])

    assert {each.person for each in held} == {"president", "head", "other_head"}
