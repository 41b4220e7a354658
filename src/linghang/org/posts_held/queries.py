"""Read models of posts: who may act under what on a day, who held what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from linghang.org import posts, rules
from linghang.org.definitions import Kind, Post
from linghang.org.models import Appointment
from linghang.org.models.dated import in_force
from linghang.org.posts_held.rules import Basis, title_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """An appointment in force, as a login or a list shows it.

    title: with the ground on which the post is held: 代理骨科主任, 骨科主任（代某某）.
    on_behalf_of: code of the person who delegated the post.
    """

    appointment: int
    person: str
    person_name: str
    post: Post
    unit: str
    unit_name: str
    title: str
    active_from: date
    active_to: date | None = None
    basis: Basis = Basis.REGULAR
    on_behalf_of: str | None = None


class _Row(NamedTuple):
    """What is read of an appointment, in the order of _COLUMNS."""

    id: int
    person: str
    person_name: str
    post: str
    unit: str
    unit_name: str
    kind: str
    active_from: date
    active_to: date | None
    basis: str
    principal: str | None
    principal_name: str | None


_COLUMNS = (
    *("pk", "person__code", "person__name", "post", "unit__code", "unit__name", "unit__kind"),
    *("active_from", "active_to", "basis", "principal__person__code", "principal__person__name"),
)


def tenures(
    on: date, *, person: str | None = None, held: Collection[str] | None = None
) -> tuple[Tenure, ...]:
    """Appointments under which somebody may act on the day, oldest first, in one query.

    person: only this person's (code). held: only these posts (codes). Leavers and closed units
    are absent, as are appointments on a kind of unit on which the post cannot be held any more,
    and delegations by somebody who does not hold the post on the day.
    """
    rows = Appointment.objects.on(on).filter(
        in_force("person", on), in_force("unit", on), _stands(on)
    )
    if person is not None:
        rows = rows.filter(person__code=person)
    if held is not None:
        rows = rows.filter(post__in=held)
    return tuple(
        Tenure(
            appointment=row.id,
            person=row.person,
            person_name=row.person_name,
            post=post,
            unit=row.unit,
            unit_name=row.unit_name,
            title=title_on(
                Basis(row.basis), rules.title(post, row.unit_name), row.principal_name or ""
            ),
            active_from=row.active_from,
            active_to=row.active_to,
            basis=Basis(row.basis),
            on_behalf_of=row.principal,
        )
        for row in map(_Row._make, rows.values_list(*_COLUMNS))
        for post in (posts.post(row.post),)
        if post.holds_on(Kind(row.kind))
    )


def _stands(on: date) -> Q:
    """Nobody delegated it, or who did holds the post on the day."""
    holds = in_force("principal", on) & in_force("principal__person", on)
    return Q(principal__isnull=True) | holds
