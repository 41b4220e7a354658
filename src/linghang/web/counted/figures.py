"""统计数字: what a ledger comes to in a period, beside the year before, by unit and by month."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape

from django.http import HttpResponseBase
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from linghang.foundation import quantity
from linghang.foundation.period import Period
from linghang.ledgers.counting import queries
from linghang.ledgers.counting.counted import Counted, Rated, rated
from linghang.ledgers.counting.counted import Line as Row
from linghang.ledgers.counting.lines import BASIS_NAMES, LEVEL_NAMES, Level
from linghang.ledgers.definitions import Ledger, Secrecy
from linghang.web import lists
from linghang.web.counted import asking
from linghang.web.counted.asking import Asked
from linghang.web.lists import Column, Empty, Link, Listing, Words
from linghang.web.lists.cells import Value
from linghang.web.requests import Request

BY = {"figure": "本期与上年同期", "unit": "按单位", "month": "按月份"}
LEAST_ROUNDED = 100
NOTHING = Empty("没有要统计的数", "这本台账没有声明统计数字。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A figure or a rate with the year before. url, url_before: to the entries behind each."""

    now: Counted | Rated
    before: Counted | Rated
    url: str
    url_before: str

    @property
    def number(self) -> Value:
        return _linked(self.now, self.url)

    @property
    def number_before(self) -> Value:
        return _linked(self.before, self.url_before)

    @property
    def change(self) -> Value:
        if self.now.number is None or self.before.number is None:
            return None
        difference = self.now.number - self.before.number
        if isinstance(self.now, Rated):
            return Words(_moved(self.now, difference)) if difference else Words("", "持平")
        if not self.before.number:
            return Words("", "上年同期没有") if difference else Words("", "持平")
        share = difference / self.before.number * 100
        sign = "增加" if difference > 0 else "减少"
        return Words(f"{sign}{abs(share):.1f}%") if difference else Words("", "持平")

    @property
    def rounded(self) -> Value:
        """As a summary may say it, never more than there is; "" where the exact number fits."""
        number, unit = self.now.number, self.now.declared.unit
        if isinstance(self.now, Rated) or number is None or number < LEAST_ROUNDED:
            return ""
        if self.now.decimals and unit != "元":
            return ""
        return quantity.approximate(number, unit=unit)

    @property
    def note(self) -> Value:
        told = [self.now.declared.note]
        if isinstance(self.now, Rated):
            told.insert(0, self.now.parts)
            if self.now.numerator.estimated or self.now.denominator.estimated:
                told.append("其中有估计数")
        elif self.now.estimated and self.now.number:
            share = self.now.estimated / self.now.number * 100
            told.append(f"其中估计数占{share:.1f}%")
        return "；".join(one for one in told if one)


def _linked(one: Counted | Rated, url: str) -> Link:
    """The way to the entries; a rate that there is none of leads nowhere."""
    return Link(one.grouped, "" if isinstance(one, Rated) and one.number is None else url)


def _moved(one: Rated, by: Decimal) -> str:
    """How a rate moved, in its own unit: that of two shares is told in points."""
    unit = {"%": "个百分点", "‰": "个千分点"}.get(one.rate.unit, one.rate.unit)
    number = quantity.text(abs(by), unit=unit, decimals=one.rate.decimals)
    return f"{'提高' if by > 0 else '降低'}{number}"


FIGURES = Listing(
    code="ledgers.figures",
    title="统计数字",
    counted="项",
    columns=(
        Column("name", "项目", value="now.declared.name"),
        Column("number", "本期", tone="number", only="page"),
        Column("number_file", "本期", value="now.number", tone="number", decimals=2, only="file"),
        Column("unit", "单位", value="now.declared.unit", tone="nowrap"),
        Column("number_before", "上年同期", tone="number", only="page"),
        Column(
            "before_file", "上年同期", value="before.number", tone="number", decimals=2, only="file"
        ),
        Column("change", "同比", tone="nowrap"),
        Column("rounded", "总结可写作", tone="nowrap"),
        Column("note", "说明"),
    ),
    empty=NOTHING,
)


@require_safe
def figures(request: Request, code: str) -> HttpResponseBase:
    """The figures as `?by=` divides them; each number opens to its entries."""
    asked = asking.of(request, code)
    by = request.GET.get("by", "")
    by = by if by in BY else "figure"
    chart: SafeString | None = None
    drawn: Counted | Rated | None = None
    rows: Sequence[object]
    if by == "figure":
        listing, rows = _figures(asked), _lines(asked)
    else:
        table = _of_units(request, asked) if by == "unit" else _of_months(asked)
        listing, rows = _table(asked, by), table
        if by == "month" and table and table[0].figures:
            drawn = _charted(request, table)
            chart = _chart(asked, table, drawn)
    context = {
        "asked": asked,
        "choice": asked.choice,
        "by": by,
        "ways": BY.items(),
        "levels": LEVEL_NAMES.items(),
        "bases": BASIS_NAMES.items(),
        "departments": Level.DEPARTMENT,
        "chart": chart,
        "charted": drawn and drawn.declared,
        "drawable": asked.shown.told,
        "today": request.today,
        "has_tags": bool(asked.shown.tag or any(one.tag for one in asked.shown.figures)),
    }
    return lists.page(request, listing, rows, template="web/counted/figures.html", context=context)


def _title(asked: Asked, by: str) -> str:
    known = f"（截至{asked.as_of}已知）" if asked.as_of else ""
    way = "" if by == "figure" else BY[by]
    return f"{asked.shown.name}{asked.period.span_label}统计{way}{known}"


def _is_confidential(asked: Asked) -> bool:
    return asked.holder.secrecy is not Secrecy.OPEN


def _figures(asked: Asked) -> Listing:
    return replace(FIGURES, title=_title(asked, "figure"), confidential=_is_confidential(asked))


def _lines(asked: Asked) -> list[Line]:
    year_before = asked.period.year_before()
    now, before = (_all(asked, period) for period in (asked.period, year_before))
    return [
        Line(
            now=one,
            before=other,
            url=asked.address(one.declared.code, {}),
            url_before=asked.address(one.declared.code, {"period": year_before.code}),
        )
        for one, other in zip(now, before, strict=True)
    ]


def _all(asked: Asked, period: Period) -> list[Counted | Rated]:
    """Figures, then the rates of them."""
    found = queries.figures(
        asked.shown.code, period=period, units=asked.units, as_of=asked.as_of, known=True
    )
    return [*found, *rated(asked.shown.rates, found)]


def _of_units(request: Request, asked: Asked) -> list[Row]:
    return queries.by_unit(
        asked.shown.code,
        period=asked.period,
        today=request.today,
        level=asked.level,
        basis=asked.basis,
        units=asked.units,
        as_of=asked.as_of,
        known=True,
    )


def _of_months(asked: Asked) -> list[Row]:
    return queries.by_month(
        asked.shown.code, period=asked.period, units=asked.units, as_of=asked.as_of, known=True
    )


def _table(asked: Asked, by: str) -> Listing:
    """One column for each figure and each rate, with its unit."""
    ledger: Ledger = asked.shown
    columns = [Column("label", "单位" if by == "unit" else "月份", tone="nowrap")]
    for at, one in enumerate(ledger.told):
        title = f"{one.name}（{one.unit}）"
        link = functools.partial(_link, asked, by, at)
        number = functools.partial(_number, at)
        columns += [
            Column(one.code, title, value=link, tone="number", only="page"),
            Column(f"{one.code}_file", title, value=number, tone="number", decimals=2, only="file"),
        ]
    return Listing(
        code=f"ledgers.figures_by_{by}",
        title=_title(asked, by),
        counted="个" if by == "unit" else "月",
        confidential=_is_confidential(asked),
        columns=tuple(columns),
        key="code",
        empty=Empty("这一期间没有已审核的记录", "记录报送并经另一人审核后计入统计。"),
    )


def _number(at: int, line: Row) -> Decimal | None:
    return line.told[at].number


def _link(asked: Asked, by: str, at: int, line: Row) -> Link:
    one = line.told[at]
    return _linked(one, asked.address(one.declared.code, _of_line(asked, by, line)))


def _of_line(asked: Asked, by: str, line: Row) -> Mapping[str, str]:
    if by == "month":
        return {"period": line.code}
    return {"unit": line.code, "level": asked.level.value, "basis": asked.basis.value}


def _charted(request: Request, table: Sequence[Row]) -> Counted | Rated:
    """The figure or rate that the chart draws: `?figure=`, else the first."""
    wanted = request.GET.get("figure", "")
    of_month = table[0].told
    return next((one for one in of_month if one.declared.code == wanted), of_month[0])


def _chart(asked: Asked, table: Sequence[Row], charted: Counted | Rated) -> SafeString:
    """The rows from which the chart is drawn; a month without a rate is a gap."""
    at = [one.declared.code for one in table[0].told].index(charted.declared.code)
    lines = []
    for line in table:
        one = line.told[at]
        value = "" if one.number is None else one.number
        url = escape(asked.address(one.declared.code, _of_line(asked, "month", line)))
        lines.append(
            f'<tr data-label="{line.label}" data-value="{value}"'
            f' data-text="{escape(one.text)}" data-url="{url}">'
            f'<th scope="row"><a href="{url}">{line.label}</a></th>'
            f'<td class="number">{one.grouped}</td></tr>'
        )
    return SafeString("".join(lines))
