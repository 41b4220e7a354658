"""What is written can be read again, and no spreadsheet runs it."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.sheets import columns, reading, rows, writing
from linghang.foundation.sheets.writing import Table, Watermark
from tests.foundation.sheets.workbooks import STAFF


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def again(file: Path) -> list[dict[str, object]]:
    workbook = reading.read(file)
    (matched,), _ = columns.match(workbook, [STAFF])
    return [row.values for row in rows.typed(matched)]


texts = st.text("甲乙丙丁𠮷AZaz09=+-@'\"&<>%()，。", min_size=1, max_size=20)
people = st.fixed_dictionaries(
    {
        "code": texts,
        "name": texts,
        "unit": st.none() | texts,
        "on": st.none() | st.dates(date(1900, 3, 1), date(2099, 12, 31)),
        "beds": st.none() | st.integers(0, 9999),
        "kind": st.none() | st.sampled_from(["d", "n"]),
        "card": st.none(),
    }
)


@given(st.lists(people, max_size=5))
def test_what_is_written_is_read_the_same(tmp_path_factory, written):
    file = tmp_path_factory.mktemp("out") / "a.xlsx"

    writing.write_xlsx(file, [Table(layout=STAFF, rows=written)])

    assert again(file) == written


def test_leading_zeros_stay_and_nothing_is_a_formula(tmp_path):
    row = {"code": "00123", "name": "=1+1", "unit": "http://a.cn"}

    content = writing.xlsx_bytes([Table(layout=STAFF, rows=[row])])

    sheet = part(content, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    file = tmp_path / "a.xlsx"
    file.write_bytes(content)
    assert again(file)[0] | row == again(file)[0]


def test_who_took_it_out_stands_on_every_page_and_on_a_sheet_of_its_own():
    mark = Watermark(line="某某（人事科科长）& 2025年6月30日 导出", facts=(("人员", "1 名"),))

    content = writing.xlsx_bytes([Table(layout=STAFF, rows=[])], watermark=mark)

    assert "某某（人事科科长）&amp;&amp; 2025年6月30日 导出" in part(
        content, "xl/worksheets/sheet1.xml"
    )
    workbook = part(content, "xl/workbook.xml")
    assert re.findall(r'<sheet name="([^"]+)"', workbook) == ["人员", "说明", "选项"]
    assert "1 名" in part(content, "xl/worksheets/sheet2.xml")


def test_a_template_offers_choices_and_explains_each_column(tmp_path):
    file = tmp_path / "a.xlsx"

    writing.template(file, [STAFF], hints=["一、不要改列名。"])

    content = file.read_bytes()
    sheet = part(content, "xl/worksheets/sheet1.xml")
    assert "dataValidation" in sheet
    assert 'state="frozen"' in sheet
    assert sheet.count("<row ") == 1
    how = part(content, "xl/worksheets/sheet2.xml")
    assert "医师、护士" in how
    assert "一、不要改列名。" in how


def test_a_template_that_nobody_filled_in_says_so(tmp_path):
    file = tmp_path / "a.xlsx"
    writing.template(file, [STAFF])

    (matched,), _ = columns.match(reading.read(file), [STAFF])

    assert list(rows.typed(matched)) == []
