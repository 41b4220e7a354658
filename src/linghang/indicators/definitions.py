"""The shape of `indicators.yaml`."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from linghang.foundation.catalog.definitions import Item
from linghang.indicators import rules

Direction = Literal["up", "down", "watch"]
DIRECTION_NAMES: dict[Direction, str] = {"up": "逐步提高", "down": "逐步降低", "watch": "监测比较"}


class Example(BaseModel):
    """A worked example: the parts and the value that they must give (rounded)."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    numerator: Decimal
    denominator: Decimal | None = None
    value: Decimal | None


class Indicator(Item):
    """An indicator: two measures, or one that is only counted.

    numerator, denominator: codes of measures. rate: in place of both the code of a rate that a
    ledger declares, whose unit and scale it keeps. scale: 100 for percent. decimals: of the shown
    value. meaning: the definition in words, as a report prints it. provisional_days: how many
    of the last days of the data are not final. minimum_denominator: below it a rate is shown
    grey (handbook 5.2.3).
    """

    unit: str = Field(min_length=1)
    direction: Direction
    numerator: str = ""
    denominator: str | None = None
    rate: str = ""
    scale: Decimal = Field(default=Decimal(1), gt=0)
    decimals: int = Field(ge=0, le=6)
    meaning: str = Field(min_length=10)
    exclusion: str = ""
    provisional_days: int = Field(default=0, ge=0, le=400)
    minimum_denominator: int = Field(default=0, ge=0)
    examples: list[Example] = Field(min_length=1)

    @model_validator(mode="after")
    def is_one_or_the_other(self) -> Self:
        """A rate has its own parts."""
        if bool(self.rate) == bool(self.numerator) or (self.rate and self.denominator):
            raise ValueError("要么写 numerator（和 denominator），要么写 rate，不能都写或都不写")
        return self

    @model_validator(mode="after")
    def examples_hold(self) -> Self:
        """The examples are computed by the definition itself."""
        for number, example in enumerate(self.examples, start=1):
            found = rules.evaluate(
                example.numerator,
                example.denominator if self.denominator or self.rate else None,
                counted_only=not (self.denominator or self.rate),
                scale=self.scale,
                decimals=self.decimals,
            )
            if found != example.value:
                raise ValueError(f"第 {number} 个算例不成立：算得 {found}，写的是 {example.value}")
        return self

    @property
    def is_share(self) -> bool:
        """Whether differences are told in percentage points."""
        return self.unit == "%"
