"""会议记录 on paper: everything that was recorded, and a place for every member's signature."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.meetings import catalog
from linghang.meetings.bodies import seating
from linghang.meetings.bodies.queries import Member
from linghang.meetings.bodies.seating import Put
from linghang.meetings.knowing import queries as knowing
from linghang.meetings.models import Absence, AgendaItem, Meeting, Recusal, Stance
from linghang.web.meetings.seen import called, kind_name, meeting_seen
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True)
class Written:
    """One item with who spoke and who was out of the room."""

    item: AgendaItem
    stances: tuple[Stance, ...]
    recusals: tuple[Recusal, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """A line to sign on: a member, and why they were not there; "" for who came."""

    name: str
    title: str
    away: str


@require_safe
def sheet(request: Request, pk: int) -> HttpResponse:
    """The record as it is printed and signed (§1.3.6, §2.4.7)."""
    found = meeting_seen(request, pk)
    known = knowing.known(found, request.rights)
    forms = [(kind_name(one.kind), one) for one in found.forms.all()]
    absent = list(found.absences.select_related("person").order_by("person__name"))
    context = {
        "meeting": found,
        "title": f"{called(found)}记录",
        "forms": forms,
        "known": known,
        "items": _written(known),
        "absent": absent,
        "observers": found.observers.values_list("person__name", flat=True),
        "signatures": _signatures(found, absent),
        "back": reverse("meeting", args=[pk]),
    }
    return render(request, "web/meetings/sheet.html", context)


def _written(known: knowing.Known) -> list[Written]:
    ids = [one.pk for one in known.items]
    stances = list(Stance.objects.filter(item__in=ids).select_related("person").order_by("number"))
    out = list(Recusal.objects.filter(item__in=ids).select_related("person").order_by("pk"))
    return [
        Written(
            one,
            tuple(each for each in stances if each.item_id == one.pk),
            tuple(each for each in out if each.item_id == one.pk),
        )
        for one in known.items
    ]


def _signatures(found: Meeting, absent: list[Absence]) -> list[Signature]:
    """Every member of every form once; who was away has nothing to sign."""
    away = {one.person_id: one.get_ground_display() for one in absent if one.is_absence}
    members: dict[str, Member] = {}
    rows = AgendaItem.objects.filter(form__meeting=found)
    put_up = [Put(one.kind, one.about) for one in rows]
    for form in found.forms.all():
        for one in seating.members(found.unit_id, catalog.meetings()[form.kind], found.day, put_up):
            if not one.excused:
                members.setdefault(one.person, one)
    return [Signature(one.name, one.title, away.get(one.person, "")) for one in members.values()]
