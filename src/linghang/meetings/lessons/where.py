"""Where lessons were given: worked out from who belongs where, is in charge of what, or told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from linghang.foundation.period import Period
from linghang.meetings.lessons import catalog
from linghang.meetings.lessons.definitions import KnownBy
from linghang.meetings.lessons.rules import Whereabouts
from linghang.org.memberships.rules import Line
from linghang.org.models import Charge, Coverage, Membership, Placement

_Rows = dict[str, list[tuple[str, date, date | None]]]


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of one lesson: its speaker, the unit that held it, its day, what was told."""

    speaker: str
    host: str
    day: date
    told: str


def whereabouts(people: Collection[str], hosts: Collection[str], span: Period) -> Whereabouts:
    """What tells where these people's lessons at these units were given; in four queries.

    What stands under what is read as of the last day of the span.
    """
    belongs = Membership.objects.filter(line=Line.PARTY, person__code__in=list(people))
    charges = Charge.objects.filter(appointment__person__code__in=list(people))
    covers = Coverage.objects.filter(unit__code__in=list(hosts))
    placed = Placement.objects.on(span.last_day).values_list("unit__code", "parent__code")
    return Whereabouts(
        belongs=_by(belongs, span, "person__code", "unit__code"),
        in_charge=_by(charges, span, "appointment__person__code", "unit__code"),
        covers=_by(covers, span, "unit__code", "covered__code"),
        above=dict(placed.order_by()),
    )


def _by(rows: Any, span: Period, key: str, unit: str) -> _Rows:
    found: defaultdict[str, list[tuple[str, date, date | None]]] = defaultdict(list)
    reaching = rows.reaching(span.start).filter(active_from__lt=span.end).order_by()
    for one, *rest in reaching.values_list(key, unit, "active_from", "active_to"):
        found[one].append((rest[0], rest[1], rest[2]))
    return dict(found)


def places(lesson: Given, known: Whereabouts) -> frozenset[str]:
    """The places (codes) at which the lesson counts. What was told stands alone: who taught in the
    village did not teach in the branch that went along."""
    if lesson.told:
        return frozenset({lesson.told})
    return frozenset(
        code
        for code, one in catalog.places().items.items()
        if (one.item.known_by is KnownBy.OWN_BRANCH and known.is_own_branch(*_of(lesson)))
        or (one.item.known_by is KnownBy.IN_CHARGE and known.is_in_charge(*_of(lesson)))
    )


def _of(lesson: Given) -> tuple[str, str, date]:
    return lesson.speaker, lesson.host, lesson.day


def of_all(lessons: Iterable[Given], span: Period) -> list[frozenset[str]]:
    """The places of each, in their order; without a lesson no query."""
    known = list(lessons)
    if not known:
        return []
    people, hosts = {one.speaker for one in known}, {one.host for one in known}
    found = whereabouts(people, hosts, span)
    return [places(one, found) for one in known]
