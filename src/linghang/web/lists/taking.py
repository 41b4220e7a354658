"""A list that leaves the house as a file: what the reader sees, marked, and told in the trail."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from math import ceil
from typing import Any
from urllib.parse import quote

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from linghang.foundation import clock, quantity
from linghang.foundation.desk import services as desk
from linghang.foundation.errors import Refused
from linghang.foundation.fields.definitions import Field, Kind
from linghang.foundation.sheets import csv_lines, widths
from linghang.foundation.sheets import definitions as sheets
from linghang.foundation.sheets.definitions import Layout
from linghang.foundation.sheets.widths import Need
from linghang.foundation.sheets.writing import NARROWEST, Table, Watermark, write_xlsx
from linghang.web.lists import cells, drawing, sources
from linghang.web.lists.asked import Asked
from linghang.web.lists.cells import Taken
from linghang.web.lists.shapes import Column
from linghang.web.requests import Request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACROSS = 90  # Chinese characters on a printed page that are still read at ease
ARROW = 2  # digits beside the heading, for that of the filter
PIECE = 500  # rows read, told and written at a time


class TooMuch(Refused):
    """More rows than one file may hold."""


def answer(request: Request, asked: Asked, source: Any, *, reason: str = "") -> HttpResponseBase:
    """The file. Raises TooMuch; leaves an entry in the trail before the first byte goes out.

    reason: why people's data are taken out, "" for a list without any.
    """
    listing = asked.listing
    narrowed, asked = asked.applied(source, request)
    found = asked.ordered(narrowed)
    total = sources.count(found)
    if total > listing.most_exported:
        raise TooMuch(
            f"“{listing.title}”共{quantity.grouped(total)}{listing.counted}，一次最多导出"
            f"{quantity.grouped(listing.most_exported)}{listing.counted}。请先用条件筛选，再分次导出。"
        )
    at = clock.now()
    mark = watermark(request, asked, total, f"{timezone.localtime(at):%Y-%m-%d %H:%M}")
    desk.tell_export(
        listing=listing.code,
        title=listing.title,
        conditions=asked.words,
        untold=listing.confidential,
        rows=total,
        format=asked.format,
        reason=reason,
        actor=request.actor,
        at=at,
    )
    name = f"{listing.title}-{timezone.localtime(at):%Y%m%d-%H%M}.{asked.format}"
    write = _csv if asked.format == "csv" else _xlsx
    response = write(asked, _rows(request, asked, found), mark)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def watermark(request: Request, asked: Asked, total: int, instant: str) -> str:
    """Who took it, under which post, when, how much, under which conditions."""
    person = request.tenures[0].person_name
    conditions = f"；条件：{asked.words}" if asked.words else ""
    return (
        f"{asked.listing.title}，{person}以{request.rights.title}职务于{instant}导出，"
        f"共{total}{asked.listing.counted}{conditions}。内部资料，导出已留痕，请勿外传。"
    )


def _rows(request: Request, asked: Asked, found: Any) -> Iterator[list[Taken]]:
    """The rows as a file holds them, read in pieces."""
    listing, columns = asked.listing, asked.listing.in_file()
    at = 0
    while rows := list(found[at : at + PIECE]):
        lines = listing.lines(request, rows) if listing.lines else rows
        readers = drawing.readers(columns, lines)
        for line in lines:
            yield [cells.taken(read(line)) for read in readers]
        at += PIECE


def _csv(asked: Asked, rows: Iterator[list[Taken]], mark: str) -> HttpResponseBase:
    """The mark, the heads, the rows."""

    def lines() -> Iterator[list[str]]:
        yield [mark]
        yield [column.title for column in asked.listing.in_file()]
        for row in rows:
            yield ["" if cell is None else str(cell) for cell in row]

    return StreamingHttpResponse(csv_lines(lines()), content_type="text/csv; charset=utf-8")


def _xlsx(asked: Asked, rows: Iterator[list[Taken]], mark: str) -> HttpResponseBase:
    """One sheet with typed cells; the mark on every printed page and on a sheet of its own."""
    first = list(islice(rows, PIECE))
    taken = zip(*first, strict=True) if first else [()] * len(asked.listing.in_file())
    columns = _columns(asked.listing.in_file(), taken)
    codes = [column.code for column in columns]
    layout = Layout(code="list", name=_sheet(asked.listing.title), columns=columns)
    rows = chain(first, rows)
    table = Table(layout=layout, rows=(dict(zip(codes, row, strict=True)) for row in rows))
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_xlsx(file, [table], watermark=Watermark(line=mark))
    file.seek(0)
    return FileResponse(file, content_type=XLSX)


def _columns(
    columns: Sequence[Column], taken: Iterable[Sequence[Taken]]
) -> tuple[sheets.Column, ...]:
    """As wide as the first rows need, and in lines where a printed page would not hold them."""
    said = [["" if one is None else str(one) for one in column] for column in taken]
    needs = [widths.need(one.title, texts) for one, texts in zip(columns, said, strict=True)]
    least, most = sum(one.least for one in needs), sum(one.most for one in needs)
    found = widths.widths(needs, max(least, min(most, ACROSS)))
    return tuple(map(_column, columns, needs, found))


def _column(column: Column, asked: Need, wide: float) -> sheets.Column:
    """How a spreadsheet keeps the column: figures and days as what they are, all else as text."""
    kind = Kind.TEXT if wide + 0.01 >= asked.most else Kind.LONG_TEXT
    if column.tone == "number":
        kind = Kind.DECIMAL if column.decimals else Kind.INTEGER
    field = Field(code=column.code, name=column.title, kind=kind)
    return sheets.Column(field=field, width=max(NARROWEST, ceil(2 * wide) + ARROW))


def _sheet(title: str) -> str:
    """The title as the name of a sheet, which is short and without signs."""
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:31]
