"""Pure rules of belonging: the lines along which a person belongs somewhere, one place a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from linghang.org.definitions import Kind


class Line(StrEnum):
    """Along which line somebody belongs to a unit; on each day to one unit a line at most."""

    HOME = "home"
    TEAM = "team"
    PARTY = "party"
    UNION = "union"
    GRID = "grid"


@dataclass(frozen=True, slots=True)
class LineFacts:
    """How a line is called, what its unit is called, and which kinds of unit it leads to."""

    name: str
    place: str
    kinds: tuple[Kind, ...]


# Grid members stand in the lowest cells there are; where a part of the hospital has no fourth
# level, those of the third are the lowest.
LINES: dict[Line, LineFacts] = {
    Line.HOME: LineFacts(
        "人事关系", "所在科室", (Kind.DEPARTMENT, Kind.WARD, Kind.OFFICE, Kind.HOSPITAL)
    ),
    Line.TEAM: LineFacts("医疗组", "医疗组", (Kind.MEDICAL_TEAM,)),
    Line.PARTY: LineFacts("组织关系", "党支部或党小组", (Kind.PARTY_BRANCH, Kind.PARTY_GROUP)),
    Line.UNION: LineFacts("工会关系", "分工会或工会小组", (Kind.UNION_BRANCH, Kind.UNION_GROUP)),
    Line.GRID: LineFacts("清廉网格", "最末级网格", (Kind.GRID_LEVEL_THREE, Kind.GRID_LEVEL_FOUR)),
}


def lowest_only(unit_name: str, *, below: bool) -> list[str]:
    """Why nobody belongs to the cell itself: there are cells below it, which cover everybody."""
    return [f"“{unit_name}”下面还有网格，人员只编入最末级网格"] if below else []


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell to which somebody belongs. is_lowest: no cell stands below it."""

    code: str
    is_lowest: bool


class Fault(StrEnum):
    """What is wrong with somebody's place in the grid."""

    NONE = "none"
    SEVERAL = "several"
    NOT_LOWEST = "not_lowest"


FAULT_NAMES: dict[Fault, str] = {
    Fault.NONE: "不在任何网格",
    Fault.SEVERAL: "同时在几个网格",
    Fault.NOT_LOWEST: "所在网格不是最末级",
}


def fault_in_grid(cells: Sequence[Cell]) -> Fault | None:
    """Everybody belongs to exactly one cell of the lowest level: no gap, no overlap."""
    if not cells:
        return Fault.NONE
    if len(cells) > 1:
        return Fault.SEVERAL
    return None if cells[0].is_lowest else Fault.NOT_LOWEST
