"""结对培养: who is grown by whom on the three ways, how far it came, what is behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.branches.cultivation.rules import KIND_NAMES, Kind
from linghang.branches.models import Pairing, Progress
from linghang.branches.pairing import services
from linghang.branches.pairing.rules import STATE_NAMES, State
from linghang.foundation.period import day_label
from linghang.org import policy
from linghang.org.definitions import Kind as UnitKind
from linghang.org.party import policy as party_policy
from linghang.web import details, lists, subjects
from linghang.web.access import hide_unless, require
from linghang.web.details import Facts, Related
from linghang.web.details import Way as Deed
from linghang.web.forms import PersonField, page
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Way
from linghang.web.meetings.forms import asks, by, day_field
from linghang.web.meetings.seen import unit_recorded
from linghang.web.requests import Request

KINDS = tuple((one.value, name) for one, name in KIND_NAMES.items())
TONES = {
    State.GOING: "going",
    State.LATE: "failed",
    State.ACHIEVED: "done",
    State.ENDED: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A pairing as a line, with its last progress."""

    row: Pairing
    last: Progress | None
    today: date

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def state(self) -> Mark:
        found = self.row.state(self.today)
        return Mark(STATE_NAMES[found], TONES[found])

    @property
    def progress(self) -> str:
        return f"{day_label(self.last.day)}：{self.last.says}" if self.last else ""


def _lines(request: Request, rows: list[Pairing]) -> list[Line]:
    return [
        Line(row=row, last=next(iter(row.progress.all()), None), today=request.today)
        for row in rows
    ]


def _of_state(rows: QuerySet[Pairing], value: str, request: Request) -> QuerySet[Pairing]:
    late = {"due_on__lt": request.today}
    found = {
        State.GOING: rows.filter(ended_on=None).exclude(**late),
        State.LATE: rows.filter(ended_on=None, **late),
        State.ACHIEVED: rows.filter(event__isnull=False),
        State.ENDED: rows.filter(ended_on__isnull=False, event=None),
    }
    return found[State(value)]


PAIRINGS = Listing(
    code="branches.pairings",
    title="结对培养",
    counted="对",
    note="三培养的结对名单：谁培养谁、培养成什么、进展到哪一步；达成后自动登记三培养。",
    columns=(
        Column("person", "培养对象", value="row.person.name"),
        Column("mentor", "培养人", value="row.mentor.name"),
        Column("kind", "类别", value=lambda one: KIND_NAMES[Kind(one.row.kind)]),
        Column("goal", "培养目标", value="row.goal"),
        Column("unit", "党支部", value="row.unit.name"),
        Column("since", "开始", value="row.since", tone="nowrap"),
        Column("due", "计划完成", value="row.due_on", tone="nowrap"),
        Column("progress", "最近进展", tone="long"),
        Column("state", "情况"),
    ),
    filters=(
        Filter("q", "姓名", path=("person__name", "mentor__name")),
        Filter("kind", "类别", Way.CHOICE, path="kind", options=KINDS),
        Filter("unit", "党支部", Way.UNIT, path="unit__code"),
        Filter(
            "state",
            "情况",
            Way.CHOICE,
            options=tuple((one.value, name) for one, name in STATE_NAMES.items()),
            apply=_of_state,
        ),
    ),
    lines=_lines,
    link=lambda one: reverse("pairing", args=[one.pk]),
    empty=Empty("还没有登记结对", "每个培养对象确定一名培养人、一个目标和计划完成日期。"),
)


def _visible(request: Request) -> QuerySet[Pairing]:
    rows = Pairing.objects.select_related("person", "mentor", "unit", "event")
    rows = rows.prefetch_related("progress")
    if request.rights.everywhere("meetings.read"):
        return rows
    return rows.filter(unit__code__in=request.rights.units("meetings.read"))


@require_safe
def pairings(request: Request) -> HttpResponseBase:
    """Those of the branches that one may read about; who is late first."""
    require(party_policy.may_read_branches(request.rights))
    own = request.rights.unit
    may = own.kind is UnitKind.PARTY_BRANCH and policy.may_record_meetings(request.rights, own.code)
    ways = [("登记结对", reverse("pairing-add", args=[own.code]), True)] if may else []
    ways.append(("三培养", reverse("cultivated"), False))
    return lists.page(
        request,
        PAIRINGS,
        _visible(request).order_by(F("ended_on").asc(nulls_first=True), "due_on", "pk"),
        template="web/lists/with_ways.html",
        context={"ways": ways},
    )


class PairForm(forms.Form):
    """Who, by whom, towards what, until when."""

    person = PersonField(label="培养对象")
    mentor = PersonField(label="培养人")
    kind = forms.ChoiceField(label="类别", choices=KINDS)
    goal = forms.CharField(
        label="培养目标", max_length=120, help_text="如：两年内成为亚专科骨干、递交入党申请书。"
    )
    since = day_field("开始日期")
    due_on = day_field("计划完成日期")


@asks
def add(request: Request, code: str) -> HttpResponse:
    """Pair two for the branch."""
    require(party_policy.may_read_branches(request.rights))
    unit = unit_recorded(request, code)

    def deed(given: dict[str, Any]) -> Pairing:
        given["kind"] = Kind(given["kind"])
        return services.pair(unit=code, today=request.today, **given, **by(request))

    return page(
        request,
        PairForm,
        title=f"登记结对培养：{unit.name}",
        submit="登记",
        deed=deed,
        done=lambda made: f"已登记{made.person.name}的结对培养。",
        then=lambda made: reverse("pairing", args=[made.pk]),
        initial={"since": request.today},
        cancel=reverse("pairings"),
    )


PROGRESS = Listing(
    code="branches.progress",
    title="进展",
    columns=(Column("day", "日期", tone="nowrap"), Column("says", "进展", tone="long")),
)


def _seen(request: Request, pk: int) -> Pairing:
    hide_unless(party_policy.may_read_branches(request.rights))
    return get_object_or_404(_visible(request), pk=pk)


@require_safe
def pairing(request: Request, pk: int) -> HttpResponse:
    """One pairing with its progress."""
    row = _seen(request, pk)
    may = policy.may_record_meetings(request.rights, row.unit.code, UnitKind(row.unit.kind))
    ways = [
        Deed("终止", reverse("pairing-end", args=[pk]), "close"),
        Deed("登记达成", reverse("pairing-achieve", args=[pk]), "done"),
        Deed("登记进展", reverse("pairing-note", args=[pk]), "pencil", main=True),
    ]
    found = row.state(request.today)
    voided = f"（已作废：{row.event.void_reason}）" if row.event and row.event.voided_at else ""
    facts = [
        ("培养对象", row.person.name),
        ("培养人", row.mentor.name),
        ("类别", KIND_NAMES[Kind(row.kind)]),
        ("培养目标", row.goal),
        ("开始", day_label(row.since)),
        ("计划完成", day_label(row.due_on)),
        ("结束", day_label(row.ended_on) if row.ended_on else ""),
        ("成为", f"{row.event.became}{voided}" if row.event else ""),
        ("终止原因", row.end_reason),
    ]
    return details.page(
        request,
        title=f"{row.person.name}的结对培养",
        subtitle=row.unit.name,
        above=[("结对培养", reverse("pairings"))],
        marks=[Mark(STATE_NAMES[found], TONES[found])],
        facts=[Facts("结对", facts)],
        ways=ways if may and not row.ended_on else [],
        related=[Related(listing=PROGRESS, rows=list(row.progress.all()), says="还没有登记进展。")],
        history=("branches.pairing", str(pk)),
    )


class NoteForm(forms.Form):
    """How far it came."""

    day = day_field("日期")
    says = forms.CharField(
        label="进展",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="如：完成哪些带教、取得哪些成果、还差什么。",
    )


class AchieveForm(forms.Form):
    """What it led to."""

    day = day_field("日期")
    became = forms.CharField(
        label="成为", max_length=80, help_text="如：预备党员、学科骨干、护士长。"
    )
    document = forms.CharField(label="依据", max_length=200)


class EndForm(forms.Form):
    """Why it ends."""

    day = day_field("日期")
    reason = forms.CharField(label="原因", max_length=200)


def _on_one(
    request: Request, pk: int, form: type[forms.Form], deed: Any, title: str, done: str, **more: Any
) -> HttpResponse:
    """A form on one pairing, of who records for its branch."""
    row = _seen(request, pk)
    unit_recorded(request, row.unit.code)
    back = reverse("pairing", args=[pk])
    return page(
        request,
        form,
        title=f"{title}：{row.person.name}",
        submit=title,
        deed=lambda given: deed(pairing_id=pk, today=request.today, **given, **by(request)),
        done=done,
        then=back,
        initial={"day": request.today},
        cancel=back,
        **more,
    )


@asks
def note(request: Request, pk: int) -> HttpResponse:
    """Note progress."""
    return _on_one(request, pk, NoteForm, services.note, "登记进展", "已登记进展。")


@asks
def achieve(request: Request, pk: int) -> HttpResponse:
    """End it with what it led to."""
    done = "已登记达成，并记入三培养。"
    return _on_one(request, pk, AchieveForm, services.achieve, "登记达成", done)


@asks
def end(request: Request, pk: int) -> HttpResponse:
    """End it without."""
    return _on_one(request, pk, EndForm, services.end, "终止结对", "已终止结对。", grave=True)


subjects.register("branches.pairing", "pairing")
