"""What two sides of a conflict are, and what the platform answers."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from linghang.foundation.catalog.definitions import Item
from linghang.org.definitions import Capability


class Answer(StrEnum):
    """What happens when somebody is to hold both sides on one day."""

    REFUSE = "refuse"
    FLAG = "flag"


class Where(StrEnum):
    """Whether both sides conflict wherever they are held, or only on one and the same unit."""

    ANYWHERE = "anywhere"
    SAME_UNIT = "same_unit"


ANSWER_NAMES: dict[Answer, str] = {Answer.REFUSE: "不得兼任", Answer.FLAG: "兼任须写明理由"}
WHERE_NAMES: dict[Where, str] = {Where.ANYWHERE: "全院", Where.SAME_UNIT: "同一单位"}


class Side(BaseModel):
    """Posts by code, or whatever post holds one of the capabilities."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    posts: tuple[str, ...] = ()
    capabilities: tuple[Capability, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.posts and not self.capabilities:
            raise ValueError("要写 posts 或 capabilities")
        return self


class Conflict(Item):
    """One pair of `conflicts.yaml`; both sides are held when both are held on the same day."""

    one: Side
    other: Side
    where: Where = Where.ANYWHERE
    answer: Answer
