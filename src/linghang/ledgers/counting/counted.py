"""What was counted, in the figures' own units, and the rates that come of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from linghang.foundation import quantity
from linghang.ledgers.counting import rules
from linghang.ledgers.counting.definitions import Figure, Rate

UNTOLD = "不显示"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A figure and its number, exact and in the figure's own unit.

    number: None where it stays untold (see tells_others). estimated: how much of it is an estimate,
    in the same unit. entries: how many records it opens to. ledger: the code that was asked for.
    """

    ledger: str
    figure: Figure
    number: Decimal | None
    estimated: Decimal
    entries: int
    decimals: int = 0

    @property
    def declared(self) -> Figure:
        """What was asked for, with its name and unit."""
        return self.figure

    @property
    def text(self) -> str:
        """The number with its unit: 82场; 不显示 where it stays untold."""
        if self.number is None:
            return UNTOLD
        return quantity.text(self.number, unit=self.figure.unit, decimals=self.decimals)

    @property
    def grouped(self) -> str:
        """The bare number with thousands marks; 不显示 where it stays untold."""
        return (
            UNTOLD if self.number is None else quantity.grouped(self.number, decimals=self.decimals)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """A rate with the two figures that it is made of, both of the same entries."""

    rate: Rate
    numerator: Counted
    denominator: Counted

    @property
    def declared(self) -> Rate:
        """What was asked for, with its name and unit."""
        return self.rate

    @property
    def number(self) -> Decimal | None:
        """The rate, rounded once; None where a part stays untold or nothing is to divide by."""
        return rules.rate(self.rate, self.numerator.number, self.denominator.number)

    @property
    def is_untold(self) -> bool:
        """Whether one of its parts is not told to who asks."""
        return self.numerator.number is None or self.denominator.number is None

    @property
    def text(self) -> str:
        """The rate with its unit: 93.3%; — without a denominator, 不显示 where it stays untold."""
        if self.is_untold:
            return UNTOLD
        return quantity.text(self.number, unit=self.rate.unit, decimals=self.rate.decimals)

    @property
    def grouped(self) -> str:
        """The same without its unit."""
        if self.is_untold:
            return UNTOLD
        return quantity.grouped(self.number, decimals=self.rate.decimals)

    @property
    def parts(self) -> str:
        """What is divided by what: 首次参加且合格14人÷首次参加结业考核15人."""
        above, below = self.numerator, self.denominator
        return f"{above.figure.name}{above.text}÷{below.figure.name}{below.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a table: a unit or a month, its figures and rates in the ledger's order."""

    code: str
    label: str
    figures: list[Counted]
    rates: list[Rated]

    @property
    def told(self) -> list[Counted | Rated]:
        """Figures, then rates."""
        return [*self.figures, *self.rates]


def rated(rates: Iterable[Rate], figures: Iterable[Counted]) -> list[Rated]:
    """Each rate of figures that were counted together: of a line, of a total, of a period."""
    told = {one.figure.code: one for one in figures}
    return [
        Rated(rate=one, numerator=told[one.numerator], denominator=told[one.denominator])
        for one in rates
    ]
