"""What the demo hospital was before: a department that was merged, names that changed; its beds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from linghang.demo.landmarks import FOUNDED, HOSPITAL, REORGANISED
from linghang.demo.profiles.tables import beds_of_wards
from linghang.org.definitions import Kind
from linghang.org.loading.rows import BedsRow, NamingRow, PlacementRow, SuccessionRow, UnitRow
from linghang.org.succession.rules import Change
from linghang.org.trees.rules import Span

# 中西医结合科 was merged into 中医科; 呼吸内科 is called 呼吸与危重症医学科 since 2019.
MERGED, MERGED_NAME, MERGED_INTO = "X01", "中西医结合科", "D28"
MERGED_ON = date(2018, 7, 1)
RENAMED, FORMER_NAME = "D02", "呼吸内科"
RENAMED_ON = date(2019, 1, 1)


def units() -> tuple[UnitRow, ...]:
    """Departments that stand no more."""
    span = Span(FOUNDED, MERGED_ON)
    return (UnitRow(code=MERGED, name=MERGED_NAME, kind=Kind.DEPARTMENT, span=span),)


def placements() -> tuple[PlacementRow, ...]:
    """Where they stood."""
    return (PlacementRow(unit=MERGED, parent=HOSPITAL, span=Span(FOUNDED, MERGED_ON)),)


def successions() -> tuple[SuccessionRow, ...]:
    """Who followed them."""
    return (
        SuccessionRow(predecessor=MERGED, successor=MERGED_INTO, kind=Change.MERGED, on=MERGED_ON),
    )


def namings(department: str, ward: str, names: tuple[str, str]) -> Iterator[NamingRow]:
    """The former and the present name of a department and of a ward. names: of the ward."""
    yield NamingRow(unit=RENAMED, name=FORMER_NAME, span=Span(FOUNDED, RENAMED_ON))
    yield NamingRow(unit=RENAMED, name=department, span=Span(RENAMED_ON))
    yield NamingRow(unit=ward, name=names[0], span=Span(FOUNDED, REORGANISED))
    yield NamingRow(unit=ward, name=names[1], span=Span(REORGANISED))


def beds() -> Iterator[BedsRow]:
    """Open beds of every ward, from the table; a later number ends the one before."""
    rows = beds_of_wards()
    for number, row in enumerate(rows):
        after = rows[number + 1] if number + 1 < len(rows) else None
        end = after.since if after and after.ward == row.ward else None
        yield BedsRow(unit=row.ward, beds=row.beds, span=Span(row.since, end))
