"""Who leads a unit, and who is above somebody: pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linghang.org.definitions import Kind
from linghang.org.trees.rules import Structure

# The posts that lead a unit of a kind. An office is led by whatever director it has.
LEADS: Mapping[Kind, tuple[str, ...]] = {
    Kind.MEDICAL_TEAM: ("team_leader",),
    Kind.WARD: ("head_nurse",),
    Kind.DEPARTMENT: ("department_head",),
    Kind.HOSPITAL: ("president",),
    Kind.PARTY_GROUP: ("party_group_leader",),
    Kind.PARTY_BRANCH: ("branch_secretary",),
    Kind.PARTY_GENERAL_BRANCH: ("general_branch_secretary",),
    Kind.PARTY_COMMITTEE: ("party_secretary",),
    Kind.DISCIPLINE_COMMITTEE: ("discipline_secretary",),
    Kind.UNION_GROUP: ("union_group_leader",),
    Kind.UNION_BRANCH: ("union_branch_chair",),
    Kind.UNION_COMMITTEE: ("union_chair",),
}
DIRECTOR = "_director"
NOBODY: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Holder:
    """A person who holds a post on a unit (codes)."""

    person: str
    post: str
    unit: str


def leads(post: str, kind: Kind) -> bool:
    """Whether the holder of the post on such a unit leads it."""
    return post in LEADS.get(kind, ()) or (kind is Kind.OFFICE and post.endswith(DIRECTOR))


def above(
    person: str,
    units: Iterable[str],
    *,
    structure: Structure,
    holders: Iterable[Holder],
    charges: Mapping[str, str] = NOBODY,
) -> tuple[str, ...]:
    """Codes of the nearest people who lead a unit of the person's, or one above it.

    units: where the person belongs, the most telling first. charges: unit → the hospital's leader
    who is in charge of it (分管). Somebody who leads the unit has the next level above: who is in
    charge of it, or who leads the unit above; at the top, and for who belongs nowhere, the
    president. Empty when there is nobody but the person.
    """
    leaders: dict[str, list[str]] = {}
    for holder in holders:
        if holder.unit in structure and leads(holder.post, structure[holder.unit].kind):
            leaders.setdefault(holder.unit, []).append(holder.person)
    tops = [place.code for place in structure.of_kind(Kind.HOSPITAL)]
    for unit in units:
        for place in reversed(structure.path(unit)):
            own = leaders.get(place.code, [])
            if others := [each for each in own if each != person]:
                return tuple(dict.fromkeys(others))
            if charges.get(place.code, person) != person:
                return (charges[place.code],)
    found = [each for top in tops for each in leaders.get(top, []) if each != person]
    return tuple(dict.fromkeys(found))
