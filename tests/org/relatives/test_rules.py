"""Who should leave the room, and which posts relatives may not hold together."""

from __future__ import annotations

import pytest

from linghang.org.definitions import Kind
from linghang.org.relatives.rules import (
    Held,
    Hit,
    Relation,
    Tie,
    posts_apart,
    reasons_not_to_declare,
    suggested,
)

MEMBERS = ("甲", "乙", "丙")


def tie(person: str, relation: Relation = Relation.SPOUSE, **facts: str) -> Tie:
    return Tie(person=person, relation=relation, **facts)


def test_a_member_leaves_for_an_item_about_the_member() -> None:
    """§2.5.1: also without anything declared."""
    assert suggested([], MEMBERS, about={2: "乙"}, texts={}) == [Hit(2, "乙", is_self=True)]


@pytest.mark.parametrize("relation", [one for one in Relation if one is not Relation.INTEREST])
def test_a_relative_leaves_whoever_of_the_two_declared_it(relation: Relation) -> None:
    """§2.5.1: spouse, lineal, collateral within three generations, in-laws, other relations."""
    declared = tie("甲", relation, relative="外")
    by_the_other = tie("外", relation, relative="甲")

    for one in (declared, by_the_other):
        assert suggested([one], MEMBERS, about={1: "外"}, texts={}) == [Hit(1, "甲")]


def test_the_system_matches_companies_and_names_in_the_words_of_an_item() -> None:
    """§2.5.2: supplier shareholders and relatives outside the hospital."""
    ties = [
        tie("甲", Relation.INTEREST, company="某某医疗器械公司"),
        tie("丙", Relation.LINEAL, name="张某"),
        tie("外", Relation.INTEREST, company="某某医疗器械公司"),
    ]

    found = suggested(
        ties,
        MEMBERS,
        about={},
        texts={1: "向某某医疗器械公司采购设备", 2: "张某的任职", 3: "其他"},
    )

    assert found == [Hit(1, "甲"), Hit(2, "丙")]


def test_who_is_concerned_and_related_is_told_once() -> None:
    """§2.5.2."""
    both = tie("甲", relative="乙")

    assert suggested([both], MEMBERS, about={1: "乙"}, texts={}) == [
        Hit(1, "乙", is_self=True),
        Hit(1, "甲"),
    ]


def test_a_declaration_says_who_or_which_company() -> None:
    assert reasons_not_to_declare(tie("甲"))
    assert reasons_not_to_declare(tie("甲", relative="甲")) == ["亲属不能是本人"]
    assert reasons_not_to_declare(tie("甲", Relation.INTEREST)) == ["利益关系要写企业名称"]
    assert not reasons_not_to_declare(tie("甲", relative="乙"))
    assert not reasons_not_to_declare(tie("甲", Relation.INTEREST, company="某公司"))


def held(person: str, post: str, unit: str = "D1", *below: str, leads: bool = False) -> Held:
    return Held(
        person=person,
        post=post,
        is_leader=leads,
        unit=unit,
        unit_kind=Kind.DEPARTMENT,
        below=frozenset(below),
    )


def test_relatives_are_not_superior_and_subordinate() -> None:
    """§2.5.4: a head and somebody of the department, also in a team below it."""
    head = held("甲", "department_head", "D1", "T1")

    assert "直接上下级" in posts_apart([head], [held("乙", "physician", "T1")], [])
    assert "直接上下级" in posts_apart([head], [], ["D1"])
    assert posts_apart([head], [held("乙", "physician", "D2")], ["D2"]) == ""


def test_a_leaders_relative_is_not_in_personnel_money_audit_or_discipline() -> None:
    """§2.5.4."""
    leader = held("甲", "president", "H", leads=True)

    for post in ("hr_clerk", "finance_director", "audit_director", "discipline_officer"):
        assert "院领导的亲属" in posts_apart([leader], [held("乙", post, "O1")], [])
    assert posts_apart([leader], [held("乙", "nurse", "W1")], []) == ""
