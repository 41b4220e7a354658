"""Pure rules of being in charge of a unit (分管)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from linghang.org.conflicts.rules import LEAST_REASON
from linghang.org.definitions import KINDS, Kind, Post
from linghang.org.rules import UnitFacts
from linghang.org.trees.rules import Span

CHARGEABLE = (Kind.DEPARTMENT, Kind.OFFICE)
# Powers that the leaders keep apart: name → posts by which a unit is known to hold it.
POWERS: Mapping[str, tuple[str, ...]] = {
    "人事": ("hr_director",),
    "财务": ("finance_director",),
    "物资采购": ("procurement_director",),
}
FIRST = ("party_secretary", "president")  # who do not hold any of them directly


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """The appointment that is to be in charge. person: a code. title: the post in words."""

    person: str
    title: str
    post: Post
    span: Span
    is_delegated: bool = False


def reasons_not_to_charge(
    leader: Leader, *, unit: UnitFacts, span: Span, later: Iterable[str] = (), actor: str = ""
) -> list[str]:
    """Why the leader cannot be in charge of the unit on those days; every reason, in Chinese.

    later: in words, what was arranged for days after the first one. actor: who enters it.
    """
    kind = KINDS[unit.kind].name
    faults = (
        (not leader.post.is_leader, f"{leader.title}不是可以分管单位的院领导岗位"),
        (leader.is_delegated, "受权代办的职务不另行分管"),
        (actor == leader.person, "不能登记自己的分管"),
        (unit.kind not in CHARGEABLE, f"“{unit.name}”是{kind}，只分管科室和职能部门"),
        (not unit.span.covers(span), f"“{unit.name}”在{span.label}并非始终存在"),
        (not leader.span.covers(span), f"{leader.title}在{span.label}并非始终在任"),
    )
    reasons = [says for is_so, says in faults if is_so]
    return reasons + [f"“{unit.name}”之后另有安排（{one}），请先终止" for one in later]


def powers_of(held: Collection[str]) -> tuple[str, ...]:
    """Which of the powers kept apart lie with a unit on which these posts (codes) are held."""
    return tuple(name for name, posts in POWERS.items() if not set(posts).isdisjoint(held))


def reasons_of_powers(post: str, powers: Iterable[str], reason: str) -> list[str]:
    """Why one leader should not be in charge of these together, unless a reason is written.

    Source: 领导班子成员一般不同时直接分管人事、财务、物资采购；书记、院长一般不直接分管。
    由医院确认。
    """
    held = tuple(dict.fromkeys(powers))
    if len("".join(reason.split())) >= LEAST_REASON or not held:
        return []
    told = "、".join(held)
    if post in FIRST:
        says = f"党委书记、院长一般不直接分管{told}"
    elif len(held) > 1:
        says = f"{told}由一人分管"
    else:
        return []
    return [f"{says}，确需如此的要写明理由（不少于{LEAST_REASON}个字）"]
