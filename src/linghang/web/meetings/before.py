"""Forms before a meeting: its agenda is announced, its material was delivered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from linghang.foundation.period import day_label
from linghang.meetings import catalog
from linghang.meetings.definitions import ItemKind, MeetingKind
from linghang.meetings.knowing import queries as knowing
from linghang.meetings.models import Meeting, PutUp
from linghang.meetings.planning import agenda, calling
from linghang.meetings.planning.agenda import Point
from linghang.web.forms import Group, PersonField, Rows, page
from linghang.web.meetings.forms import asks, by, day_field
from linghang.web.meetings.seen import called, meeting_recorded, whole
from linghang.web.requests import Request

POINTS = Rows("points", usual=8)
FIRST = 3  # shown at once; the others are folded


class AgendaForm(forms.Form):
    """Points of an agenda: what kind, what, whom it is about."""

    def __init__(
        self,
        *args: Any,
        kinds: tuple[MeetingKind, ...],
        kept: tuple[PutUp, ...],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kinds, self.kept = kinds, kept
        self.shown = POINTS.shown(self.data if self.is_bound else None, len(kept))
        self.fields[POINTS.name] = POINTS.field(self.shown)
        options = [("", "请选择"), *((one.code, one.name) for one in _dealt_with(kinds))]
        for n in range(1, self.shown + 1):
            was = kept[n - 1] if n <= len(kept) else None
            self.fields[f"kind{n}"] = forms.ChoiceField(
                label="类别", choices=options, required=False, initial=was.kind if was else ""
            )
            self.fields[f"title{n}"] = forms.CharField(
                label="议题", max_length=120, required=False, initial=was.title if was else ""
            )
            self.fields[f"person{n}"] = PersonField(
                label="所涉人员", required=False, initial=was.person_id if was else ""
            )

    def points(self, given: Mapping[str, Any]) -> Iterator[Point]:
        """The lines with a title, and those beyond the form as they were announced."""
        for n in range(1, self.shown + 1):
            if title := given[f"title{n}"].strip():
                kind = given[f"kind{n}"]
                yield Point(
                    kind=kind,
                    title=title,
                    form=_form_of(self.kinds, kind),
                    person=given[f"person{n}"],
                )
        for one in self.kept[self.shown :]:
            yield Point(kind=one.kind, title=one.title, form=one.form, person=one.person_id or "")

    def clean(self) -> dict[str, Any]:
        """The points stand beside the bare values."""
        given = super().clean() or {}
        return given if self.errors else {"points": tuple(self.points(given))}


def _dealt_with(kinds: tuple[MeetingKind, ...]) -> tuple[ItemKind, ...]:
    """Kinds of items that any of the forms decides, stands in for, or deals with first."""
    codes = {one.code for one in kinds}
    return tuple(
        one.item
        for one in catalog.items().items.values()
        if codes.intersection((*one.item.decided_by, one.item.stands_in, one.item.first))
    )


def _form_of(kinds: tuple[MeetingKind, ...], item: str) -> str:
    """The form that deals with such an item; the first one where several may."""
    declared = catalog.item(item)
    if declared is None:
        return kinds[0].code
    may = (*declared.decided_by, declared.stands_in, declared.first)
    return next((one.code for one in kinds if one.code in may), kinds[0].code)


@asks
def announce(request: Request, pk: int) -> HttpResponse:
    """Announce the agenda of a meeting to come, or change it."""
    found = meeting_recorded(request, pk)
    whole(request, found)
    kinds = tuple(catalog.meetings()[form.kind] for form in found.forms.all())
    kept = knowing.known(found, request.rights).agenda
    return page(
        request,
        AgendaForm,
        kinds=kinds,
        kept=kept,
        groups=_groups,
        grows=(POINTS,),
        title=f"公布议程：{called(found)}",
        note=_note(found),
        submit="公布",
        deed=lambda given: agenda.announce(
            meeting_id=pk, today=request.today, **given, **by(request)
        ),
        done=lambda rows: f"已公布议程，共{len(rows)}项。",
        then=reverse("meeting", args=[pk]),
        draft=f"meetings.agenda.{pk}",
        cancel=reverse("meeting", args=[pk]),
    )


def _groups(form: AgendaForm) -> list[Group]:
    return [
        Group(
            f"第{n}项",
            tuple(f"{name}{n}" for name in ("kind", "title", "person")),
            look="" if n <= FIRST else "fold",
        )
        for n in range(1, form.shown + 1)
    ]


def _note(found: Meeting) -> str:
    limit = calling.notice_by(found)
    told = "没有列入会前议程的干部任免、选举、“三重一大”等事项，会上不能作为临时动议提出。"
    if limit is None:
        return told
    return f"应在{day_label(limit.last)}以前公布（会前{limit.workdays}个工作日）。{told}"


class MaterialForm(forms.Form):
    """What was delivered, and when."""

    title = forms.CharField(label="材料名称", max_length=120)
    delivered_on = day_field("送达日期")


@asks
def deliver(request: Request, pk: int) -> HttpResponse:
    """Register that material reached the members."""
    found = meeting_recorded(request, pk)
    limit = calling.material_by(found)
    told = "成员收到通知，看过即为签收。"
    if limit:
        told = f"应在{day_label(limit.last)}以前送达（会前{limit.workdays}个工作日）。{told}"
    return page(
        request,
        MaterialForm,
        title=f"登记材料送达：{called(found)}",
        note=told,
        submit="登记",
        deed=lambda given: agenda.deliver(
            meeting_id=pk, today=request.today, **given, **by(request)
        ),
        done="已登记，成员已收到通知。",
        then=reverse("meeting", args=[pk]),
        initial={"delivered_on": request.today},
        cancel=reverse("meeting", args=[pk]),
    )
