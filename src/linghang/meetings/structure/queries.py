"""What to look at in the set-up of Party organisations, in a number of queries that stays."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date

from linghang.foundation.parameters import queries as parameters
from linghang.foundation.parameters.kinds import Bounds
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
    "temporary_months": "temporary_branch.months_to_branch",
}


def warnings(units: Collection[str], structure: Structure, on: date) -> dict[str, list[str]]:
    """Unit (code) → what to look at, for those where there is something; in six queries.

    structure: of the day. Units that are no Party organisation with members are passed over.
    """
    wanted = [code for code in units if code in structure and structure[code].kind in PARTY]
    if not wanted:
        return {}
    sizes = _sizes(on)
    below = {code: structure.subtree(code) for code in wanted}
    members, formal = _members(frozenset().union(*below.values()), on)
    branches = [code for code in wanted if structure[code].kind is Kind.PARTY_BRANCH]
    held, covers, natures = _held(branches, on), _covers(branches, on), _natures(branches, on)
    found = {}
    for code in wanted:
        total = sum(members[each] for each in below[code])
        if structure[code].kind is not Kind.PARTY_BRANCH:
            says = rules.of_members(structure[code].kind.value, total, sizes)
        else:
            nature, since = natures.get(code, (None, None))
            branch = Branch(
                formal=sum(formal[each] for each in below[code]),
                members=total,
                committee=len(held[code]),
                posts=frozenset(post for posts in held[code].values() for post in posts),
                covers=covers[code],
                nature=nature,
                since=since,
            )
            says = rules.of_branch(branch, sizes, today=on)
        if says:
            found[code] = says
    return found


def nature(unit: str, on: date) -> BranchNature | None:
    """What the branch is registered as on the day, if it is no plain one."""
    return BranchNature.objects.on(on).filter(unit__code=unit).first()


def _sizes(on: date) -> Sizes:
    values = parameters.in_force(on)
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
    people = list(rows.values_list("unit__code", "person__code"))
    probation = set(
        NoVote.objects.on(on)
        .filter(ground=NoVoteGround.PROBATION)
        .values_list("person__code", flat=True)
    )
    members = Counter(unit for unit, _ in people)
    return members, Counter(unit for unit, person in people if person not in probation)


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
    rows = Coverage.objects.on(on).filter(unit__code__in=branches)
    return Counter(rows.values_list("unit__code", flat=True))


def _natures(branches: Collection[str], on: date) -> dict[str, tuple[Nature, date]]:
    rows = BranchNature.objects.on(on).filter(unit__code__in=branches)
    return {
        unit: (Nature(kind), since)
        for unit, kind, since in rows.values_list("unit__code", "nature", "active_from")
    }
