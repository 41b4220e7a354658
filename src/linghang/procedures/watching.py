"""What is due soon or overdue: those whose turn it is are told, once for each term."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import system_actor
from linghang.notices import services as notices
from linghang.procedures import remembering, rules
from linghang.procedures.days import Day
from linghang.procedures.definitions import Step
from linghang.procedures.holders import holders
from linghang.procedures.models import Proceeding
from linghang.procedures.queries import SOON
from linghang.procedures.reading import Reading
from linghang.procedures.terms import rules as terms

STEP = "procedures.step"
DUE_SOON, OVERDUE = "procedure_step_due_soon", "procedure_step_overdue"


def subject(proceeding: int, step: str) -> tuple[str, str]:
    """What a notice about a step is about; parallel steps are told, and settled, one by one."""
    return (STEP, f"{proceeding}.{step}")


def remind(*, now: datetime, today: date) -> None:
    """Tell of every open step that is due within a week or overdue; each proceeding by itself.

    Of a term that asks for it they are told months ahead, too. What is kept of their terms follows
    the rule parameters of the day.
    """
    day = Day(today)
    for proceeding in Proceeding.objects.running().whole():
        reading = Reading(proceeding, day, today)
        remembering.renew(proceeding, reading.way, day)
        bare = reading.facts()
        for step in reading.way.open():
            found = rules.terms_of(reading.definition, step.key, reading.state, bare)
            due, ahead = terms.due(found), terms.told_from(found)
            if due is not None and due - SOON <= today:
                _tell(reading, step, due, now)
            elif due is not None and ahead is not None and ahead <= today:
                _tell(reading, step, due, now, stage=".ahead")


@transaction.atomic
def _tell(reading: Reading, step: Step, due: date, now: datetime, stage: str = "") -> None:
    kind = OVERDUE if due < reading.day.on else DUE_SOON
    proceeding = reading.proceeding
    notices.notify(
        kind=kind,
        to=[held.person for held in holders(reading, step)],
        subject=subject(proceeding.pk, step.key),
        facts={
            "title": proceeding.title,
            "procedure": reading.definition.name,
            "step": step.title,
            "due": due,
        },
        actor=system_actor(),
        at=now,
        due=due,
        once=f"{proceeding.pk}.{step.key}.{due}{stage}",
    )


def settle(proceeding: int, steps: frozenset[str], at: datetime) -> None:
    """These steps ask for nothing any more; inside the deed's transaction."""
    for step in sorted(steps):
        notices.settle(kinds=(DUE_SOON, OVERDUE), subject=subject(proceeding, step), at=at)
