"""Dated trees: spans, cycles, the structure of a day, and where units belong."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linghang.org.definitions import Kind
from linghang.org.trees import rules
from linghang.org.trees.rules import Place, Seat, Span, WrongSpan

DAY = date(2025, 1, 1)
HORIZON = 12


def day(number: int) -> date:
    return DAY + timedelta(days=number)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(st.integers(0, HORIZON - 1))
    end = draw(st.none() | st.integers(start + 1, HORIZON))
    return Span(day(start), None if end is None else day(end))


@st.composite
def forests(draw: st.DrawFn) -> list[Place]:
    """Each unit stands under one with a smaller number, or is a root."""
    size = draw(st.integers(1, 15))
    parents = [draw(st.none() | st.integers(0, n - 1)) if n else None for n in range(size)]
    return [
        Place(
            code=f"u{number}",
            name=f"单位{number}",
            kind=Kind.OFFICE,
            parent=None if parent is None else f"u{parent}",
        )
        for number, parent in enumerate(parents)
    ]


def days_of(span: Span) -> set[int]:
    return {number for number in range(HORIZON + 3) if day(number) in span}


def test_the_end_of_a_span_is_not_a_day_of_it():
    span = Span(date(2025, 1, 1), date(2025, 7, 1))

    assert date(2025, 6, 30) in span
    assert date(2025, 7, 1) not in span


@pytest.mark.parametrize("end", [date(2024, 12, 31), date(2025, 1, 1)])
def test_a_span_without_a_day_is_refused(end: date):
    with pytest.raises(WrongSpan, match="结束日期必须晚于开始日期"):
        Span(date(2025, 1, 1), end)


def test_a_span_is_named_with_its_last_day():
    assert Span(date(2024, 1, 1)).label == "2024年1月1日起"
    assert Span(date(2024, 1, 1), date(2024, 7, 1)).label == "2024年1月1日至2024年6月30日"


@given(spans(), spans())
def test_two_spans_meet_on_the_days_that_both_have(one: Span, other: Span):
    met = one.meet(other)

    assert (days_of(met) if met else set()) == days_of(one) & days_of(other)
    assert met == other.meet(one)


@given(spans(), spans())
def test_a_span_covers_another_when_it_has_all_its_days(one: Span, other: Span):
    assert one.covers(other) == (days_of(other) <= days_of(one))


@given(st.lists(spans(), max_size=5))
def test_an_overlap_is_found_when_and_only_when_a_day_is_shared(given_spans: list[Span]):
    all_days = [number for span in given_spans for number in days_of(span)]

    assert (rules.overlap(given_spans) is not None) == (len(all_days) > len(set(all_days)))


@given(st.lists(spans(), max_size=4), spans())
def test_a_history_to_which_a_span_may_be_added_has_one_row_a_day(history: list[Span], new: Span):
    assume(not rules.overlap(history) and not rules.reasons_not_to_follow(history, new))

    after = [
        Span(span.start, new.start) if rules.gives_way(span, new) else span for span in history
    ]

    assert rules.overlap([*after, new]) is None


def test_a_shorter_span_does_not_cut_an_open_one_short():
    reasons = rules.reasons_not_to_follow([Span(day(0))], Span(day(3), day(6)))

    assert reasons == ["与已有的记录（2025年1月1日起）日期重叠"]


@given(forests())
def test_a_unit_is_in_the_subtrees_of_its_path_and_in_no_other(places: list[Place]):
    structure = rules.structure_of(places)

    for unit in structure.units:
        path = {place.code for place in structure.path(unit)}
        assert {code for code in structure.units if unit in structure.subtree(code)} == path


@given(forests())
def test_the_subtrees_of_the_roots_share_the_units_out(places: list[Place]):
    structure = rules.structure_of(places)

    shares = [structure.subtree(root) for root in structure.children(None)]

    assert sum(len(share) for share in shares) == len(places)
    assert frozenset().union(*shares) == frozenset(structure.units)


@given(forests())
def test_a_forest_has_no_cycle_until_a_root_is_hung_below_its_own_subtree(places: list[Place]):
    parents = {place.code: place.parent for place in places}
    assert rules.cycle(parents) == ()

    structure = rules.structure_of(places)
    root = structure.children(None)[0]
    deepest = max(structure.subtree(root), key=lambda code: len(structure.path(code)))
    circle = rules.cycle({**parents, root: deepest})

    assert set(circle) == {place.code for place in structure.path(deepest)}


def test_an_unknown_unit_has_no_subtree_and_no_path():
    structure = rules.structure_of([])

    assert structure.subtree("nowhere") == frozenset()
    assert structure.path("nowhere") == ()
    assert structure.department("nowhere") is None


def test_a_unit_whose_parent_does_not_stand_is_a_root():
    ward = Place(code="W", name="病区", kind=Kind.WARD, parent="gone")

    structure = rules.structure_of([ward])

    assert structure.children(None) == ("W",)
    assert structure["W"].parent is None


def test_a_ward_has_the_campus_of_its_department_unless_it_has_its_own():
    structure = rules.structure_of(
        [
            Place(code="D", name="骨科", kind=Kind.DEPARTMENT, campus="C1"),
            Place(code="W1", name="一病区", kind=Kind.WARD, parent="D"),
            Place(code="W2", name="二病区", kind=Kind.WARD, parent="D", campus="C2"),
        ]
    )

    assert structure["W1"].campus == "C1"
    assert structure["W2"].campus == "C2"
    assert structure.path_names("W2") == ("骨科", "二病区")


def seat(unit: str, kind: Kind, parent: str | None, campus: str | None, span: Span) -> Seat:
    return Seat(unit=unit, kind=kind, parent=parent, campus=campus, span=span)


@st.composite
def histories(draw: st.DrawFn, unit: str, kind: Kind, parents: list[str]) -> list[Seat]:
    """Places of one unit, without overlaps, with gaps."""
    edges = sorted(draw(st.sets(st.integers(0, HORIZON), max_size=5)))
    return [
        seat(
            unit,
            kind,
            draw(st.sampled_from(parents)),
            draw(st.sampled_from([None, "C1", "C2"])),
            Span(day(start), day(end)),
        )
        for start, end in zip(edges, edges[1:], strict=False)
        if draw(st.booleans())
    ]


@given(st.data())
def test_a_range_join_finds_what_the_structure_of_that_day_says(data: st.DataObject):
    seats = {
        "H": [seat("H", Kind.HOSPITAL, None, None, Span(day(0)))],
        "D1": data.draw(histories("D1", Kind.DEPARTMENT, ["H"])),
        "D2": data.draw(histories("D2", Kind.DEPARTMENT, ["H"])),
        "W": data.draw(histories("W", Kind.WARD, ["D1", "D2"])),
    }
    span = data.draw(spans())

    rows = rules.belongings("W", span, seats)

    assert rules.overlap(row.span for row in rows) is None
    for number in range(HORIZON + 3):
        structure = rules.structure_of(
            Place(code=s.unit, name=s.unit, kind=s.kind, parent=s.parent, campus=s.campus)
            for history in seats.values()
            for s in history
            if day(number) in s.span
        )
        found = [(row.department, row.campus) for row in rows if day(number) in row.span]
        department = structure.department("W") if day(number) in span else None
        expected = [(department, structure["W"].campus)] if department else []
        assert found == expected


def test_stretches_without_a_change_are_one_row():
    seats = {
        "D": [
            seat("D", Kind.DEPARTMENT, None, "C1", Span(day(0), day(5))),
            seat("D", Kind.DEPARTMENT, None, "C1", Span(day(5))),
        ]
    }

    rows = rules.belongings("D", Span(day(2)), seats)

    assert rows == [rules.Belonging(Span(day(2)), "D", "C1")]


def test_a_circle_in_the_data_does_not_hang_the_search():
    seats = {
        "A": [seat("A", Kind.OFFICE, "B", None, Span(day(0)))],
        "B": [seat("B", Kind.OFFICE, "A", None, Span(day(0)))],
    }

    assert rules.belongings("A", Span(day(0)), seats) == []
    assert set(rules.cycle_over_time([*seats["A"], *seats["B"]])) == {"A", "B"}


def test_a_circle_that_closes_only_later_is_found():
    seats = [
        seat("A", Kind.OFFICE, None, None, Span(day(0), day(9))),
        seat("A", Kind.OFFICE, "B", None, Span(day(9))),
        seat("B", Kind.OFFICE, None, None, Span(day(0))),
    ]
    assert rules.cycle_over_time(seats) == ()

    moved = rules.after_move(seats, seat("B", Kind.OFFICE, "A", None, Span(day(3))))

    assert set(rules.cycle_over_time(moved)) == {"A", "B"}
