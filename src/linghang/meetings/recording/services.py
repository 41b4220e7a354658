"""The clerk's deed: write down what a meeting came to, as often as needed until it is closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from linghang.foundation.access import SYSTEM, Actor
from linghang.foundation.errors import Refused
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.parameters.kinds import Value
from linghang.foundation.trail import services as trail
from linghang.meetings import catalog, queries, trail_actions
from linghang.meetings.bodies import queries as bodies
from linghang.meetings.bodies.queries import Member
from linghang.meetings.counting.rules import Roll, Verdict
from linghang.meetings.duties import services as duties
from linghang.meetings.models import (
    Absence,
    AgendaItem,
    BranchOpinion,
    Candidate,
    Form,
    Former,
    Meeting,
    Observer,
    Recusal,
    Stance,
)
from linghang.meetings.opinions import queries as opinions
from linghang.meetings.planning import calling
from linghang.meetings.planning import services as planning
from linghang.meetings.recording import counted, reasons, restrictions, versions, warnings
from linghang.meetings.recording.counted import Place
from linghang.meetings.recording.entries import Line, Missed, Record
from linghang.meetings.recording.rules import STATE_NAMES, Proposer, State
from linghang.org.rules import refuse


class CannotRecord(Refused):
    """The record does not hold; the message lists every reason."""


class SavedMeanwhile(Refused):
    """Somebody else saved the record since this one was opened."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A record that was kept, and what to look at again, in Chinese."""

    meeting: Meeting
    warnings: tuple[str, ...]


@transaction.atomic
def hold(
    *,
    unit: str,
    kinds: Sequence[str],
    day: date,
    record: Record,
    actor: Actor,
    at: datetime,
    today: date,
) -> Recorded:
    """Record a meeting that nobody had called here before. Raises CannotPlan, CannotRecord."""
    meeting = planning.plan(unit=unit, kinds=kinds, day=day, actor=actor, at=at)
    return keep(meeting_id=meeting.pk, version=0, record=record, actor=actor, at=at, today=today)


@transaction.atomic
def keep(
    *, meeting_id: int, version: int, record: Record, actor: Actor, at: datetime, today: date
) -> Recorded:
    """Keep the record of a meeting in place of what was kept before.

    version: of the record that was opened; of two who save at once the second is refused with
    SavedMeanwhile and loses nothing but has to look. Raises CannotRecord, WrongCount.
    """
    meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("unit").get(pk=meeting_id)
    )
    refuse(CannotRecord, "不能记录", _reasons_of_state(meeting, today))
    if meeting.version != version:
        raise SavedMeanwhile(
            "没有保存：打开之后，另一人已经改过这次会议的记录。请重新打开，核对后再保存。"
        )
    places = {form.kind: _place(meeting, form, record) for form in meeting.forms.all()}
    bodies_of = {kind: members for kind, (_, members) in places.items()}
    tables = {kind: place for kind, (place, _) in places.items()}
    values = parameters.in_force(meeting.day)
    announced = dict(meeting.agenda.values_list("title", "announced_on"))
    refuse(
        CannotRecord,
        "不能记录",
        [
            *reasons.not_to_record(meeting, record, bodies_of),
            *restrictions.of(meeting, record, values, announced),
        ],
    )
    rows = list(_items(meeting, record, tables, values, announced))
    refuse(CannotRecord, "不能记录", _without_quorum(rows))
    if meeting.state == State.PLANNED:
        duties.meet(meeting=meeting, actor=actor, at=at)
        calling.rest(meeting, at)
    _keep_former(meeting, record)
    _replace(meeting, record, tables, rows)
    _keep_head(meeting, record, actor, at)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.RECORDED,
        subject=meeting,
        facts={
            "unit": meeting.unit.name,
            "kind": planning.names(list(tables)),
            "day": meeting.day.isoformat(),
            "expected": len(tables[meeting.kind].roll.expected),
            "came": len(tables[meeting.kind].roll.came),
            "items": len(rows),
        },
    )
    pairs = [(line, row) for line, row, _ in rows]
    return Recorded(meeting, tuple(warnings.of(meeting, record, pairs, tables)))


def _reasons_of_state(meeting: Meeting, today: date) -> list[str]:
    found = []
    if meeting.state not in (State.PLANNED, State.HELD):
        found.append(f"会议{STATE_NAMES[State(meeting.state)]}")
    if meeting.day > today:
        found.append(f"会议在{meeting.day.isoformat()}，还没有召开")
    return found


def _place(meeting: Meeting, form: Form, record: Record) -> tuple[Place, tuple[Member, ...]]:
    kind = catalog.meetings()[form.kind]
    members = bodies.members(meeting.unit_id, kind, meeting.day)
    roll = Roll(
        seats=tuple(one.seat for one in members),
        away=tuple(one.away for one in record.missed),
        observers=record.observers,
    )
    return Place(form=form, kind=kind, roll=roll), members


_Row = tuple[Line, AgendaItem, tuple[Candidate, ...]]


def _items(
    meeting: Meeting,
    record: Record,
    tables: Mapping[str, Place],
    values: Mapping[str, Value],
    announced: Mapping[str, date],
) -> Iterator[_Row]:
    """Every line with its row; items are numbered through the whole event."""
    for number, line in enumerate(record.lines, 1):
        place = tables[line.form or meeting.kind]
        item = catalog.items()[line.kind]
        row, elected = counted.counted(line, number, place, item, values)
        row.announced_on = row.announced_on or announced.get(row.title)
        if item.first and item.first != place.kind.code:
            row.first_heard = _heard_before(meeting, item.first, row.title)
        if item.branch_opinion:
            row.first_heard = opinions.settled(meeting.unit_id, meeting.day, row.title)
        votes = line.election.ballots.votes if line.election and elected else {}
        stood = tuple(
            Candidate(item=row, person_id=person, votes=count, is_elected=person in elected.elected)
            for person, count in votes.items()
            if elected
        )
        yield line, row, stood


def _without_quorum(rows: Sequence[_Row]) -> list[str]:
    """Where the presiding decides, a decision without a quorum is none (§2.4.2)."""
    return [
        f"第{row.number}项：{row.says.rstrip('。')}；可以只记讨论情况，决议留到下次会议"
        for _, row, _ in rows
        if row.verdict == Verdict.NO_QUORUM and not row.passes
    ]


def _heard_before(meeting: Meeting, kind: str, title: str) -> AgendaItem | None:
    """The same title at the last meeting of that kind, before this one: of the unit, or of the
    unit that holds such meetings (职代会 before 党委会)."""
    own = meeting.unit.kind in catalog.meetings()[kind].of
    return (
        AgendaItem.objects.filter(
            Q(form__meeting__unit=meeting.unit) if own else Q(),
            form__kind=kind,
            form__meeting__day__lte=meeting.day,
            title=title,
        )
        .exclude(form__meeting=meeting)
        .order_by("-form__meeting__day", "-pk")
        .first()
    )


def _replace(
    meeting: Meeting, record: Record, tables: Mapping[str, Place], rows: Sequence[_Row]
) -> None:
    """Write the parts of the record in place of those of an earlier save."""
    later = _clear(meeting)
    for place in tables.values():
        place.form.expected = len(place.roll.expected)
        place.form.came = len(place.roll.came)
        place.form.entitled = len(place.roll.entitled)
    Form.objects.bulk_update(
        [place.form for place in tables.values()], ["expected", "came", "entitled"]
    )
    Absence.objects.bulk_create(_absence(meeting, one) for one in record.missed)
    Observer.objects.bulk_create(
        Observer(meeting=meeting, person_id=code) for code in record.observers
    )
    for line, row, stood in rows:
        row.save()
        Candidate.objects.bulk_create(stood)
        Recusal.objects.bulk_create(
            _recusal(row, line, code, ground) for code, ground in line.recused
        )
        words = dict(line.words)
        Stance.objects.bulk_create(
            Stance(
                item=row,
                number=turn,
                person_id=code,
                opinion=opinion.value,
                words=words.get(code, ""),
            )
            for turn, (code, opinion) in enumerate(line.stances, 1)
        )
        if line.opinion is not None:
            BranchOpinion.objects.create(
                item=row,
                matter=line.matter,
                author_id=line.opinion.author,
                day=line.opinion.day,
                text=line.opinion.text.strip(),
                conduct=line.opinion.conduct.strip(),
            )
    _link_again(later, [row for _, row, _ in rows])


def _recusal(row: AgendaItem, line: Line, code: str, ground: str) -> Recusal:
    times = {person: (left, returned) for person, left, returned in line.out_between}
    left, returned = times.get(code, (None, None))
    proposed = dict(line.proposed).get(code, Proposer.SELF)
    return Recusal(
        item=row,
        person_id=code,
        ground=ground,
        proposed_by=proposed.value,
        left_at=left,
        returned_at=returned,
    )


def _absence(meeting: Meeting, one: Missed) -> Absence:
    return Absence(
        meeting=meeting,
        person_id=one.person,
        ground=one.ground.value,
        first=one.first,
        last=one.last,
        made_up_on=one.made_up_on,
    )


def _clear(meeting: Meeting) -> dict[int, str]:
    """Take out what an earlier save wrote. Returns the later items that name one of it as 先议, by
    its title: they are linked again to what takes its place."""
    items = AgendaItem.objects.filter(form__meeting=meeting)
    for model in (Candidate, Recusal, Stance):
        model._default_manager.filter(item__in=items).delete()
    pointing = AgendaItem.objects.filter(first_heard__in=items)
    later = dict(pointing.values_list("pk", "first_heard__title"))
    pointing.update(first_heard=None)
    items.delete()
    meeting.absences.all().delete()
    meeting.observers.all().delete()
    return later


def _link_again(later: Mapping[int, str], rows: Sequence[AgendaItem]) -> None:
    by_title = {row.title: row for row in rows}
    for pk, title in later.items():
        if title in by_title:
            AgendaItem.objects.filter(pk=pk).update(first_heard=by_title[title])


def _keep_former(meeting: Meeting, record: Record) -> None:
    """What this save takes the place of stays to be read; a save without a change leaves none."""
    if meeting.state != State.HELD:
        return
    before = versions.plain(queries.record_of(meeting))
    if before != versions.plain(record):
        Former.objects.create(
            meeting=meeting,
            version=meeting.version,
            content=before,
            saved_at=meeting.saved_at,
            saved_by_id=meeting.saved_by_id,
        )


def _keep_head(meeting: Meeting, record: Record, actor: Actor, at: datetime) -> None:
    meeting.starts_at, meeting.ends_at = record.starts_at, record.ends_at
    meeting.place, meeting.theme = record.place.strip(), record.theme.strip()
    meeting.chair_id, meeting.recorder_id = record.chair or None, record.recorder or None
    meeting.record, meeting.state = record.text.strip(), State.HELD.value
    meeting.version += 1
    meeting.saved_at = at
    meeting.saved_by_id = None if actor.person == SYSTEM else actor.person
    meeting.save()
