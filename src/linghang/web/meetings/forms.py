"""Forms on meetings: plan, call off, close the record, issue and correct minutes, explain."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from linghang.foundation import clock
from linghang.meetings import catalog
from linghang.meetings.duties import queries as duties
from linghang.meetings.duties import services as excusing
from linghang.meetings.knowing.catalog import apart as is_apart
from linghang.meetings.minutes import services as issuing
from linghang.meetings.models import AgendaItem, Form, Meeting
from linghang.meetings.planning import services as planning
from linghang.org.models import Unit
from linghang.web.forms import PersonField, page
from linghang.web.meetings.seen import (
    called,
    kind_name,
    meeting_recorded,
    unit_recorded,
    whole,
)
from linghang.web.requests import Request

asks = require_http_methods(["GET", "HEAD", "POST"])


def by(request: Request) -> dict[str, Any]:
    """Who does it, and when."""
    return {"actor": request.actor, "at": clock.now()}


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    """A day with the browser's calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


def time_field(label: str, **kwargs: Any) -> forms.TimeField:
    """A time of day with the browser's clock."""
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, required=False, **kwargs)


class PlanForm(forms.Form):
    """A meeting to come."""

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = catalog.held_by(unit.kind)
        parts = dict.fromkeys(code for one in kinds for code in one.may_hold)
        self.fields["kind"] = forms.ChoiceField(
            label="会议", choices=[(one.code, one.name) for one in kinds]
        )
        if parts:
            self.fields["parts"] = forms.MultipleChoiceField(
                label="同时召开",
                required=False,
                choices=[(code, kind_name(code)) for code in parts],
                widget=forms.CheckboxSelectMultiple,
                help_text="主题党日可以含党员大会、党课、组织生活会，各有各的记录，场次只算一次。",
            )
        self.fields["day"] = day_field("日期")
        self.fields["starts_at"] = time_field("开始时间")
        self.fields["place"] = forms.CharField(label="地点", max_length=80, required=False)
        self.fields["theme"] = forms.CharField(label="主题", max_length=120, required=False)
        self.fields["tells"] = forms.BooleanField(label="通知成员", required=False, initial=True)


@asks
def plan(request: Request, code: str) -> HttpResponse:
    """Call a meeting of the unit."""
    unit = unit_recorded(request, code)

    def deed(given: dict[str, Any]) -> Meeting:
        kinds = [given.pop("kind"), *given.pop("parts", [])]
        return planning.plan(unit=code, kinds=kinds, **given, **by(request))

    return page(
        request,
        PlanForm,
        unit=unit,
        title=f"安排会议：{unit.name}",
        submit="安排",
        deed=deed,
        done=lambda made: f"已安排{called(made)}。",
        then=lambda made: reverse("meeting", args=[made.pk]),
        initial={"day": request.today},
        draft=f"meetings.plan.{code}",
        cancel=reverse("unit-meetings", args=[code]),
    )


class ReasonForm(forms.Form):
    """A reason in a sentence."""

    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


@asks
def call_off(request: Request, pk: int) -> HttpResponse:
    """Call off a meeting that was only planned."""
    found = meeting_recorded(request, pk)
    return page(
        request,
        ReasonForm,
        title=f"取消{called(found)}",
        submit="取消会议",
        deed=lambda given: planning.call_off(meeting_id=pk, **given, **by(request)),
        done="已取消。",
        then=reverse("meeting", args=[pk]),
        cancel=reverse("meeting", args=[pk]),
    )


@asks
def close(request: Request, pk: int) -> HttpResponse:
    """Close the raw record."""
    found = meeting_recorded(request, pk)
    return page(
        request,
        forms.Form,
        title=f"封存{called(found)}的记录",
        note="封存以后记录不再改动；要更正的，在纪要中以新版本写明原因。",
        submit="封存记录",
        grave=True,
        deed=lambda _given: issuing.close(meeting_id=pk, **by(request)),
        done="记录已封存，可以签发纪要。",
        then=reverse("meeting", args=[pk]),
        cancel=reverse("meeting", args=[pk]),
    )


class MakeUpForm(forms.Form):
    """Who of those away made up for it, and when."""

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ChoiceField(label="补学人员", choices=people)
        self.fields["made_up_on"] = day_field("补学日期")


@asks
def make_up(request: Request, pk: int) -> HttpResponse:
    """Note that somebody who was away made up for it."""
    found = meeting_recorded(request, pk)
    away = found.absences.order_by("person__name")
    people = list(away.values_list("person__code", "person__name"))
    if not people:
        raise Http404
    return page(
        request,
        MakeUpForm,
        people=people,
        title=f"登记补学：{called(found)}",
        note="补学单独列出，不算到会。",
        submit="登记补学",
        deed=lambda given: issuing.make_up(
            meeting_id=pk, today=request.today, **given, **by(request)
        ),
        done="已登记补学。",
        then=reverse("meeting", args=[pk]),
        initial={"made_up_on": request.today},
        cancel=reverse("meeting", args=[pk]),
    )


class MinutesForm(forms.Form):
    """The text of minutes and who signs them."""

    text = forms.CharField(
        label="纪要", max_length=20_000, widget=forms.Textarea(attrs={"rows": 12})
    )
    signed_by = PersonField(label="签发人")


class CorrectionForm(MinutesForm):
    """The same with the reason for the correction."""

    reason = forms.CharField(label="更正原因", max_length=200)


@asks
def minutes(request: Request, pk: int, apart: bool = False) -> HttpResponse:
    """Issue the minutes of a form, or those issued apart from them; once issued, correct them."""
    form = get_object_or_404(Form, pk=pk)
    found = meeting_recorded(request, form.meeting_id)
    if apart:
        whole(request, found)
    last = form.minutes.filter(apart=apart).order_by("-version").first()
    deed = issuing.correct if last else issuing.issue
    text = last.text if last else _suggested(form, found, apart=apart)
    name = f"{kind_name(form.kind)}纪要{'（单独印发）' if apart else ''}"
    return page(
        request,
        CorrectionForm if last else MinutesForm,
        title=f"更正{name}{last.number}" if last else f"签发{name}",
        note=f"{found.unit.name} {found.day.isoformat()}",
        submit="更正" if last else "签发",
        deed=lambda given: deed(form_id=pk, apart=apart, **given, **by(request)),
        done=lambda made: f"已{'更正' if last else '签发'}{made.number}。",
        then=reverse("meeting", args=[found.pk]),
        initial={"text": text, "signed_by": found.chair.code if found.chair else ""},
        draft=f"meetings.minutes.{pk}{'.apart' if apart else ''}",
        cancel=reverse("meeting", args=[found.pk]),
    )


def minutes_apart(request: Request, pk: int) -> HttpResponse:
    """The minutes of personnel decisions, which are issued by themselves (§2.4.8)."""
    return minutes(request, pk, apart=True)


def _suggested(form: Form, found: Meeting, *, apart: bool) -> str:
    """A first text from what was recorded: counts, then item by item what came of it."""
    head = f"{found.day.isoformat()}，{found.unit.name}召开{kind_name(form.kind)}"
    if form.expected is not None:
        head += f"，应到{form.expected}人，实到{form.came}人"
    lines = [f"{head}。"]
    rows = AgendaItem.objects.filter(form=form).order_by("number")
    part = (item for item in rows if is_apart(item.kind) is apart)
    for number, item in enumerate(part, 1):
        told = "".join(part for part in (item.says, item.resolution) if part)
        lines.append(f"{number}. {item.title}。{told}")
    return "\n".join(lines)


class PublishForm(forms.Form):
    """The first day of the publicity."""

    published_on = day_field("公示开始日期")


@asks
def publish(request: Request, pk: int) -> HttpResponse:
    """Register that the publicity of a decision starts; then whoever reads records may know."""
    item = get_object_or_404(
        AgendaItem.objects.known_to(request.rights).select_related("form"), pk=pk
    )
    found = meeting_recorded(request, item.form.meeting_id)
    return page(
        request,
        PublishForm,
        title=f"登记公示：{item.title}",
        note="公示开始以后，能看会议记录的人都能看到这项议题。",
        submit="登记",
        deed=lambda given: issuing.publish(item_id=pk, today=request.today, **given, **by(request)),
        done="已登记公示。",
        then=reverse("meeting", args=[found.pk]),
        initial={"published_on": request.today},
        cancel=reverse("meeting", args=[found.pk]),
    )


@asks
def excuse(request: Request, code: str, kind: str, starts_on: str) -> HttpResponse:
    """Say why a meeting of a period that is over was not held."""
    unit = unit_recorded(request, code)
    try:
        day = date.fromisoformat(starts_on)
    except ValueError:
        raise Http404 from None
    duty = duties.duty(code, kind, day, request.today)
    if duty is None:
        raise Http404
    return page(
        request,
        ReasonForm,
        title=f"说明{duty.period.label}没有召开{kind_name(kind)}的原因",
        note=f"{unit.name}。说明以后仍计为缺，原因随记录保存。",
        submit="登记说明",
        deed=lambda given: excusing.excuse(
            unit=code, kind=kind, starts_on=day, today=request.today, **given, **by(request)
        ),
        done="已登记说明。",
        then=reverse("unit-meetings", args=[code]),
        cancel=reverse("unit-meetings", args=[code]),
    )
