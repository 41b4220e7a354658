"""Read indicators' values with the parts that they stand on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.http import Http404
from ninja import Path, Query, Router, Schema
from pydantic import Field

from linghang.api.bearing import Request
from linghang.api.problems import ANSWERS, hide_unless, only, require
from linghang.api.words import Code, Whole
from linghang.foundation.access import Decision
from linghang.foundation.period import Period
from linghang.indicators import catalog, drill
from linghang.indicators.definitions import Direction, Indicator
from linghang.indicators.queries import NOWHERE, Figures, Part, Scope, Value
from linghang.org import policy
from linghang.org.definitions import Capability
from linghang.org.models import Unit
from linghang.org.rules import Rights

router = Router(tags=["指标"])
PERIOD = r"^20[0-9]{2}(-(0[1-9]|1[0-2])|Q[1-4])?$"
LONGEST_TREND = 60


class By(StrEnum):
    """What a value is broken down by."""

    CAMPUS = "campus"
    DEPARTMENT = "department"
    TEAM = "team"
    MONTH = "month"


class Asked(Schema):
    """Which period and place; no place is the whole hospital, `none` is what belongs nowhere."""

    period: str = Field(pattern=PERIOD, description="如 2025、2025Q2、2025-06")
    campus: Code | None = Field(None, description="院区编码")
    department: Code | None = Field(None, description="科室编码")
    team: Code | None = Field(None, description="医疗组编码")

    def scope(self) -> Scope:
        return Scope(campus=self.campus, department=self.department, team=self.team)


class TrendAsked(Asked):
    """The last months up to the period's end."""

    months: Whole = Field(12, ge=1, le=LONGEST_TREND, description="几个月")


class BreakdownAsked(Asked):
    """Broken down by what."""

    by: By = Field(description="按什么分")


class IndicatorOut(Schema):
    """What an indicator means; definition is the hash of what it computes."""

    code: str
    name: str
    unit: str
    direction: Direction
    meaning: str
    source: str
    definition: str


class PeriodOut(Schema):
    """A span of days; end is the first day after it."""

    code: str
    label: str
    start: date
    end: date


class StepOut(Schema):
    """One step of the way from all cases to the value."""

    code: str
    name: str
    meaning: str
    cases: int


class ValueOut(Schema):
    """A figure and everything it stands on. value is null when nothing was counted.

    provisional: some cases are not final. complete: the data reach the period's end. small: too
    few cases to be judged. manifest: the state of the data; definition: the hash of the meaning.
    """

    indicator: str
    period: PeriodOut
    campus: str | None
    department: str | None
    team: str | None
    value: Decimal | None
    text: str
    unit: str
    numerator: Decimal | None
    denominator: Decimal | None
    provisional: bool
    complete: bool
    small: bool
    definition: str
    manifest: int | None
    computed_at: datetime | None


class ValueWithSteps(ValueOut):
    """The same with the steps down to the cases."""

    steps: list[StepOut]


class PartOut(Schema):
    """One line of a breakdown; the parts of all lines add up to the whole."""

    label: str
    code: str
    value: ValueOut


@router.get(
    "/indicators",
    response={200: list[IndicatorOut], **ANSWERS},
    url_name="api-indicators",
    summary="有哪些指标",
)
def indicators(request: Request) -> Any:
    """All indicators, for every post that may read figures at all."""
    only(request)
    held = request.auth
    if not held.has(Capability.INDICATORS_READ_ALL):
        require(policy.may_read_indicators(held, held.unit.code))
    items = catalog.indicators().items
    return [
        {
            "code": code,
            "name": one.item.name,
            "unit": one.item.unit,
            "direction": one.item.direction,
            "meaning": one.item.meaning,
            "source": one.item.source,
            "definition": catalog.definition_hash(one),
        }
        for code, one in items.items()
    ]


@router.get(
    "/indicators/{code}/value",
    response={200: ValueWithSteps, **ANSWERS},
    url_name="api-value",
    summary="一个数及其来历",
)
def value(request: Request, code: Path[Code], asked: Query[Asked]) -> Any:
    """The value of a period and place, with its parts and its steps."""
    only(request, *Asked.model_fields)
    item, scope = _checked(request.auth, code, asked)
    period, figures = Period.parse(asked.period), Figures()
    steps = drill.steps(item, period=period, scope=scope) if figures.manifest else []
    return {
        **_value(figures.value(code, period, scope)),
        "steps": [
            {"code": one.code, "name": one.name, "meaning": one.meaning, "cases": one.cases}
            for one in steps
        ],
    }


@router.get(
    "/indicators/{code}/trend",
    response={200: list[ValueOut], **ANSWERS},
    url_name="api-trend",
    summary="逐月走势",
)
def trend(request: Request, code: Path[Code], asked: Query[TrendAsked]) -> Any:
    """One value for each of the last months, the oldest first."""
    only(request, *TrendAsked.model_fields)
    _, scope = _checked(request.auth, code, asked)
    last = Period.parse(asked.period).last_day
    months = [Period.month(last.year, last.month)]
    while len(months) < asked.months:
        months.append(months[-1].previous())
    return [_value(one) for one in Figures().trend(code, months[::-1], scope)]


@router.get(
    "/indicators/{code}/breakdown",
    response={200: list[PartOut], **ANSWERS},
    url_name="api-breakdown",
    summary="按院区、科室、医疗组或月份分",
)
def breakdown(request: Request, code: Path[Code], asked: Query[BreakdownAsked]) -> Any:
    """The parts of a value; units without a discharge are absent."""
    only(request, *BreakdownAsked.model_fields)
    _, scope = _checked(request.auth, code, asked)
    period = Period.parse(asked.period)
    lines = Figures().table([code], period, asked.by.value, scope)
    return [_part(Part(label, key, found[code])) for label, key, found in lines]


def _checked(held: Rights, code: str, asked: Asked) -> tuple[Indicator, Scope]:
    """The indicator and the place. The whole hospital is no secret (403), others' units are."""
    item, scope = catalog.indicator(code), asked.scope()
    if scope == Scope():
        require(policy.may_read_indicators(held, None))
    hide_unless(_may_read(held, scope))
    if item is None or not _all_known(held, scope):
        raise Http404
    return item, scope


def _may_read(held: Rights, scope: Scope) -> bool:
    """Every unit that is named must be the reader's; a campus counts only when it stands alone:
    a department's part on a campus is the department's."""
    named: list[str | None] = [code for code in (scope.department, scope.team) if code]
    decisions: list[Decision] = [
        policy.may_read_indicators(held, None if code == NOWHERE else code)
        for code in named or [scope.campus]
    ]
    return all(decisions)


def _all_known(held: Rights, scope: Scope) -> bool:
    """Whether every unit that is named stands or once stood; no query for those of today."""
    named = {code for code in (scope.campus, scope.department, scope.team) if code}
    closed = named - {NOWHERE} - set(held.structure.units)
    return Unit.objects.filter(code__in=closed).count() == len(closed) if closed else True


def _value(one: Value) -> dict[str, Any]:
    return {
        "indicator": one.indicator_code,
        "period": {
            "code": one.period.code,
            "label": one.period.label,
            "start": one.period.start,
            "end": one.period.end,
        },
        "campus": one.scope.campus,
        "department": one.scope.department,
        "team": one.scope.team,
        "value": one.value,
        "text": one.text,
        "unit": one.indicator.unit,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "provisional": one.provisional,
        "complete": one.complete,
        "small": one.small,
        "definition": one.definition_hash,
        "manifest": one.manifest_id,
        "computed_at": one.computed_at,
    }


def _part(part: Part) -> dict[str, Any]:
    return {"label": part.label, "code": part.code, "value": _value(part.value)}
