"""What a rule parameter is: a dated, typed value with its source and how far it may be changed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cached_property

from pydantic import Field, JsonValue, model_validator

from linghang.foundation.catalog.definitions import Item
from linghang.foundation.parameters import kinds
from linghang.foundation.parameters.kinds import KIND_NAMES, Kind, Value


class Lock(StrEnum):
    """How a hospital may change the value.

    none: freely. warn: freely, exceeding it warns. floor, ceiling: only upwards, only downwards.
    exact: not at all. What is locked gives way only to a revised text with number and file.
    """

    NONE = "none"
    WARN = "warn"
    FLOOR = "floor"
    CEILING = "ceiling"
    EXACT = "exact"


class Tag(StrEnum):
    """What the value rests on: a law, a party or ministry text, or good practice."""

    LAW = "L"
    PROVISION = "P"
    GOOD_PRACTICE = "G"


LOCK_NAMES: dict[Lock, str] = {
    Lock.NONE: "可自定",
    Lock.WARN: "可自定，超出时提醒",
    Lock.FLOOR: "只能提高",
    Lock.CEILING: "只能降低",
    Lock.EXACT: "不得改动",
}
TAG_NAMES: dict[Tag, str] = {
    Tag.LAW: "法律法规",
    Tag.PROVISION: "党内法规或部门规定",
    Tag.GOOD_PRACTICE: "通行做法",
}
LOCKED = frozenset({Lock.FLOOR, Lock.CEILING, Lock.EXACT})
# Kinds that have a more and a less. A shorter period is a lower value.
ORDERED = frozenset(Kind) - {Kind.RANGE, Kind.BRACKETS, Kind.TIME, Kind.DAY_OF_YEAR, Kind.TEXT}
_BOUNDS = {Lock.FLOOR: "不少于", Lock.CEILING: "不超过"}


class Parameter(Item):
    """One parameter of `parameters.yaml`. In force on the days `[active_from, active_to)`."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$", max_length=60)
    area: str = Field(min_length=1, max_length=20)
    meaning: str = Field(min_length=1)
    kind: Kind
    value: JsonValue
    unit: str = ""
    lock: Lock
    tag: Tag
    active_from: date
    active_to: date | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Parameter:
        """Raises ValueError with a Chinese sentence."""
        kinds.parse(self.kind, self.value)
        if self.lock in (Lock.FLOOR, Lock.CEILING) and self.kind not in ORDERED:
            raise ValueError(f"{KIND_NAMES[self.kind]}不分高低，lock 只能是 none、warn 或 exact")
        if self.tag is Tag.GOOD_PRACTICE and self.is_locked:
            raise ValueError("通行做法（tag: G）不得锁定，lock 只能是 none 或 warn")
        if self.active_to is not None and self.active_to <= self.active_from:
            raise ValueError("active_to 应当晚于 active_from")
        return self

    @property
    def is_locked(self) -> bool:
        """Whether only a revised text of the source may loosen it."""
        return self.lock in LOCKED

    @cached_property
    def typed(self) -> Value:
        """The value as Python knows it."""
        return kinds.parse(self.kind, self.value)

    def shown(self, value: Value) -> str:
        """A value of this parameter in Chinese: 不少于5个工作日."""
        said = kinds.show(self.kind, value, self.unit)
        is_plain = self.kind not in (Kind.MAJORITY, Kind.PERIOD)
        return _BOUNDS.get(self.lock, "") * is_plain + said
