"""Boards as HTML: lines of figures formatted, escaped and joined in Python, as lists are."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString

from linghang.foundation import quantity
from linghang.foundation.period import Period
from linghang.indicators.queries import Value
from linghang.web.boards import Cell, Row, Table

PROVISIONAL = '<span class="mark provisional">暂定</span>'


def rows(table: Table) -> SafeString:
    """The line of all, then one for each place, which leads there; figures lead to indicators."""
    overview = reverse("cockpit")
    ways = [reverse("indicator", args=[one.value.indicator_code]) for one in table.whole.cells]
    parts = [
        f'<tr class="total"><th scope="row">{escape(table.whole.label)}</th>',
        *_cells(table.whole, ways),
        "</tr>",
    ]
    for row in table.rows:
        label = escape(row.label)
        if row.is_nowhere:
            title = f"没有对应到{escape(table.by_name)}的出院病例，计入合计"
            name = f'<tr class="apart"><th scope="row" class="nowrap"><span title="{title}">'
            parts.append(f"{name}{label}</span></th>")
        else:
            link = f'<a href="{overview}?{escape(row.query)}">{label}</a>'
            parts.append(f'<tr><th scope="row" class="nowrap">{link}</th>')
        parts.extend(_cells(row, ways))
        parts.append("</tr>")
    return SafeString("".join(parts))


def _cells(row: Row, ways: Sequence[str]) -> list[str]:
    """Two cells for each indicator: the value, its change against the year before."""
    query = escape(row.query)
    return [
        f'<td class="number{_few(cell)}"><a href="{way}?{query}">{cell.value.number}</a></td>'
        f'<td class="number">{_change(cell)}</td>'
        for cell, way in zip(row.cells, ways, strict=True)
    ]


def _few(cell: Cell) -> str:
    return " few" if cell.value.small else ""


def _change(cell: Cell) -> str:
    tone = "none" if cell.value.small else cell.change.tone
    says = f"同比{escape(cell.change.says)}"
    return f'<span class="change {tone}" title="{says}">{escape(cell.change.short)}</span>'


def parts(table: Table, *, with_parts: bool) -> SafeString:
    """The lines of one indicator. with_parts: numerator and denominator beside each value."""
    way = reverse("indicator", args=[table.whole.cells[0].value.indicator_code])
    lines = [_part(table.whole, "", with_parts=with_parts)]
    lines += [_part(row, way, with_parts=with_parts) for row in table.rows]
    return SafeString("".join(lines))


def _part(row: Row, way: str, *, with_parts: bool) -> str:
    """way: where the line's own page is; empty for the line of all."""
    (cell,) = row.cells
    name, tone = escape(row.label), "apart" if row.is_nowhere else ""
    if way:
        name = f'<a href="{escape(row.url or f"{way}?{row.query}")}">{name}</a>'
        name += f" {PROVISIONAL}" if cell.value.provisional else ""
    between = ""
    if with_parts:
        numbers = (cell.value.numerator, cell.value.denominator)
        shown = (quantity.grouped(number) for number in numbers)
        between = "".join(f'<td class="number soft">{one}</td>' for one in shown)
    return (
        f'<tr class="{tone if way else "total"}"><th scope="row" class="nowrap">{name}</th>'
        f'<td class="number{_few(cell)}">{cell.value.number}</td>{between}'
        f'<td class="number">{_change(cell)}</td></tr>'
    )


def months(trend: Sequence[Value], current: Period, ways: Sequence[str]) -> SafeString:
    """The lines from which the chart is drawn. ways: to the page of each month."""
    return SafeString(
        "".join(
            _month(value, way, is_current=value.period == current)
            for value, way in zip(trend, ways, strict=True)
        )
    )


def _month(value: Value, way: str, *, is_current: bool) -> str:
    label, counted = value.period.label, value.value is not None
    mark = PROVISIONAL if value.provisional and counted else ""
    flags = " data-provisional" * value.provisional + " data-current" * is_current
    return (
        f'<tr data-label="{label}" data-value="{value.value if counted else ""}"'
        f' data-text="{escape(value.text)}" data-url="{escape(way)}"{flags}>'
        f'<th scope="row"><a href="{escape(way)}">{label}</a></th>'
        f'<td class="number">{value.number}{mark}</td></tr>'
    )
