"""A year's holidays as the State Council's notice gives them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict, Field, model_validator

from linghang.foundation.catalog.definitions import Item


class Rest(BaseModel):
    """Days off in a row, both ends included."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=20)
    first: date
    last: date

    @model_validator(mode="after")
    def _in_order(self) -> Rest:
        if self.last < self.first:
            raise ValueError(f"{self.name}的末日早于首日")
        return self

    def days(self) -> Iterator[date]:
        """Every day off."""
        for number in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=number)


class Schedule(BaseModel):
    """What one notice arranges: days off, and weekend days on which people work."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    year: int = Field(ge=2000, le=2100)
    rests: tuple[Rest, ...] = Field(min_length=1)
    works: tuple[date, ...]


class HolidayYear(Item):
    """One year of `workdays.yaml`."""

    year: int = Field(ge=2000, le=2100)
    rests: tuple[Rest, ...] = Field(min_length=1)
    works: tuple[date, ...]

    @property
    def schedule(self) -> Schedule:
        """The year without its catalog's clothes."""
        return Schedule(year=self.year, rests=self.rests, works=self.works)
