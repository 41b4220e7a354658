"""What stands in the cells of a form for a period and a unit, within the rights of who fills."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from linghang.foundation.errors import Refused
from linghang.foundation.fields.definitions import MEASURED, MONEY_UNITS
from linghang.foundation.fields.definitions import Kind as FieldKind
from linghang.foundation.period import Period, day_label
from linghang.indicators import catalog as indicators
from linghang.indicators import queries as measured
from linghang.indicators.queries import Scope
from linghang.ledgers import catalog as ledgers
from linghang.ledgers import directory, reach
from linghang.ledgers.counting import lines
from linghang.ledgers.counting import queries as counting
from linghang.ledgers.counting.counted import Counted, Rated, rated
from linghang.ledgers.counting.lines import Lines
from linghang.ledgers.definitions import (
    COMMON,
    DAY,
    TITLE,
    UNIT,
    UNTIL,
    Ledger,
    LedgerField,
    Secrecy,
)
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.models import Entry
from linghang.org import policy
from linghang.org.founding.queries import hospital_name
from linghang.org.rules import Rights
from linghang.procedures.days import Day
from linghang.reports.forms import rules
from linghang.reports.forms.definitions import Binding, Kind
from linghang.reports.forms.rules import Grid, Place, Value


@dataclass(frozen=True, kw_only=True)
class Asked:
    """For what a form is filled. unit: code, "" for the whole hospital; unit_name: its name in
    the period."""

    period: Period
    rights: Rights
    person: str
    today: date
    unit: str = ""
    unit_name: str = ""

    @cached_property
    def line(self) -> tuple[Lines, str] | None:
        """The unit with all that stood below it on each day; None for the whole hospital."""
        return (lines.below(self.unit, self.period), self.unit) if self.unit else None


@dataclass(slots=True)
class Filled:
    """Values by cell, and why others stay empty."""

    values: dict[Place, Value] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def texts(self) -> dict[str, str]:
        """The values as texts by address, as they are kept and compared."""
        return {one.cell: rules.told(value) for one, value in self.values.items()}


def fill(bindings: Iterable[Binding], asked: Asked, grids: Sequence[Grid]) -> Filled:
    """Every cell that can be filled; the others with their reason. grids: of the empty form."""
    found, reader = Filled(), _Reader(asked)
    for one in bindings:
        try:
            grid = rules.grid_of(one, grids)
            if grid is None or not all(grid.has(each) for each in rules.covered(one, grid)):
                raise Refused("表里没有这一格，请改绑定")
            reader.put(one, grid, found)
        except Refused as refusal:
            found.problems.append((one.cell, str(refusal)))
    return found


class _Reader:
    """Asks each ledger and each indicator once."""

    def __init__(self, asked: Asked) -> None:
        self.asked, self.day = asked, Day(asked.today)
        self.counted: dict[str, dict[str, Counted | Rated]] = {}
        self.listed: dict[str, Sequence[Entry]] = {}

    def put(self, one: Binding, grid: Grid, found: Filled) -> None:
        if one.kind is Kind.ROWS:
            self._rows(one, grid, found)
            return
        values: dict[Kind, Callable[[Binding], Value]] = {
            Kind.FIGURE: self._figure,
            Kind.INDICATOR: self._indicator,
            Kind.TEXT: self._text,
        }
        where = next(rules.covered(one, grid))
        value = values[one.kind](one)
        if one.after:
            stands = rules.told(found.values.get(where, grid.text(where)))
            if one.after not in stands:
                raise Refused(f"这一格里没有“{one.after}”这几个字，请重新绑定")
            value = rules.inserted(stands, one.after, rules.told(value))
        found.values[where] = value

    def _ledger(self, code: str) -> Ledger:
        if code not in ledgers.catalog():
            raise Refused("台账目录里没有这个台账了，请重新绑定")
        ledger = ledgers.whole(code)
        if ledger.secrecy is not Secrecy.OPEN:
            # What was sent is read by the offices, who may not know of such a ledger.
            raise Refused("知悉范围内查看的台账不填进上级报表")
        return ledger

    def _units(self, ledger: Ledger) -> frozenset[str] | None:
        """The units that may be read, None for all. Raises Refused where nothing may be."""
        readable = reach.readable(ledger, self.asked.rights, self.day)
        if readable is reach.EVERYWHERE:
            return None
        line = self.asked.line
        if not (readable if line is None else line[0].units(line[1]) & readable):
            raise Refused(f"您的岗位不能查看“{ledger.name}”在这个范围内的记录")
        return readable

    def _figure(self, one: Binding) -> Decimal:
        if one.source not in self.counted:
            units = self._units(self._ledger(one.source))
            figures = counting.figures(
                one.source,
                period=self.asked.period,
                units=units,
                line=self.asked.line,
                known=True,
            )
            rates = rated(ledgers.catalog()[one.source].rates, figures)
            every: tuple[Counted | Rated, ...] = (*figures, *rates)
            self.counted[one.source] = {each.declared.code: each for each in every}
        counted = self.counted[one.source].get(one.item)
        if counted is None:
            raise Refused("这个台账没有这个统计数了，请重新绑定")
        if counted.number is None:
            is_empty = isinstance(counted, Rated) and not counted.is_untold
            raise Refused("这个期间分母是0，没有率" if is_empty else "记录太少，不显示")
        return counted.number

    def _indicator(self, one: Binding) -> Decimal:
        if indicators.indicator(one.source) is None:
            raise Refused("指标目录里没有这个指标了，请重新绑定")
        decision = policy.may_read_indicators(self.asked.rights, self.asked.unit or None)
        if not decision:
            raise Refused(decision.reason)
        scope = Scope(department=self.asked.unit or None)
        value = measured.value(one.source, period=self.asked.period, scope=scope)
        if value.value is None:
            raise Refused("这个期间没有数据")
        if not value.complete:
            raise Refused("数据还没有到期末，不填")
        return value.value

    def _text(self, one: Binding) -> str:
        asked = self.asked
        return {
            "period": asked.period.label,
            "unit": asked.unit_name or hospital_name(),
            "date": day_label(asked.today),
            "filled_by": asked.person,
            "hospital": hospital_name(),
        }[one.source]

    def _rows(self, one: Binding, grid: Grid, found: Filled) -> None:
        ledger = self._ledger(one.source)
        entries = self._entries(one.source, ledger)
        values = _column(ledger, one.item, entries[: one.rows])
        found.values.update(zip(rules.covered(one, grid), values, strict=False))
        if len(entries) > one.rows:
            says = f"共{len(entries)}{ledger.counted}，表里只有{one.rows}行，其余没有填"
            found.problems.append((one.cell, says))

    def _entries(self, code: str, ledger: Ledger) -> Sequence[Entry]:
        if code not in self.listed:
            units, period, line = self._units(ledger), self.asked.period, self.asked.line
            rows = reach.visible_to(code, self.asked.rights, self.asked.today).in_force()
            rows = rows.happened(period.start, period.end).order_by("day", "pk")
            if line is not None:
                rows = rows.filter(line[0].only(line[1]))
            self.listed[code] = list(rows if units is None else rows.filter(unit__code__in=units))
        return self.listed[code]


def _column(ledger: Ledger, item: str, entries: Sequence[Entry]) -> list[Value]:
    if item in COMMON:
        names = directory.names({one.unit_id for one in entries}) if item == UNIT else {}
        return [_common(one, item, names) for one in entries]
    declared = ledger.by_code.get(item)
    if declared is None or declared.sensitive or declared.kind is FieldKind.FILE:
        raise Refused("这一项不能填进上级报表，请重新绑定")
    told = [one.told().get(item) for one in entries]
    names = directory.names(facts.named(told))
    return [_value(declared, value, names) for value in told]


def _value(declared: LedgerField, value: object, names: dict[str, str]) -> Value:
    """Numbers and days as such, so that the form's own formulas can work with them."""
    if isinstance(value, date):
        return value
    if declared.kind in MEASURED and isinstance(value, int | Decimal):
        if declared.kind is FieldKind.MONEY:
            return Decimal(value) / MONEY_UNITS[declared.unit]
        if declared.kind is not FieldKind.SHARE:
            return Decimal(value)
    return facts.shown(declared, value, names)


def _common(entry: Entry, item: str, names: dict[str, str]) -> Value:
    values: dict[str, Value] = {
        TITLE: entry.title,
        DAY: entry.day,
        UNTIL: entry.until or "",
        UNIT: names.get(entry.unit_id, entry.unit_id),
    }
    return values[item]
