"""Reads declared ties for those who decide; what a tie is, stays with who looks after them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from linghang.org import posts
from linghang.org.definitions import Kind
from linghang.org.memberships.rules import Line
from linghang.org.models import Appointment, Membership, Tie
from linghang.org.posts_held.rules import Basis
from linghang.org.relatives import rules
from linghang.org.relatives.rules import Held, Hit
from linghang.org.trees.rules import Structure


def suggested(
    members: Collection[str], *, about: Mapping[int, str], texts: Mapping[int, str], on: date
) -> list[Hit]:
    """Who of the members should leave the room for which item, in one query; see rules."""
    if not texts:
        return []
    rows = Tie.objects.on(on).filter(Q(person__code__in=members) | Q(relative__code__in=members))
    return rules.suggested([row.tie for row in rows], members, about=about, texts=texts)


@dataclass(frozen=True, slots=True)
class Apart:
    """Two relatives who hold posts that they may not hold together, and why."""

    person: str
    relative: str
    says: str


def posts_apart(structure: Structure, on: date) -> dict[int, Apart]:
    """Tie → what stands against the posts of the two (任职回避, §2.5.4); in three queries."""
    ties = list(Tie.objects.on(on).filter(relative__isnull=False))
    people = {code for row in ties for code in (row.person_id, row.relative_id or "")}
    held: defaultdict[str, list[Held]] = defaultdict(list)
    rows = Appointment.objects.on(on).filter(person__code__in=people).exclude(basis=Basis.DELEGATED)
    for person, post, unit in rows.values_list("person__code", "post", "unit__code"):
        place = structure.units.get(unit)
        if place is not None:
            held[person].append(
                Held(
                    person=person,
                    post=post,
                    is_leader=posts.post(post).is_leader,
                    unit=unit,
                    unit_kind=Kind(place.kind),
                    below=structure.subtree(unit),
                )
            )
    places: defaultdict[str, set[str]] = defaultdict(set)
    belong = Membership.objects.on(on).filter(person__code__in=people, line=Line.HOME)
    for person, unit in belong.values_list("person__code", "unit__code"):
        places[person].add(unit)
    found = {}
    for row in ties:
        pair = (row.person_id, row.relative_id or "")
        for one, other in (pair, pair[::-1]):
            if says := rules.posts_apart(held[one], held[other], places[other]):
                found[row.pk] = Apart(*pair, says)
    return found
