"""The numbers of the rules as the parameters hold them, and which of them may be changed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from linghang.foundation.parameters import catalog
from linghang.foundation.parameters.kinds import Base, Majority, Recurrence
from linghang.meetings import catalog as meetings
from linghang.meetings.bodies.rules import NO_VOTE_NAMES


def value(code: str) -> object:
    return catalog.catalog()[code].typed


def lock(code: str) -> str:
    return str(catalog.catalog()[code].lock)


def test_a_branch_is_elected_for_three_years_a_committee_for_five() -> None:
    """§1.2.1: three by rule, five as normal."""
    assert (value("term.branch_years"), lock("term.branch_years")) == (3, "exact")
    assert (value("term.committee_years"), lock("term.committee_years")) == (5, "none")


@pytest.mark.parametrize(
    ("code", "share", "more", "of"),
    [
        ("election.quorum", Fraction(4, 5), False, Base.ENTITLED),
        ("election.win", Fraction(1, 2), True, Base.PRESENT),
        ("resolution.quorum", Fraction(1, 2), True, Base.ENTITLED),
        ("resolution.pass", Fraction(1, 2), True, Base.ENTITLED),
        ("committee.quorum_cadre", Fraction(2, 3), False, Base.MEMBERS),
        ("committee.pass_cadre", Fraction(1, 2), True, Base.MEMBERS),
        ("congress.quorum", Fraction(2, 3), False, Base.DELEGATES),
        ("congress.pass", Fraction(1, 2), True, Base.DELEGATES),
    ],
)
def test_majorities_have_their_own_base_and_can_only_be_made_stricter(
    code: str, share: Fraction, more: bool, of: Base
) -> None:
    """§1.2.4, §1.2.5, §1.3.3, §2.4.1, §2.4.3, §2.8.2."""
    assert value(code) == Majority(share, more, of)
    assert lock(code) == "floor"


def test_half_of_the_committee_and_half_of_the_presidents_meeting_are_the_least() -> None:
    """§2.4.1, §2.4.2: many hospitals ask two thirds, so it can be changed."""
    for code in ("committee.quorum", "president_meeting.quorum", "branch_committee.quorum"):
        assert value(code) == Majority(Fraction(1, 2), False, Base.MEMBERS)


@pytest.mark.parametrize(
    ("kind", "every"),
    [
        ("member_meeting", Recurrence.QUARTER),
        ("branch_committee", Recurrence.MONTH),
        ("group_meeting", Recurrence.MONTH),
        ("theme_day", Recurrence.MONTH),
    ],
)
def test_how_often_a_branch_meets(kind: str, every: Recurrence) -> None:
    """§1.3.1: 一般每季度、每月; a hospital may meet more often, not less."""
    code = meetings.meetings()[kind].every

    assert value(code) is every
    assert lock(code) == "ceiling"


def test_lessons_every_quarter_are_a_local_rule() -> None:
    """§1.3.2: the regulation does not say quarterly, so the hospital may set it freely."""
    assert value("lesson.period") is Recurrence.QUARTER
    assert lock("lesson.period") == "none"


def test_a_party_group_is_led_by_its_leader() -> None:
    """§1.1.8: named by the branch or recommended by the group; the post is one of the group."""
    assert meetings.meetings()["group_meeting"].chair == ("party_group_leader",)
    assert meetings.meetings()["group_meeting"].quorum == ""


def test_only_probation_and_observation_take_the_vote_away() -> None:
    """§1.2.7: everybody else is left out of 应到 by decision, not by status."""
    assert set(NO_VOTE_NAMES.values()) == {"预备党员", "留党察看"}


def test_elections_are_secret() -> None:
    """§1.2.5, §2.8.3: and what touches employees' vital interests, too."""
    secret = {code for code, one in meetings.items().items.items() if one.item.ballot == "secret"}

    assert {"branch_election", "delegate_election", "employee_interest"} <= secret


def test_how_a_body_decides_is_data() -> None:
    """§2.4.2a: 党委会 votes, 院长办公会 hears, 专业委员会 gives an opinion."""
    known = meetings.meetings()

    assert [
        known[code].mode for code in ("committee_meeting", "president_meeting", "expert_committee")
    ] == ["vote", "heard", "opinion"]


def test_the_chair_speaks_last_where_a_hospital_decides() -> None:
    """§2.4.5."""
    known = meetings.meetings()

    assert known["committee_meeting"].chair_speaks_last
    assert known["president_meeting"].chair_speaks_last


def test_cadre_matters_are_kept_apart_and_known_to_few() -> None:
    """§2.4.8, §2.4.9: 党委委员 sit in the body; beside them personnel, discipline, the office."""
    item = meetings.items()["cadre_matter"]

    assert item.apart
    assert "party_office_clerk" not in item.known_to
    assert {"hr_director", "discipline_secretary"} <= set(item.known_to)
