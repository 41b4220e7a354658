"""What a page on DRG groups is asked for: period, department, edition; within the post's range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404

from linghang.cases.drg import SETS
from linghang.cases.grouping import queries, single, standing
from linghang.cases.grouping.queries import Wanted
from linghang.cases.grouping.rules import TRUST_NAMES
from linghang.cases.grouping.standing import Terms
from linghang.cases.models import Manifest
from linghang.cases.scope import CaseScope
from linghang.foundation.period import Period
from linghang.indicators.queries import NOWHERE, UNATTRIBUTED, Scope
from linghang.org import policy
from linghang.org.definitions import Kind
from linghang.web import periods, places
from linghang.web.access import hide_unless
from linghang.web.lists import Filter, Way
from linghang.web.periods import Choice
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The address in our words. freshness: up to when there are data."""

    wanted: Wanted
    scope: CaseScope
    choice: Choice
    freshness: str
    place: str

    @property
    def query(self) -> str:
        """What an address says for the same period, department and edition."""
        wanted = self.wanted
        return address(
            period=wanted.period.code, department=wanted.department, edition=wanted.edition
        )


def address(**parameters: str) -> str:
    """The parameters that say something, as a query."""
    return urlencode({name: text for name, text in parameters.items() if text})


def of(request: Request, *, default: Period | None = None) -> Asked:
    """Read the address; default: the period of one that names none.

    404 for posts that see no cases, for departments beyond their range and for what there is not.
    """
    rights, get = request.rights, request.GET
    hide_unless(policy.may_open_cases(rights))
    department = get.get("department", "")
    scope = Scope(department=department or None)
    if department:
        hide_unless(places.may_read_cases(rights, scope))
    edition = get.get("edition", "")
    if edition not in ("", *SETS):
        raise Http404
    manifest = Manifest.current()
    choice = periods.chosen(request, manifest, default=default)
    wanted = Wanted(
        period=choice.period,
        department=department,
        edition=edition,
        status=get.get("status", ""),
        reason=get.get("reason", ""),
        drg=get.get("drg", ""),
        unweighed=get.get("unweighed") == "1",
    )
    return Asked(
        wanted=wanted,
        scope=places.case_scope(rights),
        choice=choice,
        freshness=periods.freshness(manifest),
        place=places.of_cases(rights, scope).name,
    )


def as_is(source: Any, _value: object, _request: Request) -> Any:
    """The address is read before the list is: its filters narrow nothing more."""
    return source


def departments(request: Request) -> Filter:
    """The choice of a department whose cases the post may see."""
    options = open_departments(request)
    return Filter("department", "科室", Way.CHOICE, options=options, apply=as_is)


def open_departments(request: Request) -> list[tuple[str, str]]:
    """Code and name of each department whose cases the post may ask for."""
    extent = request.rights.extent("cases.read")
    options = [
        (unit.code, unit.name)
        for unit in request.rights.structure.of_kind(Kind.DEPARTMENT)
        if extent.holds(unit.code)
    ]
    if extent.everywhere:
        options.append((NOWHERE, UNATTRIBUTED))
    return options


def editions() -> Filter:
    """The choice of another edition, for comparison."""
    options = list(standing.titles().items())
    return Filter("edition", "改按方案试算", Way.CHOICE, options=options, apply=as_is)


def told_of(asked: Asked, *, today: date) -> list[str]:
    """The same for all months of what is asked for, in two queries; nothing without cases."""
    return told(queries.terms_used(asked.wanted), today=today)


def told(terms: Sequence[Terms], *, today: date) -> list[str]:
    """By what was grouped and weighed, in sentences, with every caution that is due."""
    lines = []
    for one in terms:
        trial = single.trial_word(one, today=today)
        title = standing.titles()[one.edition]
        lines.append(f"分组方案：{title}{f'　〔{trial}〕' if trial else ''}")
        if one.weights is None:
            lines.append("权重：没有载入本院权重表，也没有选用参考权重表，病例都按“无权重”列出。")
            continue
        caution = one.weights.caution(one.edition)
        lines.append(
            f"权重：{one.weights.name}（{TRUST_NAMES[one.weights.trust]}；{one.weights.source}）"
            + (f"。{caution}" if caution else "")
        )
    return list(dict.fromkeys(lines))
