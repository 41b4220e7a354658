"""Read the organisation: units as of a day, people, who holds which post."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from django.http import Http404
from ninja import Path, Query, Router, Schema
from pydantic import Field

from linghang.api import paging
from linghang.api.bearing import Request
from linghang.api.paging import Page, Slice
from linghang.api.problems import ANSWERS, hide_unless, only, require
from linghang.api.words import Code, Day
from linghang.org import policy, posts, queries, rules
from linghang.org.definitions import KINDS, Capability, Kind, Tree
from linghang.org.memberships.rules import Line
from linghang.org.models import Appointment, Membership, Person
from linghang.org.rules import Rights
from linghang.org.trees.rules import Place, Structure

router = Router(tags=["组织机构"])


class AsOf(Slice):
    """A list as of a day."""

    on: Day | None = Field(None, description="哪一天，不写就是今天")


class UnitsAsked(AsOf):
    """Which units."""

    kind: Kind | None = Field(None, description="类别")
    tree: Tree | None = Field(None, description="所属体系")
    parent: Code | None = Field(None, description="上级单位编码")


class PeopleAsked(AsOf):
    """Which people."""

    unit: Code | None = Field(None, description="属于这个单位的人员")


class AppointmentsAsked(AsOf):
    """Which appointments."""

    unit: Code | None = Field(None, description="在这个单位上")
    person: Code | None = Field(None, description="这个人的")
    post: Code | None = Field(None, description="岗位编码")


class UnitOut(Schema):
    """A unit as it stood on the day."""

    code: str
    name: str
    kind: Kind
    kind_name: str
    tree: Tree
    parent: str | None
    campus: str | None


class PersonOut(Schema):
    """Somebody who works here; numbers of documents and telephones are not given out here."""

    code: str
    name: str
    unit: str | None = Field(description="所在单位编码")


class AppointmentOut(Schema):
    """A person holds a post on a unit; `active_to` is the first day on which not any more."""

    id: int
    person: str
    person_name: str
    post: str
    post_name: str
    unit: str
    title: str
    basis: str
    active_from: date
    active_to: date | None


class Self(Schema):
    """Under which post the reader acts, and what it allows."""

    person: str
    appointment: int
    title: str
    unit: str
    capabilities: list[str]


@router.get("/me", response={200: Self, **ANSWERS}, url_name="api-me", summary="以什么职务在读")
def me(request: Request) -> Any:
    """The acting post and its capabilities."""
    only(request)
    held = request.auth
    return {
        "person": held.person,
        "appointment": held.appointment,
        "title": held.title,
        "unit": held.unit.code,
        "capabilities": sorted(one.value for one in Capability if held.has(one)),
    }


@router.get(
    "/units", response={200: Page[UnitOut], **ANSWERS}, url_name="api-units", summary="单位"
)
def units(request: Request, asked: Query[UnitsAsked]) -> Any:
    """Units that the post may read about, as they stood on the day, by code."""
    only(request, *UnitsAsked.model_fields)
    _may_read(request.auth)
    structure = _structure(request.auth, asked.on)
    found = [
        structure.units[code]
        for code in sorted(structure.units)
        if _is_shown(request.auth, code) and _is_asked(structure.units[code], asked)
    ]
    chosen, rest = paging.of(found, asked)
    return {"items": [_unit(one) for one in chosen], **rest}


@router.get(
    "/units/{code}", response={200: UnitOut, **ANSWERS}, url_name="api-unit", summary="一个单位"
)
def unit(
    request: Request,
    code: Path[Code],
    on: Annotated[Day | None, Query()] = None,
) -> Any:
    """One unit as of a day. 404 when it did not stand then, or is not the reader's."""
    only(request, "on")
    _may_read(request.auth)
    structure = _structure(request.auth, on)
    hide_unless(code in structure and _is_shown(request.auth, code))
    return _unit(structure[code])


@router.get(
    "/people", response={200: Page[PersonOut], **ANSWERS}, url_name="api-people", summary="人员"
)
def people(request: Request, asked: Query[PeopleAsked]) -> Any:
    """People of the units that the post may read about, on the day."""
    only(request, *PeopleAsked.model_fields)
    _may_read(request.auth)
    day = asked.on or request.today
    rows = Person.objects.visible_to(request.auth, day).on(day).order_by("code", "pk")
    if asked.unit is not None:
        members = Membership.objects.on(day).filter(unit__code=asked.unit)
        rows = rows.filter(pk__in=members.values("person"))
    chosen, rest = paging.of(rows, asked)
    homes = _homes(chosen, day)
    return {
        "items": [
            {"code": one.code, "name": one.name, "unit": homes.get(one.pk)} for one in chosen
        ],
        **rest,
    }


@router.get(
    "/people/{code}",
    response={200: PersonOut, **ANSWERS},
    url_name="api-person",
    summary="一名人员",
)
def person(request: Request, code: Path[Code]) -> Any:
    """One person who works here today. 404 when they are not the reader's to see."""
    only(request)
    _may_read(request.auth)
    visible = Person.objects.visible_to(request.auth, request.today).on(request.today)
    found = visible.filter(code=code).first()
    if found is None:
        raise Http404
    homes = _homes([found], request.today)
    return {"code": found.code, "name": found.name, "unit": homes.get(found.pk)}


@router.get(
    "/appointments",
    response={200: Page[AppointmentOut], **ANSWERS},
    url_name="api-appointments",
    summary="任职",
)
def appointments(request: Request, asked: Query[AppointmentsAsked]) -> Any:
    """Appointments in force on the day, on units that the post may read about."""
    only(request, *AppointmentsAsked.model_fields)
    _may_read(request.auth)
    day = asked.on or request.today
    rows = Appointment.objects.visible_to(request.auth).on(day).order_by("pk")
    given = {"unit__code": asked.unit, "person__code": asked.person, "post": asked.post}
    rows = rows.filter(**{key: value for key, value in given.items() if value is not None})
    chosen, rest = paging.of(rows.select_related("person", "unit"), asked)
    return {"items": [_appointment(one) for one in chosen], **rest}


def _may_read(held: Rights) -> None:
    require(policy.may_read_unit(held, held.unit.code))


def _structure(held: Rights, on: date | None) -> Structure:
    return held.structure if on is None else queries.structure(on)


def _is_shown(held: Rights, code: str) -> bool:
    """Today's rights decide, also about the past: a unit of others stays theirs."""
    return bool(policy.may_read_unit(held, code))


def _is_asked(place: Place, asked: UnitsAsked) -> bool:
    return (
        (asked.kind is None or place.kind is asked.kind)
        and (asked.tree is None or KINDS[place.kind].tree is asked.tree)
        and (asked.parent is None or place.parent == asked.parent)
    )


def _unit(place: Place) -> dict[str, Any]:
    facts = KINDS[place.kind]
    return {
        "code": place.code,
        "name": place.name,
        "kind": place.kind,
        "kind_name": facts.name,
        "tree": facts.tree,
        "parent": place.parent,
        "campus": place.campus,
    }


def _homes(chosen: Iterable[Person], day: date) -> dict[int, str]:
    """Person id → code of the unit where they work, in one query."""
    rows = Membership.objects.on(day).filter(person__in=list(chosen), line=Line.HOME)
    return dict(rows.values_list("person", "unit__code"))


def _appointment(row: Appointment) -> dict[str, Any]:
    loaded = posts.catalog().items.get(row.post)
    return {
        "id": row.pk,
        "person": row.person.code,
        "person_name": row.person.name,
        "post": row.post,
        "post_name": loaded.item.name if loaded else row.post,
        "unit": row.unit.code,
        "title": rules.title(loaded.item, row.unit.name) if loaded else row.unit.name,
        "basis": row.basis,
        "active_from": row.active_from,
        "active_to": row.active_to,
    }
