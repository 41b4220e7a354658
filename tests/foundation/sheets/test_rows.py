"""Each bad cell gets its reason; what is no data is left out."""

from __future__ import annotations

from datetime import date

from linghang.foundation.sheets import columns, reading, rows
from linghang.foundation.sheets.reading import Sheet
from tests.foundation.sheets.workbooks import HEAD, STAFF, xlsx


def read(*lines: list[object]) -> list[rows.Row]:
    return list(rows.typed(columns.of_layout(Sheet(name="人员", rows=list(lines)), STAFF)))


def test_rows_are_numbered_as_the_spreadsheet_does():
    found = read(["名册"], HEAD, ["1", "甲", "内科", date(2020, 3, 1)])

    assert [(row.number, row.values) for row in found] == [
        (3, {"code": "1", "name": "甲", "unit": "内科", "on": date(2020, 3, 1)})
    ]
    assert not found[0].is_refused


def test_blank_rows_and_repeated_heads_are_no_data():
    found = read(HEAD, ["1", "甲", "", ""], ["", "  ", "", ""], HEAD, ["2", "乙"])

    assert [row.number for row in found] == [2, 5]


def test_days_come_as_days_serials_and_texts():
    days = [date(2025, 6, 3), 45811, "2025年6月3日", "2025/6/3", "20250603", "２０２５-６-３"]

    found = read(HEAD, *[["1", "甲", "", day] for day in days])

    assert {row.values["on"] for row in found} == {date(2025, 6, 3)}


def test_every_bad_cell_of_a_row_is_complained_of():
    head = [*HEAD, "床位", "类别", "身份证号"]
    row = ["", "甲", "", "2025-02-30", "-1", "厨师", "110101199001011234"]

    (found,) = read(head, row)

    told = {one.column: (one.value, one.severity) for one in found.complaints}
    assert told == {
        "A列 工号": ("", "error"),
        "D列 入院日期": ("2025-02-30", "error"),
        "E列 床位": ("-1", "error"),
        "F列 类别": ("厨师", "error"),
        "G列 身份证号": ("***34", "error"),
    }
    assert found.is_refused
    assert found.values["name"] == "甲"
    assert found.values["on"] is None


def test_a_formula_without_result_and_an_error_name_their_cells(tmp_path):
    rows_ = [HEAD, ["1", "甲", "内科", None], ["2", "乙", "外科", None]]
    file = xlsx(tmp_path / "a.xlsx", {"人员": rows_}, unsaved=["C3"], broken=["D2"])
    sheet = reading.read(file).sheets[0]

    found = list(rows.typed(columns.of_layout(sheet, STAFF)))

    says = [one.says for row in found for one in row.complaints]
    assert says[0] == "D2 的公式出错（#REF!），请改成正确的内容"
    assert says[1].startswith("C3 是公式，文件里没有保存计算结果")


def test_a_row_that_holds_nothing_but_an_error_is_not_passed_over(tmp_path):
    file = xlsx(tmp_path / "a.xlsx", {"人员": [HEAD, ["1", "甲"]]}, broken=["A5"])
    sheet = reading.read(file).sheets[0]

    assert [row.number for row in rows.typed(columns.of_layout(sheet, STAFF))] == [2, 5]


def test_a_number_that_the_spreadsheet_has_rounded_is_refused():
    (found,) = read([*HEAD, "身份证号"], ["1", "甲", "", "", 110101199003070000])

    assert "超过15位的数字末几位已被表格软件改成0" in found.complaints[0].says


def test_a_column_that_is_not_there_has_no_value_at_all():
    (found,) = read(["工号", "姓名"], ["1", "甲"])

    assert set(found.values) == {"code", "name"}
