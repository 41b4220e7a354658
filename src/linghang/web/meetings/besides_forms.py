"""Forms on what belongs to a meeting besides its record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django import forms
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation import clock
from linghang.foundation.evidence import services as evidence
from linghang.foundation.sensitivity.definitions import CHOICES, Level
from linghang.meetings import catalog
from linghang.meetings.definitions import MeetingKind
from linghang.meetings.follow_ups import services as follow_ups
from linghang.meetings.lessons import services as lessons
from linghang.meetings.lessons.rules import LESSON_NAMES, LessonKind
from linghang.meetings.lessons.services import Talk
from linghang.meetings.models import FollowUp, Form, Lesson, Meeting, MeetingPaper, PlannedLesson
from linghang.meetings.particulars import queries as kept
from linghang.meetings.particulars import services as particulars
from linghang.meetings.rota import queries as rota
from linghang.web.forms import Group, PersonField, of_fields, page
from linghang.web.meetings.forms import asks, by, day_field
from linghang.web.meetings.rota_forms import place_field
from linghang.web.meetings.rota_forms import speakers as who_may_teach
from linghang.web.meetings.seen import called, meeting_recorded, meeting_seen
from linghang.web.parameters.changes import EvidenceField
from linghang.web.requests import Request

SPEAKERS = 4
ONLY_FIRST = "只写第一议题的落实事项；其他议题的责任人和时限写在议题里。"


def _form(request: Request, pk: int) -> tuple[Form, Meeting, MeetingKind]:
    """The form with its meeting, if one may record it."""
    form = get_object_or_404(Form, pk=pk)
    meeting = meeting_recorded(request, form.meeting_id)
    return form, meeting, catalog.meetings()[form.kind]


@asks
def besides(request: Request, pk: int) -> HttpResponse:
    """Write down what the kind of meeting asks for besides."""
    form, meeting, kind = _form(request, pk)
    if not kind.fields:
        raise Http404
    back = reverse("meeting", args=[meeting.pk])
    return page(
        request,
        of_fields(kind.fields),
        title=f"填写{kind.name}情况",
        note=f"{meeting.unit.name} {meeting.day.isoformat()}",
        submit="保存",
        initial=kept.values_of(form),
        deed=lambda given: particulars.keep(form_id=pk, values=given, **by(request)),
        done="已保存。",
        then=back,
        draft=f"meetings.besides.{pk}",
        cancel=back,
    )


class SpeakersForm(forms.Form):
    """Up to four speakers, each with a topic. last: as it was kept, else as it was planned."""

    def __init__(self, *args: Any, last: Sequence[Lesson | PlannedLesson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, SPEAKERS + 1):
            row = last[n - 1] if n <= len(last) else None
            self.fields[f"speaker{n}"] = PersonField(
                label="主讲人",
                required=n == 1,
                initial=row.speaker_id if row else "",
                among=who_may_teach,
            )
            self.fields[f"topic{n}"] = forms.CharField(
                label="题目", max_length=120, required=n == 1, initial=row.topic if row else ""
            )
            self.fields[f"kind{n}"] = forms.ChoiceField(
                label="形式",
                choices=[(one.value, name) for one, name in LESSON_NAMES.items()],
                required=False,
                initial=row.kind if row else LessonKind.SPECIAL.value,
            )
            self.fields[f"place{n}"] = place_field()
            self.fields[f"place{n}"].initial = row.place if row else ""


@asks
def speakers(request: Request, pk: int) -> HttpResponse:
    """Say who taught at a lesson."""
    form, meeting, kind = _form(request, pk)
    if not kind.lessons:
        raise Http404
    back = reverse("meeting", args=[meeting.pk])

    def deed(given: dict[str, Any]) -> Form:
        talks = [
            Talk(
                given[f"speaker{n}"],
                given[f"topic{n}"],
                LessonKind(given[f"kind{n}"]),
                given[f"place{n}"],
            )
            for n in range(1, SPEAKERS + 1)
            if given[f"speaker{n}"]
        ]
        return lessons.keep(form_id=pk, talks=talks, today=request.today, **by(request))

    kept_rows = list(form.lessons.select_related("speaker"))
    planned = [] if kept_rows else rota.waiting(form, request.today)

    return page(
        request,
        SpeakersForm,
        last=kept_rows or planned,
        groups=[
            Group(
                f"第{n}位主讲人",
                (f"speaker{n}", f"topic{n}", f"kind{n}", f"place{n}"),
                look="" if n <= max(1, len(kept_rows or planned)) else "fold",
            )
            for n in range(1, SPEAKERS + 1)
        ],
        title=f"登记主讲人：{called(meeting)}",
        note="职务按主讲当日的任职自动记下，以后调动不改变已记的次数。"
        + ("已按党课计划填好，请核对。" if planned else ""),
        submit="登记",
        deed=deed,
        done="已登记主讲人。",
        then=back,
        cancel=back,
    )


class FollowUpForm(forms.Form):
    """One line of what is left to do."""

    title = forms.CharField(label="事项", max_length=200)
    measure = forms.CharField(
        label="措施", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    owner = PersonField(label="责任人")
    due_date = day_field("完成时限")


@asks
def add(request: Request, pk: int) -> HttpResponse:
    """Set one line: what, by whom, by when."""
    _, meeting, kind = _form(request, pk)
    if not kind.agreed:
        raise Http404
    back = reverse("meeting", args=[meeting.pk])
    return page(
        request,
        FollowUpForm,
        title=f"登记{kind.agreed}：{called(meeting)}",
        note=ONLY_FIRST if kind.opens_with else "",
        submit="登记",
        deed=lambda given: follow_ups.add(form_id=pk, **given, **by(request)),
        done=lambda row: f"已登记：{row.title}。",
        then=back,
        draft=f"meetings.follow_up.{pk}",
        cancel=back,
    )


class CloseForm(forms.Form):
    """When it was done, and what came of it."""

    closed_on = day_field("完成日期")
    result = forms.CharField(
        label="完成情况", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


@asks
def close(request: Request, pk: int) -> HttpResponse:
    """Close one line (销号)."""
    row = get_object_or_404(FollowUp.objects.select_related("form", "owner"), pk=pk)
    meeting = meeting_recorded(request, row.form.meeting_id)
    back = reverse("meeting", args=[meeting.pk])
    return page(
        request,
        CloseForm,
        title=f"销号：{row.title}",
        note=f"责任人{row.owner.name}，完成时限{row.due_date.isoformat()}。",
        submit="销号",
        initial={"closed_on": request.today},
        deed=lambda given: follow_ups.close(row_id=pk, today=request.today, **given, **by(request)),
        done=lambda done: f"已销号：{done.title}。",
        then=back,
        cancel=back,
    )


class PaperForm(forms.Form):
    """A file, and what it is."""

    def __init__(self, *args: Any, kinds: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(label="材料", choices=[(one, one) for one in kinds])
        self.fields["file"] = EvidenceField(label="文件", help_text="不得上传涉密文件。")
        self.fields["level"] = forms.ChoiceField(
            label="文件的敏感程度", choices=CHOICES, initial=Level.INTERNAL.value, required=False
        )


@asks
def add_paper(request: Request, pk: int) -> HttpResponse:
    """Put a file beside the meeting."""
    _, meeting, kind = _form(request, pk)
    if not kind.papers:
        raise Http404
    back = reverse("meeting", args=[meeting.pk])

    def deed(given: dict[str, Any]) -> MeetingPaper:
        upload = given["file"]
        stored = evidence.store(
            content=upload.read(),
            name=upload.name,
            media_type=upload.content_type or "application/octet-stream",
            happened_on=meeting.day,
            level=given["level"] or Level.INTERNAL,
            actor=request.actor,
            at=clock.now(),
        )
        return particulars.add_paper(
            form_id=pk, kind=given["kind"], evidence_id=stored.pk, **by(request)
        )

    return page(
        request,
        PaperForm,
        kinds=kind.papers,
        title=f"上传材料：{called(meeting)}",
        submit="上传",
        deed=deed,
        done=lambda row: f"已上传{row.kind}。",
        then=back,
        cancel=back,
    )


@require_safe
def paper(request: Request, pk: int) -> FileResponse:
    """The file, byte for byte as it was taken in."""
    row = get_object_or_404(MeetingPaper.objects.select_related("form", "evidence"), pk=pk)
    meeting_seen(request, row.form.meeting_id)
    answer = FileResponse(row.evidence.open(), content_type="application/octet-stream")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.evidence.name)}"
    return answer
