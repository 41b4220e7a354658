"""A whole organisation is judged before a row of it is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from linghang.org.loading import rules
from linghang.org.loading.rules import (
    AppointmentRow,
    CodeMapRow,
    Establishment,
    MembershipRow,
    PersonRow,
    PlacementRow,
    UnitRow,
)
from linghang.org.trees.rules import Span
from tests.org import factories
from tests.org.factories import ALWAYS, establishment

FIRST_HALF = Span(date(2025, 1, 1), date(2025, 7, 1))
POSTS = {"department_head": factories.post()}
GOOD: Establishment = establishment(
    appointments=(AppointmentRow(person="head", post="department_head", unit="D1", span=ALWAYS),)
)


def complaints(**changed: tuple) -> list[str]:
    return rules.complaints(replace(GOOD, **changed), POSTS)


def test_a_whole_organisation_is_accepted():
    assert complaints() == []


@pytest.mark.parametrize(
    ("rows", "added", "says"),
    [
        ("units", UnitRow(code="D1", name="别科", kind="department", span=ALWAYS), "单位编码 D1"),
        (
            "units",
            UnitRow(code="X", name="科", kind="clinic", span=ALWAYS),
            "没有这个类别：clinic",
        ),
        ("units", UnitRow(code="X", name="别科", kind="office", span=ALWAYS), "没有写隶属关系"),
        ("units", UnitRow(code="X", name="", kind="office", span=ALWAYS), "没有写名称（X）"),
        ("units", UnitRow(code="X", name="二院", kind="hospital", span=ALWAYS), "现有 2 家"),
        ("placements", PlacementRow(unit="D1", parent="ZZ", span=ALWAYS), "没有这个单位：ZZ"),
        (
            "placements",
            PlacementRow(unit="D1", parent="H", span=FIRST_HALF),
            "骨科的隶属关系",
        ),
        ("people", PersonRow(code="head", name="某人", span=ALWAYS), "工号 head 出现 2 次"),
        (
            "people",
            PersonRow(code="x", name="某人", licence="110000000000001", span=ALWAYS),
            "执业证书编码 110000000000001 出现 2 次",
        ),
        (
            "appointments",
            AppointmentRow(person="head", post="department_head", unit="D1", span=FIRST_HALF),
            "head、department_head、D1的任职日期重叠",
        ),
        (
            "appointments",
            AppointmentRow(person="head", post="pope", unit="D1", span=ALWAYS),
            "没有这个岗位：pope",
        ),
        (
            "appointments",
            AppointmentRow(person="nobody", post="department_head", unit="D1", span=ALWAYS),
            "没有这个人员：nobody",
        ),
        (
            "appointments",
            AppointmentRow(person="head", post="department_head", unit="W1", span=ALWAYS),
            "科主任不能设在“骨科一病区”（病区）",
        ),
        (
            "memberships",
            MembershipRow(person="leader", unit="T2", span=FIRST_HALF),
            "leader、医疗组的归属日期重叠",
        ),
        (
            "memberships",
            MembershipRow(person="nurse", unit="D1", span=ALWAYS),
            "“骨科”不是医疗组",
        ),
        (
            "code_maps",
            CodeMapRow(system="front_sheet.ward", code="骨一", unit="D1", span=FIRST_HALF),
            "front_sheet.ward、骨一的编码对应日期重叠",
        ),
        (
            "code_maps",
            CodeMapRow(system="front_sheet.ward", code="关节", unit="T1", span=ALWAYS),
            "“关节组”不是病区或科室",
        ),
    ],
)
def test_each_fault_is_named(rows: str, added: object, says: str):
    found = complaints(**{rows: (*getattr(GOOD, rows), added)})

    assert any(says in complaint for complaint in found), found


def test_units_that_stand_above_each_other_are_named():
    offices = tuple(
        UnitRow(code=code, name=code, kind="office", span=ALWAYS) for code in ("A", "B")
    )
    circle = (
        PlacementRow(unit="A", parent="B", span=ALWAYS),
        PlacementRow(unit="B", parent="A", span=ALWAYS),
    )

    found = complaints(units=(*GOOD.units, *offices), placements=(*GOOD.placements, *circle))

    assert found == ["单位互为上级：A→B"]


def test_a_history_without_overlaps_is_accepted():
    later = Span(date(2025, 7, 1))
    moved = (
        *(row for row in GOOD.placements if row.unit != "D1"),
        PlacementRow(unit="D1", parent="H", campus="C1", span=Span(ALWAYS.start, later.start)),
        PlacementRow(unit="D1", parent="H", campus="C2", span=later),
    )

    assert complaints(placements=moved) == []
