"""Tells the members of a meeting to come, and knows who has seen it and by when material is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q

from linghang.foundation.access import Actor
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.period import day_label
from linghang.foundation.workdays import queries as workdays
from linghang.foundation.workdays.rules import YearNotLoaded
from linghang.meetings import catalog, trail_actions
from linghang.meetings.bodies import seating
from linghang.meetings.bodies.seating import Put
from linghang.meetings.models import Meeting
from linghang.notices import services as notices
from linghang.notices.models import Notice

NOTICE = "meeting_called"


@dataclass(frozen=True, slots=True)
class Receipts:
    """How many members were told of a meeting, and how many of them have seen it (签收)."""

    told: int
    seen: int


@transaction.atomic
def tell_members(*, meeting: Meeting, name: str, actor: Actor, at: datetime) -> int:
    """Tell every member of every form once; the notice rests when the meeting is recorded or
    called off. name: what the meeting is called. Returns how many were told."""
    told = notices.notify(
        kind=NOTICE,
        to=sorted(people(meeting) - {actor.person}),
        subject=_subject(meeting),
        facts={
            "unit": meeting.unit.name,
            "kind": name,
            "day": day_label(meeting.day),
            "hour": f"{meeting.starts_at:%H:%M}" if meeting.starts_at else "",
            "place": meeting.place or "另行通知",
            "theme": f"主题：{meeting.theme}。" if meeting.theme else "",
        },
        actor=actor,
        at=at,
        due=meeting.day,
    )
    return len(told)


def people(meeting: Meeting) -> set[str]:
    """Codes of everybody who is expected at any of its forms."""
    put_up = [Put(kind) for kind in meeting.agenda.values_list("kind", flat=True)]
    return {
        member.person
        for form in meeting.forms.all()
        for member in seating.members(
            meeting.unit.code, catalog.meetings()[form.kind], meeting.day, put_up
        )
        if not member.excused
    }


def rest(meeting: Meeting, at: datetime) -> None:
    """There is nothing left to be told of: the meeting took place, or will not."""
    notices.settle(kinds=(NOTICE,), subject=_subject(meeting), at=at)


def receipts(meeting: Meeting) -> Receipts:
    """Who was told and who has seen it, in one query."""
    kind, pk = _subject(meeting)
    found = Notice.objects.filter(kind=NOTICE, subject_type=kind, subject_id=pk).aggregate(
        told=Count("pk"), seen=Count("pk", filter=Q(read_at__isnull=False))
    )
    return Receipts(told=found["told"], seen=found["seen"])


@dataclass(frozen=True, slots=True)
class Limit:
    """The last day in time, and how many workdays the rule asks."""

    last: date
    workdays: int


def material_by(meeting: Meeting) -> Limit | None:
    """By when material reaches members in time; None where no rule says so, or the holidays of
    that year are not known yet."""
    return _limit(meeting, catalog.meetings()[meeting.kind].material, -1)


def notice_by(meeting: Meeting) -> Limit | None:
    """By when members are told of the agenda; None as in material_by()."""
    return _limit(meeting, catalog.meetings()[meeting.kind].notice, -1)


def minutes_by(meeting: Meeting, kind: str) -> Limit | None:
    """By when the minutes of that form are issued; None as in material_by()."""
    return _limit(meeting, catalog.meetings()[kind].minutes, 1)


def _limit(meeting: Meeting, declared: str, direction: int) -> Limit | None:
    days = parameters.value(declared, meeting.day) if declared else None
    if not isinstance(days, int):
        return None
    try:
        return Limit(workdays.calendar().add(meeting.day, direction * days), days)
    except YearNotLoaded:
        return None


def _subject(meeting: Meeting) -> tuple[str, str]:
    """A name of its own: who is told need not be allowed to read the record."""
    return trail_actions.CALL, str(meeting.pk)
