"""What many branches still owe in a year, in a number of queries that does not grow with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date

from linghang.foundation.parameters import queries as parameters
from linghang.foundation.period import Period
from linghang.meetings.models import Appraisal, BookCheck, FollowUp, HeartTalk
from linghang.meetings.talks import rules as talks
from linghang.meetings.talks.rules import BETWEEN_NAMES, Pair, Short
from linghang.meetings.training import queries as training
from linghang.meetings.training.rules import Trained
from linghang.meetings.yearly import rules
from linghang.meetings.yearly.rosters import Rosters, rosters
from linghang.meetings.yearly.rules import Matter, Owing

TALKS, APPRAISALS = "heart_talk.per_year", "appraisal.per_year"


def owing(branches: Collection[str], year: int, today: date) -> dict[str, list[Owing]]:
    """Branch → what it still owes in the year, the first due first; in eleven queries."""
    codes, span = list(branches), Period.year(year)
    on = min(today, span.last_day)
    values = parameters.in_force(on)
    found = rosters(codes, on)
    per_year = values.get(TALKS)
    parts = [
        _appraisals(codes, year, span) if values.get(APPRAISALS) else [],
        _talks(found, span, per_year) if isinstance(per_year, int) else [],
        _trainings(found, year, span, today),
        _follow_ups(codes),
        _books(codes),
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
    pairs = _pairs([branch], span)[branch]
    roster = found.of[branch]
    return talks.shortfalls(
        pairs,
        members=roster.members,
        committee=roster.committee,
        owed=owed if isinstance(owed, int) else 0,
    )


def _appraisals(codes: Collection[str], year: int, span: Period) -> Iterator[Owing]:
    rows = Appraisal.objects.filter(unit__code__in=codes, year=year)
    reported = dict(rows.values_list("unit__code", "report_on"))
    for code in codes:
        if not reported.get(code):
            says = "还没有上报" if code in reported else "还没有开展"
            yield Owing(unit=code, matter=Matter.APPRAISAL, due=span.last_day, says=says)


def _pairs(codes: Collection[str], span: Period) -> defaultdict[str, list[Pair]]:
    rows = HeartTalk.objects.filter(
        unit__code__in=codes, day__gte=span.start, day__lt=span.end
    ).values_list("unit__code", "talker__code", "other__code")
    found: defaultdict[str, list[Pair]] = defaultdict(list)
    for unit, talker, other in rows:
        found[unit].append(Pair(talker, other))
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


def _trainings(found: Rosters, year: int, span: Period, today: date) -> Iterator[Owing]:
    for code, people in training.of_branches(list(found.of), year, today, found).items():
        says = _short_of_hours(people)
        if says:
            yield Owing(unit=code, matter=Matter.TRAINING, due=span.last_day, says=says)


def _short_of_hours(people: Collection[Trained]) -> str:
    short = sum(1 for one in people if one.short)
    late = sum(one.is_late for one in people)
    told = [f"{short}人学时不足"] if short else []
    return "；".join(told + ([f"新任书记{late}人超期没有培训"] if late else []))


def _follow_ups(codes: Collection[str]) -> Iterator[Owing]:
    rows = FollowUp.objects.open().filter(form__meeting__unit__code__in=codes)
    dues: defaultdict[str, list[date]] = defaultdict(list)
    for unit, due in rows.values_list("form__meeting__unit__code", "due_date"):
        dues[unit].append(due)
    for unit, days in dues.items():
        says = f"{len(days)}项没有完成"
        yield Owing(unit=unit, matter=Matter.FOLLOW_UPS, due=min(days), says=says)


def _books(codes: Collection[str]) -> Iterator[Owing]:
    rows = BookCheck.objects.filter(
        unit__code__in=codes, correct_by__isnull=False, corrected_on__isnull=True
    )
    dues: defaultdict[str, list[date]] = defaultdict(list)
    for unit, due in rows.values_list("unit__code", "correct_by"):
        if due:
            dues[unit].append(due)
    for unit, days in dues.items():
        says = f"{len(days)}条还没有整改"
        yield Owing(unit=unit, matter=Matter.BOOKS, due=min(days), says=says)
