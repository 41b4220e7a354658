"""Values with their parts: one, a trend, a breakdown; sums of cells, never means of rates."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from linghang.cases.models import Manifest
from linghang.foundation import quantity
from linghang.foundation.errors import Refused
from linghang.foundation.intake import duck
from linghang.foundation.period import Period
from linghang.indicators import catalog, rules
from linghang.indicators.definitions import Indicator
from linghang.indicators.measures import front_sheet
from linghang.indicators.records import sources
from linghang.org.models import Person, Unit

By = Literal["campus", "department", "team", "leader", "month"]
BY_NAMES: dict[By, str] = {
    "campus": "院区",
    "department": "科室",
    "team": "医疗组",
    "leader": "责任领导",
    "month": "月份",
}
UNATTRIBUTED, UNLED = "未归属", "没有写明"
NOWHERE = "none"

Sums = dict[str, Decimal]


class OutdatedCells(Refused):
    """The cells were made by other definitions than those of this version."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where: unit codes, `none` for 未归属, empty for everything. The hospital is `Scope()`."""

    campus: str | None = None
    department: str | None = None
    team: str | None = None

    def sql(self) -> tuple[str, list[object]]:
        """(condition over cells, parameters)."""
        clauses, values = ["true"], []
        for column in ("campus", "department", "team"):
            code = getattr(self, column)
            if code == NOWHERE:
                clauses.append(f"{column} is null")
            elif code:
                clauses.append(f"{column} = ?")
                values.append(code)
        return " and ".join(clauses), values


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A figure and everything it stands on.

    value: rounded, None when nothing was counted. provisional: some of its cases are not final.
    complete: the data reach the period's end. small: stands on too few cases to be judged.
    manifest_id and computed_at are None before the first import.
    """

    indicator: Indicator
    period: Period
    scope: Scope
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    provisional: bool
    complete: bool
    small: bool
    definition_hash: str
    manifest_id: int | None
    computed_at: datetime | None

    @property
    def indicator_code(self) -> str:
        return self.indicator.code

    @property
    def number(self) -> str:
        """The bare value with its decimals, `—` when there is none."""
        return quantity.grouped(self.value, decimals=self.indicator.decimals)

    @property
    def text(self) -> str:
        """The value with its unit, as a report writes it."""
        return quantity.text(self.value, unit=self.indicator.unit, decimals=self.indicator.decimals)


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a breakdown; `code` is a unit code, a period code, or `none` for 未归属."""

    label: str
    code: str
    value: Value


def value(indicator_code: str, *, period: Period, scope: Scope) -> Value:
    """One indicator for one period and place. Raises KeyError for an unknown code."""
    return Figures().value(indicator_code, period, scope)


def values(codes: Iterable[str], *, period: Period, scope: Scope) -> list[Value]:
    """Several indicators from one read."""
    figures = Figures()
    return figures.values(codes, period, scope)


def trend(indicator_code: str, *, periods: Sequence[Period], scope: Scope) -> list[Value]:
    """One value for each period, in their order."""
    return Figures().trend(indicator_code, periods, scope)


def breakdown(indicator_code: str, *, period: Period, by: By, scope: Scope) -> list[Part]:
    """The parts of a value: units and leaders in the order of their codes, 未归属 last; months in
    order.

    Units without a single discharge are absent. The parts of all lines add up to the whole.
    """
    return [
        Part(label, code, found[indicator_code])
        for label, code, found in table([indicator_code], period=period, by=by, scope=scope)
    ]


def table(
    codes: Sequence[str], *, period: Period, by: By, scope: Scope
) -> list[tuple[str, str, dict[str, Value]]]:
    """(label, code, values by indicator) for every line of a breakdown."""
    return Figures().table(codes, period, by, scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """An indicator in a period, as every place's value tells it."""

    item: Indicator
    provisional: bool
    complete: bool
    definition_hash: str


@functools.lru_cache(maxsize=500)
def _summed(
    paths: tuple[str, ...], period: Period, scope: Scope, key: str
) -> Mapping[str | None, Sums]:
    """Sums over cell files, kept: a file never changes under its name, which holds its hash."""
    condition, values_ = scope.sql()
    sums = ", ".join(f"sum({code})" for code in front_sheet.MEASURES)
    with duck.cursor() as connection:
        rows = connection.execute(
            f"select {key or 'null'} as line, {sums} from {duck.file_list(list(paths))} "
            f"where discharge_day >= ? and discharge_day < ? and {condition} "
            "group by line having count(*) > 0",
            [period.start, period.end, *values_],
        ).fetchall()
    return MappingProxyType(
        {
            line: dict(zip(front_sheet.MEASURES, map(Decimal, parts), strict=True))
            for line, *parts in rows
        }
    )


class Figures:
    """The figures of one page: all of them from one manifest, every sum read once.

    The functions above ask a new one each time; a page with many figures asks one, so that an
    import that is committed meanwhile cannot mix two states. Raises OutdatedCells.
    """

    def __init__(self) -> None:
        self.manifest = Manifest.current()
        self._known: dict[tuple[str, Period], _About] = {}
        if self.manifest and self.manifest.cell_version != catalog.cell_version():
            raise OutdatedCells(
                "指标口径已随程序更新，库中的指标单元还是旧口径。"
                "请信息科运行 linghang indicators rebuild 后再看。"
            )

    @functools.cached_property
    def _names(self) -> dict[str, str]:
        return dict(Unit.objects.order_by().values_list("code", "name"))

    def value(self, code: str, period: Period, scope: Scope) -> Value:
        """As the function value()."""
        return self.values([code], period, scope)[0]

    def values(self, codes: Iterable[str], period: Period, scope: Scope) -> list[Value]:
        """As the function values()."""
        wanted = list(codes)
        sums = self._sums(period, scope, "", wanted).get(None)
        return [self._value(code, sums, period, scope) for code in wanted]

    def trend(self, code: str, periods: Sequence[Period], scope: Scope) -> list[Value]:
        """As the function trend()."""
        if all(period == next(period.months()) for period in periods):
            span = Period(min(p.start for p in periods), max(p.end for p in periods))
            sums = self._sums(span, scope, "month", [code])
            return [self._value(code, sums.get(p.code), p, scope) for p in periods]
        return [self.value(code, period, scope) for period in periods]

    def table(
        self, codes: Sequence[str], period: Period, by: By, scope: Scope
    ) -> list[tuple[str, str, dict[str, Value]]]:
        """As the function table()."""
        if by == "month":
            sums = self._sums(period, scope, "month", codes)
            lines = [(m.label, m.code, sums.get(m.code), scope, m) for m in period.months()]
        else:
            sums = self._sums(period, scope, by, codes)
            is_led = by == "leader"
            names = _people(sums) if is_led else self._names
            nowhere = UNLED if is_led else UNATTRIBUTED
            lines = [
                (
                    nowhere if code is None else names.get(code, code),
                    code or NOWHERE,
                    sums[code],
                    scope if is_led else _narrowed(scope, by, code or NOWHERE),
                    period,
                )
                for code in sorted(sums, key=lambda one: (one is None, one))
            ]
        return [
            (label, code, {one: self._value(one, parts, when, where) for one in codes})
            for label, code, parts, where, when in lines
        ]

    def _sums(
        self, period: Period, scope: Scope, by: str, codes: Iterable[str]
    ) -> Mapping[str | None, Sums]:
        """Sums of all measures that the indicators need, by line; under None without one."""
        items = [catalog.indicators().items[code].item for code in codes]
        named = {code: None for one in items for code in (one.numerator, one.denominator) if code}
        records = [code for code in named if code not in front_sheet.MEASURES]
        cells = self._cells(period, scope, by) if len(records) < len(named) else {}
        if not records:
            return cells
        found = {line: dict(sums) for line, sums in cells.items()}
        for code in records:
            source = sources.source(code)
            assert source is not None, "checked at the start"
            for line, number in source.parts(period, scope, by).items():
                found.setdefault(line, {})[code] = number
        return found

    def _cells(self, period: Period, scope: Scope, by: str) -> Mapping[str | None, Sums]:
        """Sums over the cells of all their measures."""
        if self.manifest is None or by == "leader":
            return {}
        paths = self.manifest.cell_paths({month.code for month in period.months()})
        key = "strftime(discharge_day, '%Y-%m')" if by == "month" else by
        return _summed(tuple(paths), period, scope, key) if paths else {}

    def _about(self, code: str, period: Period) -> _About:
        """What all values of an indicator in a period have in common, worked out once."""
        known = self._known.get((code, period))
        if known is None:
            loaded = catalog.indicators().items[code]
            through = self.manifest.data_through if self.manifest else None
            of_cases = catalog.uses_cases(loaded.item)
            known = self._known[code, period] = _About(
                item=loaded.item,
                provisional=rules.is_provisional(
                    period, data_through=through, days=loaded.item.provisional_days
                ),
                complete=not of_cases or rules.is_complete(period, data_through=through),
                definition_hash=catalog.definition_hash(loaded),
            )
        return known

    def _value(self, code: str, sums: Sums | None, period: Period, scope: Scope) -> Value:
        about = self._about(code, period)
        item = about.item
        above = sums.get(item.numerator) if sums else None
        below = sums.get(item.denominator) if sums and item.denominator else None
        return Value(
            indicator=item,
            period=period,
            scope=scope,
            numerator=above,
            denominator=below,
            value=rules.evaluate(
                above,
                below,
                counted_only=item.denominator is None,
                scale=item.scale,
                decimals=item.decimals,
            ),
            provisional=about.provisional,
            complete=about.complete,
            small=rules.is_small(below, minimum=item.minimum_denominator),
            definition_hash=about.definition_hash,
            manifest_id=self.manifest.pk if self.manifest else None,
            computed_at=self.manifest.created_at if self.manifest else None,
        )


def _people(codes: Iterable[str | None]) -> dict[str, str]:
    wanted = [code for code in codes if code]
    return dict(Person.objects.filter(code__in=wanted).values_list("code", "name"))


def _narrowed(scope: Scope, by: By, code: str) -> Scope:
    fields = {"campus": scope.campus, "department": scope.department, "team": scope.team}
    return Scope(**{**fields, by: code})
