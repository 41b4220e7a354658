"""Who attended how often: of a unit, of its members, of leaders wherever they are members.

Leave counts in 应到 and is told apart; a lesson made up for is never 实到 (§1.3.7).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Count, F, Q, Sum

from linghang.foundation.period import Period
from linghang.meetings import catalog
from linghang.meetings.bodies import queries as bodies
from linghang.meetings.definitions import Among
from linghang.meetings.models import Absence, Form, LeftOut, Meeting
from linghang.meetings.recording.rules import TOOK_PLACE, Ground
from linghang.org.definitions import Kind
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership, Placement
from linghang.org.trees.rules import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Σ应到 and Σ实到 over a period. rate: None where nothing was held.

    leave: absences with leave, whatever its ground; the rest of those away had none. made_up:
    lessons made up for (补学), apart from both.
    """

    expected: int
    came: int
    made_up: int = 0
    leave: int = 0

    @property
    def rate(self) -> Fraction | None:
        return Fraction(self.came, self.expected) if self.expected else None

    @property
    def without_leave(self) -> int:
        return self.expected - self.came - self.leave


@dataclass(frozen=True, slots=True)
class Somewhere:
    """Where somebody is a member on the day (name), and how often they came in the period."""

    branch: str
    attended: Attendance


def attendance(units: Collection[str], span: Period) -> dict[str, Attendance]:
    """Unit → its attendance in the period; an event counts once, by its first form. Two queries."""
    held = Q(
        meeting__unit__code__in=list(units),
        meeting__state__in=TOOK_PLACE,
        meeting__day__gte=span.start,
        meeting__day__lt=span.end,
    )
    sums = (
        Form.objects.filter(held, kind=F("meeting__kind"))
        .order_by()
        .values_list("meeting__unit__code")
        .annotate(Sum("expected"), Sum("came"))
    )
    whole = Q(first=1, last=None)
    apart = {
        unit: (made_up, leave)
        for unit, made_up, leave in Absence.objects.filter(
            held, meeting__forms__kind=F("meeting__kind")
        )
        .order_by()
        .values_list("meeting__unit__code")
        .annotate(
            made_up=Count("pk", filter=Q(made_up_on__isnull=False)),
            leave=Count("pk", filter=whole & ~Q(ground=Ground.NONE.value)),
        )
    }
    return {
        unit: Attendance(
            expected=expected or 0,
            came=came or 0,
            made_up=apart.get(unit, (0, 0))[0],
            leave=min(apart.get(unit, (0, 0))[1], (expected or 0) - (came or 0)),
        )
        for unit, expected, came in sums
    }


def of_members(unit: str, span: Period, today: date) -> dict[str, Attendance]:
    """Person → attendance at the unit's meetings of all its members, in four queries.

    Somebody is expected at what was held while they belonged to the unit and were not left out.
    """
    rows = Membership.objects.filter(bodies.below(unit, today), line=Line.PARTY)
    belonged: defaultdict[str, list[tuple[str, Span]]] = defaultdict(list)
    for one in rows.select_related("person"):
        belonged[one.person.code].append((unit, one.span))
    return _counted(belonged, [unit], span)


def of_people(people: Collection[str], span: Period, today: date) -> dict[str, Somewhere]:
    """Person → where they are a member today, and how often they came in the period; wherever
    they belonged in it. Five queries. Who is a member nowhere is absent."""
    rows = list(
        Membership.objects.filter(person__code__in=people, line=Line.PARTY).select_related(
            "person", "unit"
        )
    )
    groups = [one.unit.pk for one in rows if one.unit.kind == Kind.PARTY_GROUP]
    above = {
        one.unit_id: one.parent
        for one in Placement.objects.on(today).filter(unit__in=groups).select_related("parent")
    }
    belonged: defaultdict[str, list[tuple[str, Span]]] = defaultdict(list)
    now: dict[str, str] = {}
    for one in rows:
        branch = above.get(one.unit.pk) or one.unit
        belonged[one.person.code].append((branch.code, one.span))
        if today in one.span:
            now[one.person.code] = branch.name
    units = {unit for spans in belonged.values() for unit, _ in spans}
    found = _counted(belonged, units, span)
    return {code: Somewhere(now.get(code, ""), found[code]) for code in belonged}


def _counted(
    belonged: Mapping[str, Iterable[tuple[str, Span]]], units: Collection[str], span: Period
) -> dict[str, Attendance]:
    """belonged: person → (unit, days). Three queries, whatever their number."""
    kinds = [
        code
        for code, one in catalog.meetings().items.items()
        if one.item.among is Among.PARTY_MEMBERS
    ]
    held: defaultdict[str, list[tuple[int, date]]] = defaultdict(list)
    rows = Meeting.objects.took_place().filter(
        unit__code__in=units, kind__in=kinds, day__gte=span.start, day__lt=span.end
    )
    for unit, pk, day in rows.values_list("unit__code", "pk", "day"):
        held[unit].append((pk, day))
    out: defaultdict[tuple[str, str], list[Span]] = defaultdict(list)
    for away in LeftOut.objects.filter(unit__code__in=units).select_related("person", "unit"):
        out[away.person.code, away.unit.code].append(away.span)
    expected = {
        person: {
            pk
            for unit, days in spans
            for pk, day in held[unit]
            if day in days and not any(day in off for off in out[person, unit])
        }
        for person, spans in belonged.items()
    }
    missed: defaultdict[str, dict[int, tuple[bool, bool]]] = defaultdict(dict)
    meetings = {pk for events in held.values() for pk, _ in events}
    absent = Absence.objects.filter(
        meeting__in=meetings, person__code__in=list(belonged), first=1, last=None
    )
    for person, pk, made_up_on, ground in absent.values_list(
        "person__code", "meeting_id", "made_up_on", "ground"
    ):
        if pk in expected[person]:
            missed[person][pk] = (made_up_on is not None, ground != Ground.NONE)
    return {
        person: Attendance(
            expected=len(events),
            came=len(events - missed[person].keys()),
            made_up=sum(made_up for made_up, _ in missed[person].values()),
            leave=sum(leave for _, leave in missed[person].values()),
        )
        for person, events in expected.items()
    }
