"""Read models of the trees: the structure of a day, and tables that say where a case belongs."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, FilteredRelation, QuerySet
from django.db.models.functions import Coalesce

from linghang.foundation.prepared import Prepared
from linghang.org.definitions import Kind
from linghang.org.memberships.rules import Line
from linghang.org.models import CodeMap, Membership, Placement
from linghang.org.models.dated import in_force
from linghang.org.trees import rules as trees
from linghang.org.trees.rules import Place, Seat, Span, Structure

FRONT_SHEET_WARD = "front_sheet.ward"
KINDS_BY_CODE = {kind.value: kind for kind in Kind}


def structure(on: date) -> Structure:
    """All trees as they stood on the day, under the names of the day, in one query.

    Units placed nowhere are absent.
    """
    return trees.structure_of(
        Place(code=code, name=name, kind=KINDS_BY_CODE[kind], parent=parent, campus=campus)
        for code, name, kind, parent, campus in _PLACED.rows(on)
    )


def _placed(on: date) -> QuerySet[Placement, Any]:
    named = FilteredRelation("unit__namings", condition=in_force("unit__namings", on))
    return (
        Placement.objects.on(on)
        .filter(in_force("unit", on))
        .annotate(naming=named, called=Coalesce(F("naming__name"), F("unit__name")))
        .order_by()
        .values_list("unit__code", "called", "unit__kind", "parent__code", "campus__code")
    )


_PLACED = Prepared(_placed, date)


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
    members = (
        Membership.objects.filter(line=Line.TEAM)
        .exclude(person__licence="")
        .order_by("person__licence", "active_from")
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
