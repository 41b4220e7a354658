"""Elections: the worked cases, ties, and that nobody is elected otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.parameters.kinds import Base, Majority
from linghang.meetings.counting.rules import Bench
from linghang.meetings.elections.rules import (
    Ballots,
    Elected,
    Result,
    WrongElection,
    elect,
    least_candidates,
)

FOUR_FIFTHS = Majority(Fraction(4, 5), False, Base.ENTITLED)
ROOM = Bench(26, 21)
OF_PRESENT = Majority(Fraction(1, 2), True, Base.PRESENT)


def voted(
    votes: Mapping[str, int],
    *,
    seats: int = 1,
    bench: Bench = ROOM,
    issued: int = 21,
    collected: int = 21,
    invalid: int = 0,
) -> Elected:
    ballots = Ballots(issued=issued, collected=collected, invalid=invalid, votes=votes)
    return elect(seats=seats, quorum=FOUR_FIFTHS, wins=OF_PRESENT, bench=bench, ballots=ballots)


def test_b2_an_election_needs_four_fifths_there_and_more_than_half_of_those_present() -> None:
    """B2, §1.2.4, §1.2.5: 21 of 26 must be there; 11 of 21 are enough, 10 are not."""
    assert voted({"甲": 11}).elected == ("甲",)
    assert voted({"甲": 10}).elected == ()
    few = voted({"甲": 20}, bench=Bench(26, 20), issued=20, collected=20)
    assert (few.result, few.elected) == (Result.NO_QUORUM, ())
    assert few.says == "有选举权到会20人，须21人，不能选举。"


def test_more_ballots_collected_than_issued_make_the_vote_void() -> None:
    """§1.2.6: even though everybody voted for the candidate."""
    found = voted({"甲": 21}, issued=20, collected=21)

    assert (found.result, found.elected) == (Result.REPEAT, ())


def test_fewer_ballots_collected_than_issued_are_valid() -> None:
    """§1.2.6, and the needed number stays that of those present."""
    assert voted({"甲": 11}, collected=11).elected == ("甲",)
    assert voted({"甲": 10}, collected=10).elected == ()


def test_a_tie_at_the_edge_is_voted_on_again_among_the_tied() -> None:
    """§1.2.6: three seats; the first is elected, three share the votes of the last two seats."""
    found = voted({"甲": 20, "乙": 14, "丙": 14, "丁": 14}, seats=3)

    assert found.elected == ("甲",)
    assert (found.tied, found.open_seats) == (("乙", "丙", "丁"), 2)
    assert "就这3人再次投票，选2人" in found.says


def test_a_tie_above_the_edge_is_none() -> None:
    found = voted({"甲": 14, "乙": 14, "丙": 12}, seats=2)

    assert (found.elected, found.tied) == (("甲", "乙"), ())


def test_seats_for_which_nobody_has_enough_stay_open() -> None:
    found = voted({"甲": 15, "乙": 9}, seats=2)

    assert (found.elected, found.open_seats) == (("甲",), 1)
    assert "尚缺1人" in found.says


@pytest.mark.parametrize(
    "wrong",
    [
        {"votes": {"甲": 22}},
        {"votes": {"甲": 11}, "issued": 22, "collected": 21},
        {"votes": {"甲": 5}, "invalid": 22},
        {"votes": {"甲": 21, "乙": 21}, "seats": 1},
        {"votes": {"甲": 1}, "seats": 0},
        {"votes": {"甲": 20}, "invalid": 2},
    ],
)
def test_numbers_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(WrongElection):
        voted(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seats", "surplus", "least"),
    [(5, Fraction(1, 5), 6), (3, Fraction(1, 5), 4), (1, Fraction(1, 5), 2), (7, Fraction(0), 7)],
)
def test_there_must_be_more_candidates_than_seats(
    seats: int, surplus: Fraction, least: int
) -> None:
    """§1.2.5: by a fifth, rounded up."""
    assert least_candidates(seats, surplus) == least


@given(st.data())
def test_nobody_is_elected_otherwise(data: st.DataObject) -> None:
    entitled = data.draw(st.integers(1, 60))
    present = data.draw(st.integers(0, entitled))
    issued = data.draw(st.integers(0, present))
    collected = data.draw(st.integers(0, issued))
    seats = data.draw(st.integers(1, 7))
    votes = data.draw(
        st.dictionaries(st.sampled_from("甲乙丙丁戊己庚"), st.integers(0, collected), max_size=7)
    )
    if sum(votes.values()) > collected * seats:
        return
    bench = Bench(entitled, present)
    found = voted(votes, seats=seats, bench=bench, issued=issued, collected=collected)

    if found.elected or found.tied:
        assert 5 * present >= 4 * entitled
    assert all(2 * votes[name] > present for name in (*found.elected, *found.tied))
    assert len(found.elected) + found.open_seats == seats
    assert not set(found.elected) & set(found.tied)
    if found.tied:
        assert len(found.tied) > found.open_seats
    losers = set(votes) - set(found.elected) - set(found.tied)
    lowest = min((votes[name] for name in found.elected), default=None)
    if lowest is not None:
        assert all(votes[name] <= lowest or 2 * votes[name] <= present for name in losers)
