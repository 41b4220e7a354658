"""One indicator: what it means, how its value came about, and where it differs."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linghang.cases.models import Manifest
from linghang.foundation.period import Period
from linghang.indicators import catalog, drill, queries
from linghang.indicators.definitions import DIRECTION_NAMES, Indicator
from linghang.indicators.queries import BY_NAMES, By, Scope
from linghang.org import policy
from linghang.web import boards, periods, places
from linghang.web.access import hide_unless, require
from linghang.web.changes import change
from linghang.web.places import Place
from linghang.web.sheets import csv_lines


@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """The page of one indicator for a period and place, with its steps down to the cases."""
    item, place, choice, manifest = _asked(request, code)
    scope, period = place.scope, choice.period
    value = queries.value(code, period=period, scope=scope)
    bases = {"year_before": period.year_before(), "previous": period.previous()}
    months = periods.months_until(period, data_through=manifest.data_through if manifest else None)
    by, sort = _by(request, scope, period), request.GET.get("sort", "")
    context = {
        "item": item,
        "loaded": catalog.indicators().items[code],
        "direction": DIRECTION_NAMES[item.direction],
        "numerator": catalog.numerator(item),
        "denominator": catalog.denominator(item),
        "generated": catalog.generated(item),
        "place": place,
        "choice": choice,
        "query": places.query_of(period, scope),
        "manifest": manifest,
        "freshness": periods.freshness(manifest.data_through if manifest else None),
        "value": value,
        "changes": [
            change(value, queries.value(code, period=base, scope=scope), against)
            for against, base in bases.items()
        ],
        "steps": drill.steps(item, period=period, scope=scope) if manifest else [],
        "may_read_cases": places.may_read_cases(request.rights, scope),
        "trend": queries.trend(code, periods=months, scope=scope),
        "by": by,
        "ways": [(way, BY_NAMES[way]) for way in _ways(scope, period)],
        "table": by and boards.table([item], period=period, by=by, scope=scope, sort=sort),
    }
    return render(request, "web/indicator.html", context)


@require_safe
def export(request: HttpRequest, code: str) -> HttpResponse:
    """The breakdown as CSV (UTF-8 with mark, opens in Excel), its definition in the head rows."""
    item, place, choice, manifest = _asked(request, code)
    by = _by(request, place.scope, choice.period)
    lines = _lines(item, place, choice, manifest, by)
    response = HttpResponse(csv_lines(lines), content_type="text/csv; charset=utf-8")
    name = quote(f"{item.name}_{place.name}_{choice.period.label}.csv")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _asked(
    request: HttpRequest, code: str
) -> tuple[Indicator, Place, periods.Choice, Manifest | None]:
    """The indicator, place and period of the address; 404 for what the post may not see."""
    item = catalog.indicator(code)
    if item is None:
        raise Http404
    scope = places.wanted(request, default=places.home(request.rights))
    if scope is None:
        require(policy.may_read_indicators(request.rights, request.rights.unit.code))
        raise Http404
    hide_unless(places.may_read_figures(request.rights, scope))
    manifest = Manifest.current()
    choice = periods.chosen(
        request,
        today=request.today,
        first_day=manifest.first_day if manifest else None,
        data_through=manifest.data_through if manifest else None,
    )
    return item, places.named(request.rights, scope), choice, manifest


def _ways(scope: Scope, period: Period) -> list[By]:
    """How a place and period can be divided: never by what they already are."""
    ways: list[By] = [] if scope.team else ["team"]
    if not scope.team and not scope.department:
        ways.insert(0, "department")
        if not scope.campus:
            ways.insert(0, "campus")
    return [*ways, "month"] if len(list(period.months())) > 1 else ways


def _by(request: HttpRequest, scope: Scope, period: Period) -> By | None:
    """The wanted way, else by department, else the first; None where nothing can be divided."""
    ways = _ways(scope, period)
    wanted = request.GET.get("by", "")
    preferred = ["department", *ways]
    return next((way for way in (wanted, *preferred) if way in ways), None)


def _lines(
    item: Indicator, place: Place, choice: periods.Choice, manifest: Manifest | None, by: By | None
) -> Iterator[list[str]]:
    whole = queries.value(item.code, period=choice.period, scope=place.scope)
    yield ["指标", item.name]
    yield ["单位", item.unit]
    yield ["定义", item.meaning]
    yield ["来源", item.source]
    yield ["范围", place.name]
    yield ["期间", choice.period.label]
    yield ["数据", periods.freshness(manifest.data_through if manifest else None) or "尚无数据"]
    yield ["数据清单", str(whole.manifest_id or "")]
    yield ["口径版本", whole.definition_hash]
    yield []
    yield [BY_NAMES[by] if by else "范围", "数值", "分子", "分母", "暂定", "分母过小"]
    parts = by and queries.breakdown(item.code, period=choice.period, by=by, scope=place.scope)
    for label, value in [*((part.label, part.value) for part in parts or []), ("合计", whole)]:
        numbers = [value.value, value.numerator, value.denominator]
        flags = [value.provisional, value.small]
        yield [
            label,
            *("" if number is None else str(number) for number in numbers),
            *("是" if flag else "" for flag in flags),
        ]
