"""The shape of `books.yaml`: record books of a branch, as views over its records."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, field_validator

from linghang.foundation.catalog.definitions import Item


class Column(StrEnum):
    """What a book prints of each meeting, in this order."""

    HEAD = "head"
    COUNTS = "counts"
    ABSENT = "absent"
    SPEAKERS = "speakers"
    ITEMS = "items"
    FACTS = "facts"
    FOLLOW_UPS = "follow_ups"
    RECORD = "record"


class Book(Item):
    """One record book (§1.8.7): the meetings of these kinds of a branch and its groups in a year.

    talks: it lists talks, too, without what was said. note: a line on the cover.
    """

    kinds: tuple[str, ...] = Field(min_length=1)
    columns: tuple[Column, ...] = Field(min_length=1)
    talks: bool = False
    note: str = Field(default="", max_length=200)

    @field_validator("columns", mode="before")
    @classmethod
    def _written(cls, given: object) -> object:
        """YAML writes words."""
        if isinstance(given, list | tuple):
            known = {one.value: one for one in Column}
            return tuple(known.get(one, one) for one in given)
        return given
