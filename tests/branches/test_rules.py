"""Terms, members on the move and stages of admission, each by the number of the handbook."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from linghang.branches.development import rules as development
from linghang.branches.development.rules import Stage, Way
from linghang.branches.electing import rules as electing
from linghang.branches.electing.rules import Held, Vote
from linghang.branches.flowing import rules as flowing
from linghang.branches.letters import Letter
from linghang.branches.terms import rules as terms
from linghang.branches.terms.rules import State, Term
from linghang.foundation.parameters import catalog as parameters
from linghang.foundation.period import Period
from linghang.procedures import catalog

BEGAN = date(2022, 6, 10)
END = date(2025, 6, 10)
YEAR = Period.year(2025)


def _value(code: str) -> int:
    found = parameters.catalog()[code].typed
    assert isinstance(found, int)
    return found


def term(**changed: object) -> Term:
    return Term(**{"unit": "PB1", "began": BEGAN, "normal": END, **changed})  # type: ignore[arg-type]


def test_branches_are_elected_for_three_years_and_the_committee_for_five() -> None:
    """§1.2.1: 党委 5 years, 总支 and 支部 3 years."""
    assert terms.ends(BEGAN, _value("term.branch_years")) == END
    assert terms.ends(BEGAN, _value("term.committee_years")) == date(2027, 6, 10)


@pytest.mark.parametrize(
    ("on", "changed", "expected"),
    [
        (date(2024, 12, 9), {}, State.RUNNING),
        (date(2024, 12, 10), {}, State.SOON),
        (date(2025, 6, 9), {}, State.SOON),
        (date(2025, 6, 10), {}, State.OVERDUE),
        (date(2025, 6, 10), {"postponed": date(2026, 3, 1)}, State.POSTPONED),
        (date(2026, 3, 1), {"postponed": date(2026, 3, 1)}, State.OVERDUE),
    ],
)
def test_a_term_is_prepared_six_months_before_its_end_and_overdue_from_that_day(
    on: date, changed: dict[str, date], expected: State
) -> None:
    """§1.2.2: remind the branch and 党办 6 months before expiry."""
    assert terms.state(term(**changed), on=on, remind=_value("term.remind_months")) is expected
    assert terms.state(None, on=on, remind=6) is State.UNKNOWN


def test_a_re_election_is_put_off_by_a_year_at_the_most() -> None:
    """§1.2.2: postponement normally ≤1 year."""
    most = _value("term.postpone_months")

    assert terms.reasons_not_to_postpone(term(), date(2026, 6, 10), most=most) == []
    assert "12个月" in terms.reasons_not_to_postpone(term(), date(2026, 6, 11), most=most)[0]
    assert "之后" in terms.reasons_not_to_postpone(term(), END, most=most)[0]


def test_the_rate_of_re_elections_in_time_stands_on_the_terms_that_were_due() -> None:
    """§1.1.10: 支部按期换届率; overdue ones of earlier years count against it."""
    in_time = term(unit="A", ended=date(2025, 6, 1))
    postponed = term(unit="B", postponed=date(2025, 10, 1), ended=date(2025, 9, 30))
    late = term(unit="C", ended=date(2025, 8, 1))
    overdue = term(unit="D", normal=date(2024, 12, 1))
    others = [
        term(unit="E", normal=date(2026, 1, 1)),
        term(unit="F", ended=date(2024, 6, 1)),
        term(unit="G", normal=date(2025, 12, 20)),
    ]

    found = terms.renewed([in_time, postponed, late, overdue, *others], YEAR, date(2025, 12, 1))

    assert {one.unit for one in found.in_time} == {"A", "B"}
    assert {one.unit for one in found.due} == {"A", "B", "C", "D"}


def test_the_states_of_a_re_election_are_the_words_of_the_regulation() -> None:
    """§1.2.3: 请示 → 批复 → 酝酿候选人 → … → 报批 → 分工 → 归档."""
    definition = catalog.catalog()["branch_reelection"]

    assert [step.title for step in definition.steps] == [
        "请示",
        "批复",
        "酝酿候选人",
        "候选人预备人选请示",
        "候选人预备人选批复",
        "党员大会选举",
        "首次支委会选举书记副书记",
        "报批",
        "分工",
        "归档",
    ]
    firsts = [step.key for step in definition.steps]
    assert all(
        step.after == (before,) for before, step in zip(firsts, definition.steps[1:], strict=False)
    )


@pytest.mark.parametrize(
    ("on", "step"),
    [
        (date(2025, 4, 15), None),
        (date(2025, 4, 16), 50),
        (date(2025, 5, 13), 50),
        (date(2025, 5, 14), 80),
        (date(2025, 7, 1), 80),
    ],
)
def test_a_letter_is_reminded_of_at_half_and_at_four_fifths_of_its_validity(
    on: date, step: int | None
) -> None:
    """§1.7.2: validity normally ≤3 months; remind at half and at 80 %."""
    letter = Letter(
        proceeding=1, title="", unit="PB1", since=date(2025, 3, 1), expires=date(2025, 6, 1)
    )

    assert _value("transfer.letter_months") == 3
    assert letter.reached(on) == step


def test_a_member_is_on_the_move_from_six_months_on_and_hears_of_the_branch_each_quarter() -> None:
    """§1.7.4: away ≥6 months without transfer; contact every quarter."""
    least, every = _value("flowing.least_months"), _value("flowing.contact_months")
    since = date(2025, 1, 10)

    assert flowing.reasons_not_to_register(since, date(2025, 7, 10), least=least) == []
    assert "不满6个月" in flowing.reasons_not_to_register(since, date(2025, 7, 9), least=least)[0]
    assert flowing.reasons_not_to_register(since, since, least=least) != []
    assert flowing.contact_due(since, [], every=every) == date(2025, 4, 10)
    assert flowing.contact_due(since, [date(2025, 3, 1)], every=every) == date(2025, 6, 1)


SHARE = Fraction(1, 5)


@pytest.mark.parametrize(("seats", "least"), [(1, 2), (3, 4), (5, 6), (6, 8), (11, 14)])
def test_candidates_exceed_the_seats_by_a_fifth_and_at_least_by_one(seats: int, least: int) -> None:
    """§1.2.5, A11: number of candidates exceeds seats by ≥20 %, unless fewer are approved."""
    assert electing.too_few(seats, least, SHARE) == ""
    assert f"至少{least}人" in electing.too_few(seats, least - 1, SHARE)
    assert electing.too_few(seats, seats, SHARE, approval="院党委批复〔2025〕9号") == ""


def test_the_record_of_the_election_is_held_against_what_was_asked_for() -> None:
    """§1.2.5, §1.2.6: seats, candidates, and who was elected later for a seat left open."""
    main = Vote(seats=3, stood=4, elected=frozenset({"A", "B"}))
    later = Vote(seats=1, stood=2, elected=frozenset({"C"}))

    assert list(electing.faults_of_votes([later, main], 3, SHARE)) == []
    assert electing.elected_in([main, later]) == {"A", "B", "C"}
    faults = list(electing.faults_of_votes([Vote(seats=4, stood=4, elected=frozenset())], 3, SHARE))
    assert ["不一致" in faults[0], "差额不足" in faults[1]] == [True, True]
    twice = Vote(seats=3, stood=4, elected=frozenset("DEF"))
    assert "多于委员名额3人" in next(electing.faults_of_votes([main, twice], 3, SHARE))


def test_posts_change_hands_only_where_somebody_else_was_elected() -> None:
    """§1.2.3: who is elected again goes on, who acted is appointed, a vacant post falls free."""
    held = [
        Held(1, "branch_secretary", "A"),
        Held(2, "branch_deputy_secretary", "B", regular=False),
        Held(3, "branch_publicity_member", "C"),
    ]
    again = {"branch_secretary": "A", "branch_deputy_secretary": "B"}

    found = electing.changes(held, again)
    assert [one.id for one in found.ending] == [2]
    assert found.beginning == (("branch_deputy_secretary", "B"),)
    found = electing.changes(held, {"branch_secretary": "D", "branch_publicity_member": ""})
    assert [one.id for one in found.ending] == [1, 3]
    assert found.beginning == (("branch_secretary", "D"),)


def way(**done: date) -> Way:
    return Way(proceeding=1, unit="PB1", person="A1", done=done)


def test_somebody_stands_at_one_stage_a_day_and_is_admitted_on_the_day_of_the_meeting() -> None:
    """§1.6.7: 申请人, 积极分子, 发展对象, 接收, 转正, by day."""
    one = way(
        application=date(2023, 1, 10),
        activist=date(2023, 2, 20),
        target=date(2024, 2, 20),
        target_record=date(2024, 3, 1),
        admission_meeting=date(2024, 12, 30),
        admission_approval=date(2025, 2, 1),
        confirmation_meeting=date(2025, 12, 31),
    )
    stages = [
        (date(2023, 1, 9), None),
        (date(2023, 1, 10), Stage.APPLICANT),
        (date(2023, 2, 20), Stage.ACTIVIST),
        (date(2024, 2, 29), Stage.ACTIVIST),
        (date(2024, 3, 1), Stage.TARGET),
        (date(2024, 12, 30), None),
    ]

    assert [development.stage_on(one, day) for day, _ in stages] == [each for _, each in stages]
    assert development.reached_in(one, Period.year(2024)) == {Stage.ADMITTED}
    assert development.reached_in(one, YEAR) == frozenset(), "not confirmed before the approval"


def test_who_was_refused_stands_nowhere_from_that_day_on() -> None:
    ended = Way(
        proceeding=1,
        unit="PB1",
        person="A1",
        done={"application": date(2025, 1, 10)},
        ended=date(2025, 3, 1),
    )

    assert development.stage_on(ended, date(2025, 2, 28)) is Stage.APPLICANT
    assert development.stage_on(ended, date(2025, 3, 1)) is None


def test_age_and_sex_are_read_from_the_card_and_from_nothing_else() -> None:
    told = development.told_by("110101199003070020")
    assert told is not None
    assert told.is_woman
    assert told.age(date(2025, 3, 6)) == 34
    assert told.age(date(2025, 3, 7)) == 35
    assert development.told_by("") is None
    assert development.told_by("110101199013070020") is None


def test_the_makeup_of_those_who_came_in_follows_from_their_forms() -> None:
    """§1.6.7: 一线, 高知 (副高以上 or a doctor's degree), by profession; no form, no figure."""
    forms = (
        {"profession": "doctor", "title_rank": "associate", "degree": "master", "frontline": True},
        {"profession": "doctor", "title_rank": "junior", "degree": "doctor", "talent": "某计划"},
        {"profession": "nurse", "title_rank": "intermediate", "degree": "none", "frontline": True},
        {},
    )
    found = development.makeup(development.profile(one) for one in forms)

    assert found.told == 3
    assert {trait.value: count for trait, count in found.traits.items()} == {
        "frontline": 2,
        "learned": 2,
        "talent": 1,
    }
    assert found.professions == {"doctor": 2, "nurse": 1}
