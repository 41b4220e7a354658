"""A unit of the organisation: where it stands, its names, people and posts, what happened to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.indicators.queries import Scope
from linghang.org import policy, posts, queries
from linghang.org.charges import queries as charges
from linghang.org.charges.rules import CHARGEABLE
from linghang.org.definitions import KINDS, TREE_NAMES, Kind, Tree
from linghang.org.models import Appointment, Beds, CodeMap, Coverage, Membership, Person, Unit
from linghang.org.posts_held.rules import Basis, title_on
from linghang.org.rules import CODE_SYSTEMS, Rights
from linghang.org.trees.rules import Place, Structure
from linghang.org.units.queries import Happening
from linghang.org.units.rules import COVERING
from linghang.web import periods, places
from linghang.web.access import hide_unless
from linghang.web.details import Way
from linghang.web.ledgers import related
from linghang.web.organisation.days import day_of
from linghang.web.requests import Request

MOST_PEOPLE = 40


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a post on the unit. until: the last day, if it is known."""

    code: str
    person: str
    post: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Below:
    """Units of one kind that stand directly below."""

    kind: str
    units: tuple[Place, ...]


@require_safe
def unit(request: Request, code: str) -> HttpResponse:
    """The page of a unit as of a day; no patient data, and from Party units no way to any.

    Only today's offers deeds and figures. A closed unit has a page, too, for posts that read about
    the whole hospital; so has one that was not set up yet on the day.
    """
    rights: Rights = request.rights
    hide_unless(policy.may_read_unit(rights, code))
    row = Unit.objects.filter(code=code).first()
    if row is None:
        raise Http404
    on, complaint = day_of(request)
    is_today = on == request.today
    structure = rights.structure if is_today else queries.structure(on)
    stands = code in structure
    shown = structure[code] if stands else Place(code=code, name=row.name, kind=Kind(row.kind))
    facts = KINDS[shown.kind]
    members = _members(rights, code, on, request.today)
    context = {
        "on": on,
        "is_today": is_today,
        "complaint": complaint,
        "as_of": "" if is_today else f"?on={on.isoformat()}",
        "unit": shown,
        "span": row.span,
        "stands": stands,
        "kind": facts.name,
        "tree": TREE_NAMES[facts.tree],
        "tree_code": facts.tree.value,
        "campus": structure.units.get(shown.campus or ""),
        "path": [
            (above, bool(policy.may_read_unit(rights, above.code)))
            for above in structure.path(code)[:-1]
        ],
        "below": _below(structure, code),
        "holders": _holders(code, on),
        "leader": charges.of_unit(code, on) if shown.kind in CHARGEABLE else None,
        "members": members[:MOST_PEOPLE],
        "member_count": len(members),
        "beds": Beds.objects.on(on).filter(unit=row).first(),
        "covers": _covers(row, on),
        "codes": _codes(row, on),
        "covered_by": _covered_by(rights, row, on),
        "history": _history(rights, code),
        "figures_query": _figures(rights, shown, on) if stands and is_today else "",
        "ledgers": related.of_unit(request, code) if is_today else [],
        "ways": _ways(rights, shown) if stands and is_today else [],
        "may_appoint": stands and is_today and bool(policy.may_appoint(rights, code)),
    }
    return render(request, "web/unit.html", context)


def _below(structure: Structure, code: str) -> list[Below]:
    children = [structure[child] for child in structure.children(code)]
    kinds = dict.fromkeys(child.kind for child in children)
    return [
        Below(KINDS[kind].name, tuple(child for child in children if child.kind is kind))
        for kind in kinds
    ]


def _holders(code: str, on: date) -> list[Holder]:
    """Who held a post here on the day, in the order of the posts' catalog."""
    held = Appointment.objects.on(on).filter(unit__code=code)
    order = list(posts.catalog().items)
    rows = sorted(
        held.select_related("person", "principal__person"),
        key=lambda row: (order.index(row.post), row.active_from),
    )
    return [
        Holder(row.person.code, row.person.name, _title(row), row.active_from, _last_day(row))
        for row in rows
    ]


def _last_day(row: Appointment) -> date | None:
    return row.active_to - timedelta(days=1) if row.active_to else None


def _title(row: Appointment) -> str:
    principal = row.principal.person.name if row.principal else ""
    return title_on(Basis(row.basis), posts.post(row.post).name, principal)


def _members(rights: Rights, code: str, on: date, today: date) -> list[tuple[str, str]]:
    """(code, name) of who belonged to the unit itself on the day, along whatever line led to it.

    Of another day only those about whom one may read today.
    """
    members = Membership.objects.on(on).filter(unit__code=code).order_by("person__code")
    if on != today:
        members = members.filter(person__in=Person.objects.visible_to(rights, today))
    return list(members.values_list("person__code", "person__name"))


def _covers(row: Unit, on: date) -> list[Coverage]:
    if Kind(row.kind) not in COVERING:
        return []
    rows = Coverage.objects.on(on).filter(unit=row).select_related("covered")
    return list(rows.order_by("covered__code"))


def _history(rights: Rights, code: str) -> list[Happening]:
    """What happened, with a way to the other units that may be read about."""
    return [
        each if policy.may_read_unit(rights, each.unit) else replace(each, unit="")
        for each in queries.history(code)
    ]


def _codes(row: Unit, on: date) -> list[tuple[str, str]]:
    """(system in words, code) of what other systems call the unit."""
    rows = CodeMap.objects.on(on).filter(unit=row).order_by("system", "code")
    return [(CODE_SYSTEMS.get(one.system, one.system), one.code) for one in rows]


def _covered_by(rights: Rights, row: Unit, on: date) -> list[Unit]:
    """The branch, union group and cell that cover the unit, as far as they may be read about."""
    covering = Coverage.objects.on(on).filter(covered=row).select_related("unit")
    return [each.unit for each in covering if policy.may_read_unit(rights, each.unit.code)]


def _ways(rights: Rights, shown: Place) -> list[Way]:
    """What the acting post may do with the unit."""
    if not policy.may_edit_unit(rights, shown.code):
        return []
    facts = KINDS[shown.kind]
    has_below = any(shown.kind in each.parents for each in KINDS.values())
    offered = (
        (has_below, "设立下级单位", "unit-add", "plus", False),
        (True, "更名", "unit-rename", "pencil", False),
        (any(facts.parents), "调整隶属", "unit-move", "switch", False),
        (shown.kind is Kind.WARD, "核定床位", "unit-beds", "ledger", False),
        (shown.kind in COVERING, "覆盖单位", "unit-cover", "tree", False),
        (True, "外部编码", "unit-code-add", "device", False),
        (shown.kind is not Kind.HOSPITAL, "合并", "unit-merge", "people", True),
        (shown.kind is not Kind.HOSPITAL, "拆分", "unit-split", "tree", True),
        (shown.kind is not Kind.HOSPITAL, "撤销", "unit-close", "close", True),
    )
    return [
        Way(text, reverse(name, args=[shown.code]), icon=icon, grave=grave)
        for is_so, text, name, icon, grave in offered
        if is_so
    ]


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
