"""Who qualifies, who is missing, what is due: asked of plain values. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

MEDAL_MONTH, MEDAL_DAY = 7, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An entry that somebody may have to make, with all that is known of it already.

    unit: code, "" where whoever enters chooses it. why: the ground, in Chinese. fields: code of a
    field → what is filled in, as people write it. day: None where it is not known. mends: pk of
    an entry that is there and is to be corrected instead.
    """

    title: str
    why: str
    unit: str = ""
    day: date | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    mends: int | None = None

    @property
    def key(self) -> str:
        """Tells it from the others of its list, and nothing of whom it is about."""
        told = "|".join((self.unit, self.title, self.why))
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a list comes to. says: how many of how many, in Chinese; "" where there is no share."""

    offers: tuple[Offer, ...]
    says: str = ""


def medal_day(full_since: date, years: int) -> date:
    """The first 1 July on which that many years in the Party are full.

    The years count from 转正, not from the admission (§1.11.2).
    """
    month, day = MEDAL_MONTH, MEDAL_DAY
    late = (full_since.month, full_since.day) > (month, day)
    return date(full_since.year + years + late, month, day)


def next_medal_day(today: date) -> date:
    """Today if it is 1 July, else the next one."""
    this_year = date(today.year, MEDAL_MONTH, MEDAL_DAY)
    return this_year if today <= this_year else date(today.year + 1, MEDAL_MONTH, MEDAL_DAY)


def missing_months(known: Collection[date], today: date) -> Iterator[date]:
    """The first of each whole month of the year, so far, into which no day falls."""
    held = {(one.year, one.month) for one in known}
    for month in range(1, today.month):
        if (today.year, month) not in held:
            yield date(today.year, month, 1)


def share(part: int, whole: int) -> str:
    """A share in percent with one place, — where there is nothing to share."""
    return f"{100 * part / whole:.1f}%" if whole else "—"
