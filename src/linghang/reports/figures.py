"""Binds names of a report to figures: every number is read once and remembered with its ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from linghang.foundation.period import Period
from linghang.indicators import rules as indicator_rules
from linghang.indicators.queries import NOWHERE, By, Scope
from linghang.reports import rules
from linghang.reports.composition import Piece
from linghang.reports.definitions import Figure
from linghang.reports.rules import Indicator, Reading, Said

HOSPITAL = Scope()
WITHOUT_DEPARTMENT = Scope(department=NOWHERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a breakdown: a place in a period."""

    label: str
    scope: Scope
    period: Period
    reading: Reading


class Source(Protocol):
    """Where figures come from: the indicators engine, or a table in a test."""

    @property
    def data_through(self) -> date | None:
        """The last day that the data cover; None when there are no data."""

    def indicator(self, code: str) -> Indicator:
        """What the words need to know. The code exists; the catalog was checked."""

    def reading(self, code: str, period: Period, scope: Scope) -> Reading:
        """The figure of one period and place."""

    def breakdown(self, code: str, period: Period, by: By) -> Sequence[Row]:
        """By `campus` or `department`, in the hospital's order, 未归属 last if there is any."""

    def campuses(self, period: Period) -> Sequence[tuple[str, str]]:
        """Codes and names in the hospital's order, as of the period's last day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One number of the report with everything that it rests on.

    sentence, or table and row: where it stands, counted from 1; 0 where it does not.
    base, base_period: what a change is measured against, or the hospital's figure of a share.
    value: the number in the text, unrounded; None when the text holds none.
    """

    name: str
    indicator: str
    show: str
    period: Period
    scope: Scope
    reading: Reading
    text: str
    value: Decimal | None
    provisional: bool
    number: int = 0
    sentence: int = 0
    table: int = 0
    row: int = 0
    base: Reading | None = None
    base_period: Period | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two numbers the same number."""
        base = self.base_period.code if self.base_period else ""
        return (self.indicator, self.show, self.period.code, base, self.scope)


class Binder:
    """Reads figures of one report from a source and numbers them in the order of the text."""

    def __init__(self, source: Source, period: Period) -> None:
        self.source, self.period = source, period
        self.bound: list[Bound] = []
        self._read: dict[tuple[str, Period, Scope], Reading] = {}

    @property
    def is_complete(self) -> bool:
        """Whether the data reach the period's last day."""
        return indicator_rules.is_complete(self.period, data_through=self.source.data_through)

    def reading(self, code: str, period: Period, scope: Scope) -> Reading:
        """One figure; asked twice, read once."""
        key = (code, period, scope)
        if key not in self._read:
            self._read[key] = self.source.reading(code, period, scope)
        return self._read[key]

    def bind(self, figure: Figure, scope: Scope, *, sentence: int, is_marked: bool) -> Piece:
        """The words for a figure of a sentence; `is_marked`: 暂定 was already said of it."""
        indicator = self.source.indicator(figure.indicator)
        period = self.span(figure.period)
        now = self.reading(figure.indicator, period, scope)
        base_period = self._base_period(figure)
        base_place = HOSPITAL if figure.show == "share" else scope
        base = self.reading(figure.indicator, base_period, base_place) if base_period else None
        said = self._said(figure, indicator, now, base)
        marks = rules.marks(
            provisional=said.provisional and not is_marked,
            few_cases=now.is_judged_on_few and figure.show == "value",
        )
        return self.keep(
            Bound(
                name=figure.name,
                indicator=figure.indicator,
                show=figure.show,
                period=period,
                scope=scope,
                reading=now,
                base=base,
                base_period=base_period,
                text=said.text + marks,
                value=said.value,
                provisional=said.provisional,
                sentence=sentence,
            )
        )

    def keep(self, bound: Bound) -> Piece:
        """Remember a number under the next free one and give its piece of text."""
        number = len(self.bound) + 1
        self.bound.append(replace(bound, number=number))
        return Piece(bound.text, number)

    def span(self, name: str) -> Period:
        """The period that `this`, `previous` or `year_before` means for this report."""
        if name == "previous":
            return self.period.previous()
        return self.period.year_before() if name == "year_before" else self.period

    def _base_period(self, figure: Figure) -> Period | None:
        if figure.show == "share":
            return self.span(figure.period)
        return self.span(figure.against) if figure.against else None

    def _said(
        self, figure: Figure, indicator: Indicator, now: Reading, base: Reading | None
    ) -> Said:
        if base is None:
            return rules.said_part(indicator, now, figure.show)
        if figure.against is None:
            return rules.share(now, base)
        comparison = rules.Comparison(
            against=figure.against, period=self.period, is_complete=self.is_complete
        )
        return rules.CHANGES[figure.show](indicator, now, base, comparison)
