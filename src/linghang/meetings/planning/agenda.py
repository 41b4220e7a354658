"""Before a meeting: its agenda is announced, and written material reaches the members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.period import day_label
from linghang.foundation.trail import services as trail
from linghang.meetings import catalog, trail_actions
from linghang.meetings.models import Material, Meeting, PutUp
from linghang.meetings.planning import calling
from linghang.meetings.recording import restrictions
from linghang.meetings.recording.rules import STATE_NAMES, State
from linghang.notices import services as notices
from linghang.notices.models import Notice
from linghang.org.rules import missing, refuse

MATERIAL_NOTICE = "meeting_material"


class CannotAnnounce(Refused):
    """The agenda cannot be announced; the message lists every reason."""


class CannotDeliver(Refused):
    """The material cannot be registered; the message lists every reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One item of an agenda. form: the kind of meeting within the event, "" for its first.

    person: code of the one whom it is about, "" for nobody.
    """

    kind: str
    title: str
    form: str = ""
    person: str = ""


@transaction.atomic
def announce(
    *, meeting_id: int, points: Sequence[Point], actor: Actor, at: datetime, today: date
) -> list[PutUp]:
    """Announce the agenda of a meeting to come, in place of an earlier one, on the day `today`.

    An item that was on it before keeps the day on which it was announced. Raises CannotAnnounce.
    """
    meeting = _planned(meeting_id)
    known = dict(meeting.agenda.values_list("title", "announced_on"))
    refuse(CannotAnnounce, "不能公布议程", _reasons(meeting, points))
    meeting.agenda.all().delete()
    rows = PutUp.objects.bulk_create(
        PutUp(
            meeting=meeting,
            number=number,
            form=one.form or meeting.kind,
            kind=one.kind,
            title=one.title.strip(),
            person_id=one.person or None,
            announced_on=known.get(one.title.strip(), today),
        )
        for number, one in enumerate(points, 1)
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.PUT_UP,
        subject=meeting,
        facts={**_facts(meeting), "items": len(rows)},
    )
    return rows


def _reasons(meeting: Meeting, points: Sequence[Point]) -> list[str]:
    reasons = [] if meeting.state == State.PLANNED else [f"会议{STATE_NAMES[State(meeting.state)]}"]
    forms = set(meeting.forms.values_list("kind", flat=True))
    titles = [one.title.strip() for one in points]
    for number, one in enumerate(points, 1):
        form = one.form or meeting.kind
        item = catalog.item(one.kind)
        if not one.title.strip():
            reasons.append(f"第{number}项没有写议题")
        if form not in forms or item is None:
            reasons.append(f"第{number}项的形式或类别不对")
        elif form not in item.decided_by and form not in (item.stands_in, item.first):
            name = catalog.meetings()[form].name
            reasons.append(f"第{number}项：{name}不能研究“{item.name}”")
        elif item.one_by_one and restrictions.names_several(one.title):
            reasons.append(f"第{number}项：“{item.name}”逐人表决，一项只写一人")
    if len(set(titles)) < len(titles):
        reasons.append("有两项的议题相同")
    return reasons


@transaction.atomic
def deliver(
    *, meeting_id: int, title: str, delivered_on: date, actor: Actor, at: datetime, today: date
) -> Material:
    """Register that material reached the members; each is told and signs by reading (签收).

    Raises CannotDeliver.
    """
    meeting = _planned(meeting_id)
    reasons = missing(材料名称=title.strip())
    if meeting.state not in (State.PLANNED, State.HELD):
        reasons.append(f"会议{STATE_NAMES[State(meeting.state)]}")
    if delivered_on > min(today, meeting.day):
        reasons.append("送达日期不能晚于今天和会议日期")
    if meeting.material.filter(title=title.strip()).exists():
        reasons.append("这份材料已经登记过")
    refuse(CannotDeliver, "不能登记", reasons)
    row = Material.objects.create(meeting=meeting, title=title.strip(), delivered_on=delivered_on)
    if meeting.state == State.PLANNED:
        notices.notify(
            kind=MATERIAL_NOTICE,
            to=sorted(calling.people(meeting) - {actor.person}),
            subject=(trail_actions.MATERIAL, str(row.pk)),
            facts={**_facts(meeting), "day": day_label(meeting.day), "title": row.title},
            actor=actor,
            at=at,
            due=meeting.day,
        )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.DELIVERED,
        subject=meeting,
        facts={**_facts(meeting), "delivered_on": delivered_on.isoformat()},
    )
    return row


@dataclass(frozen=True, slots=True)
class Signed:
    """Who was given which material, and when they signed for it; None: not yet."""

    material: str
    person: str
    seen_at: datetime | None


def signed(meeting: Meeting) -> list[Signed]:
    """Receipts of every member for every material, by material and name, in two queries."""
    titles = {str(pk): title for pk, title in meeting.material.values_list("pk", "title")}
    rows = Notice.objects.filter(
        kind=MATERIAL_NOTICE, subject_type=trail_actions.MATERIAL, subject_id__in=titles
    )
    return [
        Signed(titles[pk], name, seen)
        for pk, name, seen in rows.order_by("subject_id", "person__name").values_list(
            "subject_id", "person__name", "read_at"
        )
    ]


def _planned(meeting_id: int) -> Meeting:
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("unit")
    found: Meeting = rows.get(pk=meeting_id)
    return found


def _facts(meeting: Meeting) -> dict[str, str]:
    return {
        "unit": meeting.unit.name,
        "kind": catalog.meetings()[meeting.kind].name,
        "day": meeting.day.isoformat(),
    }
