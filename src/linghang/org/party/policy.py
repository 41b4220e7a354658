"""May they? The questions about dues, grades, talks and Party branches, beside org.policy."""

from __future__ import annotations

from linghang.foundation.access import Decision, allow, deny
from linghang.org.definitions import CAPABILITY_NAMES, KINDS, TENDS, Capability, Kind, Tree
from linghang.org.policy import PERSONNEL
from linghang.org.posts_held.rules import Basis
from linghang.org.rules import Rights

KEEPER = "支部组织委员"
OFFICE = "党委办公室"
COMMITTEE = "支部书记、支部委员，党委办公室"
SECRETARY, IN_PERSON = "branch_secretary", "支部书记本人"


def may_collect_dues(rights: Rights, unit_code: str) -> Decision:
    """May they see bases and dues of a branch's members, and take dues in? Only its own keeper."""
    return _of_branch(rights, Capability.DUES_COLLECT, unit_code)


def may_read_dues(rights: Rights, unit_code: str) -> Decision:
    """May they see who of a branch paid which month? Never how much."""
    return _of_branch(rights, Capability.DUES_READ, unit_code)


def may_oversee_dues(rights: Rights) -> Decision:
    """May they see the sums of all branches, enter what dues were used for, and publish it?"""
    return _held(rights, Capability.DUES_OVERSEE, who_can=OFFICE)


def may_see_own_dues(rights: Rights) -> Decision:
    """May they see their own dues, and the sums that were published to the members?"""
    if rights.in_force:
        return allow("党员可以查看本人的党费")
    return _ended(rights)


def may_read_branches(rights: Rights) -> Decision:
    """May they see terms, members on the move and admissions of the branches they may read?"""
    found = _held(rights, Capability.MEETINGS_READ, who_can=OFFICE)
    if found and Tree.PARTY not in TENDS[rights.post.tree]:
        return deny(f"{rights.title}不办理党务", who_can=OFFICE)
    return found


def may_read_appraisals(
    rights: Rights, unit_code: str | None, kind: Kind | None = None
) -> Decision:
    """May they see which grade each member of the branch got? Need-to-know, never by delegation.

    Without a unit: of their own branch, or of any. Others learn of their own grade alone.
    """
    found = _held(rights, Capability.MEETINGS_READ, who_can=COMMITTEE)
    if not found:
        return found
    own, kind = unit_code in (None, rights.unit.code), kind or rights.unit.kind
    in_person = rights.basis is not Basis.DELEGATED
    if in_person and (may_check_books(rights) or own and kind is Kind.PARTY_BRANCH):
        return allow(f"{rights.title}可以查看{KINDS[rights.unit.kind].own}的民主评议等次")
    return deny(f"{rights.title}不因职务查看民主评议等次", who_can=COMMITTEE)


def may_read_talks(rights: Rights, unit_code: str | None) -> Decision:
    """May they read what was said in talks of this branch (None: of their own)?

    Only its secretary in person; the two who talked need no post for their own.
    """
    found = _held(rights, Capability.MEETINGS_RECORD, who_can=IN_PERSON)
    if not found:
        return found
    leads = rights.post.code == SECRETARY and rights.basis is not Basis.DELEGATED
    if leads and unit_code in (None, rights.unit.code):
        return allow(f"{rights.title}可以查看本支部的谈心谈话")
    return deny("谈心谈话的内容只有谈话双方和支部书记本人可以查看", who_can=IN_PERSON)


def may_check_books(rights: Rights) -> Decision:
    """May they inspect the record books of branches, and ask for corrections?"""
    wanted = Capability.MEETINGS_RECORD
    found = _held(rights, wanted, who_can=OFFICE)
    if found and not (rights.everywhere(wanted) and Tree.PARTY in TENDS[rights.post.tree]):
        return deny(f"{rights.title}不检查支部的记录本", who_can=OFFICE)
    return found


def _of_branch(rights: Rights, wanted: Capability, unit_code: str) -> Decision:
    """The answer about one branch."""
    found = _held(rights, wanted, who_can=KEEPER)
    if not found:
        return found
    place = rights.structure.units.get(unit_code)
    if place is None or place.kind is not Kind.PARTY_BRANCH:
        return deny("党费由党支部收缴", who_can=KEEPER)
    if rights.everywhere(wanted) or rights.covers(wanted, unit_code):
        return found
    own, name = KINDS[rights.unit.kind].own, CAPABILITY_NAMES[wanted]
    return deny(f"{rights.title}{name}只限{own}", who_can=f"该支部的{KEEPER}")


def _held(rights: Rights, wanted: Capability, *, who_can: str) -> Decision:
    if rights.has(wanted):
        return allow(f"{rights.title}可以{CAPABILITY_NAMES[wanted]}")
    if not rights.in_force:
        return _ended(rights)
    return deny(f"{rights.title}没有{CAPABILITY_NAMES[wanted]}的权限", who_can=who_can)


def _ended(rights: Rights) -> Decision:
    return deny(f"{rights.title}的任职不在有效期内，不再有任何权限", who_can=PERSONNEL)
