"""The shape of `set.yaml`, the facts of a rule set."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from linghang.cases.drg.rules import Facts

Division = Annotated[str, Field(pattern=r"^\d{6}$")]
Written = Annotated[str, Field(max_length=16)]
Triple = Annotated[list[Written], Field(min_length=3, max_length=3)]


class FactsFile(BaseModel):
    """`set.yaml`; strict, so that a mistyped key is named and not passed over."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    code: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]
    title: Annotated[str, Field(min_length=1, max_length=80)]
    places: list[Division] = []
    active_from: date | None = None
    active_to: date | None = None
    comparison_only: bool = False
    blank_weight_passes: bool = True
    ungrouped: Triple = ["0000", "00", "0000"]
    unchecked: Triple = ["0000", "00", "0000"]
    remark: str = ""
    source: Annotated[str, Field(min_length=1)]

    def facts(self) -> Facts:
        """The same as a plain value."""
        return Facts(
            code=self.code,
            title=self.title,
            places=tuple(self.places),
            active_from=self.active_from,
            active_to=self.active_to,
            comparison_only=self.comparison_only,
            blank_weight_passes=self.blank_weight_passes,
            ungrouped=(self.ungrouped[0], self.ungrouped[1], self.ungrouped[2]),
            unchecked=(self.unchecked[0], self.unchecked[1], self.unchecked[2]),
            remark=self.remark,
            source=self.source,
        )
