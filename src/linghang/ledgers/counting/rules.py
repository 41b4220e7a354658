"""What entries come to: figures counted entry by entry, as SQL must count them, too. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from linghang.foundation.fields.definitions import MONEY_UNITS, Kind
from linghang.foundation.period import Period
from linghang.foundation.quantity import rounded
from linghang.ledgers.counting.definitions import Figure, Of, Rate, Span
from linghang.ledgers.definitions import Ledger
from linghang.ledgers.facts.rules import Named, scale
from linghang.procedures.progress.conditions.rules import holds

IsMember = Callable[[str, date], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry in force as counting sees it."""

    key: Any
    day: date
    until: date | None
    unit: str
    facts: Mapping[str, Any]
    members: frozenset[str] = field(default_factory=frozenset)


def nobody(person: str, on: date) -> bool:
    """No Party members are known."""
    return False


def within(row: Row, figure: Figure, start: date, end: date) -> bool:
    """Whether the entry falls into the period (its last day is `end` - 1)."""
    if figure.span is Span.HAPPENED:
        return start <= row.day < end
    return row.day < end and (row.until is None or row.until >= _last(end))


def _last(end: date) -> date:
    return date.fromordinal(end.toordinal() - 1)


def counts(ledger: Ledger, figure: Figure, row: Row) -> bool:
    """Whether the entry is one of those that the figure asks for."""
    if figure.tag and figure.tag not in (row.facts.get(ledger.tags) or ()):
        return False
    return figure.where is None or bool(holds(figure.where, row.facts, {}))


def total(
    ledger: Ledger,
    figure: Figure,
    rows: Iterable[Row],
    *,
    start: date,
    end: date,
    is_member: IsMember = nobody,
) -> Decimal:
    """The figure over the entries: whole for everything but sums of decimals; money in 分."""
    chosen = [
        row for row in rows if within(row, figure, start, end) and counts(ledger, figure, row)
    ]
    if figure.of is Of.ENTRIES:
        return Decimal(len(chosen))
    if figure.of is Of.SUM:
        return sum((Decimal(row.facts.get(figure.field) or 0) for row in chosen), Decimal(0))
    found = [key for row in chosen for key in keys(figure, row, is_member)]
    return Decimal(len(found) if figure.of is Of.TIMES else len(set(found)))


def keys(figure: Figure, row: Row, is_member: IsMember) -> list[str]:
    """Whom or what the entry names in the figure's field, once each."""
    value = row.facts.get(figure.field)
    if value is None:
        return []
    several = list(value) if isinstance(value, tuple) and not isinstance(value, Named) else [value]
    found = [one.key if isinstance(one, Named) else str(one) for one in several]
    if figure.party:
        found = [key for key in found if key in row.members or is_member(key, row.day)]
    return found


def in_unit(ledger: Ledger, figure: Figure, number: Decimal) -> Decimal:
    """A total in the figure's own unit: money, counted in 分, in 元 or 万元."""
    one = ledger.by_code.get(figure.field)
    if one is None or one.kind is not Kind.MONEY:
        return number
    return number / MONEY_UNITS[figure.unit if figure.unit in MONEY_UNITS else one.unit]


def decimals(ledger: Ledger, figure: Figure) -> int:
    """How many decimals the figure is written with; the number itself is exact."""
    one = ledger.by_code.get(figure.field)
    if figure.of is not Of.SUM or one is None:
        return 0
    return 2 if one.kind is Kind.MONEY else min(2, scale(one))


def rate(one: Rate, numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """The rate from its parts in their figures' units, rounded once.

    None where a part stays untold, and where there is nothing to divide by: that is no rate of 0.
    """
    if numerator is None or not denominator:
        return None
    return rounded(numerator * one.scale / denominator, one.decimals)


def hidden(count: int, *, minimum: int) -> bool:
    """Whether so few entries stand behind a figure that it would tell of somebody."""
    return 0 < count < minimum


def told_to_others(period: Period, counts: Iterable[int], *, today: date, minimum: int) -> bool:
    """Whether the figures of a ledger that few may know of are told to who does not read it.

    Only those of calendar years that have ended, which never overlap, so that nothing is found by
    taking one from the other; and all of a year or none, so that no small one is what is left of
    the others. counts: how many entries stand behind each figure of the ledger.
    """
    is_ended_year = period == Period.year(period.start.year) and period.end <= today
    return is_ended_year and not any(hidden(one, minimum=minimum) for one in counts)
