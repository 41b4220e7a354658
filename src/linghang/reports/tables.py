"""Writes the tables of a report: one row per campus, department or month, the total last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from linghang.foundation import quantity
from linghang.foundation.period import Period
from linghang.indicators.queries import By
from linghang.reports import definitions, rules
from linghang.reports.composition import Piece, Sentence, Table
from linghang.reports.figures import HOSPITAL, Binder, Bound, Row

YEAR_SO_FAR = "本年累计"
_FEW = "病例过少，不宜计算均值或比率"
_NONE = "无可计算病例"


def write(table: definitions.Table, binder: Binder, *, number: int) -> Table:
    """The table with every cell bound; a place that a column lacks is —."""
    columns = [_rows(column.indicator, table.by, binder) for column in table.columns]
    found = [{(row.label, row.scope): row for row in column} for column in columns]
    rows: list[Sentence] = []
    for line, first in enumerate(columns[0], start=1):
        pieces = [Piece(first.label)]
        for column, places in zip(table.columns, found, strict=True):
            row = places.get((first.label, first.scope), _uncounted(first))
            pieces.append(_cell(column, row, binder, table=number, line=line))
        rows.append(tuple(pieces))
    pairs = zip(table.columns, columns, strict=True)
    return Table(
        caption=table.caption,
        headings=(table.label, *(_heading(column, cells, binder) for column, cells in pairs)),
        rows=tuple(rows),
        notes=_notes([row for column in columns for row in column]),
    )


def _rows(code: str, by: By, binder: Binder) -> list[Row]:
    if by == "month":
        return _months(code, binder)
    rows = list(binder.source.breakdown(code, binder.period, by))
    whole = binder.reading(code, binder.period, HOSPITAL)
    return [
        *rows,
        Row(label=rules.WHOLE_HOSPITAL, scope=HOSPITAL, period=binder.period, reading=whole),
    ]


def _months(code: str, binder: Binder) -> list[Row]:
    """The months of the year up to the report's period, then the year so far."""
    so_far = Period(binder.period.start.replace(month=1, day=1), binder.period.end)
    spans = [(month.label, month) for month in so_far.months()] + [(YEAR_SO_FAR, so_far)]
    return [
        Row(
            label=label,
            scope=HOSPITAL,
            period=span,
            reading=binder.reading(code, span, HOSPITAL),
        )
        for label, span in spans
    ]


def _uncounted(row: Row) -> Row:
    nothing = replace(row.reading, numerator=None, denominator=None, value=None)
    return replace(row, reading=nothing)


def _cell(column: definitions.Column, row: Row, binder: Binder, *, table: int, line: int) -> Piece:
    text = rules.cell(binder.source.indicator(column.indicator), row.reading)
    return binder.keep(
        Bound(
            name=column.indicator,
            indicator=column.indicator,
            show="value",
            period=row.period,
            scope=row.scope,
            reading=row.reading,
            text=text,
            value=None if text == quantity.NOTHING else row.reading.value,
            provisional=row.reading.provisional,
            table=table,
            row=line,
        )
    )


def _heading(column: definitions.Column, rows: Sequence[Row], binder: Binder) -> str:
    return rules.column_heading(
        column.heading,
        binder.source.indicator(column.indicator),
        provisional=any(row.reading.provisional for row in rows),
    )


def _notes(rows: Sequence[Row]) -> tuple[str, ...]:
    """What — means in this table, if it stands there."""
    reasons = []
    if any(row.reading.is_judged_on_few for row in rows):
        reasons.append(_FEW)
    if any(row.reading.is_nothing for row in rows):
        reasons.append(_NONE)
    return (f"注：“—”表示{'或'.join(reasons)}。",) if reasons else ()
