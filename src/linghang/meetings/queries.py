"""Read models of meetings: attendance, counts of events and of forms, a record as it was kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Count, F, Sum

from linghang.foundation.period import Period
from linghang.meetings import catalog
from linghang.meetings.bodies import queries as bodies
from linghang.meetings.counting.rules import Votes
from linghang.meetings.definitions import Among
from linghang.meetings.elections.rules import Ballots
from linghang.meetings.models import Absence, AgendaItem, Form, LeftOut, Meeting
from linghang.meetings.recording.entries import Election, Line, Missed, Record
from linghang.meetings.recording.rules import TOOK_PLACE, Ground, Opinion
from linghang.org.memberships.rules import Line as Belonging
from linghang.org.models import Membership
from linghang.org.trees.rules import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Σ应到 and Σ实到 over a period. rate: None where nothing was held. made_up: 补学, apart."""

    expected: int
    came: int
    made_up: int = 0

    @property
    def rate(self) -> Fraction | None:
        return Fraction(self.came, self.expected) if self.expected else None


def attendance(units: Collection[str], span: Period) -> dict[str, Attendance]:
    """Unit → its attendance in the period; an event counts once, by its first form. Two queries."""
    events = Form.objects.filter(
        meeting__unit__code__in=list(units),
        meeting__state__in=TOOK_PLACE,
        meeting__day__gte=span.start,
        meeting__day__lt=span.end,
        kind=F("meeting__kind"),
    )
    sums = (
        events.order_by().values_list("meeting__unit__code").annotate(Sum("expected"), Sum("came"))
    )
    made_up = dict(
        Absence.objects.filter(meeting__forms__in=events, made_up_on__isnull=False)
        .order_by()
        .values_list("meeting__unit__code")
        .annotate(Count("pk"))
    )
    return {
        unit: Attendance(expected=expected or 0, came=came or 0, made_up=made_up.get(unit, 0))
        for unit, expected, came in sums
    }


def attendance_of_members(unit: str, span: Period, today: date) -> dict[str, Attendance]:
    """Person → attendance at the unit's meetings of all its members, in four queries.

    Somebody is expected at what was held while they belonged to the unit and were not left out.
    """
    kinds = [
        code
        for code, one in catalog.meetings().items.items()
        if one.item.among is Among.PARTY_MEMBERS
    ]
    held = dict(
        Meeting.objects.took_place()
        .filter(unit__code=unit, kind__in=kinds, day__gte=span.start, day__lt=span.end)
        .values_list("pk", "day")
    )
    rows = Membership.objects.filter(bodies.below(unit, today), line=Belonging.PARTY)
    out: defaultdict[str, list[Span]] = defaultdict(list)
    for away in LeftOut.objects.filter(unit__code=unit).select_related("person"):
        out[away.person.code].append(away.span)
    expected: defaultdict[str, set[int]] = defaultdict(set)
    for one in rows.select_related("person"):
        code = one.person.code
        expected[code] |= {
            pk
            for pk, day in held.items()
            if day in one.span and not any(day in span for span in out[code])
        }
    missed: defaultdict[str, set[int]] = defaultdict(set)
    made_up: defaultdict[str, int] = defaultdict(int)
    absent = Absence.objects.filter(meeting__in=list(held), first=1, last=None)
    for person, pk, day in absent.values_list("person__code", "meeting_id", "made_up_on"):
        if pk in expected[person]:
            missed[person].add(pk)
            made_up[person] += day is not None
    return {
        person: Attendance(
            expected=len(events),
            came=len(events - missed[person]),
            made_up=made_up[person],
        )
        for person, events in expected.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """events: 场次, each once however many forms it had. forms: kind → how often it was held."""

    events: int
    forms: dict[str, int]


def counts(units: Collection[str], span: Period) -> Counts:
    """How many events the units held in the period, and how often each form, in one query."""
    rows = Form.objects.filter(
        meeting__unit__code__in=list(units),
        meeting__state__in=TOOK_PLACE,
        meeting__day__gte=span.start,
        meeting__day__lt=span.end,
    ).values_list("kind", "meeting_id")
    events: set[int] = set()
    forms: defaultdict[str, int] = defaultdict(int)
    for kind, meeting in rows:
        events.add(meeting)
        forms[kind] += 1
    return Counts(events=len(events), forms=dict(forms))


def record_of(meeting: Meeting) -> Record:
    """The record as it was kept last; empty for a meeting that was only planned."""
    absences = meeting.absences.order_by("pk")
    items = (
        AgendaItem.objects.filter(form__meeting=meeting)
        .select_related("form")
        .prefetch_related("recusals", "stances", "candidates")
        .order_by("number")
    )
    return Record(
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        theme=meeting.theme,
        chair=meeting.chair_id or "",
        recorder=meeting.recorder_id or "",
        missed=tuple(
            Missed(
                person=one.person_id,
                ground=Ground(one.ground),
                first=one.first,
                last=one.last,
                made_up_on=one.made_up_on,
            )
            for one in absences
        ),
        observers=tuple(meeting.observers.values_list("person__code", flat=True)),
        lines=tuple(_line(one) for one in items),
        text=meeting.record,
    )


def _line(row: AgendaItem) -> Line:
    votes = None
    if row.favour is not None:
        votes = Votes(**{name: getattr(row, name) for name in Votes.__dataclass_fields__})
    election = None
    if row.seats is not None:
        stood = {one.person_id: one.votes for one in row.candidates.all()}
        papers = Ballots(
            issued=row.issued or 0,
            collected=row.collected or 0,
            invalid=row.invalid,
            votes=stood,
        )
        election = Election(seats=row.seats, ballots=papers)
    return Line(
        election=election,
        kind=row.kind,
        title=row.title,
        form=row.form.kind,
        votes=votes,
        discussion=row.discussion,
        dissent=row.dissent,
        resolution=row.resolution,
        owner=row.owner_id or "",
        due_date=row.due_date,
        recused=tuple((one.person_id, one.ground) for one in row.recusals.all()),
        stances=tuple((one.person_id, Opinion(one.opinion)) for one in row.stances.all()),
        about=row.about,
    )
