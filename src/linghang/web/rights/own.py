"""我能做什么、为什么: every deed under one of one's own posts, allowed or not, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from linghang.foundation.period import day_label
from linghang.org import matrix
from linghang.org.definitions import CAPABILITY_NAMES, UNDELEGABLE, Capability, SecondFactor
from linghang.org.posts_held.queries import Tenure
from linghang.org.posts_held.rules import BASIS_NAMES, Basis
from linghang.org.rights import Rights, rights_of
from linghang.web import lists
from linghang.web.lists import Listing
from linghang.web.requests import Request
from linghang.web.rights.answers import COLUMNS, FILTERS

DEEDS = Listing(
    code="rights.own",
    title="我的权限",
    counted="项",
    note="权限随任职而来，一次只用一个职务。每一项都写明可不可以、依据什么；不可以的，写明谁可以办。",
    columns=COLUMNS,
    filters=FILTERS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of one's own posts, as the page lets one choose it."""

    title: str
    appointment: int
    is_acting: bool
    is_shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """On what ground the shown post is held. limits: of a delegation."""

    title: str
    unit: str
    basis: str
    days: str
    source: str
    asks_second_factor: bool
    limits: str


@require_safe
def own(request: Request) -> HttpResponseBase:
    """The deeds of the acting post, or of another of one's own; anybody else's is not there."""
    tenure = _tenure(request)
    rights = _rights(request, tenure)
    context = {
        "choices": [
            Choice(
                title=one.title,
                appointment=one.appointment,
                is_acting=one.appointment == request.rights.appointment,
                is_shown=one.appointment == tenure.appointment,
            )
            for one in request.tenures
        ],
        "ground": _ground(tenure, rights),
    }
    return lists.page(
        request,
        DEEDS,
        list(matrix.line_of(rights).cells),
        template="web/rights/own.html",
        context=context,
    )


def _tenure(request: Request) -> Tenure:
    """The post of `?post=`, which must be one's own; the acting one without it."""
    own = {str(one.appointment): one for one in request.tenures}
    asked = request.GET.get("post", str(request.rights.appointment))
    if asked not in own:
        raise Http404
    return own[asked]


def _rights(request: Request, tenure: Tenure) -> Rights:
    if tenure.appointment == request.rights.appointment:
        return request.rights
    return rights_of(tenure.appointment, request.today)


def _ground(tenure: Tenure, rights: Rights) -> Ground:
    return Ground(
        title=tenure.title,
        unit=tenure.unit_name,
        basis=BASIS_NAMES[tenure.basis],
        days=_days(tenure.active_from, tenure.active_to),
        source=rights.post.source,
        asks_second_factor=rights.post.second_factor is SecondFactor.REQUIRED,
        limits=_limits(rights) if tenure.basis is Basis.DELEGATED else "",
    )


def _limits(rights: Rights) -> str:
    """What a delegation leaves out, in words."""
    kept = {each for each in rights.post.capabilities if each in rights.capabilities}
    lost = [each for each in Capability if each in rights.post.capabilities and each not in kept]
    if not lost:
        return ""
    own = "；只能由本人办理的不在授权之内" if UNDELEGABLE.intersection(lost) else ""
    return f"授权不包括：{'、'.join(CAPABILITY_NAMES[each] for each in lost)}{own}"


def _days(start: date, end: date | None) -> str:
    return f"{day_label(start)}起" + (f"，{day_label(end)}当日起不再有效" if end else "")
