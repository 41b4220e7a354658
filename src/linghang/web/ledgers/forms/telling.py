"""What fills a cell, in words; which of its values are compared with what was sent."""

from __future__ import annotations

from linghang.indicators import catalog as indicators
from linghang.ledgers import catalog as ledgers
from linghang.ledgers.definitions import COMMON, Ledger
from linghang.reports.forms import filling, services
from linghang.reports.forms.definitions import WORD_NAMES, Binding, Kind
from linghang.reports.forms.filling import Asked
from linghang.reports.models import SentForm

GONE = "目录里已没有，请重新绑定"
PASSING = ("date", "filled_by")  # said anew each time: no difference in what was counted


def said(one: Binding) -> str:
    """义诊与志愿服务：义诊（场）; with the words after which it is put."""
    return f"{_said(one)}，接在“{one.after}”后面" if one.after else _said(one)


def _said(one: Binding) -> str:
    if one.kind is Kind.TEXT:
        return WORD_NAMES.get(one.source, GONE)  # type: ignore[call-overload,no-any-return]
    if one.kind is Kind.INDICATOR:
        found = indicators.indicator(one.source)
        return f"指标：{found.name}（{found.unit}）" if found else GONE
    if one.source not in ledgers.catalog():
        return GONE
    ledger = ledgers.catalog()[one.source]
    if one.kind is Kind.FIGURE:
        figure = ledger.figures_by_code.get(one.item) or ledger.rates_by_code.get(one.item)
        return f"{ledger.name}：{figure.name}（{figure.unit}）" if figure else GONE
    name = column(ledgers.whole(one.source), one.item)
    return f"{ledger.name}明细：{name}，{one.rows}行" if name else GONE


def column(ledger: Ledger, item: str) -> str:
    """The name of a field, or of what every entry has; "" for one that is not there."""
    if item in COMMON:
        return str(getattr(ledger.labels, item))
    field = ledger.by_code.get(item)
    return field.name if field else ""


def compared(one: SentForm) -> dict[str, str]:
    """The values that were sent, without those that change by the day."""
    passing = _passing(one)
    return {cell: text for cell, text in one.values.items() if cell not in passing}


def now(one: SentForm, asked: Asked) -> dict[str, str]:
    """What the same bindings come to today."""
    passing = _passing(one)
    bindings = [each for each in one.bindings.bindings if each.cell not in passing]
    return filling.fill(bindings, asked, services.grids(one.bindings.form)).texts


def _passing(one: SentForm) -> set[str]:
    return {
        each.cell
        for each in one.bindings.bindings
        if each.kind is Kind.TEXT and each.source in PASSING
    }
