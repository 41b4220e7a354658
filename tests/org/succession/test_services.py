"""Merged, split and replaced units: what goes over, what ends, and where figures are shown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from linghang.org import queries, services
from linghang.org.memberships.rules import Line
from linghang.org.models import (
    Appointment,
    CodeMap,
    Coverage,
    Membership,
    Placement,
    Succession,
    Unit,
)
from linghang.org.trees.rules import Span
from tests.org.factories import AT, START, SYSTEM, TODAY

pytestmark = pytest.mark.usefixtures("organisation")
BY = {"actor": SYSTEM, "at": AT}
NEXT = date(2025, 7, 1)
DAY = timedelta(days=1)


def told() -> str:
    return actions.sentence(Entry.objects.latest("pk"), {})


def add(code: str, name: str, kind: str = "department", parent: str = "H") -> None:
    services.add_unit(code=code, name=name, kind=kind, parent=parent, active_from=TODAY, **BY)


def counts() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (Succession, Placement, Membership, Entry, Coverage)
    )


def test_a_merged_department_hands_everything_over_and_ends():
    services.join(person="nurse", unit="D1", line=Line.HOME, active_from=START, **BY)
    services.cover(unit="B1", covered="D1", active_from=START, **BY)
    services.cover(unit="B2", covered="D1", active_from=START, **BY)
    services.cover(unit="B2", covered="D2", active_from=START, **BY)

    handed = services.merge_units(codes=["D1"], into="D2", on=NEXT, **BY)

    assert (handed.below, handed.members, handed.appointments) == (3, 1, 1)
    before, after = queries.structure(NEXT - DAY), queries.structure(NEXT)
    assert before.department("W1") == "D1"
    assert after.department("W1") == after.department("T2") == "D2"
    assert "D1" not in after
    homes = Membership.objects.filter(person__code="nurse", line=Line.HOME)
    assert [(row.unit.code, row.span) for row in homes] == [
        ("D1", Span(START, NEXT)),
        ("D2", Span(NEXT)),
    ]
    covering = [(row.unit.code, row.covered.code) for row in Coverage.objects.on(NEXT)]
    assert covering == [("B1", "D2"), ("B2", "D2")]
    assert Appointment.objects.get(unit__code="D1").active_to == NEXT
    assert told() == (
        "系统把“骨科”并入“心内科”（D2），自2025-07-01起；"
        "随之调整下级单位3个、人员归属1条，终止任职1项"
    )


def test_figures_of_a_merged_department_are_shown_under_the_other_from_that_day():
    services.merge_units(codes=["D1"], into="D2", on=NEXT, **BY)

    assert queries.current_code("D1", NEXT - DAY) == "D1"
    assert queries.current_code("D1", NEXT) == "D2"
    assert queries.current_code("D2", NEXT) == "D2"
    assert [each.says for each in queries.history("D1")][-2:] == [
        "合并为“心内科”，历史数据由其承接",
        "撤销",
    ]


def test_cases_of_the_day_stay_with_the_ward_and_the_department_of_the_day():
    services.merge_units(codes=["D1"], into="D2", on=NEXT, **BY)

    rows = [
        (row.department_code, row.active_from, row.active_to)
        for row in queries.ward_map()
        if row.value == "骨一"
    ]
    assert rows == [("D1", START, NEXT), ("D2", NEXT, None)]


def test_several_become_a_new_one():
    add("D3", "骨与关节中心")
    services.merge_units(codes=["D1", "D2"], into="D3", on=NEXT, **BY)

    assert queries.structure(NEXT).subtree("D3") == {"D3", "W1", "W2", "T1", "T2", "T3"}
    assert told().startswith("系统把“骨科”“心内科”并入“骨与关节中心”（D3）")
    assert queries.current_code_map(NEXT) == {"D1": "D3", "D2": "D3"}


def test_a_unit_that_was_merged_is_not_merged_again():
    services.merge_units(codes=["D1"], into="D2", on=NEXT, **BY)
    before = counts()

    with pytest.raises(services.CannotSucceed, match="“骨科”已由“心内科”承接"):
        services.merge_units(codes=["D1"], into="D2", on=NEXT, **BY)

    assert counts() == before


@pytest.mark.parametrize(
    ("codes", "into", "says"),
    [
        (["D1"], "D1", "承接单位不能同时是原单位"),
        (["D1"], "O1", "科室“骨科”不能由职能部门“质控科”承接"),
        (["H"], "D1", "医院“领航示范医院”不能合并、拆分或改设"),
        (["B1"], "D1", "党支部“外科党支部”不能由科室“骨科”承接"),
    ],
)
def test_what_cannot_be_merged_is_refused_and_nothing_moves(codes, into, says):
    before = counts()

    with pytest.raises(services.CannotSucceed, match=says):
        services.merge_units(codes=codes, into=into, on=NEXT, **BY)

    assert counts() == before


def test_an_office_above_another_is_not_merged_into_it():
    services.place_unit(code="O1", parent="O2", active_from=TODAY, **BY)

    with pytest.raises(services.CannotSucceed, match="承接单位“质控科”还在“病案科”之下"):
        services.merge_units(codes=["O2"], into="O1", on=NEXT, **BY)


def test_a_split_department_ends_and_its_parts_stand_apart():
    services.join(person="nurse", unit="D1", line=Line.HOME, active_from=START, **BY)
    add("D3", "关节外科")
    add("D4", "脊柱外科")

    services.split_unit(
        code="D1", into=["D3", "D4"], on=NEXT, carrier="D3", below={"T2": "D4"}, **BY
    )

    stands = queries.structure(NEXT)
    assert stands.subtree("D3") == {"D3", "W1", "T1"}
    assert stands.subtree("D4") == {"D4", "T2"}
    assert "D1" not in stands
    assert queries.current_code("D1", NEXT) == "D3"
    assert Membership.objects.on(NEXT).get(person__code="nurse", line="home").unit.code == "D3"
    assert told() == (
        "系统把“骨科”（D1）拆分为“关节外科”“脊柱外科”，自2025-07-01起，历史数据由“关节外科”承接"
    )


def test_a_part_that_is_split_off_leaves_the_department_its_history():
    add("D4", "脊柱外科")

    services.split_unit(code="D1", into=["D4"], on=NEXT, below={"T2": "D4"}, **BY)

    assert queries.structure(NEXT).subtree("D1") == {"D1", "W1", "T1"}
    assert queries.current_code("D1", NEXT) == "D1"
    assert [each.says for each in queries.history("D4")][-1] == "由“骨科”拆分而来"
    assert Unit.objects.get(code="D1").active_to is None


def test_a_split_names_only_its_own_parts():
    add("D4", "脊柱外科")
    before = counts()

    with pytest.raises(services.CannotSucceed) as refused:
        services.split_unit(code="D1", into=["D4"], on=NEXT, carrier="D2", below={"T3": "D4"}, **BY)

    assert "D2 不在拆分出的单位之中" in str(refused.value)
    assert "“T3”不在“骨科”之下" in str(refused.value)
    assert counts() == before


def test_an_office_becomes_a_department_under_a_new_code():
    add("D5", "健康管理科")
    services.join(person="quality", unit="O1", line=Line.HOME, active_from=START, **BY)

    services.replace_unit(code="O1", by="D5", on=NEXT, **BY)

    assert Membership.objects.on(NEXT).get(person__code="quality").unit.code == "D5"
    assert queries.current_code("O1", NEXT) == "D5"
    assert told().startswith("系统把“质控科”改设为“健康管理科”（D5）")


def test_what_cannot_stand_under_the_new_unit_is_told():
    add("O7", "新办公室", kind="office")

    with pytest.raises(services.CannotSucceed, match="病区“骨科一病区”不能设在“新办公室”"):
        services.replace_unit(code="D1", by="O7", on=NEXT, **BY)


def test_codes_of_other_systems_go_with_the_unit():
    services.map_code(system="his", code="0301", unit="D1", active_from=START, **BY)
    services.merge_units(codes=["D1"], into="D2", on=NEXT, **BY)

    rows = CodeMap.objects.filter(code="0301").values_list("unit__code", "active_to")
    assert list(rows) == [("D1", NEXT), ("D2", None)]
