"""What to look at in the set-up of Party organisations, in a number of queries that stays."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from linghang.foundation.parameters import queries as parameters
from linghang.foundation.parameters.kinds import Bounds, Value
from linghang.meetings import catalog
from linghang.meetings.bodies.rules import Nature, NoVoteGround
from linghang.meetings.models import BranchNature, NoVote
from linghang.meetings.structure import rules
from linghang.meetings.structure.rules import Branch, Sizes
from linghang.org.definitions import Kind
from linghang.org.memberships.rules import Line
from linghang.org.models import Appointment, Coverage, Membership
from linghang.org.models.dated import in_force
from linghang.org.posts_held.rules import Basis
from linghang.org.trees.rules import Structure

COMMITTEE = "branch_committee"
PARTY = (Kind.PARTY_COMMITTEE, Kind.PARTY_GENERAL_BRANCH, Kind.PARTY_BRANCH)
_NUMBERS = {
    "least_formal": "branch.min_formal_members",
    "most_members": "branch.max_members_normal",
    "committee_from": "branch.committee_from_formal",
    "joint_units": "joint_branch.max_units",
    "general_branch": "general_branch.least_members",
    "party_committee": "party_committee.least_members",
    "congress": "member_congress.from_members",
    "temporary_months": "temporary_branch.months_to_branch",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """says: what to look at. nature: the row that registers the branch as no plain one."""

    says: tuple[str, ...]
    nature: BranchNature | None = None


def look(
    units: Collection[str],
    structure: Structure,
    on: date,
    *,
    counted: Mapping[str, tuple[int, int]] | None = None,
    values: Mapping[str, Value] | None = None,
) -> dict[str, Look]:
    """Unit (code) → what it is and what to look at, where there is something; in six queries.

    structure: of the day. counted: members and formal members of each unit with what lies below
    it; values: the parameters of the day; where they are known already. Units that are no Party
    organisation are passed over.
    """
    wanted = [code for code in units if code in structure and structure[code].kind in PARTY]
    if not wanted:
        return {}
    sizes = _sizes(parameters.in_force(on) if values is None else values)
    totals = counted if counted is not None else _totals(wanted, structure, on)
    branches = [code for code in wanted if structure[code].kind is Kind.PARTY_BRANCH]
    held, natures = _held(branches, on), _natures(branches, on)
    covers = _covers([code for code, row in natures.items() if row.nature == Nature.JOINT], on)
    found = {}
    for code in wanted:
        members, formal = totals[code]
        if structure[code].kind is not Kind.PARTY_BRANCH:
            says = rules.of_members(structure[code].kind.value, members, sizes)
        else:
            row = natures.get(code)
            branch = Branch(
                formal=formal,
                members=members,
                committee=len(held[code]),
                posts=frozenset(post for posts in held[code].values() for post in posts),
                covers=covers[code],
                nature=Nature(row.nature) if row else None,
                since=row.active_from if row else None,
            )
            says = rules.of_branch(branch, sizes, today=on)
        if says or code in natures:
            found[code] = Look(says=tuple(says), nature=natures.get(code))
    return found


def _totals(units: Collection[str], structure: Structure, on: date) -> dict[str, tuple[int, int]]:
    below = {code: structure.subtree(code) for code in units}
    members, formal = _members(frozenset().union(*below.values()), on)
    return {
        code: (sum(members[each] for each in places), sum(formal[each] for each in places))
        for code, places in below.items()
    }


def _sizes(values: Mapping[str, Value]) -> Sizes:
    committee = values["branch.committee_size"]
    numbers = {name: values[code] for name, code in _NUMBERS.items()}
    return Sizes(
        committee=committee if isinstance(committee, Bounds) else Bounds(3, 7, 5),
        **{name: value if isinstance(value, int) else 0 for name, value in numbers.items()},
    )


def _members(units: Collection[str], on: date) -> tuple[Counter[str], Counter[str]]:
    """Unit → members, and formal ones among them."""
    rows = Membership.objects.on(on).filter(
        in_force("person", on), line=Line.PARTY, unit__code__in=units
    )
    by_unit = rows.order_by().values_list("unit__code").annotate(Count("pk"))
    members = Counter(dict(by_unit))
    probation = NoVote.objects.on(on).filter(ground=NoVoteGround.PROBATION)
    return members, members - Counter(
        dict(by_unit.filter(person__code__in=probation.values("person__code")))
    )


def _held(branches: Collection[str], on: date) -> defaultdict[str, dict[str, set[str]]]:
    """Branch → person → posts of the committee that they hold there."""
    found: defaultdict[str, dict[str, set[str]]] = defaultdict(dict)
    posts = catalog.meetings()[COMMITTEE].posts if COMMITTEE in catalog.meetings() else ()
    rows = (
        Appointment.objects.on(on)
        .filter(in_force("person", on), unit__code__in=branches, post__in=posts)
        .exclude(basis=Basis.DELEGATED)
    )
    for unit, person, post in rows.values_list("unit__code", "person__code", "post"):
        found[unit].setdefault(person, set()).add(post)
    return found


def _covers(branches: Collection[str], on: date) -> Counter[str]:
    if not branches:
        return Counter()
    rows = Coverage.objects.on(on).filter(unit__code__in=branches)
    return Counter(rows.values_list("unit__code", flat=True))


def _natures(branches: Collection[str], on: date) -> dict[str, BranchNature]:
    rows = BranchNature.objects.on(on).filter(unit__code__in=branches).select_related("unit")
    return {row.unit.code: row for row in rows}
