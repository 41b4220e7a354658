"""May they? The questions about dues and Party branches; faces ask here as they ask org.policy."""

from __future__ import annotations

from linghang.foundation.access import Decision, allow, deny
from linghang.org.definitions import CAPABILITY_NAMES, KINDS, TENDS, Capability, Kind, Tree
from linghang.org.policy import PERSONNEL
from linghang.org.rules import Rights

KEEPER = "支部组织委员"
OFFICE = "党委办公室"


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
