"""Units over time: names, beds, coverage, closing; and how a day reads them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from linghang.org import queries, services
from linghang.org.definitions import Kind
from linghang.org.memberships.rules import Line
from linghang.org.models import (
    Appointment,
    Beds,
    CodeMap,
    Coverage,
    Naming,
    Placement,
    Unit,
)
from linghang.org.rights import rights_of
from linghang.org.trees.rules import WrongSpan
from linghang.org.units import rules
from linghang.org.units.rules import Remaining
from tests.org.factories import AT, START, SYSTEM, TODAY, unit_facts

pytestmark = pytest.mark.usefixtures("organisation")
BY = {"actor": SYSTEM, "at": AT}
NEXT = date(2025, 7, 1)
LATER = date(2025, 9, 1)
DAY = timedelta(days=1)


def told() -> str:
    return actions.sentence(Entry.objects.latest("pk"), {})


def rename(name: str, day: date, code: str = "D1") -> Unit:
    return services.rename_unit(code=code, name=name, active_from=day, today=TODAY, **BY)


def test_a_unit_is_called_by_the_name_of_the_day():
    rename("骨科与运动医学科", TODAY)
    rename("运动医学中心", NEXT)

    seen = [queries.structure(day)["D1"].name for day in (TODAY - DAY, TODAY, NEXT)]
    assert seen == ["骨科", "骨科与运动医学科", "运动医学中心"]
    assert [named.name for named in queries.names("D1")] == seen
    assert told() == "系统把“骨科与运动医学科”（D1）更名为“运动医学中心”，自2025-07-01起"


def test_a_name_given_beforehand_becomes_the_present_one_on_its_day():
    assert rename("骨外科", NEXT).name == "骨科"

    assert services.settle_names(today=NEXT - DAY) == 0
    assert services.settle_names(today=NEXT) == 1
    assert services.settle_names(today=NEXT) == 0
    assert Unit.objects.get(code="D1").name == "骨外科"


def test_a_name_of_today_is_the_present_one_at_once():
    assert rename("骨外科", TODAY).name == "骨外科"
    assert Unit.objects.get(code="D1").name == "骨外科"


@pytest.mark.parametrize(
    ("name", "day", "says"),
    [
        (" ", TODAY, "没有写新名称"),
        ("骨科", TODAY, "当时的名称已经是“骨科”"),
        ("骨外科", START - DAY, "并非始终存在"),
        ("骨外科", START, "日期重叠"),
    ],
)
def test_a_name_that_cannot_be_is_refused(name: str, day: date, says: str):
    names = Naming.objects.count()

    with pytest.raises(services.CannotRename, match=says):
        rename(name, day)

    assert Naming.objects.count() == names
    assert Unit.objects.get(code="D1").name == "骨科"


def test_beds_are_those_of_the_day_and_add_up():
    services.set_beds(code="W1", beds=40, active_from=START, **BY)
    services.set_beds(code="W2", beds=30, active_from=START, **BY)
    services.set_beds(code="W1", beds=46, active_from=NEXT, **BY)

    assert queries.open_beds(["W1", "W2"], TODAY) == 70
    assert queries.open_beds(["W1", "W2"], NEXT) == 76
    assert told() == "系统核定“骨科一病区”开放床位46张，自2025-07-01起"


@pytest.mark.parametrize(
    ("code", "beds", "says"),
    [
        ("D1", 10, "床位登记在病区"),
        ("W1", -1, "床位数不能小于0"),
        ("W1", 40, "当时的开放床位已经是40张"),
    ],
)
def test_beds_that_cannot_be_are_refused(code: str, beds: int, says: str):
    services.set_beds(code="W1", beds=40, active_from=START, **BY)

    with pytest.raises(services.CannotSetBeds, match=says):
        services.set_beds(code=code, beds=beds, active_from=TODAY, **BY)

    assert Beds.objects.count() == 1


def test_a_branch_covers_departments_and_a_department_belongs_to_branches():
    made = services.cover(unit="B1", covered="D1", active_from=START, **BY)
    services.cover(unit="B2", covered="D1", active_from=TODAY, **BY)

    with pytest.raises(services.CannotCover, match="已经登记覆盖（2024年1月1日起）"):
        services.cover(unit="B1", covered="D1", active_from=TODAY, **BY)
    services.uncover(coverage_id=made.pk, active_to=NEXT, **BY)

    assert told() == "系统终止“外科党支部”对“骨科”的覆盖，自2025-07-01起"
    assert [row.unit.code for row in Coverage.objects.on(NEXT)] == ["B2"]
    with pytest.raises(services.CannotCover, match="已经结束"):
        services.uncover(coverage_id=made.pk, active_to=LATER, **BY)


def test_only_party_union_and_grid_cover_and_only_departments_are_covered():
    with pytest.raises(services.CannotCover) as refused:
        services.cover(unit="D1", covered="T1", active_from=TODAY, **BY)

    assert "“骨科”（科室）不登记覆盖单位" in str(refused.value)
    assert "“关节组”不是科室、病区或职能部门" in str(refused.value)


def test_a_unit_that_still_carries_something_is_not_closed():
    services.join(person="nurse", unit="D1", line=Line.HOME, active_from=TODAY, **BY)

    with pytest.raises(services.CannotClose) as refused:
        services.close_unit(code="D1", active_to=NEXT, reason=" ", **BY)

    assert str(refused.value) == (
        "不能撤销“骨科”：没有写原因；下面还有“关节组”“脊柱组”“骨科一病区”，先调整或撤销；"
        "还有1人归属于它，先调出。"
    )


def test_a_closed_ward_ends_with_everything_on_it():
    services.set_beds(code="W1", beds=40, active_from=START, **BY)
    services.close_unit(code="W1", active_to=NEXT, reason="病区调整", **BY)

    unit = Unit.objects.get(code="W1")
    post = Appointment.objects.get(unit=unit)
    assert (unit.active_to, post.active_to, post.ended_reason) == (NEXT, NEXT, "病区调整")
    assert not rights_of(post.pk, NEXT).in_force
    for model in (Placement, Naming, Beds, CodeMap):
        assert set(model.objects.filter(unit=unit).values_list("active_to", flat=True)) == {NEXT}
    assert "W1" in queries.structure(NEXT - DAY)
    assert "W1" not in queries.structure(NEXT)
    assert told().startswith("系统撤销“骨科一病区”（W1），自2025-07-01起不再存在，原因：病区调整")
    with pytest.raises(services.CannotClose, match="已经撤销"):
        services.close_unit(code="W1", active_to=LATER, reason="再次", **BY)
    with pytest.raises(WrongSpan):
        services.close_unit(code="W1", active_to=START, reason="太早", **BY)


def test_what_would_have_begun_after_the_closing_is_taken_out():
    rename("骨科康复病区", LATER, code="W1")
    services.close_unit(code="W1", active_to=NEXT, reason="病区调整", **BY)

    assert [row.name for row in Naming.objects.filter(unit__code="W1")] == ["骨科一病区"]


def test_the_hospital_and_a_campus_in_use_stay():
    hospital = rules.reasons_not_to_close(unit_facts(Kind.HOSPITAL), remaining=Remaining())
    campus = rules.reasons_not_to_close(
        unit_facts(Kind.CAMPUS), remaining=Remaining(on_campus=["骨科"] * 7)
    )

    assert hospital == ["医院不能撤销"]
    assert campus == ["院区内还有“骨科”“骨科”“骨科”“骨科”“骨科”等7个单位，先调整或撤销"]


def test_a_department_leaves_its_campus_before_the_campus_closes():
    with pytest.raises(services.CannotClose, match="院区内还有“骨科”"):
        services.close_unit(code="C1", active_to=NEXT, reason="搬迁", **BY)


def test_the_history_of_a_unit_is_told_in_order():
    services.cover(unit="B1", covered="D1", active_from=START, **BY)
    rename("骨外科", NEXT)
    services.place_unit(code="D1", parent="H", campus="C2", active_from=LATER, **BY)

    told = [(each.on, each.says) for each in queries.history("D1")]

    assert told == [
        (START, "设立科室"),
        (START, "名称为“骨科”"),
        (START, "隶属“领航示范医院”，在东院区"),
        (START, "归属“外科党支部”"),
        (NEXT, "名称改为“骨外科”"),
        (LATER, "隶属“领航示范医院”，在西院区"),
    ]


def test_the_chart_counts_people_and_beds_below(django_assert_num_queries):
    services.set_beds(code="W1", beds=40, active_from=START, **BY)
    services.join(person="nurse", unit="W1", line=Line.HOME, active_from=START, **BY)
    services.join(person="head", unit="D1", line=Line.HOME, active_from=START, **BY)

    with django_assert_num_queries(4):
        (hospital,) = queries.chart("administration", TODAY)

    department = next(node for node in hospital.below if node.place.code == "D1")
    ward = next(node for node in department.below if node.place.code == "W1")
    assert (hospital.people, hospital.beds) == (2, 40)
    assert (department.people, department.beds) == (2, 40)
    assert (ward.people, ward.heads[0].person) == (1, "nurse")
    assert [head.person for head in department.heads] == ["head"]
    assert next(node for node in hospital.below if node.place.code == "D2").beds is None


def test_the_chart_of_a_day_long_ago_is_empty_and_of_a_part_only_that_part():
    assert queries.chart("administration", START - DAY) == ()
    assert [node.place.code for node in queries.chart("party", TODAY, root="B1")] == ["B1"]
    assert queries.chart("party", TODAY, root="nowhere") == ()
