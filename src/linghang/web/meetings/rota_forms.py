"""Forms on the rota of lessons: set a line, change it, call it off; and who may be named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse

from linghang.foundation.period import day_label
from linghang.meetings.lessons import catalog
from linghang.meetings.lessons.queries import posts_with_duties
from linghang.meetings.lessons.rules import LessonKind
from linghang.meetings.models import PlannedLesson
from linghang.meetings.rota import services
from linghang.meetings.rota.services import Asked
from linghang.org import policy
from linghang.org.definitions import Capability, Kind
from linghang.org.models import Appointment, Person, Unit
from linghang.org.rules import Rights
from linghang.web.access import require
from linghang.web.forms import PersonField, UnitField, page
from linghang.web.meetings.forms import ReasonForm, asks, by, day_field
from linghang.web.meetings.lesson_list import KINDS
from linghang.web.meetings.rota import seen
from linghang.web.meetings.seen import unit_recorded
from linghang.web.requests import Request


def speakers(request: Request) -> QuerySet[Person]:
    """Whom a branch may name as a speaker: people whom the post reads about, and whoever holds a
    post that owes lessons: leaders come to branches from outside."""
    here = Person.objects.on(request.today)
    held = Appointment.objects.on(request.today).filter(post__in=list(posts_with_duties()))
    near = here.visible_to(request.rights, request.today)
    return here.filter(Q(pk__in=near.values("pk")) | Q(pk__in=held.values("person")))


def place_field() -> forms.ChoiceField:
    """Where a lesson is given, if not in the branch itself."""
    choices = [("", "本支部"), *catalog.told().items()]
    return forms.ChoiceField(label="地点", choices=choices, required=False)


def _branches(rights: Rights) -> Iterable[str]:
    return rights.units(Capability.MEETINGS_READ)


class PlanForm(forms.Form):
    """Who teaches what, when and where; a branch plans for itself alone."""

    speaker = PersonField(label="主讲人", among=speakers)
    day = day_field("计划日期")
    topic = forms.CharField(label="题目", max_length=120)
    kind = forms.ChoiceField(label="形式", choices=KINDS)

    def __init__(self, *args: Any, chooses: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if chooses:
            self.fields["unit"] = UnitField(
                label="讲课支部", kinds=[Kind.PARTY_BRANCH], among=_branches
            )
        self.fields["place"] = place_field()


def _asked(given: dict[str, Any], unit: str) -> Asked:
    return Asked(
        unit=given.get("unit") or unit,
        speaker=given["speaker"],
        day=given["day"],
        topic=given["topic"],
        kind=LessonKind(given["kind"]),
        place=given["place"],
    )


@asks
def plan(request: Request, code: str) -> HttpResponse:
    """Put a lesson to come into the rota of the unit."""
    unit: Unit = unit_recorded(request, code)
    if unit.kind not in (Kind.PARTY_BRANCH, Kind.PARTY_COMMITTEE):
        raise Http404
    return page(
        request,
        PlanForm,
        chooses=unit.kind == Kind.PARTY_COMMITTEE,
        title=f"排党课：{unit.name}",
        submit="排定",
        deed=lambda given: services.plan(
            kept_by=code, asked=_asked(given, code), today=request.today, **by(request)
        ),
        done=lambda row: f"已排定{day_label(row.day)}的党课。",
        then=lambda row: reverse("lesson-plan", args=[row.pk]),
        draft=f"meetings.rota.{code}",
        cancel=reverse("lesson-rota"),
    )


def _kept(request: Request, pk: int) -> PlannedLesson:
    """The planned lesson, if one keeps its rota (else 403)."""
    row = seen(request, pk)
    require(policy.may_record_meetings(request.rights, row.kept_by_id, Kind(row.kept_by.kind)))
    return row


@asks
def change(request: Request, pk: int) -> HttpResponse:
    """Change a line that was not given: another day, speaker, topic."""
    row = _kept(request, pk)
    back = reverse("lesson-plan", args=[pk])
    return page(
        request,
        PlanForm,
        chooses=row.kept_by_id != row.unit_id,
        title=f"调整党课计划：{row.topic}",
        note="已经讲过的不用调整：会议页面登记主讲人以后，自动记为已讲或者改期。",
        submit="保存",
        initial={
            "unit": row.unit_id,
            "speaker": row.speaker_id,
            "day": row.day,
            "topic": row.topic,
            "kind": row.kind,
            "place": row.place,
        },
        deed=lambda given: services.change(
            plan_id=pk, asked=_asked(given, row.unit_id), today=request.today, **by(request)
        ),
        done="已调整。",
        then=back,
        cancel=back,
    )


@asks
def call_off(request: Request, pk: int) -> HttpResponse:
    """Call off a line that was not given."""
    row = _kept(request, pk)
    back = reverse("lesson-plan", args=[pk])
    return page(
        request,
        ReasonForm,
        title=f"取消党课计划：{row.topic}",
        submit="取消计划",
        deed=lambda given: services.call_off(
            plan_id=pk, today=request.today, **given, **by(request)
        ),
        done="已取消。",
        then=back,
        cancel=back,
    )
