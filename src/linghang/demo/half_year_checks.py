"""Half-yearly checks of those who are cultivated or on probation: entered where they fell due, by
most branches. A few are owed still."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from linghang.demo.office_work import holder_at
from linghang.demo.proceeding import instant
from linghang.foundation.evidence import services as evidence
from linghang.procedures import services
from linghang.procedures.days import Day
from linghang.procedures.definitions import Procedure, Step
from linghang.procedures.models import Proceeding
from linghang.procedures.progress.rules import Verb
from linghang.procedures.reading import Reading

PROCEDURE, SECRETARY = "party_admission", "branch_secretary"
EVERY = timedelta(days=172)
OWED = 9  # every ninth branch has not got round to it
OPINION = "思想上要求进步，按时参加党课和志愿服务；医疗工作踏实，患者评价好。继续培养考察。"


def do(*, today: date, at: datetime) -> None:
    """The checks of the steps that lie open today."""
    running = Proceeding.objects.running().filter(procedure=PROCEDURE)
    papers: dict[str, int] = {}
    for number, row in enumerate(running.whole().order_by("pk")):
        reading = Reading(row, Day(today), today)
        for step in reading.way.open():
            if step.entries and number % OWED:
                _check(reading, step, papers, at)


def between(definition: Procedure, key: str, days: Mapping[str, date]) -> Iterator[date]:
    """On which days a step that was done had its checks before. days: of each step."""
    starts = [
        days[one.start]
        for one in definition.intervals
        if one.end == key and one.repeats and one.start in days
    ]
    day = min(starts, default=days[key]) + EVERY
    while day < days[key]:
        yield day
        day += EVERY


def _check(reading: Reading, step: Step, papers: dict[str, int], at: datetime) -> None:
    row = reading.proceeding
    by = holder_at(SECRETARY, row.unit.code)
    for one in step.entry.needs.documents:
        if one.kind not in papers:
            kept = evidence.store(
                content=f"演示材料：{one.name}".encode(),
                name=f"{one.name}.txt",
                media_type="text/plain",
                happened_on=reading.on,
                actor=by,
                at=at,
            )
            papers[one.kind] = kept.pk
    for seen, day in enumerate(_days(reading, step), start=len(reading.acts)):
        services.act(
            proceeding_id=row.pk,
            step=step.key,
            verb=Verb.ENTER,
            seen=seen,
            actor=by,
            at=instant(day),
            today=day,
            fields={one.code: OPINION for one in step.entry.needs.fields},
            documents=[(one.kind, papers[one.kind]) for one in step.entry.needs.documents],
        )


def _days(reading: Reading, step: Step) -> Iterator[date]:
    """A little before each would be late."""
    starts = [
        reading.state.done_on(one.start)
        for one in reading.definition.intervals
        if one.end == step.key and one.repeats
    ]
    last = max((act.recorded_on for act in reading.acts), default=reading.on)
    day = min((one for one in starts if one), default=reading.on) + EVERY
    while day <= reading.on:
        if day > last:
            yield day
        day += EVERY
