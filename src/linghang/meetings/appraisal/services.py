"""Deeds of an appraisal: open it, note its steps, settle grades, tell the members, report it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.meetings import trail_actions
from linghang.meetings.appraisal import queries, rules
from linghang.meetings.appraisal.rules import STEP_NAMES, Standing, Step, Votes
from linghang.meetings.models import Appraisal, AppraisalGrade, Meeting
from linghang.meetings.recording.rules import TOOK_PLACE
from linghang.org.definitions import Kind
from linghang.org.models import Unit
from linghang.org.rules import refuse


class CannotAppraise(Refused):
    """The appraisal cannot go on like this; the message lists every reason."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was settled for one member, and what the ballot had given."""

    standing: Standing
    votes: Votes = Votes()


@transaction.atomic
def open_appraisal(*, unit: str, year: int, day: date, actor: Actor, at: datetime) -> Appraisal:
    """Begin the appraisal of a branch for a year; who belongs on `day` is appraised.

    Raises CannotAppraise.
    """
    host = Unit.objects.select_for_update().get(code=unit)
    reasons = [] if host.kind == Kind.PARTY_BRANCH else [f"“{host.name}”不是党支部"]
    if Appraisal.objects.filter(unit=host, year=year).exists():
        reasons.append(f"{year}年的民主评议已经登记")
    if not date(year, 1, 1) <= day < date(year + 1, 7, 1):
        reasons.append(f"评议日应在{year}年或次年上半年")
    refuse(CannotAppraise, "不能登记", reasons)
    row = Appraisal.objects.create(unit=host, year=year, day=day, opened_at=at)
    _leave(row, trail_actions.APPRAISAL_OPENED, actor, at, day=day.isoformat())
    return row


@transaction.atomic
def note_steps(
    *,
    appraisal_id: int,
    steps: Mapping[Step, date],
    meeting_id: int | None = None,
    actor: Actor,
    at: datetime,
    today: date,
) -> Appraisal:
    """Write down on which days the steps but the report were done; days given before are replaced.

    meeting_id: of the branch, where the grades were settled. Raises CannotAppraise.
    """
    row = _locked(appraisal_id)
    kept: dict[Step, date] = {one: steps[one] for one in steps if one is not Step.REPORT}
    reasons = [*_reported(row), *rules.out_of_order(kept)]
    reasons += [f"{STEP_NAMES[one]}的日期在今天以后" for one, day in kept.items() if day > today]
    if meeting_id and not _held(row, meeting_id):
        reasons.append("评定会议不是本支部召开过的会议")
    refuse(CannotAppraise, "不能登记进度", reasons)
    for one in Step:
        if one is not Step.REPORT:
            setattr(row, f"{one.value}_on", kept.get(one))
    row.meeting_id = meeting_id
    row.save()
    done = "、".join(STEP_NAMES[one] for one in kept) or "无"
    _leave(row, trail_actions.APPRAISAL_STEP, actor, at, steps=done)
    return row


@transaction.atomic
def grade(*, appraisal_id: int, given: Sequence[Given], actor: Actor, at: datetime) -> Appraisal:
    """Keep the grades that were settled, in place of those before. Raises CannotAppraise.

    The ballot's counts are kept beside them; no grade ever follows from them (§1.4.5). The trail
    tells numbers, never whose grade.
    """
    row = _locked(appraisal_id)
    people = queries.people_of(row.unit_id, row.day)
    before = {one.person_id: one.told_on for one in row.grades.all()}
    kept = [
        replace(one, standing=replace(one.standing, told_on=before.get(one.standing.person)))
        for one in given
    ]
    reasons = [
        *_reported(row),
        *rules.reasons_not_to_grade(
            [one.standing for one in kept],
            members=people.names,
            probation=people.probation,
            share=queries.share(row.day),
            names=people.names,
        ),
        *rules.unlike_ballots({one.standing.person: one.votes for one in given}, people.names),
    ]
    refuse(CannotAppraise, "不能评定", reasons)
    row.grades.all().delete()
    AppraisalGrade.objects.bulk_create(_row(row, one) for one in kept)
    excellent = sum(one.standing.grade is rules.Grade.EXCELLENT for one in kept)
    _leave(row, trail_actions.APPRAISAL_GRADED, actor, at, graded=len(kept), excellent=excellent)
    return row


@transaction.atomic
def tell(
    *,
    appraisal_id: int,
    people: Collection[str],
    day: date,
    actor: Actor,
    at: datetime,
    today: date,
) -> int:
    """Note that these members were told of their grades on the day; returns how many.

    Raises CannotAppraise.
    """
    row = _locked(appraisal_id)
    reasons = _reported(row)
    if row.opinion_on is None:
        reasons.append("还没有评定意见")
    elif day < row.opinion_on:
        reasons.append(f"告知日期早于评定意见（{row.opinion_on.isoformat()}）")
    if day > today:
        reasons.append("告知日期在今天以后")
    grades = row.grades.filter(person__code__in=list(people))
    if not people or grades.count() < len(set(people)):
        reasons.append("请选已有等次的党员")
    refuse(CannotAppraise, "不能登记告知", reasons)
    told = grades.update(told_on=day)
    _leave(row, trail_actions.APPRAISAL_TOLD, actor, at, day=day.isoformat(), told=told)
    return told


@transaction.atomic
def report(*, appraisal_id: int, day: date, actor: Actor, at: datetime, today: date) -> Appraisal:
    """Report the appraisal to the superior: nothing of it changes after. Raises CannotAppraise."""
    row = _locked(appraisal_id)
    people = queries.people_of(row.unit_id, row.day)
    steps = {**row.steps, Step.REPORT: day}
    reasons = [
        *_reported(row),
        *rules.reasons_not_to_report(
            [one.standing() for one in row.grades.all()],
            steps=steps,
            members=people.names,
            probation=people.probation,
            names=people.names,
        ),
        *rules.out_of_order(steps),
    ]
    if day > today:
        reasons.append("上报日期在今天以后")
    refuse(CannotAppraise, "不能上报", reasons)
    row.report_on = day
    row.save(update_fields=["report_on"])
    _leave(row, trail_actions.APPRAISAL_REPORTED, actor, at, day=day.isoformat())
    return row


def _locked(pk: int) -> Appraisal:
    rows = Appraisal.objects.select_for_update(of=("self",)).select_related("unit")
    return rows.get(pk=pk)


def _reported(row: Appraisal) -> list[str]:
    return ["已经上报，不再改动"] if row.report_on else []


def _held(row: Appraisal, meeting: int) -> bool:
    held = Meeting.objects.filter(pk=meeting, unit=row.unit, state__in=TOOK_PLACE)
    return held.exists()


def _row(row: Appraisal, one: Given) -> AppraisalGrade:
    standing, votes = one.standing, one.votes
    return AppraisalGrade(
        appraisal=row,
        person_id=standing.person,
        grade=standing.grade.value,
        disposal=standing.disposal.value if standing.disposal else "",
        talked_on=standing.talked_on,
        told_on=standing.told_on,
        excellent=votes.excellent,
        qualified=votes.qualified,
        barely=votes.barely,
        unqualified=votes.unqualified,
    )


def _leave(row: Appraisal, action: str, actor: Actor, at: datetime, **facts: str | int) -> None:
    trail.leave(
        at=at,
        actor=actor,
        action=action,
        subject=row,
        facts={"unit": row.unit.name, "year": row.year, **facts},
    )
