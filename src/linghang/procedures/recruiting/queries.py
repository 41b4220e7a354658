"""The register of recruiting, as far as a post may see its proceedings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils import timezone

from linghang.org.rules import Rights
from linghang.procedures import queries
from linghang.procedures.days import Day
from linghang.procedures.definitions import Outcome
from linghang.procedures.reading import Reading
from linghang.procedures.recruiting import rules
from linghang.procedures.recruiting.rules import PROCEDURES, Recruit


def recruits(rights: Rights, today: date) -> list[Recruit]:
    """Those that the acting post may see, one line for each who signed, the latest first.

    Voided ones are left out.

    Four queries and those of the day, however many there are.
    """
    rows = queries.visible_to(rights, today).filter(procedure__in=PROCEDURES)
    rows = rows.exclude(outcome=Outcome.VOIDED.value).whole().order_by("-started_at", "-pk")
    day = Day(today)
    return [one for row in rows for one in _recruits(Reading(row, day, today))]


def _recruits(reading: Reading) -> list[Recruit]:
    row = reading.proceeding
    found = rules.recruits(
        reading.state,
        proceeding=row.pk,
        procedure=row.procedure,
        unit=(row.unit.code, row.unit.name),
        applied_on=reading.state.done_on("application") or timezone.localdate(row.started_at),
    )
    steps = "、".join(step.title for step in reading.way.open())
    return [replace(one, steps=steps) for one in found]
