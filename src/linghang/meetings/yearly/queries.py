"""What many branches still owe in a year, in a number of queries that does not grow with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models import Value as Said

from linghang.foundation.parameters import queries as parameters
from linghang.foundation.parameters.kinds import Value
from linghang.foundation.period import Period
from linghang.meetings.models import Appraisal, BookCheck, FollowUp, HeartTalk
from linghang.meetings.talks import rules as talks
from linghang.meetings.talks.rules import BETWEEN_NAMES, Pair, Short
from linghang.meetings.training import queries as training
from linghang.meetings.training.rules import Trained
from linghang.meetings.yearly import rules
from linghang.meetings.yearly.rosters import Parents, Rosters, rosters
from linghang.meetings.yearly.rules import Matter, Owing

TALKS, APPRAISALS = "heart_talk.per_year", "appraisal.per_year"


def owing(
    branches: Collection[str],
    year: int,
    today: date,
    *,
    values: Mapping[str, Value] | None = None,
    parents: Parents | None = None,
) -> dict[str, list[Owing]]:
    """Branch → what it still owes in the year, the first due first; in seven queries, of a year
    that is over in nine.

    values, parents: the parameters in force and the Party tree of the day, if they were read.
    """
    codes, span = list(branches), Period.year(year)
    on = min(today, span.last_day)
    held = parameters.in_force(on) if values is None else values
    found = rosters(codes, on, parents)
    per_year = held.get(TALKS)
    appraised = _kept(Appraisal.objects.filter(year__lte=year), span, today)
    talked = isinstance(per_year, int) and _talks_kept(span, today)
    parts = [
        _days(codes, year, span, today, asks=appraised and bool(held.get(APPRAISALS))),
        _talks(found, span, per_year) if talked and isinstance(per_year, int) else [],
        _trainings(found, year, today, held),
    ]
    by_unit: defaultdict[str, list[Owing]] = defaultdict(list)
    for part in parts:
        for one in part:
            by_unit[one.unit].append(one)
    return {unit: rules.by_due(rows) for unit, rows in by_unit.items()}


def shortfalls(branch: str, year: int, today: date) -> list[Short]:
    """Who of the branch is short of which talks in the year; for its secretary's eyes."""
    span = Period.year(year)
    on = min(today, span.last_day)
    owed, found = parameters.value(TALKS, on), rosters([branch], on)
    if not _talks_kept(span, today):
        return []
    pairs = _pairs([branch], span)[branch]
    roster = found.of[branch]
    return talks.shortfalls(
        pairs,
        members=roster.members,
        committee=roster.committee,
        owed=owed if isinstance(owed, int) else 0,
    )


def _kept(rows: QuerySet[Any], span: Period, today: date) -> bool:
    """Whether the hospital kept such records here by the end of the period: of a year that is over
    and was kept on paper nothing is owed. rows: all of them by that end, of whatever branch."""
    return span.end > today or rows.exists()


def _talks_kept(span: Period, today: date) -> bool:
    return _kept(HeartTalk.objects.filter(day__lt=span.end), span, today)


def _days(codes: list[str], year: int, span: Period, today: date, *, asks: bool) -> Iterator[Owing]:
    """Matters that hang on one day each, read at once: appraisals, follow-ups, inspections.

    Of a year that is over, what was due by its end and is still open.
    """
    days: defaultdict[tuple[str, str], list[date | None]] = defaultdict(list)
    appraised = Appraisal.objects.filter(unit__code__in=codes, year=year)
    left, checked = _left_open(codes, span.end if span.end <= today else date.max)
    rows = _of(Matter.APPRAISAL, appraised, "unit__code", "report_on").union(
        _of(Matter.FOLLOW_UPS, left, "form__meeting__unit__code", "due_date"),
        _of(Matter.BOOKS, checked, "unit__code", "correct_by"),
        all=True,
    )
    for matter, unit, day in rows:
        days[matter, unit].append(day)
    for code in codes if asks else ():
        reported = days.get((Matter.APPRAISAL.value, code))
        if not (reported and reported[0]):
            says = "还没有上报" if reported else "还没有开展"
            yield Owing(unit=code, matter=Matter.APPRAISAL, due=span.last_day, says=says)
    for matter, words in ((Matter.FOLLOW_UPS, "项没有完成"), (Matter.BOOKS, "条还没有整改")):
        for code in codes:
            dues = [day for day in days.get((matter.value, code), ()) if day]
            if dues:
                yield Owing(unit=code, matter=matter, due=min(dues), says=f"{len(dues)}{words}")


def _left_open(codes: list[str], before: date) -> tuple[QuerySet[FollowUp], QuerySet[BookCheck]]:
    """What meetings and inspections asked for by an earlier day than this, and nobody closed."""
    left = FollowUp.objects.open().filter(due_date__lt=before)
    if len(codes) == 1:  # of many, all that is open is read: their meetings are far more
        left = left.filter(form__meeting__unit__code=codes[0])
    checked = BookCheck.objects.filter(
        unit__code__in=codes, correct_by__lt=before, corrected_on__isnull=True
    )
    return left, checked


def _of(matter: Matter, rows: QuerySet[Any], unit: str, day: str) -> Any:
    """(matter, unit, day) of each row."""
    said = Said(matter.value, CharField())
    return rows.order_by().annotate(of=said).values_list("of", unit, day)


def _pairs(codes: Collection[str], span: Period) -> defaultdict[str, list[Pair]]:
    rows = HeartTalk.objects.filter(
        unit__code__in=codes, day__gte=span.start, day__lt=span.end
    ).values_list("unit__code", "talker__code", "other__code")
    found: defaultdict[str, list[Pair]] = defaultdict(list)
    for row in rows.order_by():
        found[row[0]].append(Pair._make(row[1:]))
    return found


def _talks(found: Rosters, span: Period, owed: int) -> Iterator[Owing]:
    pairs = _pairs(list(found.of), span)
    for code, roster in found.of.items():
        short = talks.shortfalls(
            pairs[code], members=roster.members, committee=roster.committee, owed=owed
        )
        says = "；".join(
            f"{BETWEEN_NAMES[one.between]}{len(one.short)}人不足{owed}次"
            for one in short
            if one.short
        )
        if says:
            yield Owing(unit=code, matter=Matter.TALKS, due=span.last_day, says=says)


def _trainings(
    found: Rosters, year: int, today: date, values: Mapping[str, Value]
) -> Iterator[Owing]:
    people = training.of_branches(list(found.of), year, today, known=found, values=values)
    for code, members in people.items():
        says = _short_of_hours(members)
        if says:
            due = Period.year(year).last_day
            yield Owing(unit=code, matter=Matter.TRAINING, due=due, says=says)


def _short_of_hours(people: Collection[Trained]) -> str:
    short = sum(1 for one in people if one.short)
    late = sum(one.is_late for one in people)
    told = [f"{short}人学时不足"] if short else []
    return "；".join(told + ([f"新任书记{late}人超期没有培训"] if late else []))
