"""Every bad cell of an organisation workbook gets its reason, and one is enough to keep it out."""

from __future__ import annotations

from datetime import date

import pytest

from linghang.foundation.intake.models import State
from linghang.org.models import Person, Unit
from tests.org.exchange import workbooks
from tests.org.exchange.workbooks import CARD_A, CARD_B, FROM, PEOPLE, POSTS, UNITS

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
LATER = date(2030, 1, 1)


def unit(
    code: str = "D9", name: str = "呼吸科", kind: str = "科室", parent: str | None = "H", **more
):
    row = [code, name, kind, parent, None, None, FROM, None]
    for place, value in more.items():
        row[{"campus": 4, "beds": 5, "start": 6, "end": 7}[place]] = value
    return row


def person(code: str = "009", name: str = "戊某", **more):
    row = [code, name, None, None, None, None, None, FROM, None]
    places = {"card": 2, "mobile": 3, "licence": 4, "home": 5, "team": 6, "start": 7, "end": 8}
    for place, value in more.items():
        row[places[place]] = value
    return row


def post(code: str = "003", name: str | None = None, **more):
    row = [code, name, "医师", "心内科", date(2022, 1, 1), None, None]
    places = {"post": 2, "unit": 3, "start": 4, "end": 5, "reason": 6}
    for place, value in more.items():
        row[places[place]] = value
    return row


@pytest.fixture
def hospital(tmp_path):
    workbooks.commit(workbooks.everything(tmp_path))
    return tmp_path


WRONG_UNITS = [
    ([unit(), unit()], "单位编码 D9 在第 2 行已经有了"),
    ([unit(kind="食堂")], "“类别”只能填：医院、"),
    ([unit(parent="没有")], "没有这个单位：没有"),
    ([unit(parent="骨棵")], "没有这个单位：骨棵"),
    ([unit(parent="骨科病区")], "没有这个单位：骨科病区；是不是“骨科一病区”？"),
    ([unit(parent="D1")], "科室“呼吸科”不能设在“骨科”（科室）之下"),
    ([unit(parent=None)], "科室“呼吸科”不能设在最上层"),
    ([unit(campus="D1")], "“骨科”不是院区"),
    ([unit(beds=10)], "“呼吸科”（科室）不登记床位"),
    ([unit(beds=-1)], "“开放床位”不能小于0"),
    ([unit(end=FROM)], "停用日期应当晚于启用日期"),
    ([unit(start="2025-02-30")], "“启用日期”"),
    ([unit("H2", "二医院", "医院", None)], "一套系统只管一家医院"),
    ([unit("D1", "骨科", "病区")], "这个单位的类别是科室，不能用表格改"),
    ([unit("D1", "骨科", start=date(2019, 1, 1))], "这个单位的启用日期是 2020-01-01"),
    ([unit("D1", "骨科", end=LATER)], "这个单位还在用，不能用表格改"),
    (
        [
            unit("O2", "甲办", "职能部门", "O3"),
            unit("O3", "乙办", "职能部门", "O2"),
        ],
        "单位互为上级：",
    ),
    (
        [unit("D8", "儿科"), unit("D9", "儿科"), unit("W9", "病区", "病区", "儿科")],
        "有 2 个单位叫“儿科”，请改写编码（D8、D9）",
    ),
    ([unit(kind="食堂"), unit("W9", "病区", "病区", "D9")], "那一行有错"),
]


@pytest.mark.parametrize(("rows", "says"), WRONG_UNITS)
def test_a_wrong_unit_says_why(hospital, rows, says):
    batch = workbooks.check(workbooks.file(hospital, units=rows))

    assert batch.state == State.REFUSED
    assert any(one.startswith(says) or says in one for one in workbooks.errors(batch))
    assert not Unit.objects.filter(code="D9").exists()


WRONG_PEOPLE = [
    ([person(), person()], "工号 009 在第 2 行已经有了"),
    ([person(card="110101199003070012")], "身份证号的末位校验不符"),
    ([person(card="110***********0011")], "这是隐去了中间几位的号码"),
    ([person(card="1")], "证件号码应是18位身份证号"),
    ([person(mobile="12")], "手机号应"),
    ([person(card=CARD_A), person("008", card=CARD_A)], "证件号码与第 2 行相同"),
    ([person(licence="9" * 15), person("008", licence="9" * 15)], "执业证书编码与第 2 行相同"),
    ([person(licence="110000000000001")], "执业证书编码已登记在 甲某（001）名下"),
    ([person("003", "丙某", card=CARD_A)], "证件号码已登记在 甲某（001）名下"),
    ([person("001", "别人", card=CARD_B)], "工号 001 在系统里是另一个人"),
    ([person(home="关节组")], "“关节组”不能作为所在科室"),
    ([person(team="骨科")], "“骨科”不能作为医疗组"),
    ([person(home="没有")], "没有这个单位：没有"),
    ([person(end=FROM)], "离院日期应当晚于入院日期"),
    ([person(start="昨天")], "“入院日期”"),
    ([person("001", "甲某", start=date(2022, 1, 1))], "超出此人在院的期间"),
    ([[None, "己某", None, None, None, None, None, FROM]], "“工号”必须填写"),
]


@pytest.mark.parametrize(("rows", "says"), WRONG_PEOPLE)
def test_a_wrong_person_says_why(hospital, rows, says):
    batch = workbooks.check(workbooks.file(hospital, people=rows))

    assert batch.state == State.REFUSED
    assert any(says in one for one in workbooks.errors(batch))
    assert Person.objects.count() == 3


WRONG_POSTS = [
    ([post("777")], "没有工号为 777 的人员"),
    ([post(name="丁某")], "登记的姓名是“丙某”，与这里写的不同"),
    ([post(post="厨师长")], "岗位目录里没有“厨师长”"),
    ([post(unit="没有")], "没有这个单位：没有"),
    ([post(unit="人事科")], "医师不能设在“人事科”"),
    ([post(start=date(2019, 1, 1))], "并非始终存在"),
    ([post(start=date(2020, 6, 1))], "并非始终在院"),
    ([post(end=date(2021, 1, 1))], "免职日期应当晚于任职日期"),
    ([post(), post()], "与第 2 行是同一项任职"),
    ([post(), post(start=date(2023, 1, 1))], "此人已担任这一职务"),
    (
        [post("001", post="科主任", unit="骨科", start=date(2021, 1, 1))],
        "此人已担任这一职务（2020年1月1日起）",
    ),
    (
        [
            post(post="系统管理员", unit="人事科"),
            post(post="审计管理员", unit="人事科"),
        ],
        "不得由一人担任",
    ),
]


@pytest.mark.parametrize(("rows", "says"), WRONG_POSTS)
def test_a_wrong_appointment_says_why(hospital, rows, says):
    batch = workbooks.check(workbooks.file(hospital, posts=rows))

    assert batch.state == State.REFUSED
    assert any(says in one for one in workbooks.errors(batch))


WRONG_CODES = [
    (["front_sheet.ward", "新", "没有", FROM], "没有这个单位：没有"),
    (["front_sheet.ward", "新", "人事科", FROM], "“人事科”不是"),
    (["front_sheet.ward", "新", "W1", date(2019, 1, 1)], "并非始终存在"),
    (["front_sheet.ward", "骨一", "D2", date(2019, 1, 1)], "并非始终存在"),
]


@pytest.mark.parametrize(("row", "says"), WRONG_CODES)
def test_a_wrong_code_says_why(hospital, row, says):
    batch = workbooks.check(workbooks.file(hospital, codes=[row]))

    assert any(says in one for one in workbooks.errors(batch))


def test_a_bad_cell_is_named_by_sheet_row_and_column(hospital):
    batch = workbooks.check(
        workbooks.file(hospital, people=[PEOPLE[0], person(card="110101199003070012")])
    )

    assert workbooks.says(batch) == [
        "人员3 C列 证件号码：“证件号码”身份证号的末位校验不符，可能有数字录错，请与证件核对"
    ]
    assert batch.message == "有 1 处错误，整份文件都不能入库；请改好后重新上传。"


def test_personal_values_are_masked_in_complaints(hospital):
    batch = workbooks.check(workbooks.file(hospital, people=[person(card="110101199003070012")]))

    assert b"110101199003070012" not in batch.complaints_file.read_bytes()


def test_namesakes_among_new_people_are_a_hint_and_no_fault(hospital):
    rows = [person("008", "同名"), person("009", "同名"), person("010", "同名", card=CARD_B)]

    batch = workbooks.check(workbooks.file(hospital, people=rows))

    assert batch.state == State.STAGED
    assert [one.rsplit("：")[-1][:13] for one in workbooks.says(batch)] == [
        "新增人员中有 2 人同名（"
    ] * 2


def test_a_mobile_may_be_shared_but_is_told(hospital):
    rows = [person("008", "庚", mobile="13900000000"), person("009", "辛", mobile="13900000000")]

    batch = workbooks.check(workbooks.file(hospital, people=rows))

    assert batch.state == State.STAGED
    assert workbooks.says(batch) == ["人员3 D列 手机号：手机号与第 2 行相同"]


def test_hidden_sheets_strange_columns_and_merged_cells_are_told(tmp_path):
    rows = [row[:] for row in PEOPLE[:2]]
    rows[0][5] = rows[1][5] = None
    path = workbooks.xlsx(
        tmp_path / "b.xlsx",
        {
            "人员": [[*workbooks.PERSON_HEAD, "民族"], *rows],
            "单位": [workbooks.UNIT_HEAD, *UNITS],
            "去年": [["x"]],
        },
        merged={"F2:F3": "骨科"},
        hidden=["去年"],
    )

    batch = workbooks.check(path)

    assert batch.facts["notes"] == [
        "工作表“去年”是隐藏的，没有读取。",
        "工作表“人员”有认不出来的列，没有导入：民族（J列）。",
    ]
    assert batch.facts["merged"] == [
        {"sheet": "人员", "range": "F2:F3", "cells": 2, "value": "骨科"}
    ]


def test_all_that_is_wrong_with_a_row_is_told_at_once(hospital):
    rows = [person(card="1", mobile="12", home="没有", team="也没有", start="昨天")]

    batch = workbooks.check(workbooks.file(hospital, people=rows))

    places = [one.split("列")[0] for one in workbooks.says(batch)]
    assert places == [f"人员2 {letter}" for letter in "CDFGH"]


def test_a_workbook_without_rows_is_refused(tmp_path):
    batch = workbooks.check(workbooks.file(tmp_path, units=[]))

    assert (batch.state, batch.message) == (State.REFUSED, "工作表里没有数据行。")


def test_something_else_is_refused_with_what_is_wanted(tmp_path):
    batch = workbooks.check(workbooks.xlsx(tmp_path / "a.xlsx", {"Sheet1": [["菜名", "价格"]]}))

    assert batch.state == State.REFUSED
    assert "没有一张工作表的表头认得出来" in batch.message


def test_posts_of_a_person_whose_row_is_wrong_wait_with_it(tmp_path):
    people = [PEOPLE[0], person("002", "乙某", mobile="12")]

    batch = workbooks.check(workbooks.file(tmp_path, units=UNITS, people=people, posts=POSTS))

    (says,) = workbooks.errors(batch)
    assert says.startswith("手机号应")
