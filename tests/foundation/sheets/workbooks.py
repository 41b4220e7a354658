"""Small workbooks as offices send them, and a layout to read them by."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from linghang.foundation.fields.definitions import Field, Kind, Option
from linghang.foundation.sheets.definitions import Column, Layout

STAFF = Layout(
    code="staff",
    name="人员",
    aliases=("花名册",),
    columns=(
        Column(
            field=Field(code="code", name="工号", kind=Kind.TEXT, required=True),
            aliases=("职工号",),
            needed=True,
        ),
        Column(field=Field(code="name", name="姓名", kind=Kind.TEXT, required=True), needed=True),
        Column(field=Field(code="unit", name="科室", kind=Kind.TEXT)),
        Column(field=Field(code="on", name="入院日期", kind=Kind.DATE), aliases=("来院日期",)),
        Column(field=Field(code="beds", name="床位", kind=Kind.INTEGER, least=0)),
        Column(
            field=Field(
                code="kind",
                name="类别",
                kind=Kind.CHOICE,
                options=(Option(code="d", name="医师"), Option(code="n", name="护士")),
            )
        ),
        Column(field=Field(code="card", name="身份证号", kind=Kind.ID_CARD, sensitive=True)),
    ),
)
EPOCH = date(1899, 12, 30).toordinal()
HEAD = ["工号", "姓名", "科室", "入院日期"]
Rows = Sequence[Sequence[object]]


def xlsx(
    path: Path,
    sheets: Mapping[str, Rows],
    *,
    merged: Mapping[str, object] | None = None,
    hidden: Sequence[str] = (),
    unsaved: Sequence[str] = (),
    broken: Sequence[str] = (),
) -> Path:
    """merged: range → value. unsaved, broken: cells with a formula without result, with #REF!.

    All three on the first sheet.
    """
    book = xlsxwriter.Workbook(str(path))
    written = {name: _write(book, name, rows) for name, rows in sheets.items()}
    for name in hidden:
        written[name].hide()
    first = next(iter(written.values()))
    for place, value in (merged or {}).items():
        first.merge_range(place, value)
    for cell in unsaved:
        first.write_formula(cell, "=A1", None, "unsaved")
    for cell in broken:
        first.write_formula(cell, "=#REF!", None, "#REF!")
    book.close()
    if unsaved:
        _forget_results(path)
    return path


def _write(book: xlsxwriter.Workbook, name: str, rows: Rows) -> Worksheet:
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(name)
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_number(at, column, cell.toordinal() - EPOCH, days)
            elif isinstance(cell, int | float):
                sheet.write_number(at, column, cell)
            elif cell is not None:
                sheet.write_string(at, column, str(cell))
    return sheet


def _forget_results(path: Path) -> None:
    """As programs that only write formulas leave a workbook: no result beside the formula."""
    change(path, "xl/worksheets/sheet1.xml", b' t="str"><f>A1</f><v>unsaved</v>', b"><f>A1</f><v/>")


def change(path: Path, member: str, old: bytes, new: bytes) -> Path:
    """Replace bytes in one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[member]
    parts[member] = parts[member].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path
