"""What units owe, in a number of queries that does not grow with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain

from django.db.models import Count, Min, Q

from linghang.foundation.parameters import queries as parameters
from linghang.foundation.parameters.kinds import Recurrence, Value
from linghang.foundation.period import Period
from linghang.meetings import catalog
from linghang.meetings.bodies.rules import LEAST_COMMITTEE
from linghang.meetings.definitions import Among, MeetingKind
from linghang.meetings.duties import rules
from linghang.meetings.duties.rules import Body, Duty, Frequency, Held, Sitting
from linghang.meetings.models import Excuse, Form, TermSeat
from linghang.meetings.recording.rules import TOOK_PLACE
from linghang.org.models import Appointment, Unit
from linghang.org.posts_held.rules import Basis


def frequencies(today: date, values: Mapping[str, Value] | None = None) -> tuple[Frequency, ...]:
    """How often each kind is due, by the parameters in force, in file order.

    values: those parameters, if they were read already; else one query.
    """
    values = parameters.in_force(today) if values is None else values
    found = (_frequency(one, values.get(one.every)) for one in _due_kinds())
    return tuple(one for one in found if one is not None)


def _due_kinds() -> Iterable[MeetingKind]:
    return (one.item for one in catalog.meetings().items.values() if one.item.every)


def _frequency(kind: MeetingKind, value: Value | None) -> Frequency | None:
    """A number is so many a year."""
    if isinstance(value, Recurrence):
        return Frequency(kind.code, value, kind.at_least)
    return Frequency(kind.code, Recurrence.YEAR, value) if isinstance(value, int) else None


def duties(
    units: Collection[str],
    span: Period,
    today: date,
    values: Mapping[str, Value] | None = None,
) -> list[Duty]:
    """What these units (codes) owe in the span, unit by unit; in seven queries.

    values: the parameters in force, if they were read already.
    Owed from the period on in which the hospital first recorded a meeting of the kind: what was
    before is on paper.
    """
    often = frequencies(today, values)
    codes = list(units)
    kept_since = dict(
        Form.objects.filter(meeting__state__in=TOOK_PLACE)
        .order_by()
        .values_list("kind")
        .annotate(Min("meeting__day"))
    )
    excused = Excuse.objects.filter(unit__code__in=codes).values_list(
        "unit__code", "kind", "starts_on"
    )
    found = rules.duties(
        _bodies(codes, span, today),
        often,
        _held(codes, span, today),
        span=span,
        today=today,
        excused=frozenset(excused),
    )
    return [one for one in found if one.period.end > kept_since.get(one.kind, today)]


def _held(codes: Collection[str], span: Period, today: date) -> Iterator[Held]:
    """What was held up to today in the months of the span's periods, counted by the database.

    A period that begins in the span ends at most a year after it.
    """
    end = min(Period.month(today.year, today.month).end, date(span.end.year + 1, span.end.month, 1))
    if end <= span.start:
        return
    months = tuple(Period(span.start, end).months())
    counts = {
        f"in_{one.start:%Y%m}": Count(
            "pk", filter=Q(meeting__day__gte=one.start, meeting__day__lt=one.end)
        )
        for one in months
    }
    rows = Form.objects.filter(
        meeting__state__in=TOOK_PLACE,
        meeting__unit__code__in=codes,
        meeting__day__gte=span.start,
        meeting__day__lt=end,
        meeting__day__lte=today,
    ).order_by()
    for unit, kind, *times in rows.values_list("meeting__unit__code", "kind").annotate(**counts):
        for month, counted in zip(months, times, strict=True):
            if counted:
                yield Held(unit, kind, month.start, counted)


def duty(unit: str, kind: str, starts_on: date, today: date) -> Duty | None:
    """One duty; None where nothing is owed."""
    span = Period.month(starts_on.year, starts_on.month)
    found = (one for one in duties([unit], span, today) if one.kind == kind)
    return next((one for one in found if one.period.start == starts_on), None)


def _bodies(codes: Collection[str], span: Period, today: date) -> list[Body]:
    """The units as bodies that owe; a committee owes while enough people sit in it (§1.1.6)."""
    committees = _committees(codes, span, today)
    rows = Unit.objects.filter(code__in=codes).order_by("code")
    plain: defaultdict[str, set[str]] = defaultdict(set)
    others: defaultdict[str, set[str]] = defaultdict(set)
    for one in _due_kinds():
        whose = plain if one.among is Among.PARTY_MEMBERS else others
        for kind in one.of:
            whose[kind].add(one.code)
    found = []
    for code, kind, since, until in rows.values_list("code", "kind", "active_from", "active_to"):
        found.append(Body(unit=code, kinds=frozenset(plain[kind]), since=since, until=until))
        for other in others[kind]:
            for begun, ended in rules.standing(committees[code, other], LEAST_COMMITTEE):
                ends = [day for day in (until, ended) if day]
                found.append(
                    Body(
                        unit=code,
                        kinds=frozenset({other}),
                        since=max(since, begun),
                        until=min(ends, default=None),
                    )
                )
    return found


def _committees(
    codes: Collection[str], span: Period, today: date
) -> defaultdict[tuple[str, str], list[Sitting]]:
    """(unit, kind) → who sat in the committee from the span on, former members included.

    An end that lies ahead counts for nothing: who follows is not known yet.
    """
    found: defaultdict[tuple[str, str], list[Sitting]] = defaultdict(list)
    declared = [one for one in _due_kinds() if one.among is not Among.PARTY_MEMBERS]
    by_post = {post: one.code for one in declared for post in one.posts}
    held = (
        Appointment.objects.reaching(span.start)
        .filter(unit__code__in=codes, post__in=by_post, active_from__lte=today)
        .exclude(basis=Basis.DELEGATED)
        .values_list("unit__code", "post", "person__code", "active_from", "active_to")
    )
    named = TermSeat.objects.reaching(span.start).filter(
        unit__code__in=codes, active_from__lte=today
    )
    seats = named.values_list("unit__code", "kind", "person__code", "active_from", "active_to")
    posts = ((unit, by_post[post], who, since, until) for unit, post, who, since, until in held)
    for unit, kind, person, since, until in chain(posts, seats):
        past = until if until and until <= today else None
        found[unit, kind].append(Sitting(person, since, past))
    return found
