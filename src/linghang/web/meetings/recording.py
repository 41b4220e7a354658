"""记录会议: the clerk's page, for a meeting that was planned and for one that was not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse

from linghang.meetings import catalog, matters, queries
from linghang.meetings.bodies import queries as bodies
from linghang.meetings.bodies.queries import Member
from linghang.meetings.definitions import MeetingKind
from linghang.meetings.matters import Matter
from linghang.meetings.models import Meeting
from linghang.meetings.recording import services
from linghang.meetings.recording.entries import Line, Record
from linghang.meetings.recording.services import Recorded
from linghang.meetings.yearly import themes
from linghang.org.models import Unit
from linghang.web.forms import page
from linghang.web.meetings.forms import asks, by
from linghang.web.meetings.item_form import Asked
from linghang.web.meetings.opinion_fields import speakers
from linghang.web.meetings.record_form import RECORD, RecordForm, groups
from linghang.web.meetings.seen import called, meeting_recorded, unit_recorded, whole
from linghang.web.meetings.themes import above
from linghang.web.requests import Request

VERSION = "version"


class KeepForm(RecordForm):
    """The same for a meeting that is there: of two who save at once the second is told."""

    def __init__(self, *args: Any, asked: Asked, version: int, **kwargs: Any) -> None:
        super().__init__(*args, asked=asked, **kwargs)
        self.fields[VERSION] = django_forms.IntegerField(
            initial=version, widget=django_forms.HiddenInput
        )


@asks
def new(request: Request, code: str, kind: str) -> HttpResponse:
    """Record a meeting of this kind that nobody had planned here; the day is asked for, too."""
    unit = unit_recorded(request, code)
    declared = _kind_of(unit, kind)
    last = _suggested(request, unit, declared)
    asked = Asked(
        kinds=(declared,),
        members=bodies.members(code, declared, request.today),
        last=_themed(request, unit, (declared,), request.today, last),
        waiting=matters.waiting(code, [kind], request.today),
        branch=tuple(speakers(code, request.today)),
        is_new=True,
        day=request.today,
    )

    def deed(given: dict[str, Any]) -> Recorded:
        return services.hold(
            unit=code,
            kinds=[kind],
            day=given["day"],
            record=given[RECORD],
            today=request.today,
            **by(request),
        )

    return _page(
        request,
        RecordForm,
        asked,
        title=f"记录{declared.name}",
        note=unit.name,
        draft=f"meetings.new.{code}.{kind}",
        cancel=reverse("unit-meetings", args=[code]),
        deed=deed,
    )


@asks
def record(request: Request, pk: int) -> HttpResponse:
    """Record a meeting that was planned, or go on with its record until it is closed."""
    meeting = meeting_recorded(request, pk)
    whole(request, meeting)
    kinds = tuple(catalog.meetings()[form.kind] for form in meeting.forms.all())
    last = _themed(request, meeting.unit, kinds, meeting.day, _last(request, meeting))
    asked = Asked(
        kinds=kinds,
        members=_all(meeting, kinds),
        last=last,
        waiting=_waiting(meeting, last),
        branch=tuple(speakers(meeting.unit_id, meeting.day)),
        day=meeting.day,
    )

    def deed(given: dict[str, Any]) -> Recorded:
        return services.keep(
            meeting_id=pk,
            version=given[VERSION],
            record=given[RECORD],
            today=request.today,
            **by(request),
        )

    return _page(
        request,
        KeepForm,
        asked,
        version=meeting.version,
        title=f"记录{called(meeting)}",
        note=meeting.unit.name,
        draft=f"meetings.record.{pk}",
        cancel=reverse("meeting", args=[pk]),
        deed=deed,
    )


def _page(
    request: Request,
    form: type[RecordForm],
    asked: Asked,
    *,
    deed: Callable[[dict[str, Any]], Recorded],
    **more: Any,
) -> HttpResponse:
    """The form in the order in which a clerk needs it; what to look at again is said after."""

    def done(given: dict[str, Any]) -> Recorded:
        kept = deed(given)
        for warning in kept.warnings:
            messages.warning(request, warning)
        return kept

    return page(
        request,
        form,
        asked=asked,
        groups=groups(asked),
        submit="保存记录",
        deed=done,
        done=lambda kept: f"已保存{called(kept.meeting)}的记录。",
        then=lambda kept: reverse("meeting", args=[kept.meeting.pk]),
        **more,
    )


def _kind_of(unit: Unit, code: str) -> MeetingKind:
    found = next((one for one in catalog.held_by(unit.kind) if one.code == code), None)
    if found is None:
        raise Http404
    return found


def _all(meeting: Meeting, kinds: tuple[MeetingKind, ...]) -> tuple[Member, ...]:
    """The members of all forms, each once."""
    found: dict[str, Member] = {}
    for kind in kinds:
        for one in bodies.members(meeting.unit.code, kind, meeting.day):
            found.setdefault(one.person, one)
    return tuple(found.values())


def _waiting(meeting: Meeting, last: Record) -> tuple[Matter, ...]:
    """What waits for it; and what was put up at it, though it may wait no longer."""
    kinds = [form.kind for form in meeting.forms.all()]
    found = matters.waiting(meeting.unit_id, kinds, meeting.day)
    kept = (
        Matter(about=line.about, title=line.title, item=line.kind, person=line.person)
        for line in last.lines
        if line.about != matters.NOTHING
    )
    known = {one.about for one in found}
    return (*found, *(one for one in kept if one.about not in known))


def _themed(
    request: Request, unit: Unit, kinds: tuple[MeetingKind, ...], day: date, record: Record
) -> Record:
    """The record with the theme that was planned for the month, where it says none yet."""
    if record.theme or not kinds[0].planned_by:
        return record
    higher = above(request.rights.structure, unit.code)
    return replace(record, theme=themes.planned_for(unit.code, higher, kinds[0].code, day))


def _suggested(request: Request, unit: Unit, kind: MeetingKind) -> Record:
    """Place, hour, chair and recorder of the last meeting of the kind; the first time, who acts."""
    last = (
        Meeting.objects.took_place()
        .filter(unit=unit, kind=kind.code)
        .select_related("chair", "recorder")
        .order_by("-day")
        .first()
    )
    if last is None:
        return Record(chair=request.actor.person, recorder=request.actor.person)
    return Record(
        starts_at=last.starts_at,
        ends_at=last.ends_at,
        place=last.place,
        chair=last.chair.code if last.chair else "",
        recorder=last.recorder.code if last.recorder else "",
    )


def _last(request: Request, meeting: Meeting) -> Record:
    kept = queries.record_of(meeting)
    if meeting.version:
        return kept
    first = _suggested(request, meeting.unit, catalog.meetings()[meeting.kind])
    return Record(
        starts_at=kept.starts_at or first.starts_at,
        place=kept.place or first.place,
        theme=kept.theme,
        chair=first.chair,
        recorder=first.recorder,
        lines=tuple(
            Line(kind=one.kind, title=one.title, form=one.form, person=one.person_id or "")
            for one in meeting.agenda.order_by("number")
        ),
    )
