"""The header is found wherever it stands, and everything wrong with it is told at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linghang.foundation.sheets import columns
from linghang.foundation.sheets.definitions import COMPLAINTS, CannotMatch
from linghang.foundation.sheets.reading import Sheet, Workbook
from tests.foundation.sheets.workbooks import STAFF

OTHER = replace(
    STAFF, code="units", name="单位", aliases=(), columns=STAFF.columns[2:6], optional=True
)


def workbook(**sheets: list[list[object]]) -> Workbook:
    found = tuple(Sheet(name=name, rows=rows) for name, rows in sheets.items())
    return Workbook(name="表.xlsx", kind="xlsx", sheets=found)


def codes(matched: columns.Matched) -> dict[int, str]:
    return {place: column.code for place, column in matched.columns.items()}


def test_the_header_may_stand_below_titles():
    rows = [["某院人员表"], ["2025年6月", "", "制表：某某"], ["工号", "姓名"], ["1", "甲"]]

    (matched,), notes = columns.match(workbook(人员=rows), [STAFF])

    assert (matched.header, codes(matched), notes) == (2, {0: "code", 1: "name"}, [])


def test_a_header_of_two_rows_ends_with_the_second():
    rows = [["工号", "姓名", "基本", "基本"], ["工号", "姓名", "基本", "基本"], ["1", "甲"]]

    (matched,), _ = columns.match(workbook(人员=rows), [STAFF])

    assert matched.header == 1


def test_a_header_that_is_repeated_further_down_is_not_taken_for_the_first():
    rows = [["工号", "姓名"], ["1", "甲"], ["工号", "姓名"], ["2", "乙"]]

    (matched,), _ = columns.match(workbook(人员=rows), [STAFF])

    assert matched.header == 0


@pytest.mark.parametrize(
    "heading",
    ["来院日期", "入院日期", " 入 院\n日期 ", "*入院日期", "入院日期（必填）", "ON", "入院日期："],
)
def test_a_column_is_known_by_name_alias_and_code_however_it_is_dressed(heading):
    rows = [["工号", "姓名", heading]]

    (matched,), _ = columns.match(workbook(人员=rows), [STAFF])

    assert codes(matched)[2] == "on"


def test_everything_wrong_is_told_at_once():
    sheets = {
        "人员": [["工号", "科室", "科室", "民族"]],
        "单位": [["科室", "入院日期", "入院日期"]],
    }

    with pytest.raises(CannotMatch) as refusal:
        columns.match(workbook(**sheets), [STAFF, OTHER])

    assert str(refusal.value) == (
        "表.xlsx 不能导入：工作表“人员”第 1 行的表头缺少必需的列：姓名；"
        "工作表“人员”第 1 行的表头有重复的列，不能确定用哪一列：科室（B列、C列）；"
        "工作表“单位”第 1 行的表头有重复的列，不能确定用哪一列：入院日期（B列、C列）。"
    )


def test_unknown_columns_are_named_and_our_own_is_not():
    rows = [["工号", "姓名", "民族", COMPLAINTS]]

    (matched,), _ = columns.match(workbook(人员=rows), [STAFF])

    assert matched.unknown == ("民族（C列）",)


def test_a_sheet_is_known_by_its_columns_where_its_name_says_nothing():
    rows = [["工号", "姓名", "身份证号"]]

    found, notes = columns.match(workbook(Sheet1=rows, 封面=[["本院"]]), [OTHER, STAFF])

    assert [one.layout.code for one in found] == ["staff"]
    assert notes == ["工作表“封面”没有认出来，没有读取。"]


def test_two_sheets_of_one_kind_are_refused():
    rows = [["工号", "姓名"]]

    with pytest.raises(CannotMatch, match="有 2 张工作表都是人员（“人员”、“花名册”）"):
        columns.match(workbook(人员=rows, 花名册=rows), [STAFF])


def test_a_workbook_of_which_nothing_is_known_says_what_is_wanted():
    with pytest.raises(CannotMatch, match="应当是：人员（工号、姓名、科室、入院日期……）"):
        columns.match(workbook(Sheet1=[["菜名", "价格"]]), [STAFF])


def test_a_sheet_that_must_come_is_missed():
    must = replace(OTHER, optional=False)

    with pytest.raises(CannotMatch, match="没有找到单位工作表"):
        columns.match(workbook(人员=[["工号", "姓名"]]), [STAFF, must])
