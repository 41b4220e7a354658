"""Forms as offices draw them: merged cells, ragged tables, blanks in lines, sums below lists."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal

import docx
import pytest
import xlsxwriter
from docx.oxml import OxmlElement
from python_calamine import CalamineWorkbook

from linghang.foundation.period import Period
from linghang.ledgers.counting.lines import below
from linghang.org.models import Appointment, Placement, Unit
from linghang.org.rights import rights_of
from linghang.reports.forms import documents, filling, rules, workbooks
from linghang.reports.forms.definitions import Binding
from linghang.reports.forms.filling import Asked, Filled
from linghang.reports.forms.rules import Grid
from linghang.web.ledgers.forms import telling
from tests.ledgers import hospital
from tests.ledgers.counting import test_replays
from tests.ledgers.hospital import TODAY, clinic, in_force, put_in_force

pytestmark = pytest.mark.one_engine
Held = dict[str, Appointment]
BEFORE = date(2010, 1, 1)


@pytest.fixture
def held(db: None) -> Held:
    return hospital.build()


def binding(cell: str, kind: str, source: str, **more: object) -> Binding:
    return Binding.model_validate({"cell": cell, "kind": kind, "source": source, **more})


def listed() -> bytes:
    """A list whose lines are two merged rows each, with a sum of its own below."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    sheet = book.add_worksheet("汇总")
    sheet.merge_range("A1:D1", "填报单位（盖章）：        填报日期：")
    sheet.write_row("A2", ["序号", "活动", "服务人次", "日期"])
    day = book.add_format({"num_format": "yyyy/m/d"})
    for row in (2, 4, 6):
        sheet.merge_range(row, 1, row + 1, 1, "")
        sheet.merge_range(row, 2, row + 1, 2, "")
        sheet.merge_range(row, 3, row + 1, 3, "", day)
    sheet.write("B9", "合计")
    sheet.write_formula("C9", "=SUM(C3:C8)")
    book.close()
    return made.getvalue()


def ragged() -> bytes:
    """Tables with a merged column, a row that ends early, and a cell in a content control."""
    document = docx.Document()
    line = document.add_paragraph("填报单位：")
    line.add_run("______").underline = True
    line.add_run("  填报期间：______")
    first = document.add_table(4, 3)
    first.cell(0, 0).merge(first.cell(2, 0)).text = "义诊"
    for row in range(3):
        first.cell(row, 1).text = f"第{row + 1}季度"
    last = first.rows[3]._tr
    last.remove(last.tc_lst[2])
    wrapped = document.add_table(1, 3).rows[0]._tr
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    cell = wrapped.tc_lst[1]
    wrapped.replace(cell, control)
    control.append(content)
    content.append(cell)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def filled(held: Held, content: bytes, *bindings: Binding, **more: object) -> Filled:
    given = {"period": Period.year(2025), "today": TODAY, "person": "职工Q2", **more}
    asked = Asked(rights=rights_of(held["party_office"].pk, TODAY), **given)  # type: ignore[arg-type]
    return filling.fill(bindings, asked, workbooks.grids(content))


def rows_of(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def reasons(one: Binding, grids: list[Grid], *others: Binding) -> str:
    return "；".join(rules.reasons_against(one, others, grids))


def test_a_list_goes_from_one_merged_range_to_the_next_with_numbers_and_days(held: Held) -> None:
    for month, served in ((3, "160"), (4, "1200"), (5, "40")):
        in_force(held, clinic(date(2025, month, 6), place=f"{month}社区", served=served))
    found = filled(
        held,
        listed(),
        binding("汇总!B3", "rows", "outreach", item="place", rows=3),
        binding("汇总!C3", "rows", "outreach", item="served", rows=3),
        binding("汇总!D3", "rows", "outreach", item="day", rows=3),
    )
    made = workbooks.filled(listed(), found.values)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:  # no former result stays in the sum
        assert b"<f>SUM(C3:C8)</f></c>" in archive.read("xl/worksheets/sheet1.xml")
    rows = rows_of(made)
    assert [row[1] for row in rows[2:8]] == ["3社区", "", "4社区", "", "5社区", ""]
    assert [row[2] for row in rows[2:8]] == [160.0, "", 1200.0, "", 40.0, ""]
    assert [row[3] for row in rows[2:8:2]] == [date(2025, month, 6) for month in (3, 4, 5)]


def test_words_of_a_cell_stay_and_what_a_list_would_cover_is_said() -> None:
    grids = workbooks.grids(listed())
    assert "写着“填报单位（盖章）： 填报日期：”" in reasons(
        binding("汇总!A1", "text", "unit"), grids
    )
    assert reasons(binding("汇总!A1", "text", "unit", over=True), grids) == ""
    assert "没有“填表人”" in reasons(binding("汇总!A1", "text", "unit", after="填表人"), grids)
    assert reasons(binding("汇总!B3", "rows", "outreach", item="place", rows=3), grids) == ""
    assert "B9 写着“合计”" in reasons(
        binding("汇总!B3", "rows", "outreach", item="place", rows=4), grids
    )
    assert "C9 是公式" in reasons(
        binding("汇总!C3", "rows", "outreach", item="served", rows=4), grids
    )
    both = (binding("汇总!A1", "text", one, after=f"填报{one}") for one in ("unit", "date"))
    assert "已由" not in reasons(next(both), grids, next(both))


@pytest.mark.parametrize(
    ("text", "after", "value", "becomes"),
    [
        ("填报单位：______  填报日期：", "填报单位：", "甲医院", "填报单位：甲医院  填报日期："),
        (
            "填报单位：          填报日期：",
            "填报单位：",
            "甲医院",
            "填报单位：甲医院    填报日期：",
        ),
        ("填报单位：  填报日期：", "填报单位：", "甲医院", "填报单位：甲医院  填报日期："),
        ("共____人次", "共", "82", "共82人次"),
        ("填报日期：", "填报日期：", "2025年", "填报日期：2025年"),
    ],
)
def test_a_value_takes_the_place_of_the_blanks(
    text: str, after: str, value: str, becomes: str
) -> None:
    assert rules.inserted(text, after, value) == becomes


def test_two_values_in_one_cell(held: Held) -> None:
    found = filled(
        held,
        listed(),
        binding("汇总!A1", "text", "unit", after="填报单位（盖章）："),
        binding("汇总!A1", "text", "date", after="填报日期："),
    )
    told = str(rows_of(workbooks.filled(listed(), found.values))[0][0])
    assert told.startswith("填报单位（盖章）：示范")
    assert told.endswith("  填报日期：2025年6月3日")


def test_every_cell_of_a_ragged_word_table_is_filled_where_it_is_shown() -> None:
    content = ragged()
    table, wrapped, lines = documents.grids(content)
    assert [len(row) for row in table.rows] == [3, 3, 3, 2]
    assert table.corner(2, 0) == rules.place("表1!A1")
    assert "没有 表1!C4 这一格" in reasons(binding("表1!C4", "text", "date"), [table])
    assert lines.rows == [["填报单位：______  填报期间：______"]]

    told = rules.inserted(lines.text(rules.place("正文!A1")), "填报单位：", "甲医院")
    made = documents.filled(
        content,
        {
            rules.place("表1!C2"): Decimal(3),
            rules.place("表1!A4"): "附注",
            rules.place("表1!B4"): date(2025, 3, 5),
            rules.place("表2!B1"): "中",
            rules.place("表2!C1"): "右",
            rules.place("正文!A1"): told,
        },
    )
    after, other, text = documents.grids(made)
    assert [row[1:] for row in after.rows] == [
        ["第1季度", ""],
        ["第2季度", "3"],
        ["第3季度", ""],
        ["2025-03-05"],
    ]
    assert [row[0] for row in after.rows] == ["义诊", "义诊", "义诊", "附注"]
    assert other.rows == [["", "中", "右"]]
    assert text.rows == [["填报单位：甲医院  填报期间：______"]]
    runs = docx.Document(io.BytesIO(made)).paragraphs[0].runs
    assert [(one.text, bool(one.underline)) for one in runs][:2] == [
        ("填报单位：", False),
        ("甲医院", True),
    ]


def test_a_unit_is_counted_with_all_that_stood_below_it_then(held: Held) -> None:
    written = clinic(date(2025, 1, 5), unit="CARD")
    put_in_force(hospital.write(held["cardiology_head"], written))
    until = date(2025, 5, 1)
    former = Unit.objects.create(
        code="MED",
        name="内科片",
        kind="department",
        tree="administration",
        active_from="2010-01-01",
    )
    place = Placement.objects.get(unit__code="CARD")
    above = place.parent
    Placement.objects.create(unit=former, parent=above, active_from=BEFORE)
    Placement.objects.filter(pk=place.pk).update(parent=former, active_to=until)
    Placement.objects.create(unit=place.unit, parent=above, active_from=until)
    cell = binding("汇总!C3", "figure", "outreach", item="clinics")

    def told(period: Period, unit: str) -> dict[str, str]:
        return filled(held, listed(), cell, period=period, unit=unit, unit_name="内科片").texts

    assert told(Period.parse("2025Q1"), "MED") == {"汇总!C3": "1"}
    assert told(Period.parse("2025Q3"), "MED") == {"汇总!C3": "0"}
    assert "CARD" in below("MED", Period.year(2025)).units("MED")


def test_a_rate_fills_a_cell_and_where_there_is_none_the_cell_stays_empty(held: Held) -> None:
    tour = {"tour": "巡回", "site": "甲县医院", "kind": "技术培训", "team": ["D1"], "trainees": 40}
    test_replays.enter(
        "training_tours", [{**tour, "tested": 40, "passed_before": 9, "passed_after": 39}]
    )
    cell = binding("汇总!C3", "figure", "training_tours", item="pass_rate_after")

    told = filled(held, listed(), cell)
    none = filled(held, listed(), cell, period=Period.year(2024))

    assert told.values[rules.place("汇总!C3")] == Decimal("97.5")
    assert (none.values, none.problems) == ({}, [("汇总!C3", "这个期间分母是0，没有率")])
    assert telling.said(cell) == "巡回指导与技术培训：训后合格率（%）"
