"""Read models of meetings: attendance, counts of events and of forms, a record as it was kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from linghang.foundation.period import Period
from linghang.meetings.counting.rules import Votes
from linghang.meetings.elections.rules import Ballots
from linghang.meetings.models import AgendaItem, BranchOpinion, Form, Meeting
from linghang.meetings.recording.entries import Election, Line, Missed, Opined, Record
from linghang.meetings.recording.rules import TOOK_PLACE, Ground, Opinion, Proposer


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
        .select_related("form", "branch_opinion")
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


def _opined(said: BranchOpinion) -> Opined:
    return Opined(author=said.author_id, day=said.day, text=said.text, conduct=said.conduct)


def _line(row: AgendaItem) -> Line:
    said = getattr(row, "branch_opinion", None)
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
        person=row.person_id or "",
        leader=row.leader_id or "",
        announced_on=row.announced_on,
        approval=row.approval,
        deferred=row.deferred,
        recused=tuple((one.person_id, one.ground) for one in row.recusals.all()),
        proposed=tuple(
            (one.person_id, Proposer(one.proposed_by))
            for one in row.recusals.all()
            if one.proposed_by != Proposer.SELF
        ),
        out_between=tuple(
            (one.person_id, one.left_at, one.returned_at)
            for one in row.recusals.all()
            if one.left_at or one.returned_at
        ),
        words=tuple((one.person_id, one.words) for one in row.stances.all() if one.words),
        stances=tuple((one.person_id, Opinion(one.opinion)) for one in row.stances.all()),
        about=row.about,
        matter=said.matter if said else "",
        opinion=_opined(said) if said else None,
    )
