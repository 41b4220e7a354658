"""The posts under which somebody may act today, and what each of them allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from linghang.foundation.prepared import Prepared
from linghang.org import posts, queries
from linghang.org.definitions import Capability, Kind
from linghang.org.models import Appointment, Placement
from linghang.org.models.dated import in_force
from linghang.org.posts_held.queries import Tenure
from linghang.org.posts_held.rules import Basis, title_on
from linghang.org.reach.rules import Rights, title
from linghang.org.trees.rules import Place


@dataclass(frozen=True, slots=True)
class Acting:
    """One post of somebody who is logged in, with the rights that it gives on the day."""

    tenure: Tenure
    rights: Rights


class _Row(NamedTuple):
    """A row of the query below, in its order."""

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
    limited_to: list[str]
    is_placed: bool
    principal: str | None
    principal_name: str | None
    principal_same: bool


def acting(person_id: int, today: date) -> tuple[Acting, ...]:
    """What `queries.tenures` and `rights_of` tell of the person's posts today, in one query.

    Oldest first. Nothing of it is kept from one request to the next.
    """
    return tuple(_acting(_HELD.rows(today, person_id), today))


def _held(on: date, person_id: int) -> QuerySet[Appointment, Any]:
    placed = Placement.objects.on(on).filter(unit=OuterRef("unit")).order_by()
    passes_on = in_force("principal", on) & in_force("principal__person", on)
    same = Appointment.objects.filter(
        pk=OuterRef("principal"), post=OuterRef("post"), unit=OuterRef("unit")
    ).order_by()
    return (
        Appointment.objects.on(on)
        .filter(in_force("person", on), in_force("unit", on), person=person_id)
        .filter(Q(principal__isnull=True) | passes_on)
        .annotate(is_placed=Exists(placed), is_same=Exists(same))
        .order_by("active_from", "pk")
        .values_list(
            "pk",
            "person__code",
            "person__name",
            "post",
            "unit__code",
            "unit__name",
            "unit__kind",
            "active_from",
            "active_to",
            "basis",
            "limited_to",
            "is_placed",
            "principal__person__code",
            "principal__person__name",
            "is_same",
        )
    )


_HELD = Prepared(_held, date, int)


def _acting(rows: list[tuple[Any, ...]], today: date) -> Iterator[Acting]:
    for values in rows:
        row = _Row(*values)
        post, kind = posts.post(row.post), Kind(row.kind)
        if not post.holds_on(kind):
            continue
        basis = Basis(row.basis)
        yield Acting(
            Tenure(
                appointment=row.id,
                person=row.person,
                person_name=row.person_name,
                post=post,
                unit=row.unit,
                unit_name=row.unit_name,
                title=title_on(basis, title(post, row.unit_name), row.principal_name or ""),
                active_from=row.active_from,
                active_to=row.active_to,
                basis=basis,
                on_behalf_of=row.principal,
            ),
            Rights(
                appointment=row.id,
                person=row.person,
                post=post,
                unit=Place(code=row.unit, name=row.unit_name, kind=kind),
                in_force=row.is_placed and (row.principal is None or row.principal_same),
                basis=basis,
                limited_to=frozenset(Capability(each) for each in row.limited_to),
                on_behalf_of=row.principal,
                principal=row.principal_name or "",
                reading=partial(queries.structure, today),
            ),
        )
