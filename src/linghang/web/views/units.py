"""A unit of the organisation: where it stands, what is below it, who holds which post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linghang.indicators.queries import Scope
from linghang.org import policy, posts
from linghang.org.definitions import KINDS, TREE_NAMES, Kind, Tree
from linghang.org.models import Appointment, Membership
from linghang.org.rules import Rights
from linghang.org.trees.rules import Place
from linghang.web import periods, places
from linghang.web.access import hide_unless
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a post on the unit."""

    person: str
    post: str
    since: date


@dataclass(frozen=True, slots=True)
class Below:
    """Units of one kind that stand directly below."""

    kind: str
    units: tuple[Place, ...]


@require_safe
def unit(request: Request, code: str) -> HttpResponse:
    """The page of a unit as of today; no patient data, and from Party units no way to any."""
    rights: Rights = request.rights
    structure = rights.structure
    if code not in structure:
        raise Http404
    hide_unless(policy.may_read_unit(rights, code))
    shown = structure[code]
    facts = KINDS[shown.kind]
    context = {
        "unit": shown,
        "kind": facts.name,
        "tree": TREE_NAMES[facts.tree],
        "campus": structure.units.get(shown.campus or ""),
        "path": [
            (above, bool(policy.may_read_unit(rights, above.code)))
            for above in structure.path(code)[:-1]
        ],
        "below": _below(rights, code),
        "holders": _holders(code, request.today),
        "members": _members(code, request.today) if shown.kind is Kind.MEDICAL_TEAM else [],
        "figures_query": _figures(rights, shown, request.today),
    }
    return render(request, "web/unit.html", context)


def _below(rights: Rights, code: str) -> list[Below]:
    children = [rights.structure[child] for child in rights.structure.children(code)]
    kinds = dict.fromkeys(child.kind for child in children)
    return [
        Below(KINDS[kind].name, tuple(child for child in children if child.kind is kind))
        for kind in kinds
    ]


def _holders(code: str, today: date) -> list[Holder]:
    """Who holds a post here today, in the order of the posts' catalog."""
    held = Appointment.objects.on(today).filter(unit__code=code).select_related("person")
    order = list(posts.catalog().items)
    rows = sorted(held, key=lambda row: (order.index(row.post), row.active_from))
    return [Holder(row.person.name, posts.post(row.post).name, row.active_from) for row in rows]


def _members(code: str, today: date) -> list[str]:
    members = Membership.objects.on(today).filter(unit__code=code).select_related("person")
    return [member.person.name for member in members]


def _figures(rights: Rights, shown: Place, today: date) -> str:
    """The address of the unit's figures, for departments and teams whose figures one may see."""
    if KINDS[shown.kind].tree is not Tree.ADMINISTRATION:
        return ""
    scopes = {
        Kind.DEPARTMENT: Scope(department=shown.code),
        Kind.MEDICAL_TEAM: Scope(team=shown.code),
    }
    scope = scopes.get(shown.kind)
    if scope is None or not places.may_read_figures(rights, scope):
        return ""
    return places.query_of(periods.last_whole_month(today), scope)
