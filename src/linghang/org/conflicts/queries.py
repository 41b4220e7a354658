"""What people hold, as conflicts ask; and which conflicts stand on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from linghang.foundation.trail.models import Entry
from linghang.org import posts, rules
from linghang.org.conflicts import catalog, trail_actions
from linghang.org.conflicts.rules import Clash, Holding, conflicts_of, conflicts_with
from linghang.org.definitions import Capability, Post
from linghang.org.models import Appointment, AppointmentQuerySet, Person, Unit
from linghang.org.posts_held.rules import Basis
from linghang.org.reach.rules import capabilities_of
from linghang.org.trees.rules import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Somebody who holds both sides of a conflict on the day.

    person: the code. reason: why it was accepted; "" when nobody was asked, because it came with
    the first load or the catalog changed since.
    """

    person: str
    person_name: str
    clash: Clash
    reason: str


def clashes_of(
    *,
    person: Person,
    post: Post,
    unit: Unit,
    span: Span,
    basis: Basis = Basis.REGULAR,
    limited_to: Iterable[str] = (),
) -> list[Clash]:
    """The clashes that one more post would bring to a person, in one query.

    To be asked by every deed that gives a post, in its transaction and with the person locked;
    see rules.reasons_not_to_hold() for what follows.
    """
    limits = frozenset(each for each in Capability if each in set(limited_to))
    new = Holding(
        post=post.code,
        unit=unit.code,
        title=rules.title(post, unit.name),
        span=span,
        capabilities=capabilities_of(post, basis, limits),
    )
    held = Appointment.objects.filter(_meets(span), person=person)
    return conflicts_with(new, [_holding(row) for row in _read(held)], catalog.every())


def standing(on: date) -> tuple[Standing, ...]:
    """Every clash that stands on the day, by person, in two queries."""
    by_person: defaultdict[tuple[str, str], list[_Row]] = defaultdict(list)
    for row in _read(Appointment.objects.on(on).filter(person__in=Person.objects.on(on))):
        by_person[row.person, row.person_name].append(row)
    conflicts = catalog.every()
    found = [
        (person, clash)
        for person, rows in sorted(by_person.items())
        if len(rows) > 1  # one post alone clashes with nothing
        for clash in conflicts_of([_holding(row) for row in rows], conflicts)
    ]
    told = _reasons(clash for _, clash in found)
    return tuple(
        Standing(
            person=code,
            person_name=name,
            clash=clash,
            reason=next(
                (
                    told[side.appointment, clash.conflict.code]
                    for side in (clash.one, clash.other)
                    if (side.appointment, clash.conflict.code) in told
                ),
                "",
            ),
        )
        for (code, name), clash in found
    )


def _reasons(clashes: Iterable[Clash]) -> dict[tuple[int, str], str]:
    """Why conflicts were accepted: by appointment and code of the conflict."""
    ids = {side.appointment for clash in clashes for side in (clash.one, clash.other)}
    told = Entry.objects.filter(
        action=trail_actions.OVERRIDDEN,
        subject_type="org.appointment",
        subject_id__in=[str(each) for each in ids],
    )
    return {(int(one.subject_id), one.facts["code"]): one.facts["reason"] for one in told}


def _meets(span: Span) -> Q:
    """Rows with a day in the span."""
    begins = Q() if span.end is None else Q(active_from__lt=span.end)
    return begins & (Q(active_to__isnull=True) | Q(active_to__gt=span.start))


class _Row(NamedTuple):
    """What is read of an appointment, in the order of _COLUMNS."""

    id: int
    person: str
    person_name: str
    post: str
    unit: str
    unit_name: str
    basis: str
    limited_to: list[str]
    active_from: date
    active_to: date | None


_COLUMNS = (
    *("pk", "person__code", "person__name", "post", "unit__code", "unit__name"),
    *("basis", "limited_to", "active_from", "active_to"),
)


def _read(rows: AppointmentQuerySet) -> Iterator[_Row]:
    return map(_Row._make, rows.order_by("active_from", "pk").values_list(*_COLUMNS))


def _holding(row: _Row) -> Holding:
    post, basis = posts.post(row.post), Basis(row.basis)
    limited = frozenset(Capability(each) for each in row.limited_to)
    return Holding(
        post=row.post,
        unit=row.unit,
        title=rules.title(post, row.unit_name),
        span=Span(row.active_from, row.active_to),
        capabilities=capabilities_of(post, basis, limited),
        appointment=row.id,
    )
