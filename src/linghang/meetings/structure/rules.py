"""How large a Party organisation should be, and what it then must have (§1.1.2–§1.1.7).

The superior organisation may approve exceptions, so everything here is a warning.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linghang.foundation.parameters.kinds import Bounds
from linghang.meetings.bodies.rules import Nature

# Without these a 支委会 is not whole; the deputy stands only where one is needed (§1.1.5).
NEEDED = {
    "branch_secretary": "书记",
    "branch_organisation_member": "组织委员",
    "branch_publicity_member": "宣传委员",
    "branch_discipline_member": "纪检委员",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """The rule parameters of the day; see their meanings in parameters.yaml."""

    least_formal: int
    most_members: int
    committee_from: int
    committee: Bounds
    joint_units: int
    general_branch: int
    party_committee: int
    temporary_months: int
    congress: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A branch on a day. formal, members: 正式党员, all with those on probation.

    committee: how many sit in it. posts: which posts of it are held. covers: units that it covers.
    nature, since: what it is that is no plain one, and from when.
    """

    formal: int
    members: int
    committee: int
    posts: frozenset[str]
    covers: int = 0
    nature: Nature | None = None
    since: date | None = None


def of_branch(branch: Branch, sizes: Sizes, *, today: date) -> list[str]:
    """What to look at, in Chinese; empty when nothing is."""
    if branch.nature is Nature.TEMPORARY:
        return _of_temporary(branch, sizes, today)
    found = []
    if branch.formal < sizes.least_formal:
        found.append(
            f"正式党员{branch.formal}人，不足{sizes.least_formal}人，应成立联合党支部或并入其他支部"
        )
    if branch.members > sizes.most_members:
        found.append(f"党员{branch.members}人，一般不超过{sizes.most_members}人，可以考虑分设")
    if branch.nature is Nature.JOINT and branch.covers > sizes.joint_units:
        found.append(f"联合党支部覆盖{branch.covers}个单位，一般不超过{sizes.joint_units}个")
    return found + _of_committee(branch, sizes)


def _of_committee(branch: Branch, sizes: Sizes) -> list[str]:
    bounds = sizes.committee
    if branch.formal < sizes.committee_from:
        if branch.committee < bounds.least:
            return []
        least = sizes.committee_from
        return [f"正式党员{branch.formal}人，不足{least}人的不设支委会，设书记，必要时设副书记"]
    if branch.committee < bounds.least:
        return [
            f"正式党员{branch.formal}人，满{sizes.committee_from}人应设支委会"
            f"（{bounds.least}至{bounds.usual or bounds.most}人），现有{branch.committee}人"
        ]
    found = []
    if branch.committee > bounds.most:
        found.append(f"支委会{branch.committee}人，一般不超过{bounds.most}人")
    if missing := [name for post, name in NEEDED.items() if post not in branch.posts]:
        found.append(f"支委会没有{'、'.join(missing)}")
    return found


def _of_temporary(branch: Branch, sizes: Sizes, today: date) -> list[str]:
    """A project that lasts should have a proper branch (§1.1.7)."""
    if branch.since is None:
        return []
    months = (today.year - branch.since.year) * 12 + today.month - branch.since.month
    months -= today.day < branch.since.day
    if months < sizes.temporary_months:
        return []
    return [f"临时党支部已满{months}个月，符合条件的应当成立党支部"]


def of_members(kind: str, members: int, sizes: Sizes) -> list[str]:
    """Whether an organisation above branches suits its number of members (§1.1.2).

    kind: party_committee or party_general_branch.
    """
    if kind == "party_committee" and members < sizes.party_committee:
        return [f"党员{members}人，一般满{sizes.party_committee}人设党委"]
    if kind == "party_committee" and members >= sizes.congress:
        return [f"党员{members}人，满{sizes.congress}人的经批准可以召开党员代表大会，代替党员大会"]
    if kind != "party_general_branch":
        return []
    if members < sizes.general_branch:
        return [f"党员{members}人，一般满{sizes.general_branch}人设党总支"]
    if members >= sizes.party_committee:
        return [f"党员{members}人，满{sizes.party_committee}人一般设党委"]
    return []
