"""Deeds after a meeting: close the record, issue minutes, correct them by a new version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.meetings import catalog, queries, trail_actions
from linghang.meetings.bodies import seating
from linghang.meetings.bodies.seating import Put
from linghang.meetings.counting.rules import Roll, Verdict
from linghang.meetings.knowing import catalog as knowing
from linghang.meetings.models import Absence, AgendaItem, Form, Meeting, Minutes
from linghang.meetings.recording import restrictions
from linghang.meetings.recording.rules import STATE_NAMES, State
from linghang.org.models import Unit
from linghang.org.rules import missing, refuse


class CannotClose(Refused):
    """The record is not ready to be closed; the message lists every reason."""


class CannotIssue(Refused):
    """The minutes cannot be issued; the message lists every reason."""


class CannotPublish(Refused):
    """The publicity cannot be registered; the message lists every reason."""


class CannotMakeUp(Refused):
    """Nobody to make up for anything, or a day that cannot be."""


class CannotCorrect(Refused):
    """The minutes cannot be corrected; the message lists every reason."""


@transaction.atomic
def close(*, meeting_id: int, actor: Actor, at: datetime) -> Meeting:
    """Close the raw record (封存): from now on it stands as it is. Raises CannotClose."""
    meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("unit").get(pk=meeting_id)
    )
    reasons = []
    if meeting.state != State.HELD:
        reasons.append(f"会议{STATE_NAMES[State(meeting.state)]}")
    else:
        reasons += missing(
            主持人=meeting.chair_id or "",
            记录人=meeting.recorder_id or "",
            地点=meeting.place,
        )
        if meeting.starts_at is None:
            reasons.append("没有写开始时间")
        reasons += _without_opinion(meeting)
        reasons += _without_vote(meeting)
    refuse(CannotClose, "不能封存", reasons)
    meeting.state, meeting.closed_at = State.CLOSED.value, at
    meeting.version += 1
    meeting.save(update_fields=["state", "closed_at", "version"])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.CLOSED,
        subject=meeting,
        facts={
            "unit": meeting.unit.name,
            "kind": catalog.meetings()[meeting.kind].name,
            "day": meeting.day.isoformat(),
        },
    )
    return meeting


@transaction.atomic
def make_up(
    *, meeting_id: int, person: str, made_up_on: date, actor: Actor, at: datetime, today: date
) -> Absence:
    """Note the day on which somebody made up for what was missed (补学); it never is presence.

    Also after the record was closed: it is about a later day. Raises CannotMakeUp.
    """
    row = (
        Absence.objects.select_for_update(of=("self",))
        .select_related("meeting__unit")
        .filter(meeting=meeting_id, person__code=person)
        .order_by("first")
        .first()
    )
    if row is None:
        raise CannotMakeUp("不能登记补学：此人没有缺席这次会议。")
    if not row.meeting.day <= made_up_on <= today:
        raise CannotMakeUp("不能登记补学：日期应在会议之后、今天以前。")
    row.made_up_on = made_up_on
    row.save(update_fields=["made_up_on"])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.MADE_UP,
        subject=row.meeting,
        facts={
            "person": person,
            "made_up_on": made_up_on.isoformat(),
            "unit": row.meeting.unit.name,
            "kind": catalog.meetings()[row.meeting.kind].name,
            "day": row.meeting.day.isoformat(),
        },
    )
    return row


@transaction.atomic
def issue(
    *,
    form_id: int,
    text: str,
    signed_by: str,
    apart: bool = False,
    actor: Actor,
    at: datetime,
) -> Minutes:
    """Issue the minutes of one form, numbered within unit and year of issue (§2.4.8).

    apart: about the items alone that are issued apart from the others, personnel decisions above
    all; neither tells of the other's items. Raises CannotIssue.
    """
    form = _locked(form_id)
    reasons = missing(纪要=text.strip(), 签发人=signed_by)
    if form.meeting.state != State.CLOSED:
        reasons.append("会议记录还没有封存")
    if form.minutes.filter(apart=apart).exists():
        reasons.append("纪要已经签发，改动请用更正")
    reasons += _mixed(form, text, apart=apart)
    refuse(CannotIssue, "不能签发", reasons)
    year = timezone.localdate(at).year
    minutes = Minutes.objects.create(
        form=form,
        number=_number(form, year),
        apart=apart,
        text=text.strip(),
        signed_by_id=signed_by,
        issued_at=at,
    )
    _tell(trail_actions.ISSUED, minutes, form, actor, at)
    return minutes


@transaction.atomic
def correct(
    *,
    form_id: int,
    text: str,
    reason: str,
    signed_by: str,
    apart: bool = False,
    actor: Actor,
    at: datetime,
) -> Minutes:
    """Issue corrected minutes under the same number; the former version stays to be read.

    Raises CannotCorrect.
    """
    form = _locked(form_id)
    last = form.minutes.filter(apart=apart).order_by("-version").first()
    reasons = missing(纪要=text.strip(), 更正原因=reason.strip(), 签发人=signed_by)
    if last is None:
        reasons.append("纪要还没有签发")
    elif last.text == text.strip():
        reasons.append("内容没有改动")
    reasons += _mixed(form, text, apart=apart)
    refuse(CannotCorrect, "不能更正", reasons)
    minutes = Minutes.objects.create(
        form=form,
        number=last.number if last else "",
        apart=apart,
        version=last.version + 1 if last else 1,
        text=text.strip(),
        reason=reason.strip(),
        signed_by_id=signed_by,
        issued_at=at,
    )
    _tell(trail_actions.CORRECTED, minutes, form, actor, at)
    return minutes


@transaction.atomic
def publish(
    *, item_id: int, published_on: date, actor: Actor, at: datetime, today: date
) -> AgendaItem:
    """Publicity of what the item decided starts (公示): from now on whoever reads the record may
    know of it (§2.4.9). Raises CannotPublish."""
    rows = AgendaItem.objects.select_for_update(of=("self",)).select_related("form__meeting__unit")
    item: AgendaItem = rows.get(pk=item_id)
    meeting, reasons = item.form.meeting, []
    if not catalog.items()[item.kind].known_to:
        reasons.append("这项议题没有限定知悉范围")
    if item.published_on:
        reasons.append(f"已自{item.published_on.isoformat()}起公示")
    if meeting.state != State.CLOSED:
        reasons.append("会议记录还没有封存")
    if item.verdict != Verdict.PASSED:
        reasons.append("这项议题没有通过")
    if not meeting.day <= published_on <= today:
        reasons.append("日期应在会议之后、今天以前")
    refuse(CannotPublish, "不能登记公示", reasons)
    item.published_on = published_on
    item.save(update_fields=["published_on"])
    meeting.save(update_fields=["saved_at"])  # unchanged; whoever watches meetings looks again
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.PUBLISHED,
        subject=meeting,
        facts={
            "unit": meeting.unit.name,
            "kind": catalog.meetings()[item.form.kind].name,
            "day": meeting.day.isoformat(),
            "number": item.number,
            "published_on": published_on.isoformat(),
        },
    )
    return item


def _without_opinion(meeting: Meeting) -> list[str]:
    """Items of which every present member's opinion must be on record (§2.4.7), and is not."""
    found = []
    record = queries.record_of(meeting)
    put_up = [Put(one.kind, one.about) for one in record.lines]
    rows = AgendaItem.objects.filter(form__meeting=meeting).select_related("form")
    for row in rows.order_by("number"):
        item = catalog.item(row.kind)
        if item is None or not item.opinions or row.verdict in ("", Verdict.DEFERRED):
            continue
        kind, line = catalog.meetings()[row.form.kind], record.lines[row.number - 1]
        seats = tuple(
            one.seat for one in seating.members(meeting.unit_id, kind, meeting.day, put_up)
        )
        roll = Roll(seats, tuple(one.away for one in record.missed))
        there = roll.voting(row.number, [person for person, _ in line.recused])
        said = {person for person, _ in line.stances}
        if unsaid := [seat for seat in there if seat.person not in said]:
            found.append(
                f"第{row.number}项“{item.name}”要逐人记录意见，还有{len(unsaid)}名到会成员没有记"
            )
    return found


def _without_vote(meeting: Meeting) -> Iterator[str]:
    """A record that was kept before the rule was asked is asked now (§2.8.3)."""
    for number, line in enumerate(queries.record_of(meeting).lines, 1):
        item, kind = catalog.item(line.kind), catalog.meetings()[line.form or meeting.kind]
        if item is not None:
            found = restrictions.without_vote(line, item, kind)
            yield from (f"第{number}项{says}" for says in found)


def _mixed(form: Form, text: str, *, apart: bool) -> list[str]:
    """Personnel decisions are issued by themselves: neither text tells of the other's items."""
    rows = list(AgendaItem.objects.filter(form=form).select_related("person"))
    mine = [row for row in rows if knowing.apart(row.kind) is apart]
    others = [row for row in rows if knowing.apart(row.kind) is not apart]
    if not mine and rows:
        return ["没有要单独印发的议题" if apart else "议题都要单独印发，请签发单独的纪要"]
    told = [row.number for row in others if row.title in text]
    if not apart:
        told += [row.number for row in others if row.person and row.person.name in text]
    return [f"第{number}项要单独印发，不能写进同一份纪要" for number in dict.fromkeys(told)]


def _locked(form_id: int) -> Form:
    """The form, with its unit locked: numbers of a unit are given one after another."""
    form = Form.objects.select_related("meeting__unit").get(pk=form_id)
    Unit.objects.select_for_update().get(pk=form.meeting.unit.pk)
    return form


def _number(form: Form, year: int) -> str:
    beginning = f"〔{year}〕"
    issued = Minutes.objects.filter(
        form__meeting__unit=form.meeting.unit, version=1, number__startswith=beginning
    )
    return f"{beginning}{issued.count() + 1}号"


def _tell(action: str, minutes: Minutes, form: Form, actor: Actor, at: datetime) -> None:
    trail.leave(
        at=at,
        actor=actor,
        action=action,
        subject=form.meeting,
        facts={
            "unit": form.meeting.unit.name,
            "kind": catalog.meetings()[form.kind].name,
            "number": minutes.number,
            "version": minutes.version,
            "reason": minutes.reason,
        },
    )
