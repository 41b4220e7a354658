"""The clerk's deed: write down what a meeting came to, as often as needed until it is closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.trail import services as trail
from linghang.meetings import catalog, trail_actions
from linghang.meetings.bodies import queries as bodies
from linghang.meetings.bodies.queries import Member
from linghang.meetings.bodies.rules import LEAST_COMMITTEE
from linghang.meetings.counting.rules import Roll, chair_spoke_early
from linghang.meetings.duties import services as duties
from linghang.meetings.models import (
    Absence,
    AgendaItem,
    Candidate,
    Form,
    Meeting,
    Observer,
    Recusal,
    Stance,
)
from linghang.meetings.planning import calling
from linghang.meetings.planning import services as planning
from linghang.meetings.recording import counted, reasons
from linghang.meetings.recording.counted import Place
from linghang.meetings.recording.entries import Line, Missed, Record
from linghang.meetings.recording.rules import STATE_NAMES, State
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
    refuse(CannotRecord, "不能记录", reasons.not_to_record(meeting, record, bodies_of))
    rows = list(_items(meeting, record, tables))
    if meeting.state == State.PLANNED:
        duties.meet(meeting=meeting, actor=actor, at=at)
        calling.rest(meeting, at)
    _replace(meeting, record, tables, rows)
    _keep_head(meeting, record, at)
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
    return Recorded(meeting, tuple(_warnings(meeting, record, rows, tables)))


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


def _items(meeting: Meeting, record: Record, tables: Mapping[str, Place]) -> Iterator[_Row]:
    """Every line with its row; items are numbered through the whole event."""
    values = parameters.in_force(meeting.day)
    for number, line in enumerate(record.lines, 1):
        place = tables[line.form or meeting.kind]
        item = catalog.items()[line.kind]
        row, elected = counted.counted(line, number, place, item, values)
        if item.first and item.first != place.kind.code:
            row.first_heard = _heard_before(meeting, item.first, row.title)
        votes = line.election.ballots.votes if line.election and elected else {}
        stood = tuple(
            Candidate(item=row, person_id=person, votes=count, is_elected=person in elected.elected)
            for person, count in votes.items()
            if elected
        )
        yield line, row, stood


def _heard_before(meeting: Meeting, kind: str, title: str) -> AgendaItem | None:
    """The same title at the last meeting of that kind of the unit, before this one."""
    return (
        AgendaItem.objects.filter(
            form__meeting__unit=meeting.unit,
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
    _clear(meeting)
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
            Recusal(item=row, person_id=code, ground=ground) for code, ground in line.recused
        )
        Stance.objects.bulk_create(
            Stance(item=row, number=turn, person_id=code, opinion=opinion.value)
            for turn, (code, opinion) in enumerate(line.stances, 1)
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


def _clear(meeting: Meeting) -> None:
    items = AgendaItem.objects.filter(form__meeting=meeting)
    for model in (Candidate, Recusal, Stance):
        model._default_manager.filter(item__in=items).delete()
    AgendaItem.objects.filter(first_heard__in=items).update(first_heard=None)
    items.delete()
    meeting.absences.all().delete()
    meeting.observers.all().delete()


def _keep_head(meeting: Meeting, record: Record, at: datetime) -> None:
    meeting.starts_at, meeting.ends_at = record.starts_at, record.ends_at
    meeting.place, meeting.theme = record.place.strip(), record.theme.strip()
    meeting.chair_id, meeting.recorder_id = record.chair or None, record.recorder or None
    meeting.record, meeting.state = record.text.strip(), State.HELD.value
    meeting.version += 1
    meeting.saved_at = at
    meeting.save()


def _warnings(
    meeting: Meeting, record: Record, rows: Sequence[_Row], tables: Mapping[str, Place]
) -> Iterator[str]:
    for line, row, _ in rows:
        place, item = tables[line.form or meeting.kind], catalog.items()[line.kind]
        early = chair_spoke_early(
            [person for person, _ in line.stances],
            meeting.chair_id or "",
            [seat.person for seat in place.roll.voting(row.number)],
        )
        if place.kind.chair_speaks_last and early:
            yield f"“{row.title}”：主持人表态时还有{len(early)}人没有表态（末位表态）。"
        if item.first and item.first != place.kind.code and row.first_heard is None:
            first = catalog.meetings()[item.first]
            if len(bodies.members(meeting.unit_id, first, meeting.day)) >= LEAST_COMMITTEE:
                yield f"“{row.title}”：没有找到{first.name}先议的记录（议题名称要一致）。"
