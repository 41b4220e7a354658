"""成批填报: rows typed in one go, or pasted from a spreadsheet; whole or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from linghang.foundation import clock, outages
from linghang.foundation.desk import queries as desk_queries
from linghang.foundation.desk import services as desk
from linghang.foundation.errors import Refused
from linghang.foundation.fields import rules as fields
from linghang.foundation.fields.definitions import Field, Kind
from linghang.ledgers import reach
from linghang.ledgers.definitions import DAY, TITLE, UNIT, UNTIL, Ledger, LedgerField
from linghang.ledgers.directory import Directory
from linghang.ledgers.entering import keeping
from linghang.ledgers.entering import services as entering
from linghang.ledgers.entering.services import Written
from linghang.org import posts
from linghang.web.forms.choosers import written
from linghang.web.ledgers import values
from linghang.web.ledgers.reached import Book, by, writable
from linghang.web.ledgers.values import label
from linghang.web.requests import Request

ROWS, MOST_ROWS = 8, 200
NOTHING = "还没有填写。每行一条，只填要登记的行。"
ONCE = "once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the grid. options: (code, name); offered: whether units are offered."""

    code: str
    name: str
    required: bool
    kind: str
    options: tuple[tuple[str, str], ...] = ()
    help: str = ""


@dataclass(slots=True, kw_only=True)
class Cell:
    """What stands in a cell, and what is wrong with it."""

    column: Column
    text: str = ""
    complaint: str = ""


@dataclass(slots=True, kw_only=True)
class Row:
    """One line of the grid. complaints: those that are about no cell."""

    number: int
    cells: list[Cell]
    complaints: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Nothing was typed; the unit stands there by itself."""
        return not any(one.text for one in self.cells if one.column.code != UNIT)

    def texts(self) -> Mapping[str, str]:
        """Code → what was typed."""
        return {one.column.code: one.text for one in self.cells}


def columns(ledger: Ledger, today: date) -> tuple[Column, ...]:
    """What every entry has, then the ledger's own fields; files are put behind entries later."""
    labels = ledger.labels
    found = [
        Column(code=TITLE, name=labels.title, required=True, kind=Kind.TEXT.value),
        Column(code=DAY, name=labels.day, required=True, kind=Kind.DATE.value),
    ]
    if labels.until:
        found.append(Column(code=UNTIL, name=labels.until, required=False, kind=Kind.DATE.value))
    found.append(Column(code=UNIT, name=labels.unit, required=True, kind=Kind.UNIT.value))
    return (*found, *(_column(one) for one in ledger.asked(today) if one.kind is not Kind.FILE))


def _column(one: LedgerField) -> Column:
    options = tuple((each.code, each.name) for each in one.options)
    if one.kind is Kind.BOOLEAN:
        options = (("1", "是"), ("0", "否"))
    if one.kind is Kind.POST:
        options = tuple((key, each.item.name) for key, each in posts.catalog().items.items())
    return Column(
        code=one.code,
        name=label(one),
        required=one.required and one.when is None,
        kind=one.kind.value,
        options=options if one.kind is not Kind.CHOICES else (),
        help="、".join(each.name for each in one.options) if one.kind is Kind.CHOICES else one.help,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def grid(request: Request, code: str) -> HttpResponse:
    """An empty grid, or what was typed with every complaint beside its cell (422)."""
    book = writable(request, code)
    known = columns(book.ledger, request.today)
    if request.method != "POST":
        kept = desk_queries.draft(request.actor.person, _draft(book))
        rows = list(_typed(book, known, kept.values if kept else {}))
        return _answer(book, known, rows, restored_at=kept.kept_at if kept else None)
    once = request.POST.get(ONCE, "")
    if once and (went := desk_queries.led_to(request.actor.person, once)):
        return redirect(went)
    rows = list(_typed(book, known, dict(request.POST.lists())))
    filled = [row for row in rows if not row.is_empty]
    judged = [_judged(book, row) for row in filled]
    if not filled or any(one is None for one in judged):
        return _answer(book, known, rows, refusal="" if filled else NOTHING)
    return _kept(book, known, rows, [one for one in judged if one], once)


def _kept(
    book: Book, known: Sequence[Column], rows: list[Row], told: list[Written], once: str
) -> HttpResponse:
    request, target = book.request, f"{book.url()}?mine=1"
    hand_in = "hand_in" in request.POST
    try:
        with outages.told(), transaction.atomic():
            made = keeping.keep_all(
                ledger=book.ledger.code, rows=told, and_hand_in=hand_in, **by(request)
            )
            desk.drop_draft(person=request.actor.person, form=_draft(book))
            if once:
                desk.settle(
                    person=request.actor.person, token=once, leads_to=target, at=clock.now()
                )
    except desk.AlreadySent as earlier:
        return redirect(earlier.leads_to or target)
    except Refused as refusal:
        return _answer(book, known, rows, refusal=str(refusal))
    says = f"已报送{len(made)}条，等待审核。" if hand_in else f"已保存{len(made)}条草稿。"
    messages.success(request, says + values.outsiders(made))
    return redirect(target)


def _draft(book: Book) -> str:
    """Under which code what was typed is kept until it is saved."""
    return f"ledgers.{book.ledger.code}.grid"


def _typed(book: Book, known: Sequence[Column], data: Mapping[str, Sequence[str]]) -> Iterator[Row]:
    """As many rows as were typed, and some. data: name of a column's cells → their texts."""
    count = min(max(ROWS, len(data.get(f"c_{TITLE}", ()))), MOST_ROWS)
    lists = {one.code: data.get(f"c_{one.code}", ()) for one in known}
    for at in range(count):
        texts = {code: several[at].strip() for code, several in lists.items() if at < len(several)}
        yield _row(book, known, at + 1, texts)


def _row(book: Book, known: Sequence[Column], number: int, texts: Mapping[str, str]) -> Row:
    units, own = book.enterable(), book.request.rights.unit
    unit = written(own.name, own.code) if units is reach.EVERYWHERE or own.code in units else ""
    start = {UNIT: unit}
    cells = [Cell(column=one, text=texts.get(one.code, start.get(one.code, ""))) for one in known]
    return Row(number=number, cells=cells)


def _judged(book: Book, row: Row, directory: Directory | None = None) -> Written | None:
    """The row as the deeds take it; None, with complaints in its cells, if something is wrong."""
    texts, by_code = row.texts(), {one.column.code: one for one in row.cells}
    directory = directory or _directory(book)
    days = {code: _day(by_code[code]) for code in (DAY, UNTIL) if code in by_code}
    named = directory.find(Kind.UNIT, _code(texts.get(UNIT, "")))
    if isinstance(named, str):
        by_code[UNIT].complaint = named
    told = Written(
        title=texts.get(TITLE, ""),
        day=days.get(DAY),
        until=days.get(UNTIL),
        unit="" if isinstance(named, str) else named.code,
        fields={
            code: _plain(book.ledger.by_code[code], text)
            for code, text in texts.items()
            if text and code in book.ledger.by_code
        },
    )
    judged = entering.judged(
        book.ledger,
        told,
        today=book.request.today,
        directory=directory,
        unfinished="hand_in" not in book.request.POST,
    )
    for complaint in judged.complaints:
        cell = by_code.get(complaint.field)
        if cell is None:
            row.complaints.append(complaint.says)
        elif not cell.complaint:
            cell.complaint = complaint.says
    if told.unit and not book.enters_for(told.unit):
        by_code[UNIT].complaint = "您不能为这个单位填报"
    if told.day is None and not by_code[DAY].complaint:
        by_code[DAY].complaint = f"“{by_code[DAY].column.name}”必须填写"
    is_wrong = bool(row.complaints) or any(one.complaint for one in row.cells)
    return None if is_wrong else told


def _directory(book: Book) -> Directory:
    """One for the whole request, read once."""
    found: Directory | None = getattr(book.request, "ledger_directory", None)
    if found is None:
        found = Directory()
        book.request.ledger_directory = found  # type: ignore[attr-defined]
    return found


def _day(cell: Cell) -> date | None:
    parsed = fields.parse(Field(code=DAY, name=cell.column.name, kind=Kind.DATE), cell.text)
    cell.complaint = parsed.complaint
    day: date | None = parsed.value
    return day


def _code(text: str) -> str:
    return text.rpartition("（")[2].removesuffix("）") if text.endswith("）") else text


def _plain(one: LedgerField, text: str) -> str:
    is_named = one.kind in (Kind.PERSON, Kind.UNIT, Kind.RECORD) and not one.many
    return _code(text) if is_named and not one.outside else text


def _answer(
    book: Book,
    known: Sequence[Column],
    rows: list[Row],
    *,
    refusal: str = "",
    restored_at: datetime | None = None,
) -> HttpResponse:
    wrong = [
        (row.number, cell.column.name, cell.complaint)
        for row in rows
        for cell in row.cells
        if cell.complaint
    ]
    wrong += [(row.number, "", says) for row in rows for says in row.complaints]
    places = book.request.rights.structure.units
    units = book.enterable()
    offered = [
        written(place.name, code)
        for code, place in places.items()
        if units is reach.EVERYWHERE or code in units
    ]
    context: dict[str, Any] = {
        "book": book,
        "columns": known,
        "rows": rows,
        "wrong": wrong,
        "refusal": refusal,
        "offered": offered,
        "once": secrets.token_urlsafe(16),
        "most": MOST_ROWS,
        "draft": _draft(book),
        "restored_at": restored_at,
    }
    status = 422 if wrong or refusal else 200
    return render(book.request, "web/ledgers/grid.html", context, status=status)
