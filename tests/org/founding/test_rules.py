"""What a plan of founding says, and every reason against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from linghang.org import posts
from linghang.org.definitions import Kind
from linghang.org.founding import planning, rules
from linghang.org.founding.planning import WrongWords
from linghang.org.founding.rules import FirstUnit, Plan, Unreadable, WardMap

TODAY = date(2026, 1, 2)
SAID = {
    "name": "某某医院",
    "level": "三级甲等",
    "code": "",
    "since": "2024-01-01",
    "units": "E,东院区,院区\nCARD,心血管内科,科室,,E\nCARD1,心内一病区,病区,CARD",
    "maps": "心内科一病区,CARD1",
    "system": "1001,张三",
    "security": "1002，李四，lisi",
    "audit": "1003\t王五",
    "hr": "1004,赵六",
}


def plan(**said: str) -> Plan:
    return planning.plan_of({**SAID, **said})


def reasons(made: Plan) -> str:
    known = {code: one.item for code, one in posts.catalog().items.items()}
    return "；".join(rules.reasons_not_to_found(made, posts=known, today=TODAY))


def test_words_become_a_plan_and_nothing_speaks_against_it() -> None:
    made = plan()

    assert made.level == "tertiary_a"
    assert made.units[1] == FirstUnit(
        code="CARD", name="心血管内科", kind=Kind.DEPARTMENT, parent="", campus="E"
    )
    assert made.maps == (WardMap(value="心内科一病区", unit="CARD1"),)
    assert {one.post: one.username for one in made.people} == {
        "system_administrator": "1001",
        "security_administrator": "lisi",
        "audit_administrator": "1003",
        "hr_director": "1004",
    }
    assert reasons(made) == ""


def test_the_personnel_office_is_added_unless_it_is_named() -> None:
    assert [unit.code for unit in plan().units if unit.kind is Kind.OFFICE] == ["HR"]
    made = plan(units="RS,人事科,职能部门")

    assert [unit.code for unit in made.units] == ["RS"]
    assert made.people[3].unit == "RS"


def test_every_field_that_can_not_be_read_is_named() -> None:
    with pytest.raises(WrongWords) as refusal:
        plan(name=" ", level="五级", since="去年", units="X,乱,楼层", maps="只有一项", hr="1004")

    for words in (
        "医院名称：",
        "等级：",
        "单位起用日期：",
        "首批单位：第1行",
        "首页病区对应：第1行",
    ):
        assert words in str(refusal.value)
    assert "人事科科长：" in str(refusal.value)


@pytest.mark.parametrize("text", ["一,二,三,四", "一\n二"])
def test_a_person_is_one_line_of_two_or_three(text: str) -> None:
    with pytest.raises(Unreadable):
        rules.person_of(rules.SYSTEM, text)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"security": "1001,张三"}, "工号 1001 出现2次，必须是不同的人"),
        ({"security": "1002,李四,1001"}, "登录名 1001 出现2次"),
        ({"system": "工号,张三"}, "系统管理员的工号和登录名只能用字母"),
        ({"since": "2026-01-03"}, "晚于今天"),
        ({"code": "不是编码"}, "医疗机构编码应为"),
        ({"units": "CARD,心内科,科室\nCARD,骨科,科室"}, "单位编码 CARD 出现2次"),
        ({"units": "H,另一家,科室", "maps": ""}, "单位编码 H 出现2次"),
        ({"units": "W,一病区,病区", "maps": ""}, "病区“一病区”应写明上级，上级只能是科室"),
        ({"units": "A,骨科,科室,B", "maps": ""}, "提到的单位 B 不在清单里"),
        ({"units": "E,东院区,院区,E", "maps": ""}, "院区“东院区”不设上级"),
        ({"units": "A,骨科,科室\nB,心内科,科室,,A", "maps": ""}, "的院区 A 不是院区"),
        ({"maps": "一病区,NOWHERE"}, "对应的 NOWHERE 不是清单里的科室或病区"),
        ({"maps": "一病区,E"}, "对应的 E 不是清单里的科室或病区"),
    ],
)
def test_every_reason_is_told(said: dict[str, str], says: str) -> None:
    assert says in reasons(plan(**said))


def test_all_reasons_are_told_at_once() -> None:
    made = replace(plan(), people=(), level="sixth", name="")

    told = reasons(made)

    assert told.count("应当写一人，现写了0人") == 4
    assert "没有写医院名称" in told
    assert "没有这个等级" in told
