"""What is counted in a ledger: figures with their unit, rates of them, and worked examples."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import Field, model_validator

from linghang.procedures.needs.definitions import KEY, Shape, When


class Of(StrEnum):
    """How entries become a number."""

    ENTRIES = "entries"
    SUM = "sum"
    TIMES = "times"
    DISTINCT = "distinct"


OF_NAMES: dict[Of, str] = {
    Of.ENTRIES: "符合条件的条数",
    Of.SUM: "各条相加",
    Of.TIMES: "逐次累计，不去重",
    Of.DISTINCT: "去重计数",
}


class Span(StrEnum):
    """Which entries a period takes in: those that happened in it, or those in force at its end."""

    HAPPENED = "happened"
    IN_FORCE = "in_force"


class Figure(Shape):
    """One figure of a ledger. The unit is part of it: 人 is never added to 人次.

    of: how it is counted. field: what is summed, or whose persons, units, options or texts are
    counted. where: which entries; conditions name fields with `filter`, persons lists and tags
    not. tag: only entries that carry this option of the ledger's `tags`. party: only persons who
    were Party members on the entry's day. estimated: a field that says 是 where a number is an
    estimate; the share is told beside the figure.
    """

    code: str = Field(pattern=KEY, max_length=40)
    name: str = Field(min_length=1, max_length=40)
    unit: str = Field(min_length=1, max_length=6)
    of: Of = Of.ENTRIES
    field: str = Field(default="", max_length=60)
    where: When | None = None
    tag: str = ""
    party: bool = False
    span: Span = Span.HAPPENED
    estimated: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _agrees(self) -> Figure:
        if bool(self.field) != (self.of is not Of.ENTRIES):
            raise ValueError(f"“{self.name}”：按条数计的不写 field，其他的要写")
        if self.party and self.of not in (Of.TIMES, Of.DISTINCT):
            raise ValueError(f"“{self.name}”：party 只用于按人员计数")
        return self


SCALES = {"%": Decimal(100), "‰": Decimal(1000)}


class Rate(Shape):
    """One figure of a ledger divided by another one of it: 首次通过率.

    numerator, denominator: codes of figures. unit: % and ‰ of parts of a whole, which is counted
    in the same unit; any other (人次/场) is the plain quotient. A denominator of 0 has no rate.
    """

    code: str = Field(pattern=KEY, max_length=40)
    name: str = Field(min_length=1, max_length=40)
    numerator: str = Field(pattern=KEY, max_length=40)
    denominator: str = Field(pattern=KEY, max_length=40)
    unit: str = Field(default="%", min_length=1, max_length=6)
    decimals: int = Field(default=1, ge=0, le=2)
    note: str = ""

    @property
    def scale(self) -> Decimal:
        """What the quotient is multiplied by: 100 for %."""
        return SCALES.get(self.unit, Decimal(1))

    @property
    def is_share(self) -> bool:
        """Whether it tells which part of a whole something is."""
        return self.unit in SCALES


class ExampleEntry(Shape):
    """An entry of a worked example; facts as people write them."""

    day: date
    until: date | None = None
    unit: str = "D01"
    title: str = "示例"
    facts: dict[str, Any] = Field(default_factory=dict)
    party: tuple[str, ...] = ()


class Example(Shape):
    """Entries, and what figures and rates must be for them; a rate without a denominator: null."""

    says: str = Field(min_length=4)
    entries: tuple[ExampleEntry, ...] = Field(min_length=1)
    on: date | None = None
    figures: dict[str, Decimal | int] = Field(min_length=1)
    rates: dict[str, Decimal | int | None] = Field(default_factory=dict)
