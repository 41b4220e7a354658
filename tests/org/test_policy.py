"""Each question has its answer, its reason, and who could allow it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from linghang.foundation.access import Decision
from linghang.org import policy
from linghang.org.rights import Rights
from tests.org.factories import APPOINTMENTS

pytestmark = pytest.mark.usefixtures("organisation")
Acting = Callable[..., Rights]
CHINESE = re.compile(r"[\u4e00-\u9fff]")

QUESTIONS: dict[str, Callable[[Rights], Decision]] = {
    "indicators of the hospital": lambda rights: policy.may_read_indicators(rights, None),
    "indicators of D1": lambda rights: policy.may_read_indicators(rights, "D1"),
    "indicators of T1": lambda rights: policy.may_read_indicators(rights, "T1"),
    "indicators of D2": lambda rights: policy.may_read_indicators(rights, "D2"),
    "a case of D1, T1": lambda rights: policy.may_read_cases(rights, "D1", "T1"),
    "a case of D1, T2": lambda rights: policy.may_read_cases(rights, "D1", "T2"),
    "a case of D2, T1": lambda rights: policy.may_read_cases(rights, "D2", "T1"),
    "cases of D1": lambda rights: policy.may_read_cases(rights, "D1"),
    "cases of D2": lambda rights: policy.may_read_cases(rights, "D2"),
    "cases of nowhere": lambda rights: policy.may_read_cases(rights, None),
    "some cases": policy.may_open_cases,
    "import": policy.may_import_cases,
    "build": policy.may_build_reports,
    "reports": policy.may_read_reports,
    "trail": policy.may_read_trail,
    "unit D1": lambda rights: policy.may_read_unit(rights, "D1"),
    "unit B1": lambda rights: policy.may_read_unit(rights, "B1"),
    "unit B2": lambda rights: policy.may_read_unit(rights, "B2"),
}
FIGURES = {name for name in QUESTIONS if name.startswith("indicators")}
CASES = {name for name in QUESTIONS if name.startswith(("a case", "cases", "some"))}
UNITS = {name for name in QUESTIONS if name.startswith("unit")}

# (post, unit) → what is allowed; everything else is denied.
ALLOWED = {
    ("party_secretary", "P"): {*FIGURES, *UNITS, "reports"},
    ("president", "H"): {*FIGURES, *CASES, *UNITS, "reports", "build"},
    ("discipline_secretary", "J"): {*FIGURES, *UNITS, "reports", "trail"},
    ("party_office_director", "O3"): {*FIGURES, *UNITS, "reports", "build"},
    ("quality_director", "O1"): {*FIGURES, *CASES, *UNITS, "reports", "build"},
    ("records_director", "O2"): {*FIGURES, *CASES, *UNITS, "reports", "build", "import"},
    ("department_head", "D1"): {
        "indicators of D1",
        "indicators of T1",
        "a case of D1, T1",
        "a case of D1, T2",
        "cases of D1",
        "some cases",
        "unit D1",
    },
    ("department_head", "D2"): {
        "indicators of D2",
        "a case of D2, T1",
        "cases of D2",
        "some cases",
    },
    ("team_leader", "T1"): {
        "indicators of T1",
        "a case of D1, T1",
        "a case of D2, T1",
        "some cases",
    },
    ("head_nurse", "W1"): set(),
    ("physician", "T1"): {"indicators of T1"},
    ("branch_secretary", "B1"): {"unit B1"},
}


@pytest.mark.parametrize(("post", "unit"), ALLOWED, ids=lambda value: value)
def test_each_post_is_allowed_what_the_table_says_and_nothing_else(
    acting: Acting, post: str, unit: str
):
    rights = acting(post, unit)

    answers = {name: question(rights) for name, question in QUESTIONS.items()}

    assert {name for name, answer in answers.items() if answer} == ALLOWED[post, unit]
    for answer in answers.values():
        assert CHINESE.search(answer.reason)
        assert bool(answer) != bool(CHINESE.search(answer.who_can))


def test_the_table_asks_every_policy_and_every_appointment():
    asked = {name for name in vars(policy) if name.startswith("may_")}
    source = " ".join(
        name for question in QUESTIONS.values() for name in question.__code__.co_names
    )
    direct = {question.__name__ for question in QUESTIONS.values()}

    assert {name for name in asked if name not in source and name not in direct} == set()
    assert {(post, unit) for _, post, unit in APPOINTMENTS} == set(ALLOWED)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize(("post", "unit"), ALLOWED, ids=lambda value: value)
def test_an_appointment_that_has_not_begun_allows_nothing(
    acting: Acting, post: str, unit: str, question: Callable[[Rights], Decision]
):
    answer = question(acting(post, unit, date(2023, 1, 1)))

    assert not answer
    assert answer.reason.endswith("的任职不在有效期内，不再有任何权限")
    assert answer.who_can == "党委办公室或人事科"


def test_another_department_is_refused_in_words(acting: Acting):
    answer = policy.may_read_cases(acting("department_head", "D1"), "D2")

    assert answer.reason == "骨科主任只能查看本科室病例"
    assert answer.who_can == "医务部或院长"


def test_a_party_post_is_told_to_act_under_the_clinical_post(acting: Acting):
    answer = policy.may_read_cases(acting("branch_secretary", "B1"), "D1")

    assert answer.reason == "外科党支部书记属党组织岗位，不因职务查看患者病例"
    assert answer.who_can.startswith("本人切换到科室任职")


def test_who_lacks_a_right_is_told_which_posts_hold_it(acting: Acting):
    answer = policy.may_import_cases(acting("president", "H"))

    assert answer.reason == "院长没有导入病案首页的权限"
    assert answer.who_can == "病案科科长"


def test_a_case_of_nowhere_is_explained(acting: Acting):
    answer = policy.may_read_cases(acting("team_leader", "T1"), None, "T1")

    assert answer.reason == "未归属科室的病例只对管全院病例的岗位开放"
    assert answer.who_can.startswith("病案科")
