"""What a cell of a superior's form may be bound to."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

MOST_ROWS = 500


class Kind(StrEnum):
    """Where a cell gets what stands in it."""

    FIGURE = "figure"
    INDICATOR = "indicator"
    ROWS = "rows"
    TEXT = "text"


KIND_NAMES = {
    Kind.FIGURE: "台账统计数",
    Kind.INDICATOR: "指标值",
    Kind.ROWS: "台账明细（从这一格往下逐条填）",
    Kind.TEXT: "期间、单位、日期等文字",
}
Words = Literal["period", "unit", "date", "filled_by", "hospital"]
WORD_NAMES: dict[Words, str] = {
    "period": "报表期间",
    "unit": "填报单位",
    "date": "填报日期",
    "filled_by": "填报人",
    "hospital": "医院名称",
}


class Binding(BaseModel):
    """One cell and what it is filled with.

    cell: sheet and address, 汇总!B5; of a Word document 表1!B3 (first table, third row, second
    column). source: a ledger, an indicator, or one of WORD_NAMES. item: a figure of the ledger, or
    one of its fields. rows: how many lines the table has for a list. after: words of the cell
    after which the value is put, the rest of them stay (填报单位：____); "" fills the whole cell.
    over: what stands in the cell now is written over.
    """

    model_config = ConfigDict(strict=False, extra="forbid", frozen=True)

    cell: str = Field(pattern=r"^[^!]{1,60}![A-Z]{1,3}[1-9][0-9]{0,5}$")
    kind: Kind
    source: str = Field(min_length=1, max_length=60)
    item: str = Field(default="", max_length=60)
    rows: int = Field(default=1, ge=1, le=MOST_ROWS)
    after: str = Field(default="", max_length=60)
    over: bool = False

    @model_validator(mode="after")
    def _agrees(self) -> Binding:
        if bool(self.item) != (self.kind in (Kind.FIGURE, Kind.ROWS)):
            raise ValueError("统计数和明细要写到哪一项，指标和文字不写")
        if self.after and self.kind is Kind.ROWS:
            raise ValueError("明细从整格填起，不能接在文字后面")
        return self

    @property
    def key(self) -> str:
        """What it is told apart by: a cell may hold several words with a value after each."""
        return f"{self.cell} {self.after}" if self.after else self.cell
