"""Who should leave the room by what was declared, and which posts relatives may not hold together.

Source: 人事条例 art. 39, 采购条例 art. 9 (the circle of relatives); §2.5.1, §2.5.2, §2.5.4.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from linghang.org.definitions import KINDS, Kind

LEAST_NAME = 2  # a single character is in every text
# Who heads a unit; relatives are not to be under them (§2.5.4).
HEADS = frozenset(
    {"department_head", "deputy_department_head", "head_nurse", "team_leader", "pharmacy_director"}
)
# Personnel, money, audit, discipline: not for relatives of those who lead the hospital.
GUARDED = frozenset(
    {
        "hr_director",
        "hr_clerk",
        "finance_director",
        "chief_accountant",
        "audit_director",
        "discipline_office_director",
        "discipline_officer",
    }
)


class Relation(StrEnum):
    """How two people are related, or a person to a company (§2.5.1)."""

    SPOUSE = "spouse"
    LINEAL = "lineal"
    COLLATERAL = "collateral"
    IN_LAW = "in_law"
    OTHER = "other"
    INTEREST = "interest"


RELATION_NAMES: dict[Relation, str] = {
    Relation.SPOUSE: "配偶",
    Relation.LINEAL: "直系血亲",
    Relation.COLLATERAL: "三代以内旁系血亲",
    Relation.IN_LAW: "近姻亲",
    Relation.OTHER: "其他可能影响公正的关系",
    Relation.INTEREST: "企业投资、任职等利益关系",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What somebody declared. person: code. relative: code of one registered here, or "".

    name: of the relative, or "". company: where the relative or the person has an interest, or "".
    """

    person: str
    relation: Relation
    relative: str = ""
    name: str = ""
    company: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A member who should leave the room for an item. is_self: it is about the member."""

    item: int
    member: str
    is_self: bool = False


def suggested(
    ties: Iterable[Tie],
    members: Collection[str],
    *,
    about: Mapping[int, str],
    texts: Mapping[int, str],
) -> list[Hit]:
    """Who should leave the room for which item, each once, by item.

    about: item → the person whom it is about. texts: item → its words, in which companies and
    names of relatives are looked for.
    """
    found = {Hit(item, person, is_self=True) for item, person in about.items() if person in members}
    for tie in ties:
        for item, person in about.items():
            if tie.relative and person in (tie.person, tie.relative):
                found.add(Hit(item, tie.relative if person == tie.person else tie.person))
        words = [one for one in (tie.company, tie.name) if len(one) >= LEAST_NAME]
        found |= {
            Hit(item, tie.person)
            for item, text in texts.items()
            if any(word in text for word in words)
        }
    own = {(one.item, one.member) for one in found if one.is_self}
    return sorted(
        one
        for one in found
        if one.member in members and (one.is_self or (one.item, one.member) not in own)
    )


def reasons_not_to_declare(tie: Tie) -> list[str]:
    """Every reason, in Chinese, why what is declared says nothing, or something that cannot be."""
    reasons = []
    if tie.relative and tie.relative == tie.person:
        reasons.append("亲属不能是本人")
    if tie.relation is Relation.INTEREST:
        if not tie.company:
            reasons.append("利益关系要写企业名称")
    elif not tie.relative and not tie.name:
        reasons.append("没有写亲属是谁（本院职工选人，院外人员写姓名）")
    if tie.relative and tie.name:
        reasons.append("亲属是本院职工的选人，不再写姓名")
    return reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A post that one of two relatives holds. unit, below: its code, and what lies below it."""

    person: str
    post: str
    is_leader: bool
    unit: str
    unit_kind: Kind
    below: frozenset[str] = frozenset()


def posts_apart(one: Collection[Held], other: Collection[Held], places: Collection[str]) -> str:
    """Why the first may not hold these posts while the relative holds theirs (任职回避, §2.5.4); ""
    if nothing stands against it. places: units to which the relative belongs."""
    theirs = {held.unit for held in other} | set(places)
    for held in one:
        if held.post in HEADS and (hit := theirs & (held.below | {held.unit})):
            return (
                f"直接上下级（{KINDS[held.unit_kind].name}{held.unit}与{'、'.join(sorted(hit))}）"
            )
        if held.is_leader and any(each.post in GUARDED for each in other):
            return "院领导的亲属在人事、财务、审计、纪检岗位"
    return ""
