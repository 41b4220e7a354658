"""Which part of the hospital a page is about: read from the address, checked against the rights."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404

from linghang.cases.scope import CaseScope
from linghang.foundation.access import Decision
from linghang.foundation.period import Period
from linghang.indicators.queries import NOWHERE, UNATTRIBUTED, Scope
from linghang.org import policy
from linghang.org.definitions import Kind
from linghang.org.models import Unit
from linghang.org.rules import Rights
from linghang.web.requests import Request

FIELDS = ("campus", "department", "team")
HOSPITAL = "全院"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A scope of figures with its name; `pairs` are what an address says of it."""

    scope: Scope
    name: str

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(field, code) for field in FIELDS if (code := getattr(self.scope, field))]

    @property
    def is_hospital(self) -> bool:
        return not self.pairs


def query_of(period: Period, scope: Scope) -> str:
    """What an address says to open a page for this period and place."""
    places = [(field, code) for field in FIELDS if (code := getattr(scope, field))]
    return urlencode([("period", period.code), *places])


def home(rights: Rights) -> Scope | None:
    """What the acting post sees of the figures without asking: the hospital, its department or
    its team; None when figures are not kept for such a unit, or the post may read none."""
    if policy.may_read_indicators(rights, None):
        return Scope()
    if not policy.may_read_indicators(rights, rights.unit.code):
        return None
    if rights.unit.kind is Kind.DEPARTMENT:
        return Scope(department=rights.unit.code)
    return Scope(team=rights.unit.code) if rights.unit.kind is Kind.MEDICAL_TEAM else None


def wanted(request: Request, *, default: Scope | None) -> Scope | None:
    """The scope that the address names, else `default`."""
    named = {field: code for field in FIELDS if (code := request.GET.get(field, ""))}
    return Scope(**named) if named else default


def may_read_figures(rights: Rights, scope: Scope) -> Decision:
    """Whether the post may see the figures of every unit that the scope names.

    A campus counts only when it stands alone: a department's part on a campus is the department's.
    """
    units: list[str | None] = [code for code in (scope.department, scope.team) if code]
    asked = units or [scope.campus]
    decisions = [
        policy.may_read_indicators(rights, None if code == NOWHERE else code) for code in asked
    ]
    return next((one for one in decisions if not one), decisions[0])


def may_read_cases(rights: Rights, scope: Scope) -> Decision:
    """Whether the post may see cases of the scope; a scope without unit asks for the hospital's."""
    if scope == Scope():
        return policy.may_read_cases(rights, None)
    department = scope.department or (
        rights.structure.department(scope.team) if scope.team else None
    )
    nowhere = department == NOWHERE
    return policy.may_read_cases(rights, None if nowhere else department, scope.team)


def case_scope(rights: Rights) -> CaseScope:
    """Which cases the acting post may see at all."""
    extent = rights.extent("cases.read")
    if extent.everywhere:
        return CaseScope.hospital()
    return CaseScope.of(extent.departments | extent.teams)


def of_cases(rights: Rights, scope: Scope) -> Place:
    """The scope as a list of cases calls it: without a place it is all that the post may see."""
    if scope == Scope() and not rights.extent("cases.read").everywhere:
        return Place(scope=scope, name=rights.unit.name)
    return named(rights, scope)


def named(rights: Rights, scope: Scope) -> Place:
    """The scope with its name. Raises Http404 when it names a unit that never was."""
    names = [_name(rights, code) for field in FIELDS if (code := getattr(scope, field))]
    return Place(scope=scope, name=" · ".join(names) or HOSPITAL)


def _name(rights: Rights, code: str) -> str:
    """A unit's name, also of one that stands no more."""
    if code == NOWHERE:
        return UNATTRIBUTED
    if code in rights.structure:
        return rights.structure[code].name
    closed = Unit.objects.filter(code=code).values_list("name", flat=True).first()
    if closed is None:
        raise Http404
    return closed


def names() -> dict[str, str]:
    """Names of all units that ever were, by code."""
    return dict(Unit.objects.order_by().values_list("code", "name"))
