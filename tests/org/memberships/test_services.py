"""Belonging: one place a line, what follows a transfer, and the nightly look at the grid."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.org import queries, services
from linghang.org.memberships.rules import Cell, Fault, Line, fault_in_grid
from linghang.org.models import Membership, Person
from tests.org.factories import AT, START, SYSTEM, TODAY

BY = {"actor": SYSTEM, "at": AT}
NEXT = date(2025, 7, 1)
DAY = timedelta(days=1)


def add(code: str, kind: str, parent: str | None) -> None:
    services.add_unit(code=code, name=code, kind=kind, parent=parent, active_from=START, **BY)


@pytest.fixture
def grid(organisation: None) -> None:
    """Two cells of the fourth level under one of the third, one covers each department."""
    add("G1", "grid_level_one", None)
    add("G2", "grid_level_two", "G1")
    add("G3", "grid_level_three", "G2")
    for code, department in (("GA", "D1"), ("GB", "D2")):
        add(code, "grid_level_four", "G3")
        services.cover(unit=code, covered=department, active_from=START, **BY)


def join(person: str, unit: str, line: Line, day: date = START) -> Membership:
    return services.join(person=person, unit=unit, line=line, active_from=day, **BY)


def place(person: str, line: Line, day: date) -> list[str]:
    rows = Membership.objects.on(day).filter(person__code=person, line=line)
    return [row.unit.code for row in rows]


@pytest.mark.usefixtures("organisation")
def test_lines_do_not_disturb_each_other_and_each_has_one_place_a_day():
    join("physician", "D1", Line.HOME)
    join("physician", "B1", Line.PARTY)
    join("physician", "B2", Line.PARTY, TODAY)

    assert place("physician", Line.TEAM, TODAY) == ["T1"]
    assert place("physician", Line.HOME, TODAY) == ["D1"]
    assert place("physician", Line.PARTY, TODAY - DAY) == ["B1"]
    assert place("physician", Line.PARTY, TODAY) == ["B2"]


@pytest.mark.usefixtures("organisation")
@pytest.mark.parametrize(
    ("unit", "line", "says"),
    [
        ("T1", Line.HOME, "“关节组”不是科室或病区或职能部门或医院"),
        ("P", Line.PARTY, "“领航示范医院党委”不是党支部或党小组"),
        ("D1", Line.GRID, "不能编入最末级网格"),
    ],
)
def test_a_line_leads_only_to_its_own_kinds(unit: str, line: Line, says: str):
    with pytest.raises(services.CannotJoin, match=says):
        join("nurse", unit, line)


@pytest.mark.usefixtures("grid")
def test_a_transfer_takes_the_grid_cell_along():
    services.transfer_home(person="nurse", unit="W1", active_from=START, **BY)
    services.transfer_home(person="nurse", unit="W2", active_from=NEXT, **BY)

    assert place("nurse", Line.GRID, NEXT - DAY) == ["GA"]
    assert place("nurse", Line.GRID, NEXT) == ["GB"]


@pytest.mark.usefixtures("grid")
def test_within_one_cell_nothing_but_the_home_moves():
    services.transfer_home(person="nurse", unit="W1", active_from=START, **BY)

    moved = services.transfer_home(person="nurse", unit="D1", active_from=NEXT, **BY)

    assert [row.line for row in moved] == [Line.HOME]


@pytest.mark.usefixtures("grid")
def test_where_two_cells_cover_the_home_nobody_is_put_anywhere():
    services.cover(unit="GB", covered="D1", active_from=START, **BY)

    services.transfer_home(person="nurse", unit="W1", active_from=START, **BY)

    assert place("nurse", Line.GRID, TODAY) == []


@pytest.mark.usefixtures("grid")
def test_nobody_stands_in_a_cell_with_cells_below():
    with pytest.raises(services.CannotJoin, match="“G3”下面还有网格，人员只编入最末级网格"):
        join("nurse", "G3", Line.GRID)


@pytest.mark.usefixtures("grid")
def test_gaps_overlaps_and_wrong_levels_are_listed(django_assert_num_queries):
    everybody = list(Person.objects.values_list("code", flat=True))
    for code in everybody:
        if code != "nurse":
            join(code, "GA", Line.GRID)
    assert [one.person for one in queries.grid_faults(TODAY)] == ["nurse"]
    join("nurse", "GB", Line.GRID)
    assert queries.grid_faults(TODAY) == []

    # Rows as no deed writes them: two closed stretches that overlap, and a cell divided later.
    own = Membership.objects.filter(person__code="nurse", line=Line.GRID)
    own.update(active_to=NEXT)
    row = own.get()
    row.pk, row.active_from = None, START + DAY
    row.save()
    add("GC", "grid_level_four", "G3")
    services.add_unit(
        code="G4", name="G4", kind="grid_level_three", parent="G2", active_from=START, **BY
    )
    services.place_unit(code="GC", parent="G4", active_from=TODAY, **BY)
    Membership.objects.filter(person__code="head", line=Line.GRID).update(
        unit=Membership.objects.model.unit.field.related_model.objects.get(code="G4")
    )

    with django_assert_num_queries(3):
        found = queries.grid_faults(TODAY)

    assert [(one.person, one.fault) for one in found] == [
        ("head", Fault.NOT_LOWEST),
        ("nurse", Fault.SEVERAL),
    ]


@given(st.lists(st.builds(Cell, st.text(max_size=2), st.booleans()), max_size=4))
def test_exactly_one_lowest_cell_is_no_fault_and_everything_else_is(cells: list[Cell]):
    right = len(cells) == 1 and cells[0].is_lowest

    assert (fault_in_grid(cells) is None) == right


@pytest.mark.usefixtures("organisation")
def test_without_an_end_a_membership_lasts_as_long_as_the_person_stays():
    services.release(code="nurse", active_to=NEXT, reason="退休", today=TODAY, **BY)

    assert join("nurse", "D1", Line.HOME, TODAY).active_to == NEXT
