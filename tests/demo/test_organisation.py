"""The demo organisation in the database: every tree, every person in one place on every line."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from django.test import TestCase

from linghang.demo.hospital import NEW_NAME, OLD_NAME, REORGANISED, hospital
from linghang.demo.landmarks import FOUNDED
from linghang.demo.posts import DEMO_POSTS
from linghang.foundation.access import system_actor
from linghang.foundation.fields import identities
from linghang.org import queries
from linghang.org.conflicts import queries as conflicts
from linghang.org.definitions import Tree
from linghang.org.loading import services as loading
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership, Person, Unit
from linghang.org.rights import rights_of
from linghang.org.trees import rules as trees

TODAY = date(2025, 12, 31)
DAYS = (date(2023, 6, 1), REORGANISED - timedelta(days=1), REORGANISED, TODAY)


def test_everybody_has_a_home_a_union_group_and_a_cell_on_every_day() -> None:
    given = hospital().establishment
    for line in (Line.HOME, Line.UNION, Line.GRID):
        spans = {row.code: [row.span] for row in given.people}
        for row in given.memberships:
            if row.line is line:
                spans[row.person].append(row.span)
        for person, (here, *own) in spans.items():
            assert own, (person, line)
            assert min(span.start for span in own) == here.start
            assert [span.end for span in own].count(None) == 1
            assert trees.overlap(own) is None
            assert all(span.end in [other.start for other in own] for span in own if span.end)


def test_every_cell_and_group_has_a_leader() -> None:
    given = hospital().establishment
    led = Counter(row.unit for row in given.appointments if row.span.end is None)

    for unit in given.units:
        if str(unit.kind).startswith(("grid_", "union_", "party_group")):
            assert led[unit.code] >= 1, unit


def test_the_ward_moves_its_cell_with_it() -> None:
    seats = {(row.unit, row.span.start): row.parent for row in hospital().establishment.placements}
    covered = {row.covered: row.unit for row in hospital().establishment.coverages}

    assert seats["W28", REORGANISED] == "D19"
    assert seats["GW28", REORGANISED] == seats["GD19", FOUNDED]
    assert seats["GW28", FOUNDED] == seats["GD12", FOUNDED]
    assert covered["W28"] == "GW28"


def test_numbers_of_people_could_be_nobodys() -> None:
    for row in hospital().establishment.people:
        assert identities.id_card(row.id_card) == row.id_card
        assert row.id_card.startswith("99")
        assert row.mobile.startswith("1990000")


class OrganisationTests(TestCase):
    """Reads what was loaded once for all of them."""

    @classmethod
    def setUpTestData(cls) -> None:
        loading.load(
            establishment=hospital().establishment,
            actor=system_actor(),
            at=datetime(2026, 1, 1, tzinfo=UTC),
        )

    def test_the_grid_has_no_gap_and_no_overlap(self) -> None:
        for day in DAYS:
            assert queries.grid_faults(day) == []

    def test_the_four_trees_count_the_same_people(self) -> None:
        counts = {
            tree: sum(node.people for node in queries.chart(tree, TODAY))
            for tree in (Tree.ADMINISTRATION, Tree.UNION, Tree.GRID)
        }

        assert counts == dict.fromkeys(counts, 1800)
        (committee,) = queries.chart(Tree.PARTY, TODAY)
        assert 500 < committee.people < 900
        assert [
            node.place.name for node in committee.below if node.place.code.startswith("PZ")
        ] == [
            "机关党总支",
            "医技党总支",
        ]

    def test_every_ward_has_beds_and_they_add_up(self) -> None:
        (root,) = queries.chart(Tree.ADMINISTRATION, TODAY)
        wards = [
            code for code, place in queries.structure(TODAY).units.items() if place.kind == "ward"
        ]

        assert root.beds == queries.open_beds(wards, TODAY)
        assert 1500 < (root.beds or 0) < 1800
        assert queries.open_beds(["W33"], date(2024, 8, 31)) < queries.open_beds(["W33"], TODAY)

    def test_units_are_called_as_they_were_called_on_the_day(self) -> None:
        ward = next(one.code for one in hospital().wards if one.name == NEW_NAME)

        assert queries.structure(REORGANISED - timedelta(days=1))[ward].name == OLD_NAME
        assert queries.structure(REORGANISED)[ward].name == NEW_NAME
        assert queries.structure(date(2018, 12, 31))["D02"].name == "呼吸内科"
        assert queries.structure(TODAY)["D02"].name == "呼吸与危重症医学科"

    def test_a_department_was_merged_before_the_figures_begin(self) -> None:
        assert "X01" in queries.structure(date(2018, 6, 30))
        assert "X01" not in queries.structure(date(2018, 7, 1))
        assert queries.current_code("X01", TODAY) == "D28"
        assert [unit.name for unit in queries.closed_units(Tree.ADMINISTRATION, TODAY)] == [
            "中西医结合科"
        ]

    def test_somebody_acts_and_somebody_has_a_delegated_post(self) -> None:
        by_title = {one.title: one for one in queries.tenures(TODAY)}
        acting = by_title["代理中医科主任"]
        delegated = next(
            one for title, one in by_title.items() if "呼吸与危重症医学科主任（代" in title
        )
        rights = rights_of(delegated.appointment, TODAY)

        assert delegated.title.startswith("呼吸与危重症医学科主任（代")
        assert rights_of(acting.appointment, TODAY).has("cases.read")
        assert rights.has("indicators.read")
        assert not rights.has("cases.read")
        assert delegated.on_behalf_of == hospital().heads["D02"].code

    def test_three_administrators_are_three_people_and_nobody_holds_what_conflicts(self) -> None:
        kinds = ("system_administrator", "security_administrator", "audit_administrator")
        people = {
            DEMO_POSTS[kind].find(hospital().members, hospital().heads).code for kind in kinds
        }

        assert len(people) == 3
        assert conflicts.standing(TODAY) == ()

    def test_nobody_looks_as_if_registered_twice(self) -> None:
        assert queries.possible_duplicates(TODAY) == []

    def test_every_unit_and_person_is_there(self) -> None:
        leader = Person.objects.get(code="LH0001")

        assert Membership.objects.filter(person=leader).count() == 4
        assert Unit.objects.filter(tree=Tree.GRID).count() == 1 + 4 + 30 + 47 + 56
