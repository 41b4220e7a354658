"""Answers that many questions of the policy share: by capability alone, by tree, by unit."""

from __future__ import annotations

from linghang.foundation.access import Decision, allow, deny
from linghang.org import posts
from linghang.org.definitions import (
    CAPABILITY_NAMES,
    KINDS,
    TENDS,
    TREE_NAMES,
    Capability,
    Kind,
    Tree,
)
from linghang.org.posts_held.rules import Basis
from linghang.org.rules import Rights

PERSONNEL = "党委办公室或人事科"
MOST_NAMED = 5
TENDED_BY = {
    Tree.ADMINISTRATION: "人事科",
    Tree.CAMPUS: "人事科",
    Tree.PARTY: "党委办公室",
    Tree.GRID: "党委办公室",
    Tree.UNION: "工会主席",
}


def plain(rights: Rights, wanted: Capability) -> Decision:
    """The answer for a capability that does not ask on which unit."""
    if rights.has(wanted):
        return allow(f"{rights.title}可以{CAPABILITY_NAMES[wanted]}")
    return without(rights, wanted)


def tended(rights: Rights, wanted: Capability, tree: Tree, unit_code: str | None) -> Decision:
    """The answer for a unit of a tree; without a unit, for the whole tree."""
    if not rights.has(wanted):
        return without(rights, wanted, who_can=TENDED_BY[tree])
    name = CAPABILITY_NAMES[wanted]
    if tree not in TENDS[rights.post.tree]:
        return deny(f"{rights.title}{name}不及于{TREE_NAMES[tree]}一线", who_can=TENDED_BY[tree])
    if rights.everywhere(wanted):
        return allow(f"{rights.title}可以{name}（{TREE_NAMES[tree]}）")
    if rights.covers(wanted, unit_code):
        return allow(f"{rights.title}可以{name}（{own(rights)}）")
    return deny(f"{rights.title}{name}只限{own(rights)}", who_can=TENDED_BY[tree])


def of_meetings(
    rights: Rights, wanted: Capability, unit_code: str | None, kind: Kind | None
) -> Decision:
    """The answer about meetings: a post reads and records along the trees that it looks after."""
    if not rights.has(wanted):
        return without(rights, wanted)
    if unit_code is None:
        return plain(rights, wanted)
    known = kind or kind_of(rights, unit_code)
    if known is None:
        return absent(rights, wanted)
    tree, name = KINDS[known].tree, CAPABILITY_NAMES[wanted]
    if tree not in TENDS[rights.post.tree]:
        return deny(f"{rights.title}{name}不及于{TREE_NAMES[tree]}一线", who_can=TENDED_BY[tree])
    if rights.everywhere(wanted):
        return allow(f"{rights.title}可以{name}（{TREE_NAMES[tree]}）")
    if rights.covers(wanted, unit_code):
        return allow(f"{rights.title}可以{name}（{own(rights)}）")
    return deny(f"{rights.title}{name}只限{own(rights)}", who_can=TENDED_BY[tree])


def of_dues(rights: Rights, wanted: Capability, unit_code: str) -> Decision:
    """The answer about the dues of a branch."""
    if not rights.has(wanted):
        return without(rights, wanted, who_can="支部组织委员")
    if kind_of(rights, unit_code) is not Kind.PARTY_BRANCH:
        return deny("党费由党支部收缴", who_can="支部组织委员")
    name = CAPABILITY_NAMES[wanted]
    if rights.everywhere(wanted) or rights.covers(wanted, unit_code):
        return allow(f"{rights.title}可以{name}")
    return deny(f"{rights.title}{name}只限{own(rights)}", who_can="该支部的组织委员")


def absent(rights: Rights, wanted: Capability) -> Decision:
    """The refusal about a unit that does not stand on the day."""
    if not rights.has(wanted):
        return without(rights, wanted, who_can=PERSONNEL)
    return deny("这个单位今天不在组织机构中", who_can=PERSONNEL)


def kind_of(rights: Rights, unit_code: str) -> Kind | None:
    """What kind of unit it is today; None for one that does not stand."""
    place = rights.structure.units.get(unit_code)
    return place.kind if place else None


def without(rights: Rights, wanted: Capability, *, who_can: str = "") -> Decision:
    """The refusal for lack of the capability; by default names the posts that hold it."""
    if not rights.in_force:
        return deny(f"{rights.title}的任职不在有效期内，不再有任何权限", who_can=PERSONNEL)
    name = CAPABILITY_NAMES[wanted]
    if rights.basis is Basis.DELEGATED and wanted in rights.post.capabilities:
        return deny(f"{rights.title}的授权不包括{name}", who_can=f"{rights.post.name}本人")
    return deny(f"{rights.title}没有{name}的权限", who_can=who_can or _holders(wanted))


def _holders(wanted: Capability) -> str:
    """The posts that hold the capability, the first of them by name."""
    names = posts.holders(wanted)
    told = "、".join(names[:MOST_NAMED])
    return (f"{told}等{len(names)}个岗位" if len(names) > MOST_NAMED else told) or PERSONNEL


def own(rights: Rights) -> str:
    """How the holder of the post says "ours" (本科室)."""
    return KINDS[rights.unit.kind].own
