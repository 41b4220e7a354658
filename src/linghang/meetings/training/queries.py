"""Hours of training of the members of branches, in a number of queries that does not grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from linghang.foundation.parameters import queries as parameters
from linghang.foundation.parameters.kinds import Value
from linghang.foundation.period import Period
from linghang.meetings.models import Trainee, Training
from linghang.meetings.training import rules
from linghang.meetings.training.rules import Event, Trained
from linghang.meetings.yearly.rosters import Roster, Rosters, rosters
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership

SECRETARY_HOURS, MEMBER_HOURS = "training.secretary_hours", "training.member_hours"
NEW_MONTHS = "training.new_secretary_months"
MOST_NAMED = 200  # people whose rows are asked for by name; of more, all are read


@dataclass(frozen=True, slots=True)
class _Owed:
    secretary: int
    member: int
    months: int


def of_branches(
    branches: Collection[str],
    year: int,
    today: date,
    *,
    known: Rosters | None = None,
    values: Mapping[str, Value] | None = None,
) -> dict[str, list[Trained]]:
    """Branch → how each of its members stands in the year; in at most six queries.

    known, values: rosters of the branches and parameters in force, if they were read already.
    Of a year that is over nothing is owed where no training of it, or of the one before, is known.
    """
    span = Period.year(year)
    on = min(today, span.last_day)
    found = known or rosters(branches, on)
    members = {person for roster in found.of.values() for person in roster.members}
    events = _events(date(year - 1, 1, 1), span.end, members)
    owed = _owed(parameters.in_force(on) if values is None else values)
    if span.end <= today and not events:  # of that year trainings were kept on paper
        owed = _Owed(0, 0, 0)
    return {
        code: _of_branch(roster, _open_to(events, found.above(code)), owed, span, today)
        for code, roster in found.of.items()
    }


def of_person(person: str, year: int, today: date) -> tuple[Decimal, list[Training]]:
    """The hours of one person in a year, and the trainings that they took part in, latest first."""
    span = Period.year(year)
    row = (
        Membership.objects.on(min(today, span.last_day))
        .filter(person__code=person, line=Line.PARTY)
        .select_related("unit")
        .first()
    )
    above = rosters([], today).above(row.unit.code) if row else ()
    came: list[Training] = []
    since = row.active_from if row else span.start
    for training, event in _events(span.start, span.end, {person}):
        is_open = training.unit_id in above
        if (is_open or not event.everybody) and event.had(person, since):
            came.append(training)
    return sum((one.hours for one in came), rules.NOTHING), came


def _owed(values: Mapping[str, Value]) -> _Owed:
    numbers = [values.get(code) for code in (SECRETARY_HOURS, MEMBER_HOURS, NEW_MONTHS)]
    return _Owed(*(one if isinstance(one, int) else 0 for one in numbers))


def _events(start: date, end: date, people: set[str]) -> list[tuple[Training, Event]]:
    """The trainings of these days, with who of these people is named in them; in two queries."""
    rows = list(Training.objects.filter(starts_on__gte=start, starts_on__lt=end))
    trainees = Trainee.objects.filter(training__in=rows).order_by()
    if len(people) <= MOST_NAMED:
        trainees = trainees.filter(person__code__in=people)
    named: defaultdict[int, list[str]] = defaultdict(list)
    for training, person in trainees.values_list("training_id", "person__code"):
        named[training].append(person)
    return [
        (
            one,
            Event(
                day=one.starts_on,
                hours=one.hours,
                everybody=one.everybody,
                named=frozenset(named[one.pk]),
            ),
        )
        for one in rows
    ]


def _open_to(events: list[tuple[Training, Event]], above: tuple[str, ...]) -> list[Event]:
    """The events in which members of a branch can have taken part."""
    return [event for training, event in events if not event.everybody or training.unit_id in above]


def _of_branch(
    roster: Roster, events: list[Event], owed: _Owed, span: Period, today: date
) -> list[Trained]:
    had = rules.hours([one for one in events if one.day in span], roster.members)
    first = _first_since(events, roster.secretaries)
    until_today = min(today, span.last_day)
    found = []
    for person in sorted(roster.members):
        since = roster.secretaries.get(person)
        until = _months_on(since, owed.months) if since and owed.months else None
        found.append(
            rules.trained(
                person,
                had.get(person, rules.NOTHING),
                owed=owed.secretary if since else owed.member,
                new_until=until if until and until >= span.start else None,
                first=first.get(person),
                today=until_today,
            )
        )
    return found


def _first_since(events: list[Event], since: Mapping[str, date]) -> dict[str, date]:
    """Secretary → the first training in which they took part as such."""
    days = {
        person: [one.day for one in events if one.day >= day and one.had(person, day)]
        for person, day in since.items()
    }
    return {person: min(found) for person, found in days.items() if found}


def _months_on(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, min(day.day, 28))
