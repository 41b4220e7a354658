"""Properties: every case has one answer, the same by every way, whatever the order of the rest."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linghang.cases.drg import SETS, Case, Grouped, encode, group_coded, group_one, load_rules
from linghang.cases.drg.walking import Walk
from tests.drg_cases import any_case, random_cases

CALM = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def in_batch(cases: list[Case], name: str, *, map_codes: bool = False) -> list[Grouped]:
    """The answers of a batch of text columns."""
    rules = load_rules(name)
    numbers = ("sex", "age", "age_days", "birth_weight", "los")
    columns = {one: pa.array([getattr(case, one) for case in cases], pa.int64()) for one in numbers}
    columns["dx"] = pa.array(["|".join(case.dx) for case in cases])
    columns["px"] = pa.array(["|".join(case.px) for case in cases])
    coded = encode(pa.record_batch(columns), rules.codes)
    return [rules.outcomes[one] for one in group_coded(coded, rules, map_codes=map_codes)]


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("map_codes", [False, True], ids=["as-is", "mapped"])
def test_batch_single_and_walk_agree_on_random_cases(name: str, map_codes: bool) -> None:
    rules = load_rules(name)
    cases = list(random_cases(name, 400, seed=len(name)))
    batch = in_batch(cases, name, map_codes=map_codes)
    single = [group_one(case, rules, map_codes=map_codes) for case in cases]
    walked = [rules.outcomes[Walk(case, rules, map_codes=map_codes).outcome()] for case in cases]
    assert batch == single == walked


@CALM
@given(case=any_case(), name=st.sampled_from(SETS), map_codes=st.booleans())
def test_anything_gets_one_answer_by_every_way(case: Case, name: str, map_codes: bool) -> None:
    rules = load_rules(name)
    answer = group_one(case, rules, map_codes=map_codes)
    assert answer == group_one(case, rules, map_codes=map_codes)
    assert answer == rules.outcomes[Walk(case, rules, map_codes=map_codes).outcome()]
    # An empty first procedure can't be told from none once the codes are joined.
    if case.px[:1] != ("",):
        assert [answer] == in_batch([case], name, map_codes=map_codes)


def test_single_cases_in_several_threads_do_not_mix() -> None:
    """Each thread keeps the memory of its cases; a case with very many codes has its own."""
    rules = load_rules("chs_drg_11")
    cases = list(random_cases("chs_drg_11", 300, seed=5))
    many = tuple(rules.codes.dx.all[1:701])
    cases += [replace(one, dx=(*one.dx[:1], *many)) for one in cases[:20]]
    expected = in_batch(cases, "chs_drg_11")
    with ThreadPoolExecutor(4) as pool:
        found = [list(pool.map(lambda one: group_one(one, rules), cases)) for _ in range(5)]
    assert found == [expected] * 5


@CALM
@given(seed=st.integers(0, 10**6), name=st.sampled_from(SETS))
def test_order_and_repetition_of_further_codes_mean_nothing(seed: int, name: str) -> None:
    rules = load_rules(name)
    (case,) = random_cases(name, 1, seed=seed)
    drawn = random.Random(seed)
    dx, px = list(case.dx[1:]) * 2, list(case.px[1:]) * 2
    drawn.shuffle(dx)
    drawn.shuffle(px)
    other = replace(case, dx=(*case.dx[:1], *dx), px=(*case.px[:1], *px))
    assert group_one(other, rules) == group_one(case, rules)
