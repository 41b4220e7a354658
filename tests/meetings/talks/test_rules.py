"""谈心谈话: who owes whom how many, and who may read one."""

from __future__ import annotations

from linghang.meetings.talks.rules import BETWEEN_NAMES, OCCASION_NAMES, Pair, may_read, shortfalls

MEMBERS = ("S", "C", "M1", "M2", "M3")
COMMITTEE = ("S", "C")


def short(*pairs: Pair, owed: int = 2) -> dict[str, tuple[str, ...]]:
    found = shortfalls(pairs, members=MEMBERS, committee=COMMITTEE, owed=owed)
    return {BETWEEN_NAMES[one.between]: one.short for one in found}


def test_talks_are_owed_among_the_committee_with_it_and_among_members() -> None:
    """§1.4.7: among committee members, between committee and members, among members: each ≥2."""
    assert short() == {
        "支委之间": ("C", "S"),
        "支委和党员之间": ("M1", "M2", "M3"),
        "党员之间": ("M1", "M2", "M3"),
    }
    talked = [Pair("S", "C"), Pair("C", "S"), *[Pair("S", "M1")] * 2, *[Pair("M1", "M2")] * 2]
    assert short(*talked) == {
        "支委之间": (),
        "支委和党员之间": ("M2", "M3"),
        "党员之间": ("M3",),
    }


def test_the_number_owed_is_a_parameter() -> None:
    """§1.4.7: local rules of 1 or 2: cfg."""
    assert short(Pair("S", "C"), owed=1)["支委之间"] == ()
    assert short(Pair("S", "C"), owed=2)["支委之间"] == ("C", "S")


def test_a_secretary_alone_owes_no_talk_with_a_committee_that_is_not_there() -> None:
    found = shortfalls([], members=("S", "M1"), committee=("S",), owed=2)

    assert [BETWEEN_NAMES[one.between] for one in found] == ["支委和党员之间"]


def test_a_talk_is_for_the_two_and_the_branch_secretary() -> None:
    """§1.4.7: content is confidential to the two and the branch secretary."""
    pair = {"talker": "A", "other": "B"}

    assert may_read(reader="A", secretary=False, **pair)
    assert may_read(reader="B", secretary=False, **pair)
    assert may_read(reader="Z", secretary=True, **pair)
    assert not may_read(reader="Z", secretary=False, **pair)


def test_a_talk_names_its_occasion() -> None:
    """§1.4.7: occasion (年度/换届/处分后/困难/转岗)."""
    assert list(OCCASION_NAMES.values())[:5] == [
        "年度谈心谈话",
        "换届",
        "受处分后",
        "遇到困难",
        "岗位变动",
    ]
