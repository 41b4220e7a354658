"""Read models: the structure of a day, tables that say to whom a case belongs, who holds what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from linghang.org import posts, rules
from linghang.org.definitions import Kind, Post
from linghang.org.models import Appointment, CodeMap, Membership, Placement
from linghang.org.trees import rules as trees
from linghang.org.trees.rules import Place, Seat, Span, Structure

FRONT_SHEET_WARD = "front_sheet.ward"


def structure(on: date) -> Structure:
    """All trees as they stood on the day, in one query. Units placed nowhere are absent."""
    placed = Placement.objects.on(on).filter(_exists("unit", on)).order_by()
    return trees.structure_of(
        Place(code=code, name=name, kind=Kind(kind), parent=parent, campus=campus)
        for code, name, kind, parent, campus in placed.values_list(
            "unit__code", "unit__name", "unit__kind", "parent__code", "campus__code"
        )
    )


def _exists(relation: str, on: date) -> Q:
    """The related row is in force on the day."""
    ends = Q(**{f"{relation}__active_to__isnull": True}) | Q(**{f"{relation}__active_to__gt": on})
    return ends & Q(**{f"{relation}__active_from__lte": on})


class WardRow(NamedTuple):
    """A ward's name in the front sheets and where it belonged on the days of the span."""

    value: str
    unit_code: str
    department_code: str
    campus_code: str | None
    active_from: date
    active_to: date | None


class TeamRow(NamedTuple):
    """A physician's licence and the medical team on the days of the span."""

    licence: str
    team_code: str
    department_code: str
    active_from: date
    active_to: date | None


def ward_map(system: str = FRONT_SHEET_WARD) -> list[WardRow]:
    """For a range join by discharge day: value → ward, department and campus.

    Spans `[active_from, active_to)`, open without active_to. For one value they never overlap, so
    a day finds at most one row. Days on which the ward belonged to no department have none.
    """
    seats = _seats()
    maps = CodeMap.objects.filter(system=system).order_by("code", "active_from")
    return [
        WardRow(value, unit, each.department, each.campus, each.span.start, each.span.end)
        for value, unit, start, end in maps.values_list(
            "code", "unit__code", "active_from", "active_to"
        )
        for each in trees.belongings(unit, Span(start, end), seats)
        if each.department
    ]


def team_members() -> list[TeamRow]:
    """For a range join by discharge day: licence → team and its department.

    The spans of one licence never overlap. Members without a licence are absent.
    """
    seats = _seats()
    members = Membership.objects.exclude(person__licence="").order_by(
        "person__licence", "active_from"
    )
    return [
        TeamRow(licence, team, each.department, each.span.start, each.span.end)
        for licence, team, start, end in members.values_list(
            "person__licence", "unit__code", "active_from", "active_to"
        )
        for each in trees.belongings(team, Span(start, end), seats)
        if each.department
    ]


def _seats() -> dict[str, list[Seat]]:
    """Every place that any unit ever had, by unit code, in one query."""
    found: defaultdict[str, list[Seat]] = defaultdict(list)
    rows = Placement.objects.order_by().values_list(
        "unit__code", "unit__kind", "parent__code", "campus__code", "active_from", "active_to"
    )
    for unit, kind, parent, campus, start, end in rows:
        found[unit].append(
            Seat(unit=unit, kind=Kind(kind), parent=parent, campus=campus, span=Span(start, end))
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """An appointment in force, as a login or a list shows it."""

    appointment: int
    person: str
    person_name: str
    post: Post
    unit: str
    title: str
    active_from: date


def tenures(
    on: date, *, person: str | None = None, held: Collection[str] | None = None
) -> tuple[Tenure, ...]:
    """Appointments under which somebody may act on the day, oldest first, in one query.

    person: only this person's (code). held: only these posts (codes). Leavers and closed units
    are absent, as are appointments on a kind of unit on which the post cannot be held any more.
    """
    rows = (
        Appointment.objects.on(on)
        .filter(_exists("person", on), _exists("unit", on))
        .select_related("person", "unit")
    )
    if person is not None:
        rows = rows.filter(person__code=person)
    if held is not None:
        rows = rows.filter(post__in=held)
    found = ((row, posts.post(row.post)) for row in rows)
    return tuple(
        Tenure(
            appointment=row.pk,
            person=row.person.code,
            person_name=row.person.name,
            post=post,
            unit=row.unit.code,
            title=rules.title(post, row.unit.name),
            active_from=row.active_from,
        )
        for row, post in found
        if post.holds_on(Kind(row.unit.kind))
    )
