"""One indicator: what it means, how its value came about, and where it differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation.period import Period
from linghang.foundation.sheets import csv_lines
from linghang.indicators import catalog, drill
from linghang.indicators.definitions import DIRECTION_NAMES, Indicator
from linghang.indicators.queries import BY_NAMES, By, Figures, Scope, Value
from linghang.org import policy
from linghang.web import board_drawing, boards, periods, places
from linghang.web.access import hide_unless, require
from linghang.web.changes import change
from linghang.web.periods import Choice
from linghang.web.places import Place
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks for, checked against the rights."""

    item: Indicator
    place: Place
    choice: Choice
    figures: Figures
    by: By | None

    @property
    def period(self) -> Period:
        return self.choice.period

    @property
    def scope(self) -> Scope:
        return self.place.scope

    def value(self, period: Period) -> Value:
        return self.figures.value(self.item.code, period, self.scope)


@require_safe
def indicator(request: Request, code: str) -> HttpResponse:
    """The page of one indicator for a period and place, with its steps down to the cases."""
    asked = _asked(request, code)
    item, scope, period, manifest = asked.item, asked.scope, asked.period, asked.figures.manifest
    value = asked.value(period)
    bases = {"year_before": period.year_before(), "previous": period.previous()}
    months = periods.months_around(period, manifest)
    sort = request.GET.get("sort", "")
    table = asked.by and boards.table(
        asked.figures, [item], period=period, by=asked.by, scope=scope, sort=sort
    )
    context = {
        "item": item,
        "loaded": catalog.indicators().items[code],
        "direction": DIRECTION_NAMES[item.direction],
        "numerator": catalog.numerator(item),
        "denominator": catalog.denominator(item),
        "generated": catalog.generated(item),
        "place": asked.place,
        "choice": asked.choice,
        "query": places.query_of(period, scope),
        "freshness": periods.freshness(manifest),
        "value": value,
        "changes": [change(value, asked.value(base), key) for key, base in bases.items()],
        "steps": drill.steps(item, period=period, scope=scope) if manifest else [],
        "records": _records(item, period, scope),
        "may_read_cases": places.may_read_cases(request.rights, scope),
        "trend": board_drawing.months(
            asked.figures.trend(code, months, scope), period, periods.ways(request, months)
        ),
        "by": asked.by,
        "ways": [(way, BY_NAMES[way]) for way in _ways(item, scope, period)],
        "table": table,
        "rows": table and board_drawing.parts(table, with_parts=item.denominator is not None),
    }
    return render(request, "web/indicator.html", context)


@require_safe
def export(request: Request, code: str) -> HttpResponse:
    """The breakdown as CSV (UTF-8 with mark, opens in Excel), its definition in the head rows."""
    asked = _asked(request, code)
    response = HttpResponse(csv_lines(_lines(asked)), content_type="text/csv; charset=utf-8")
    name = quote(f"{asked.item.name}_{asked.place.name}_{asked.period.label}.csv")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _asked(request: Request, code: str) -> Asked:
    """404 for an indicator that is not there and for a place that the post may not see.

    403 with the reason for a post that sees no figures at all.
    """
    item = catalog.indicator(code)
    if item is None:
        raise Http404
    scope = places.wanted(request, default=places.home(request.rights))
    if scope is None:
        require(policy.may_read_indicators(request.rights, request.rights.unit.code))
        raise Http404
    hide_unless(places.may_read_figures(request.rights, scope))
    figures = Figures()
    choice = periods.chosen(request, figures.manifest)
    return Asked(
        item=item,
        place=places.named(request.rights, scope),
        choice=choice,
        figures=figures,
        by=_by(request, item, scope, choice.period),
    )


def _records(item: Indicator, period: Period, scope: Scope) -> list[tuple[str, str, str]]:
    """(name, unit, address of the records) of each measure of records."""
    return [
        (one.name, one.unit, f"{reverse(at.address, args=at.args)}?{urlencode(at.query)}")
        for one, at in drill.records(item, period=period, scope=scope)
    ]


def _ways(item: Indicator, scope: Scope, period: Period) -> list[By]:
    """How a place and period can be divided: never by what they already are.

    Records belong to departments, not to campuses and teams; those that somebody leads are told
    by leader, of the whole hospital.
    """
    is_of_cases = catalog.is_of_cases(item)
    ways: list[By] = ["team"] if is_of_cases and not scope.team else []
    if not scope.team and not scope.department:
        ways.insert(0, "department")
        if is_of_cases and not scope.campus:
            ways.insert(0, "campus")
        if not scope.campus and drill.is_led(item):
            ways.append("leader")
    return [*ways, "month"] if len(list(period.months())) > 1 else ways


def _by(request: Request, item: Indicator, scope: Scope, period: Period) -> By | None:
    """The wanted way, else by department, else the first; None where nothing can be divided."""
    ways = _ways(item, scope, period)
    wanted = request.GET.get("by", "")
    preferred = ["department", *ways]
    return next((way for way in (wanted, *preferred) if way in ways), None)


def _lines(asked: Asked) -> Iterator[list[str]]:
    item, by, whole = asked.item, asked.by, asked.value(asked.period)
    yield ["指标", item.name]
    yield ["单位", item.unit]
    yield ["定义", item.meaning]
    yield ["来源", item.source]
    yield ["范围", asked.place.name]
    yield ["期间", asked.period.label]
    yield ["数据", periods.freshness(asked.figures.manifest) or "尚无数据"]
    yield ["数据清单", str(whole.manifest_id or "")]
    yield ["口径版本", whole.definition_hash]
    yield []
    yield [BY_NAMES[by] if by else "范围", "数值", "分子", "分母", "暂定", "分母过小"]
    parts = asked.figures.table([item.code], asked.period, by, asked.scope) if by else []
    for label, value in [*((name, one[item.code]) for name, _, one in parts), ("合计", whole)]:
        numbers = [value.value, value.numerator, value.denominator]
        flags = [value.provisional, value.small]
        yield [
            label,
            *("" if number is None else str(number) for number in numbers),
            *("是" if flag else "" for flag in flags),
        ]
