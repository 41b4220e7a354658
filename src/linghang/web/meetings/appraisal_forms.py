"""Forms on an appraisal: open it, its steps, the grades, who was told, the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from linghang.foundation.access import deny
from linghang.foundation.fields import dates
from linghang.foundation.fields.words import Unreadable
from linghang.meetings.appraisal import queries, services
from linghang.meetings.appraisal.rules import (
    DISPOSAL_NAMES,
    GRADE_NAMES,
    STEP_NAMES,
    Disposal,
    Grade,
    Standing,
    Step,
    Votes,
)
from linghang.meetings.appraisal.services import Given
from linghang.meetings.bodies.queries import Member
from linghang.meetings.models import Appraisal, AppraisalGrade, Meeting
from linghang.org import policy
from linghang.org.definitions import Kind
from linghang.procedures.models import Proceeding
from linghang.procedures.party.disposals import GRADE, PROCEDURE
from linghang.procedures.services import start
from linghang.web.access import require
from linghang.web.forms import Group, page
from linghang.web.forms.selecting import Select
from linghang.web.meetings.appraisals import appraisal_seen
from linghang.web.meetings.disposals import may_dispose
from linghang.web.meetings.forms import asks, by, day_field
from linghang.web.meetings.named_lines import NamedLines
from linghang.web.meetings.seen import called, unit_recorded
from linghang.web.requests import Request

LATEST = 12


class OpenForm(forms.Form):
    """Which year, and the day on which who belongs is appraised."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    day = day_field("评议日", help_text="以当日在本支部的党员为评议对象。")


@asks
def open_appraisal(request: Request, code: str) -> HttpResponse:
    """Begin the appraisal of a branch for a year; leads on to that of this year, if it is there."""
    unit = unit_recorded(request, code)
    if unit.kind != Kind.PARTY_BRANCH:
        raise Http404
    row = Appraisal.objects.filter(unit=unit, year=request.today.year).first()
    if row and request.method != "POST":
        return redirect("appraisal", pk=row.pk)
    return page(
        request,
        OpenForm,
        title=f"开展民主评议党员：{unit.name}",
        submit="登记",
        initial={"year": request.today.year, "day": request.today},
        deed=lambda given: services.open_appraisal(unit=code, **given, **by(request)),
        done=lambda row: f"已登记{row.year}年民主评议。",
        then=lambda row: reverse("appraisal", args=[row.pk]),
        cancel=reverse("unit-meetings", args=[code]),
    )


def _recorded(request: Request, pk: int) -> Appraisal:
    """The appraisal, if one may write in it (else 403)."""
    row = appraisal_seen(request, pk)
    require(policy.may_record_meetings(request.rights, row.unit.code, Kind(row.unit.kind)))
    return row


class StepsForm(forms.Form):
    """The day of each step, and the meeting that settled the grades."""

    def __init__(self, *args: Any, row: Appraisal, meetings: Sequence[Meeting], **more: Any):
        super().__init__(*args, **more)
        for one, name in STEP_NAMES.items():
            if one is not Step.REPORT:
                self.fields[one.value] = day_field(name, required=False, initial=row.steps.get(one))
        self.fields["meeting"] = forms.TypedChoiceField(
            label="评定会议",
            choices=[("", "请选择"), *((str(one.pk), called(one)) for one in meetings)],
            coerce=int,
            empty_value=None,
            required=False,
            initial=str(row.meeting_id or ""),
            help_text="作出评定意见的支委会或党员大会。",
        )


@asks
def steps(request: Request, pk: int) -> HttpResponse:
    """Write down when each step was done."""
    row = _recorded(request, pk)
    held = Meeting.objects.took_place().filter(
        unit=row.unit, kind__in=("branch_committee", "member_meeting", "life_meeting", "theme_day")
    )
    back = reverse("appraisal", args=[pk])

    def deed(given: dict[str, Any]) -> Appraisal:
        days = {Step(name): day for name, day in given.items() if name != "meeting" and day}
        return services.note_steps(
            appraisal_id=pk,
            steps=days,
            meeting_id=given["meeting"],
            today=request.today,
            **by(request),
        )

    return page(
        request,
        StepsForm,
        row=row,
        meetings=list(held.prefetch_related("forms").order_by("-day")[:LATEST]),
        title=f"登记进度：{row.year}年民主评议党员",
        note="依次为个人自评、党员互评、民主测评、支委会或党员大会评定意见；告知本人以后上报。",
        submit="保存",
        deed=deed,
        done="已保存进度。",
        then=back,
        cancel=back,
    )


class _Ballots(NamedLines):
    """测评票数: four numbers behind each name, in the order of the grades; the word is Votes."""

    def word(self, text: str, line: str) -> Votes:
        numbers = text.replace("，", " ").replace(",", " ").split()
        if len(numbers) != len(GRADE_NAMES) or not all(one.isdecimal() for one in numbers):
            raise ValidationError(f"“{line}”：写四个数，依次为优秀、合格、基本合格、不合格的票数。")
        return Votes(*(int(one) for one in numbers))


class _Disposals(NamedLines):
    """处置: what becomes of each who is not qualified."""

    def word(self, text: str, line: str) -> Disposal:
        known = {name: one for one, name in DISPOSAL_NAMES.items()}
        if text not in known:
            raise ValidationError(f"“{line}”：只能写{'、'.join(known)}。")
        return known[text]


class _Days(NamedLines):
    """提醒谈话: a day behind each name."""

    def word(self, text: str, line: str) -> date:
        try:
            return dates.day(text)
        except Unreadable:
            raise ValidationError(f"“{line}”：写谈话日期，如2025-12-20。") from None


class GradesForm(forms.Form):
    """A grade for each member; 合格 unless another is chosen."""

    def __init__(
        self,
        *args: Any,
        members: Sequence[Member],
        kept: Mapping[str, AppraisalGrade],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.members = members
        options = [(one.value, name) for one, name in GRADE_NAMES.items()]
        for one in members:
            row = kept.get(one.person)
            self.fields[f"grade-{one.person}"] = forms.ChoiceField(
                label=one.name,
                choices=options,
                initial=row.grade if row else Grade.QUALIFIED.value,
                widget=Select,
            )
        ballots = _Ballots(
            label="民主测评票数",
            members=members,
            help_text="每行一人：姓名 优秀 合格 基本合格 不合格 的票数，各人四项合计应相同。"
            "票数供参考，不据此定等次。",
        )
        ballots.initial = "\n".join(
            f"{row.person.name} {row.excellent} {row.qualified} {row.barely} {row.unqualified}"
            for row in kept.values()
            if row.excellent or row.qualified or row.barely or row.unqualified
        )
        disposals = _Disposals(
            label="不合格的处置方式",
            members=members,
            help_text=f"每行一人：姓名 {'或'.join(DISPOSAL_NAMES.values())}；另按各自程序办理。",
        )
        disposals.initial = disposals.written(
            [(o.person_id, o.get_disposal_display()) for o in kept.values() if o.disposal]
        )
        talks = _Days(
            label="基本合格的提醒谈话",
            members=members,
            help_text="每行一人：姓名 谈话日期。谈话内容在“谈心谈话”里由谈话人记录。",
        )
        talks.initial = talks.written(
            [(o.person_id, o.talked_on.isoformat()) for o in kept.values() if o.talked_on]
        )
        self.fields |= {"ballots": ballots, "disposals": disposals, "talks": talks}

    def given(self) -> list[Given]:
        """What was settled for each member."""
        values = self.cleaned_data
        votes, disposals = dict(values["ballots"]), dict(values["disposals"])
        talks = dict(values["talks"])
        return [
            Given(
                Standing(
                    person=one.person,
                    grade=Grade(values[f"grade-{one.person}"]),
                    disposal=disposals.get(one.person),
                    talked_on=talks.get(one.person),
                ),
                votes.get(one.person, Votes()),
            )
            for one in self.members
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        return found if self.errors else {**found, "given": self.given()}


@asks
def grades(request: Request, pk: int) -> HttpResponse:
    """Settle the grades of all members at once."""
    row = _recorded(request, pk)
    people = queries.people_of(row.unit.code, row.day)
    members = [
        Member(person=code, name=name)
        for code, name in people.names.items()
        if code not in people.probation
    ]
    back = reverse("appraisal", args=[pk])
    most = queries.most_excellent(row.unit.code, row.day)
    return page(
        request,
        GradesForm,
        members=members,
        kept={one.person_id: one for one in row.grades.select_related("person")},
        groups=[
            Group(
                "等次",
                tuple(f"grade-{one.person}" for one in members),
                f"共{len(members)}人，优秀最多{most}人。预备党员参加评议，不定等次。",
                "rows",
            ),
            Group("民主测评、处置和谈话", ("ballots", "disposals", "talks"), look="fold"),
        ],
        title=f"评定等次：{row.unit.name}",
        note="由支部委员会或党员大会提出评定意见；民主测评的票数只作参考。",
        submit="保存等次",
        deed=lambda given: services.grade(appraisal_id=pk, given=given["given"], **by(request)),
        done="已保存等次。",
        then=back,
        cancel=back,
    )


class ToldForm(forms.Form):
    """Who was told, and when."""

    def __init__(self, *args: Any, people: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["day"] = day_field("告知日期")
        self.fields["people"] = forms.MultipleChoiceField(
            label="已告知的党员",
            choices=people,
            widget=forms.CheckboxSelectMultiple,
            initial=[code for code, _ in people],
        )


@asks
def told(request: Request, pk: int) -> HttpResponse:
    """Note that members were told of their grades."""
    row = _recorded(request, pk)
    waiting = row.grades.filter(told_on__isnull=True).order_by("person__name")
    people = list(waiting.values_list("person__code", "person__name"))
    back = reverse("appraisal", args=[pk])
    return page(
        request,
        ToldForm,
        people=people,
        title=f"登记告知：{row.year}年民主评议党员",
        note="结果告知本人以后，本人可以在“我的组织生活”里看到。" if people else "都已告知。",
        submit="登记告知",
        initial={"day": request.today},
        deed=lambda given: services.tell(
            appraisal_id=pk, today=request.today, **given, **by(request)
        ),
        done=lambda count: f"已登记告知{count}人。",
        then=back,
        cancel=back,
    )


class ReportForm(forms.Form):
    """The day of the report."""

    day = day_field("上报日期")


@asks
def report(request: Request, pk: int) -> HttpResponse:
    """Report the appraisal; nothing of it changes after."""
    row = _recorded(request, pk)
    back = reverse("appraisal", args=[pk])
    return page(
        request,
        ReportForm,
        title=f"上报{row.year}年民主评议党员",
        note="上报以后等次不再改动。",
        submit="上报",
        grave=True,
        initial={"day": request.today},
        deed=lambda given: services.report(
            appraisal_id=pk, today=request.today, **given, **by(request)
        ),
        done="已登记上报。",
        then=back,
        cancel=back,
    )


class DisposeForm(forms.Form):
    """Nothing to fill in: the grade says it all."""


@asks
def dispose(request: Request, pk: int) -> HttpResponse:
    """Open the disposal of who was graded 不合格; leads on to the one that is under way."""
    row = get_object_or_404(AppraisalGrade.objects.select_related("person"), pk=pk)
    appraisal = appraisal_seen(request, row.appraisal_id)
    if row.grade != Grade.UNQUALIFIED or not appraisal.report_on:
        raise Http404
    if not may_dispose(request, appraisal):
        require(deny("处置由本支部的书记、副书记本人提出", who_can="本支部书记、副书记"))
    running = Proceeding.objects.running().filter(subject_type=GRADE, subject_id=str(pk)).first()
    if running and request.method != "POST":
        return redirect("proceeding", pk=running.pk)
    return page(
        request,
        DisposeForm,
        title=f"发起不合格党员组织处置：{row.person.name}",
        submit="发起",
        note=f"{appraisal.year}年民主评议定为不合格"
        f"（{row.get_disposal_display() or '处置方式没有写明'}）。"
        "发起后先提出处置建议、与本人谈话，再由支部大会讨论、上级党委批准。",
        deed=lambda _: start(
            procedure=PROCEDURE,
            unit=row.appraisal.unit_id,
            title="",
            subject=(GRADE, str(pk)),
            today=request.today,
            **by(request),
        ),
        done="已发起处置程序。",
        then=lambda made: reverse("proceeding", args=[made.pk]),
        cancel=reverse("appraisal", args=[appraisal.pk]),
    )
