"""Codes and days of the demo hospital that more than one of its parts must know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linghang.org.loading.rows import (
    AppointmentRow,
    CoverageRow,
    MembershipRow,
    PlacementRow,
    UnitRow,
)

NAME = "领航示范医院"
HOSPITAL, EAST, WEST = "LH", "C1", "C2"
COMMITTEE, DISCIPLINE = "P", "PJ"
FOUNDED = date(2008, 1, 1)
TEAMS_SINCE = date(2022, 1, 1)
REORGANISED = date(2025, 7, 1)
DAY_WARD_OPENED = date(2025, 10, 1)
# The line of work whose ward and team moved from one department to another on 1 July 2025.
VASCULAR, VASCULAR_BEFORE, VASCULAR_AFTER = "D12V", "D12", "D19"
DAY_WARD, DAY_WARD_UNDER = "日间病房", "D29"

AREAS = ("机关", "内科", "外科", "医技")
MEDICAL = ("D22", "D23", "D26", "D28")
TECHNICAL = ("D27", "D29", "D30", "D31", "D32")


def area(department: str) -> str:
    """Which of AREAS a department or office belongs to."""
    if department.startswith("O"):
        return "机关"
    if department in TECHNICAL:
        return "医技"
    return "内科" if department <= "D11" or department in MEDICAL else "外科"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The rows of one further tree: its units, what they cover, who belongs, who leads them."""

    units: tuple[UnitRow, ...]
    placements: tuple[PlacementRow, ...]
    coverages: tuple[CoverageRow, ...]
    memberships: tuple[MembershipRow, ...]
    appointments: tuple[AppointmentRow, ...]
