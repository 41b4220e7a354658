"""The entries behind a figure: as many, adding up to as much."""

from __future__ import annotations

import functools
from decimal import Decimal

from django.http import Http404, HttpResponseBase
from django.views.decorators.http import require_safe

from linghang.foundation.fields.definitions import MONEY_UNITS, Kind
from linghang.ledgers.counting import queries, rules
from linghang.ledgers.counting.counted import Rated, rated
from linghang.ledgers.counting.definitions import Figure, Of, Rate
from linghang.ledgers.counting.lines import Lines
from linghang.ledgers.definitions import Ledger, Secrecy
from linghang.ledgers.facts.rules import scale
from linghang.ledgers.models import Entry
from linghang.web import lists
from linghang.web.counted import asking
from linghang.web.counted.asking import Asked
from linghang.web.lists import Column, Empty, Filter, Listing, Way
from linghang.web.requests import Request

PART_NAMES = {"numerator": "分子", "denominator": "分母"}


@require_safe
def drill(request: Request, code: str, figure: str) -> HttpResponseBase:
    """A list of the entries that a figure stands on, of one line of a table with `?unit=`.

    A rate opens to its two figures: `?part=denominator` lists the entries below the line.
    """
    asked = asking.of(request, code)
    rate = asked.shown.rates_by_code.get(figure)
    part = "denominator" if request.GET.get("part") == "denominator" else "numerator"
    one = asked.shown.figures_by_code.get(str(getattr(rate, part)) if rate else figure)
    if one is None:
        raise Http404
    line = None
    if unit := request.GET.get("unit", ""):
        by = queries.lines_of(
            code,
            period=asked.period,
            today=request.today,
            level=asked.level,
            basis=asked.basis,
            units=asked.units,
            as_of=asked.as_of,
        )
        line = (by, unit)
    rows = queries.entries_of(
        code, one.code, period=asked.period, units=asked.units, as_of=asked.as_of, line=line
    )
    return lists.page(
        request,
        _listing(asked, one),
        rows.select_related("unit"),
        template="web/counted/drill.html",
        context={
            "asked": asked,
            "figure": one,
            "rated": rate and _rated(asked, rate, line),
            "parts": PART_NAMES.items(),
            "part": part,
        },
    )


def _rated(asked: Asked, rate: Rate, line: tuple[Lines, str] | None) -> Rated:
    """The rate of the same entries, with its parts."""
    found = queries.figures(
        asked.shown.code,
        period=asked.period,
        units=asked.units,
        as_of=asked.as_of,
        line=line,
        known=True,
    )
    return rated((rate,), found)[0]


def _listing(asked: Asked, figure: Figure) -> Listing:
    labels, holder = asked.holder.labels, asked.holder
    columns = [
        Column("number", "编号", sort="number", tone="nowrap"),
        Column("title", labels.title, tone="long"),
        Column("day", labels.day, sort="day", tone="nowrap"),
        Column("unit", labels.unit, value="unit.name", sort="unit__name"),
    ]
    if labels.until:
        columns.insert(3, Column("until", labels.until, sort="until", tone="nowrap"))
    if figure.of is Of.SUM:
        one = holder.by_code[figure.field]
        amount = functools.partial(_amount, holder, figure)
        title = f"{one.name}（{figure.unit}）"
        decimals = rules.decimals(holder, figure)
        place = holder.places[figure.field]
        columns.append(
            Column("amount", title, value=amount, sort=place, tone="number", decimals=decimals)
        )
    return Listing(
        code="ledgers.behind_figure",
        title=f"{asked.shown.name}·{figure.name}",
        counted=holder.counted,
        confidential=holder.secrecy is not Secrecy.OPEN,
        columns=tuple(columns),
        filters=(
            Filter("q", f"编号或{labels.title}", path=("number", "title")),
            Filter("day", labels.day, Way.DAY, path="day"),
        ),
        order="-day",
        link=lambda entry: asking.entry_address(asked.shown.code, entry.pk) or None,
        empty=Empty("没有计入这个数的记录", "已审核的记录才计入。"),
    )


def _amount(ledger: Ledger, figure: Figure, entry: Entry) -> Decimal | None:
    """What an entry adds, in the figure's unit."""
    kept = getattr(entry, ledger.places[figure.field])
    if kept is None:
        return None
    one = ledger.by_code[figure.field]
    if one.kind is Kind.MONEY:
        return Decimal(kept) / MONEY_UNITS[figure.unit if figure.unit in MONEY_UNITS else one.unit]
    return Decimal(kept).scaleb(-scale(one))
