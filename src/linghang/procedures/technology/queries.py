"""The register of new technologies, as far as a post may see its proceedings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils import timezone

from linghang.org.rules import Rights
from linghang.procedures import queries
from linghang.procedures.days import Day
from linghang.procedures.definitions import Outcome
from linghang.procedures.reading import Reading
from linghang.procedures.technology.rules import PROCEDURE, Technology, technology


def technologies(rights: Rights, today: date) -> list[Technology]:
    """Those that the acting post may see, the latest first; voided ones are left out.

    Four queries and those of the day, however many there are.
    """
    rows = queries.visible_to(rights, today).filter(procedure=PROCEDURE)
    rows = rows.exclude(outcome=Outcome.VOIDED.value).whole().order_by("-started_at", "-pk")
    day = Day(today)
    return [_technology(Reading(row, day, today)) for row in rows]


def _technology(reading: Reading) -> Technology:
    row = reading.proceeding
    found = technology(
        reading.state,
        proceeding=row.pk,
        title=reading.state.texts.get("technology") or row.title,
        unit=(row.unit.code, row.unit.name),
        applied_on=reading.state.done_on("application") or timezone.localdate(row.started_at),
    )
    steps = "、".join(step.title for step in reading.way.open() if step.key != "stop")
    return replace(found, steps=steps)
