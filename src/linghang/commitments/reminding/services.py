"""Remind by the clock: of days that come, days that have passed, reports and looks that miss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from linghang.commitments.definitions import Rhythm
from linghang.commitments.due import rules
from linghang.commitments.models import Commitment, Programme, Review
from linghang.commitments.reminding.addressees import Addressees
from linghang.commitments.reminding.queries import COMMITMENT, PROGRAMME
from linghang.foundation.access import system_actor
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.period import day_label
from linghang.notices import services as notices
from linghang.notices.models import Notice
from linghang.procedures.terms import rules as terms

SOON, OVERDUE, REPORT = "commitment_due_soon", "commitment_overdue", "commitment_report_missing"
REVIEW, DAY = "commitment_review_due", "programme_day_due"
DAY_PASSED = "programme_day_passed"
KINDS = (SOON, OVERDUE, REPORT, REVIEW, DAY, DAY_PASSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One thing to tell. once: a person is told of it once."""

    kind: str
    to: list[str]
    subject: tuple[str, str]
    facts: Mapping[str, object]
    due: date | None
    once: str


@transaction.atomic
def remind(*, now: datetime, today: date) -> int:
    """Tell of everything that is to be told today and was not yet; returns how many notices.

    Nothing is sent here: what can't be delivered, or is not read in time, goes one level up.
    """
    addressees = Addressees(today)
    values = parameters.in_force(today)
    found = [
        *_of_commitments(today, values, addressees),
        *_of_reviews(today, values, addressees),
        *_of_days(today, values, addressees),
    ]
    told = _told()
    return sum(len(_tell(one, told, addressees, now)) for one in found)


def _told() -> set[tuple[str, str, str]]:
    """(kind, once, person) of every reminder so far; one query."""
    rows = Notice.objects.filter(kind__in=KINDS).exclude(once="").order_by()
    return set(rows.values_list("kind", "once", "person__code"))


def _tell(
    one: Reminder, told: set[tuple[str, str, str]], addressees: Addressees, now: datetime
) -> list[Notice]:
    to = [p for p in addressees.known(one.to) if (one.kind, one.once, p) not in told]
    if not to:
        return []
    return notices.notify(
        kind=one.kind,
        to=to,
        subject=one.subject,
        facts=one.facts,
        actor=system_actor(),
        at=now,
        due=one.due,
        once=one.once,
    )


def _of_commitments(
    today: date, values: Mapping[str, object], addressees: Addressees
) -> Iterator[Reminder]:
    rows = Commitment.objects.tasks().under_way()
    rows = rows.filter(programme__standing=Programme.Standing.IN_FORCE)
    for row in rows.select_related("programme").order_by("pk"):
        days = terms.bound(row.programme.definition.lights.days, values)
        if row.due is not None and (row.due - today).days <= days:
            yield _due(row, row.due, today, addressees)
        if is_report_missing(row, today):
            yield _report(row, today, addressees)


def _facts(row: Commitment) -> dict[str, object]:
    return {"programme": row.programme.title, "number": row.number, "title": row.title}


def _due(row: Commitment, due: date, today: date, addressees: Addressees) -> Reminder:
    kind = OVERDUE if due < today else SOON
    leaders = [row.leader] if kind == OVERDUE and row.leader else []
    return Reminder(
        kind=kind,
        to=[*addressees.doing(row), *leaders],
        subject=(COMMITMENT, str(row.pk)),
        facts={**_facts(row), "due": day_label(due)},
        due=due,
        once=f"{row.pk}:{due}",
    )


def is_report_missing(row: Commitment, today: date) -> bool:
    """Whether a report of the last whole period is owed and not there."""
    if row.begun_on is None or row.reports() is Rhythm.NONE or not row.is_under_way:
        return False
    return rules.is_report_missing(
        row.reports(), since=row.begun_on, reported=row.reported_on, today=today
    )


def _report(row: Commitment, today: date, addressees: Addressees) -> Reminder:
    last = rules.ended_before(row.reports(), today)
    assert last is not None
    period = rules.period_of(row.reports(), last)
    return Reminder(
        kind=REPORT,
        to=addressees.doing(row),
        subject=(COMMITMENT, str(row.pk)),
        facts={**_facts(row), "period": rules.period_says(period)},
        due=None,
        once=f"{row.pk}:{period}",
    )


def _of_reviews(
    today: date, values: Mapping[str, object], addressees: Addressees
) -> Iterator[Reminder]:
    rows = Review.objects.filter(done_on=None, commitment__begun_on__isnull=False)
    for one in rows.exclude(commitment__standing="voided").select_related("commitment__programme"):
        row = one.commitment
        days = terms.bound(row.programme.definition.lights.days, values)
        if (one.planned_on - today).days <= days:
            yield Reminder(
                kind=REVIEW,
                to=addressees.leading(row.programme),
                subject=(COMMITMENT, str(row.pk)),
                facts={**_facts(row), "day": day_label(one.planned_on)},
                due=one.planned_on,
                once=f"{one.pk}:{one.planned_on}",
            )


def _of_days(
    today: date, values: Mapping[str, object], addressees: Addressees
) -> Iterator[Reminder]:
    for programme in Programme.objects.filter(standing__in=["draft", "in_force"]):
        kind = programme.definition
        days = terms.bound(kind.lights.days, values)
        owed = programme.days_owed
        for one in kind.days:
            day = owed.get(one.code)
            if day is not None and (day - today).days <= days:
                yield Reminder(
                    kind=DAY if day >= today else DAY_PASSED,
                    to=addressees.leading(programme),
                    subject=(PROGRAMME, str(programme.pk)),
                    facts={"programme": programme.title, "name": one.name, "day": day_label(day)},
                    due=day,
                    # Told again when another one was met, which ends all that were told so far.
                    once=f"{programme.pk}:{one.code}:{day}:{len(programme.met) or ''}".rstrip(":"),
                )
