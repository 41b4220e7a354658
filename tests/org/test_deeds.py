"""Every question of the policy stands once in the deeds, and the matrix answers them all."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Callable

import pytest

from linghang.org import deeds, matrix, policy, posts
from linghang.org.deeds import Deed, Range
from linghang.org.definitions import Capability, Reach
from linghang.org.party import policy as party_policy
from linghang.org.rights import Rights
from tests.org.factories import APPOINTMENTS

Acting = Callable[..., Rights]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LINES = {line.post.code: line for line in matrix.matrix()}
# Whoever works here reads about the organisation, and the rules that bind them.
FOR_EVERYBODY = {"org.read", "policies.read", "dues.own"}
OF_ALL = {"policies.read"}  # texts in force are everybody's, whatever the post
EVERY_DEED = pytest.mark.parametrize("deed", deeds.all(), ids=lambda deed: deed.code)


def test_every_policy_function_is_one_deed():
    asked = {
        function
        for module in (policy, party_policy)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if name.startswith("may_") and function.__module__ == module.__name__
    }

    assert Counter(deed.policy for deed in deeds.all()) == Counter(asked)


def test_codes_are_unique_and_sections_stand_together():
    codes = [deed.code for deed in deeds.all()]
    sections = [deed.section for deed in deeds.all()]

    assert len(set(codes)) == len(codes)
    assert sections == sorted(sections, key=sections.index)


def test_an_unknown_code_is_an_error_and_not_a_no():
    rights = matrix.rights_on(posts.post("president"), posts.post("president").kinds[0])

    with pytest.raises(KeyError):
        deeds.ask("cases.raed", rights)


@EVERY_DEED
def test_somebody_may_and_somebody_may_not(deed: Deed):
    answers = [cell for line in LINES.values() for cell in line.cells if cell.deed is deed]

    assert any(answers)
    assert deed.code in FOR_EVERYBODY or not all(answers)


def test_every_refusal_of_the_matrix_has_its_reason_and_who_could_allow_it():
    for line in LINES.values():
        for cell in line.cells:
            assert CHINESE.search(cell.decision.reason)
            assert bool(cell) == bool(cell.reach)
            assert bool(cell) != bool(CHINESE.search(cell.decision.who_can))


@pytest.mark.parametrize("code", LINES)
def test_a_post_without_a_capability_is_refused_its_deed(code: str):
    """The deeds whose code is a capability follow from just that one."""
    line = LINES[code]
    plain = {each.value for each in Capability} - {"indicators.read"}

    for cell in line.cells:
        if cell.deed.code in plain and cell.deed.range is Range.HOSPITAL:
            assert bool(cell) == (cell.deed.code in line.post.capabilities), cell.deed.code


def test_how_far_a_deed_goes_is_told_as_the_post_reaches():
    def reach(post: str, deed: str) -> str:
        return next(cell.reach for cell in LINES[post].cells if cell.deed.code == deed)

    assert reach("president", "cases.read") == "全院"
    assert reach("department_head", "cases.read") == "本科室"
    assert reach("head_nurse", "indicators.read") == "本病区、本科室"
    assert reach("hr_director", "org.appoint") == "行政、院区"
    assert reach("party_office_director", "org.edit_tree") == "党组织、清廉网格"
    assert reach("union_chair", "org.edit_tree") == "工会"
    assert reach("audit_administrator", "trail.export") == "全院"


@pytest.mark.parametrize(("post", "unit"), [(post, unit) for _, post, unit in APPOINTMENTS])
def test_the_matrix_says_what_the_appointment_is_told(acting: Acting, post: str, unit: str):
    rights = acting(post, unit)

    real = matrix.line_of(rights)
    drawn = matrix.line_of(matrix.rights_on(rights.post, rights.unit.kind))

    assert [bool(cell) for cell in real.cells] == [bool(cell) for cell in drawn.cells]


def test_a_post_of_a_subtree_is_never_told_that_it_reaches_the_hospital():
    wide = {
        (line.post.code, cell.deed.code)
        for line in LINES.values()
        if line.post.reach is Reach.SUBTREE
        for cell in line.cells
        if cell.reach == matrix.HOSPITAL and cell.deed.code not in OF_ALL
    }

    assert wide == set()
