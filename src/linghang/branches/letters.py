"""Letters of transfer on their way: how much of their validity is over (§1.7.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from linghang.procedures.days import Day
from linghang.procedures.models import Proceeding
from linghang.procedures.reading import Reading
from linghang.procedures.terms.rules import add_months

PROCEDURE, LETTER = "relation_transfer", "letter"
RECEIPTS = ("receipt_in", "receipt_out")
MONTHS = "transfer.letter_months"
STEPS = (50, 80)  # per cent of the validity at which those concerned are reminded


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter without its receipt. expires: the last day on which the receipt is in time."""

    proceeding: int
    title: str
    unit: str
    since: date
    expires: date

    def reached(self, today: date) -> int | None:
        """The highest of STEPS that has passed; None before the first."""
        whole, gone = (self.expires - self.since).days, (today - self.since).days
        return max((step for step in STEPS if gone * 100 >= whole * step), default=None)


def waiting(today: date) -> Iterator[Letter]:
    """Every letter whose receipt has not come."""
    day = Day(today)
    for row in Proceeding.objects.running().filter(procedure=PROCEDURE).whole():
        reading = Reading(row, day, today)
        since = reading.state.done_on(LETTER)
        if since is None or any(reading.state.is_done(one) for one in RECEIPTS):
            continue
        months = day.values(since)[MONTHS]
        assert isinstance(months, int)
        yield Letter(
            proceeding=row.pk,
            title=row.title,
            unit=row.unit.code,
            since=since,
            expires=add_months(since, months),
        )
