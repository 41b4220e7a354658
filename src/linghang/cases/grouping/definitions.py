"""The shape of a table of relative weights (权重) in the catalog file `drg_weights.yaml`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from linghang.cases.grouping import rules
from linghang.cases.grouping.rules import Trust, Weights
from linghang.foundation.catalog.definitions import Item


class Rate(BaseModel):
    """What the insurer pays for one point of weight in a year, in 元. insurance: 职工 or 居民."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    year: int = Field(ge=2019, le=2100)
    insurance: str = Field(min_length=1, max_length=20)
    yuan: str = Field(pattern=r"^\d+(\.\d{1,4})?$")
    remark: str = ""


class WeightTable(Item):
    """Relative weights of one scheme for discharges on the days `[active_from, active_to)`.

    place: administrative division (GB/T 2260, six digits). edition: the rule set of the product
    that the DRG codes belong to; "" when they belong to a local scheme that is not among them.
    weights: DRG → weight, a quoted decimal.
    """

    place: str = Field(pattern=r"^\d{6}$")
    year: int = Field(ge=2019, le=2100)
    edition: str = ""
    trust: Trust
    active_from: date
    active_to: date | None = None
    remark: str = ""
    rates: tuple[Rate, ...] = ()
    weights: dict[str, str] = Field(min_length=1)

    @field_validator("weights")
    @classmethod
    def _weights_are_weights(cls, given: dict[str, str]) -> dict[str, str]:
        """Raises ValueError that names the first wrong one."""
        for drg, weight in given.items():
            if says := rules.fault_of_code(drg) or rules.fault_of_weight(rules.decimal(weight)):
                raise ValueError(f"{drg}: {weight}：{says}")
        return given

    @model_validator(mode="after")
    def _ends_after_its_start(self) -> WeightTable:
        if self.active_to is not None and self.active_to <= self.active_from:
            raise ValueError("active_to 应当晚于 active_from")
        return self

    @cached_property
    def typed(self) -> Weights:
        """The table as rules and queries read it."""
        return Weights(
            code=self.code,
            name=self.name,
            edition=self.edition,
            active_from=self.active_from,
            active_to=self.active_to,
            source=self.source,
            trust=self.trust,
            values={drg: Decimal(weight) for drg, weight in self.weights.items()},
        )
