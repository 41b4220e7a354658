"""How large Party organisations should be: thresholds warn, and never block."""

from __future__ import annotations

from datetime import date

import pytest

from linghang.foundation.parameters.kinds import Bounds
from linghang.meetings.bodies.rules import Nature
from linghang.meetings.structure.rules import NEEDED, Branch, Sizes, of_branch, of_members

TODAY = date(2025, 12, 31)
SIZES = Sizes(
    least_formal=3,
    most_members=50,
    committee_from=7,
    committee=Bounds(3, 7, 5),
    joint_units=5,
    general_branch=50,
    party_committee=100,
    temporary_months=6,
    congress=500,
)


def branch(**facts: object) -> list[str]:
    whole = {"formal": 20, "members": 20, "committee": 5, "posts": frozenset(NEEDED), **facts}
    return of_branch(Branch(**whole), SIZES, today=TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "members", "says"),
    [
        ("party_committee", 99, "满100人设党委"),
        ("party_committee", 100, ""),
        ("party_general_branch", 49, "满50人设党总支"),
        ("party_general_branch", 50, ""),
        ("party_general_branch", 99, ""),
        ("party_general_branch", 100, "一般设党委"),
    ],
)
def test_a_committee_has_a_hundred_members_a_general_branch_fifty(
    kind: str, members: int, says: str
) -> None:
    """§1.1.2: 党委 ≥100, 党总支 50–99; the superior may approve exceptions, so it warns."""
    found = of_members(kind, members, SIZES)

    assert bool(found) is bool(says)
    assert all(says in one for one in found)


def test_fewer_than_three_formal_members_make_no_branch_of_their_own() -> None:
    """§1.1.2, §1.1.3: three formal members are enough, two belong into a joint branch."""
    assert "应成立联合党支部" in branch(formal=2, members=9, committee=0)[0]
    assert branch(formal=3, members=3, committee=0) == []


def test_a_joint_branch_covers_five_units_at_most() -> None:
    """§1.1.3: normally at most five; a plain branch is not asked."""
    assert branch(nature=Nature.JOINT, covers=5) == []
    assert branch(nature=Nature.JOINT, covers=6) == ["联合党支部覆盖6个单位，一般不超过5个"]
    assert branch(covers=6) == []


def test_a_branch_of_more_than_fifty_is_proposed_to_split() -> None:
    """§1.1.4."""
    assert branch(formal=50, members=50) == []
    assert branch(formal=48, members=51) == ["党员51人，一般不超过50人，可以考虑分设"]


def test_seven_formal_members_must_have_a_committee_of_three_to_seven() -> None:
    """§1.1.5: formal members count, not those on probation."""
    assert "应设支委会（3至5人），现有2人" in branch(formal=7, members=9, committee=2)[0]
    assert branch(formal=7, committee=3) == []
    assert branch(formal=6, members=9, committee=2) == []
    assert branch(committee=8) == ["支委会8人，一般不超过7人"]


def test_fewer_than_seven_formal_members_have_a_secretary_and_no_committee() -> None:
    """§1.1.5."""
    assert "不设支委会" in branch(formal=6, members=6, committee=3)[0]


def test_a_committee_has_its_four_members_by_name() -> None:
    """§1.1.5: 书记, 组织委员, 宣传委员, 纪检委员; the deputy only where one is needed."""
    assert branch(posts=frozenset({"branch_secretary"})) == [
        "支委会没有组织委员、宣传委员、纪检委员"
    ]


def test_a_temporary_branch_of_six_months_should_become_a_branch() -> None:
    """§1.1.7: a project of six months or more; a temporary branch has no sizes of its own."""
    facts = {"formal": 2, "members": 2, "committee": 0, "nature": Nature.TEMPORARY}

    assert branch(**facts, since=date(2025, 7, 1)) == []
    assert branch(**facts, since=date(2025, 6, 30)) == [
        "临时党支部已满6个月，符合条件的应当成立党支部"
    ]


def test_five_hundred_members_may_meet_by_delegates() -> None:
    """§1.2.8: with approval."""
    assert of_members("party_committee", 499, SIZES) == []
    assert "可以召开党员代表大会" in of_members("party_committee", 500, SIZES)[0]
