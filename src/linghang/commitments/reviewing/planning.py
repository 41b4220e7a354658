"""Days on which to look back at what was closed."""

from __future__ import annotations

from datetime import date

from linghang.commitments.models import Commitment, Review
from linghang.foundation.parameters import queries as parameters
from linghang.procedures.terms import rules as terms

PUT_OFF = "commitments.review_put_off_months"


def latest(review: Review, today: date) -> date:
    """The last day to which it can be put off, counted from the day first planned."""
    number = terms.bound(PUT_OFF, parameters.in_force(today))
    return terms.add_months(review.first_planned_on or review.planned_on, number)


def plan_after(row: Commitment, day: date) -> Review | None:
    """Plan the next look, so many months after the day; None where the kind asks for none.

    One that is planned already stays.
    """
    months = row.programme.definition.review_after
    if months is None:
        return None
    waiting = row.reviews.filter(done_on=None).first()
    if waiting is not None:
        return waiting
    number = terms.bound(months, parameters.in_force(day))
    return Review.objects.create(commitment=row, planned_on=terms.add_months(day, number))
