"""States and rates of a rectification, counted by hand (handbook §3.2, §3.3, B14)."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linghang.commitments.progress.rules import (
    Base,
    Kind,
    Measure,
    State,
    by_measures,
    by_problems,
    reasons_not_to_close,
    state_of,
    state_of_problem,
)

# How long it takes to draw says nothing of the rules, and much of who else is at work.
PATIENT = settings(suppress_health_check=[HealthCheck.too_slow])
DONE = Measure(kind=Kind.BY_DATE, is_accepted=True)
AT_ONCE = Measure(kind=Kind.AT_ONCE, is_accepted=True)
OPEN = Measure(kind=Kind.BY_DATE)
LASTING = Measure(kind=Kind.CONTINUOUS, is_accepted=True, policies=1, reviews=1)
measures = st.builds(
    Measure,
    kind=st.sampled_from(Kind),
    is_accepted=st.booleans(),
    policies=st.integers(0, 2),
    reviews=st.integers(0, 2),
)


def test_two_measures_done_and_one_lasting_make_a_problem_done_for_the_stage_and_two_thirds() -> (
    None
):
    """B14: two 完成, one 长期坚持 → 阶段性完成, not 完成; by-measure rate 2/3."""
    problem = [DONE, AT_ONCE, LASTING]

    assert state_of_problem(problem) is State.STAGE_DONE
    told = by_measures([problem])
    assert (told.base, told.rate) == (Base.MEASURES, Fraction(2, 3))
    assert told.says() == "整改完成率（按措施计）2/3：完成2项，阶段性完成1项，未完成0项"
    assert by_problems([problem]).rate == 0


def test_a_lasting_measure_is_never_done_and_for_the_stage_only_with_a_policy_and_a_review() -> (
    None
):
    """§3.2.1: 长期坚持 has review dates instead of an end; never done, may be 阶段性完成."""
    assert state_of(LASTING) is State.STAGE_DONE
    for lacking in ({"policies": 0}, {"reviews": 0}, {"is_accepted": False}):
        changed = {"policies": 1, "reviews": 1, "is_accepted": True, **lacking}
        assert state_of(Measure(kind=Kind.CONTINUOUS, **changed)) is State.OPEN


@PATIENT
@given(st.lists(st.lists(measures, max_size=4), max_size=5))
def test_the_three_states_always_add_up(problems: list[list[Measure]]) -> None:
    """§3.2.2: 完成, 阶段性完成, 未完成: a report gives all three and they must add up."""
    assert by_measures(problems).total == sum(map(len, problems))
    assert by_problems(problems).total == len(problems)


@PATIENT
@given(st.lists(measures, min_size=1, max_size=5))
def test_a_problem_is_done_only_when_all_its_measures_are(problem: list[Measure]) -> None:
    """§3.2.3: complete only when all its measures are complete and accepted."""
    all_done = all(state_of(one) is State.DONE for one in problem)

    assert (state_of_problem(problem) is State.DONE) == all_done


def test_a_rate_names_its_base_and_there_is_none_of_nothing() -> None:
    """§3.2.3: 整改完成率 by problem or by measure: always name the base."""
    problems = [[DONE], [DONE, OPEN]]

    assert by_problems(problems).says().startswith("整改完成率（按问题计）1/2")
    assert by_measures(problems).says().startswith("整改完成率（按措施计）2/3")
    assert by_measures([]).rate is None


def test_a_measure_is_not_closed_without_evidence_after_the_feedback() -> None:
    """§3.3.1: ≥1 file dated after the feedback; 长期坚持: a system document and ≥1 review."""
    assert reasons_not_to_close(DONE, evidence_after_feedback=1) == []
    bare = Measure(kind=Kind.CONTINUOUS)
    assert len(reasons_not_to_close(bare, evidence_after_feedback=0)) == 3
