"""The shapes of `lesson_duties.yaml` and `lesson_places.yaml`: who owes lessons, and where."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, field_validator

from linghang.foundation.catalog.definitions import Item

PARAMETER = r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$"


class KnownBy(StrEnum):
    """How it is known that a lesson was given at a place.

    OWN_BRANCH: the speaker belongs to the branch on the day. IN_CHARGE: the branch covers what
    the speaker is in charge of on the day. TOLD: it is written down with the speaker.
    """

    OWN_BRANCH = "own_branch"
    IN_CHARGE = "in_charge"
    TOLD = "told"


class LessonPlace(Item):
    """One sort of place at which lessons are given."""

    known_by: KnownBy

    @field_validator("known_by", mode="before")
    @classmethod
    def _written(cls, given: object) -> object:
        """YAML writes words."""
        return KnownBy(given) if isinstance(given, str) and given in list(KnownBy) else given


class LessonDuty(Item):
    """Lessons that whoever holds one of these posts owes in a year.

    members_only: of them, Party members. times: rule parameter of a number; 0 asks for none. by:
    rule parameter of a day of the year; "" is its end. where: places of which any counts; none:
    wherever it was given. newcomers: rule parameter in months; who came after the year began owes
    only with so many left.
    """

    posts: tuple[str, ...] = Field(min_length=1)
    members_only: bool = True
    times: str = Field(pattern=PARAMETER)
    by: str = Field(default="", pattern=rf"{PARAMETER}|^$")
    where: tuple[str, ...] = ()
    newcomers: str = Field(pattern=PARAMETER)
