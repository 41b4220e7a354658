"""Who counts and what a vote came to: the worked cases, and that nothing else decides."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.parameters.kinds import Base, Majority
from linghang.meetings.counting.rules import (
    Away,
    Bench,
    Roll,
    Seat,
    Verdict,
    Votes,
    WrongCount,
    attendance,
    chair_spoke_early,
    heard,
    outcome,
)

MORE_THAN_HALF = Majority(Fraction(1, 2), True, Base.ENTITLED)
HALF_OF_MEMBERS = Majority(Fraction(1, 2), False, Base.MEMBERS)
TWO_THIRDS = Majority(Fraction(2, 3), False, Base.MEMBERS)
CADRE = Majority(Fraction(1, 2), True, Base.MEMBERS)
DELEGATES_THERE = Majority(Fraction(2, 3), False, Base.DELEGATES)
DELEGATES = Majority(Fraction(1, 2), True, Base.DELEGATES)
majorities = st.builds(
    Majority,
    st.fractions(min_value=Fraction(1, 3), max_value=Fraction(9, 10), max_denominator=20),
    st.booleans(),
    st.sampled_from(Base),
)


@st.composite
def benches(draw: st.DrawFn) -> Bench:
    entitled = draw(st.integers(1, 200))
    present = draw(st.integers(0, entitled))
    return Bench(entitled, present, draw(st.integers(0, entitled - present)))


@st.composite
def voted(draw: st.DrawFn) -> tuple[Bench, Votes]:
    bench = draw(benches())
    favour = draw(st.integers(0, bench.present))
    against = draw(st.integers(0, bench.present - favour))
    absent = bench.entitled - bench.present - bench.recused
    return bench, Votes(favour, against, written_favour=draw(st.integers(0, absent)))


def branch_of_31() -> Roll:
    """31 members, 4 of them on probation, 1 under 留党察看."""
    grounds = ["预备党员"] * 4 + ["留党察看"] + [""] * 26
    return Roll(tuple(Seat(f"P{at:02}", no_vote=ground) for at, ground in enumerate(grounds)))


def test_b1_a_resolution_needs_more_than_half_of_the_entitled_not_of_those_present() -> None:
    """B1, §1.3: 13 of 20 present agree, and it does not pass: 13 is not more than half of 26."""
    roll = branch_of_31()
    away = tuple(Away(f"P{at:02}", "值班") for at in range(25, 31))
    bench = Roll(roll.seats, away).bench(1)

    found = outcome(quorum=MORE_THAN_HALF, passes=MORE_THAN_HALF, bench=bench, votes=Votes(13, 7))

    assert (len(roll.expected), len(roll.entitled)) == (31, 26)
    assert (bench.entitled, bench.present) == (26, 20)
    assert (found.quorum_needed, found.needed, found.verdict) == (14, 14, Verdict.FAILED)
    assert found.says == (
        "应到会有表决权26人，到会20人；赞成13票，反对7票；"
        "以应到会有表决权（选举权）的人数26人为分母，须14票，未通过。"
    )
    assert (
        outcome(
            quorum=MORE_THAN_HALF, passes=MORE_THAN_HALF, bench=bench, votes=Votes(14, 6)
        ).verdict
        is Verdict.PASSED
    )


def test_b3_a_member_on_probation_is_there_and_has_no_vote() -> None:
    """B3, §1.2.7: they count in 应到 and 实到, never among those who vote."""
    roll = branch_of_31()

    assert len(roll.came) == 31
    assert not any(seat.no_vote for seat in roll.voting(1))
    with pytest.raises(WrongCount, match="多于有表决权到会的26人"):
        outcome(quorum=MORE_THAN_HALF, passes=MORE_THAN_HALF, bench=roll.bench(1), votes=Votes(27))


def test_b4_written_opinions_join_the_votes_and_never_the_quorum() -> None:
    """B4, §1.6.2: 13 of 26 there and two written opinions: the meeting can't decide."""
    votes = Votes(13, written_favour=2)

    thirteen = outcome(
        quorum=MORE_THAN_HALF,
        passes=MORE_THAN_HALF,
        bench=Bench(26, 13),
        votes=votes,
        written_counts=True,
    )
    fourteen = outcome(
        quorum=MORE_THAN_HALF,
        passes=MORE_THAN_HALF,
        bench=Bench(26, 14),
        votes=Votes(12, 2, written_favour=2),
        written_counts=True,
    )

    assert thirteen.verdict is Verdict.NO_QUORUM
    assert thirteen.says == "应到会有表决权26人，到会13人；须到会14人，到会人数不足，不能表决。"
    assert (fourteen.in_favour, fourteen.verdict) == (14, Verdict.PASSED)


def test_as_many_for_as_against_is_a_deadlock_and_waits() -> None:
    """§2.4.3: not passed, and it says that the next meeting deals with it again."""
    equal = outcome(quorum=TWO_THIRDS, passes=CADRE, bench=Bench(8, 8), votes=Votes(4, 4))
    lost = outcome(quorum=TWO_THIRDS, passes=CADRE, bench=Bench(8, 8), votes=Votes(3, 5))

    assert equal.verdict is lost.verdict is Verdict.FAILED
    assert equal.says.endswith("下次会议再议。")
    assert "再议" not in lost.says


def test_what_is_decided_after_hearing_all_needs_enough_to_hear() -> None:
    """§2.4.2, §2.4.2a: half of the members; no majority is counted."""
    three = heard(HALF_OF_MEMBERS, Bench(6, 3))
    two = heard(HALF_OF_MEMBERS, Bench(6, 2, 1))

    assert (three.verdict, three.needed) == (Verdict.HEARD, 0)
    assert two.verdict is Verdict.NO_QUORUM
    assert "到会2人，回避1人，须到会3人" in two.says
    assert heard(None, Bench(3, 1)).verdict is Verdict.HEARD


def test_half_is_not_more_than_half_and_four_fifths_is_enough() -> None:
    """§1.3.3: 13 of 26 will not do, 14 will; exactly four fifths will do in an election."""
    four_fifths = Majority(Fraction(4, 5), False, Base.ENTITLED)

    assert [MORE_THAN_HALF.holds(votes, 26) for votes in (13, 14)] == [False, True]
    assert [four_fifths.holds(there, 25) for there in (19, 20)] == [False, True]


def test_written_opinions_of_a_committee_are_kept_and_not_counted() -> None:
    """§2.4.4: two written opinions do not turn four votes of nine into a majority."""
    found = outcome(
        quorum=TWO_THIRDS, passes=CADRE, bench=Bench(9, 7), votes=Votes(4, 3, written_favour=2)
    )

    assert (found.in_favour, found.verdict) == (4, Verdict.FAILED)
    assert "书面意见赞成2、反对0，不计入票数" in found.says


def test_b5_a_cadre_item_needs_two_thirds_there_and_more_than_half_of_all() -> None:
    """B5, §2.4.1: of nine, six is the least; four for and two abstentions fail."""
    five = outcome(quorum=TWO_THIRDS, passes=CADRE, bench=Bench(9, 5), votes=Votes(5))
    six = outcome(quorum=TWO_THIRDS, passes=CADRE, bench=Bench(9, 6), votes=Votes(4, 0, 2))

    assert five.verdict is Verdict.NO_QUORUM
    assert (six.quorum_needed, six.needed, six.verdict) == (6, 5, Verdict.FAILED)


def test_b6_with_one_recused_both_bases_are_shown() -> None:
    """B6, §2.5.3: present 6 of 9, voting 6, needed 5 of 8 or 5 of 9."""
    bench = Bench(9, 6, 1)

    found = outcome(quorum=TWO_THIRDS, passes=CADRE, bench=bench, votes=Votes(5, 1))

    assert (found.base_count, found.needed, found.needed_of_all) == (8, 5, 5)
    assert "到会6人，回避1人" in found.says
    assert "以应到会成员8人为分母，须5票（不减去回避的人则须5票）" in found.says
    assert found.verdict is Verdict.PASSED


def test_whether_the_recused_leave_the_base_is_the_bodys_rule() -> None:
    """§2.5.3 (cfg): of ten with two recused, five are more than half of eight, not of ten."""
    bench = Bench(10, 8, 2)

    less = outcome(quorum=TWO_THIRDS, passes=CADRE, bench=bench, votes=Votes(5, 3))
    whole = outcome(
        quorum=TWO_THIRDS, passes=CADRE, bench=bench, votes=Votes(5, 3), recused_leave_base=False
    )

    assert (less.verdict, less.needed, less.needed_of_all) == (Verdict.PASSED, 5, 6)
    assert (whole.verdict, whole.needed, whole.needed_of_rest) == (Verdict.FAILED, 6, 5)
    assert "以应到会成员10人为分母，须6票（减去回避的人则须5票）" in whole.says
    assert "不减去回避的人则须6票" in less.says


def test_b7_a_congress_needs_two_thirds_there_and_more_than_half_of_all_delegates() -> None:
    """B7, §2.8.2: 120 delegates, 80 there; 60 fail, 61 pass; observers never count."""
    seats = tuple(Seat(f"D{at:03}") for at in range(120))
    away = tuple(Away(f"D{at:03}") for at in range(80, 120))
    roll = Roll(seats, away, observers=tuple(f"O{at:02}" for at in range(16)))
    bench = roll.bench(1)

    verdicts = [
        outcome(quorum=DELEGATES_THERE, passes=DELEGATES, bench=bench, votes=Votes(favour)).verdict
        for favour in (60, 61)
    ]

    assert (bench.entitled, bench.present) == (120, 80)
    assert verdicts == [Verdict.FAILED, Verdict.PASSED]
    assert (
        outcome(quorum=DELEGATES_THERE, passes=DELEGATES, bench=Bench(120, 79), votes=Votes(79))
    ).verdict is Verdict.NO_QUORUM


def test_who_leaves_early_counts_as_there_and_votes_on_nothing_after() -> None:
    """§1.3.6: 实到 counts persons, the vote counts who is in the room."""
    roll = Roll(tuple(Seat(name) for name in "甲乙丙"), away=(Away("乙", "手术", first=3),))

    assert len(roll.came) == 3
    assert [len(roll.voting(item)) for item in (1, 2, 3)] == [3, 3, 2]


def test_who_leaves_and_returns_misses_only_what_lies_between() -> None:
    roll = Roll((Seat("甲"), Seat("乙")), away=(Away("乙", first=2, last=3),))

    assert [roll.bench(item).present for item in (1, 2, 3, 4)] == [2, 1, 1, 2]


def test_who_was_excused_by_decision_leaves_every_number() -> None:
    """§1.2.7, §1.3.8: a retired member left out with approval counts in no denominator."""
    roll = Roll((Seat("甲"), Seat("乙", excused="长期患病，党委2025年3月批准")))

    assert len(roll.expected) == len(roll.entitled) == len(roll.came) == 1


def test_recusing_somebody_without_a_vote_changes_nothing() -> None:
    roll = Roll((Seat("甲"), Seat("乙", no_vote="预备党员")))

    assert roll.bench(1, recused=["乙", "外人"]) == Bench(1, 1, 0)


def test_naming_an_absent_member_as_recused_never_turns_a_vote() -> None:
    """B1, §2.5.3: of 26, 20 there, 13:7 is not passed – whoever of the six absent is named."""
    absent = tuple(Away(f"{at}") for at in range(6))
    roll = Roll(tuple(Seat(f"{at}") for at in range(26)), away=absent)
    votes = Votes(13, 7)

    for named in ([], ["0"], ["0", "5"]):
        bench = roll.bench(1, recused=named)
        found = outcome(quorum=MORE_THAN_HALF, passes=MORE_THAN_HALF, bench=bench, votes=votes)
        assert (bench, found.verdict) == (Bench(26, 20, 0), Verdict.FAILED)
    assert roll.bench(1, recused=["6"]) == Bench(26, 19, 1)


def test_the_chair_speaks_last() -> None:
    """§2.4.5: the chair's stand before others' is told, with whom it ran ahead of."""
    present = ["书记", "院长", "纪委书记"]

    assert chair_spoke_early(["院长", "书记"], "书记", present) == ("纪委书记",)
    assert chair_spoke_early(["院长", "纪委书记", "书记"], "书记", present) == ()
    assert chair_spoke_early(["院长"], "书记", present) == ()


def test_the_rate_of_attendance_is_one_fraction_over_all_meetings() -> None:
    """§1.3.7: Σ实到 ÷ Σ应到, not the mean of the rates."""
    assert attendance([30, 10], [15, 10]) == Fraction(25, 40)
    assert attendance([], []) is None


@pytest.mark.parametrize(
    ("bench", "votes"),
    [
        (Bench(9, 6), Votes(5, 2)),
        (Bench(9, 6), Votes(-1)),
        (Bench(9, 6, 1), Votes(5, written_favour=3)),
    ],
)
def test_votes_that_cannot_be_are_refused(bench: Bench, votes: Votes) -> None:
    with pytest.raises(WrongCount):
        outcome(quorum=TWO_THIRDS, passes=CADRE, bench=bench, votes=votes)


def test_more_there_than_belong_is_refused() -> None:
    with pytest.raises(WrongCount, match="多于应到会有表决权的9人"):
        Bench(9, 9, 1)


@given(voted(), majorities, majorities, st.booleans())
def test_it_passes_just_when_enough_are_there_and_enough_agree(
    given_: tuple[Bench, Votes], quorum: Majority, passes: Majority, written: bool
) -> None:
    bench, votes = given_
    found = outcome(quorum=quorum, passes=passes, bench=bench, votes=votes, written_counts=written)

    favour = votes.favour + (votes.written_favour if written else 0)
    base = bench.present if passes.of is Base.PRESENT else bench.entitled - bench.recused
    enough = Fraction(bench.present) / bench.entitled
    there = enough > quorum.share or (not quorum.more and enough == quorum.share)
    agree = base > 0 and (
        Fraction(favour, base) > passes.share
        or (not passes.more and Fraction(favour, base) == passes.share)
    )
    expected = Verdict.NO_QUORUM if not there else Verdict.PASSED if agree else Verdict.FAILED
    assert found.verdict is expected
    assert found.says.endswith("。")


@given(voted(), majorities)
def test_one_more_vote_in_favour_never_hurts(given_: tuple[Bench, Votes], passes: Majority) -> None:
    bench, votes = given_
    if votes.given == bench.present:
        return
    more = Votes(votes.favour + 1, votes.against, written_favour=votes.written_favour)
    before, after = (
        outcome(quorum=HALF_OF_MEMBERS, passes=passes, bench=bench, votes=each)
        for each in (votes, more)
    )

    assert before.verdict is not Verdict.PASSED or after.verdict is Verdict.PASSED
