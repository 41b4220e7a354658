"""What was done in the last days of the year, by the deeds themselves: closings that wait."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from linghang.commitments.closing import services as closing
from linghang.commitments.models import Commitment
from linghang.demo.commitments.plans import PLANS
from linghang.demo.commitments.reading import lines
from linghang.demo.ledgers.scene import House
from linghang.demo.proceeding import instant
from linghang.foundation.access import Actor

Clock = Callable[[], datetime]


def do(house: House, *, today: date, clock: Clock) -> None:
    """Whoever did it asks for closing; of some the first check has passed."""
    for plan in PLANS:
        asked = [line.title for line in lines(plan.text) if line.fate == "asked"]
        rows = Commitment.objects.filter(programme__title=plan.title, title__in=asked)
        for number, row in enumerate(rows.select_related("programme")):
            day = today - timedelta(days=6 - number % 4)
            seats = row.programme.definition.seats
            by = house.holder(seats.own, row.unit_id or "")
            actor = Actor(person=by.person, appointment=by.appointment)
            closing.apply(commitment_id=row.pk, actor=actor, at=instant(day), today=day)
            if number % 2 and seats.review:
                first = house.holder(seats.review, row.unit_id or "", {by.person})
                checker = Actor(person=first.person, appointment=first.appointment)
                day += timedelta(days=1)
                closing.decide(commitment_id=row.pk, actor=checker, at=instant(day), today=day)
