"""Each question has its answer, its reason, and who could allow it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from linghang.foundation.access import Decision
from linghang.org import policy, posts
from linghang.org.definitions import Kind, Tree
from linghang.org.party import policy as party_policy
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
    "settle": policy.may_settle_cases,
    "build": policy.may_build_reports,
    "reports": policy.may_read_reports,
    "trail": policy.may_read_trail,
    "unit D1": lambda rights: policy.may_read_unit(rights, "D1"),
    "unit B1": lambda rights: policy.may_read_unit(rights, "B1"),
    "unit B2": lambda rights: policy.may_read_unit(rights, "B2"),
    "edit D1": lambda rights: policy.may_edit_unit(rights, "D1"),
    "edit B1": lambda rights: policy.may_edit_unit(rights, "B1"),
    "edit administration": lambda rights: policy.may_edit_tree(rights, Tree.ADMINISTRATION),
    "edit campuses": lambda rights: policy.may_edit_tree(rights, Tree.CAMPUS),
    "edit party": lambda rights: policy.may_edit_tree(rights, Tree.PARTY),
    "edit grid": lambda rights: policy.may_edit_tree(rights, Tree.GRID),
    "edit union": lambda rights: policy.may_edit_tree(rights, Tree.UNION),
    "people": policy.may_edit_people,
    "appoint on D1": lambda rights: policy.may_appoint(rights, "D1"),
    "appoint on B1": lambda rights: policy.may_appoint(rights, "B1"),
    "unmask somebody of D1": lambda rights: policy.may_unmask(rights, {"D1", "T1"}),
    "accounts": policy.may_manage_accounts,
    "review": policy.may_review_rights,
    "parameters": policy.may_read_parameters,
    "draft": policy.may_draft_parameters,
    "approve": policy.may_approve_parameters,
    "deliveries": policy.may_read_deliveries,
    "announce": policy.may_announce,
    "exports": policy.may_approve_exports,
    "relatives": policy.may_read_relatives,
    "relatives of others": lambda rights: policy.may_declare_relatives(rights, "SOMEBODY"),
    "any meetings": lambda rights: policy.may_read_meetings(rights, None),
    "meetings of P": lambda rights: policy.may_read_meetings(rights, "P"),
    "meetings of B1": lambda rights: policy.may_read_meetings(rights, "B1"),
    "meetings of B2": lambda rights: policy.may_read_meetings(rights, "B2"),
    "meetings of H": lambda rights: policy.may_read_meetings(rights, "H"),
    "meetings of U": lambda rights: policy.may_read_meetings(rights, "U"),
    "record for P": lambda rights: policy.may_record_meetings(rights, "P"),
    "record for B1": lambda rights: policy.may_record_meetings(rights, "B1"),
    "record for U": lambda rights: policy.may_record_meetings(rights, "U"),
    "own meetings": policy.may_see_own_meetings,
    "oversee": policy.may_oversee_meetings,
    "study": policy.may_read_study,
    "decided": policy.may_read_decided,
    "grades of B1": lambda rights: party_policy.may_read_appraisals(rights, "B1"),
    "grades of B2": lambda rights: party_policy.may_read_appraisals(rights, "B2"),
    "talks of B1": lambda rights: party_policy.may_read_talks(rights, "B1"),
    "talks of B2": lambda rights: party_policy.may_read_talks(rights, "B2"),
    "books": party_policy.may_check_books,
    "texts": policy.may_read_policies,
    "keep texts": policy.may_manage_policies,
    "export trail": policy.may_export_trail,
    "system": policy.may_see_system,
}
FIGURES = {name for name in QUESTIONS if name.startswith("indicators")}
CASES = {name for name in QUESTIONS if name.startswith(("a case", "cases", "some"))}
UNITS = {name for name in QUESTIONS if name.startswith("unit")}
PARTY = {
    "any meetings",
    "meetings of P",
    "meetings of B1",
    "meetings of B2",
    "oversee",
    "study",
    "decided",
}

# (post, unit) → what is allowed; everything else is denied.
ALLOWED = {
    ("party_secretary", "P"): {
        *FIGURES,
        *UNITS,
        *PARTY,
        "reports",
        "parameters",
        "approve",
    },
    ("president", "H"): {
        *FIGURES,
        *CASES,
        *UNITS,
        "any meetings",
        "meetings of H",
        "decided",
        "reports",
        "build",
        "parameters",
        "approve",
    },
    ("discipline_secretary", "J"): {*FIGURES, *UNITS, *PARTY, "reports", "trail", "relatives"},
    ("party_office_director", "O3"): {
        *FIGURES,
        *UNITS,
        *PARTY,
        "record for P",
        "grades of B1",
        "grades of B2",
        "books",
        "reports",
        "build",
        "edit B1",
        "edit party",
        "edit grid",
        "appoint on B1",
        "parameters",
        "draft",
        "deliveries",
        "announce",
        "exports",
        "keep texts",
    },
    ("quality_director", "O1"): {
        *FIGURES,
        *CASES,
        *UNITS,
        "reports",
        "build",
        "parameters",
        "draft",
    },
    ("records_director", "O2"): {*FIGURES, *CASES, *UNITS, "reports", "build", "import", "settle"},
    ("department_head", "D1"): {
        "any meetings",
        "indicators of D1",
        "indicators of T1",
        "a case of D1, T1",
        "a case of D1, T2",
        "cases of D1",
        "some cases",
        "unit D1",
        "announce",
    },
    ("department_head", "D2"): {
        "any meetings",
        "indicators of D2",
        "a case of D2, T1",
        "cases of D2",
        "some cases",
        "announce",
    },
    ("team_leader", "T1"): {
        "indicators of T1",
        "a case of D1, T1",
        "a case of D2, T1",
        "some cases",
    },
    ("head_nurse", "W1"): set(),
    ("physician", "T1"): {"indicators of T1"},
    ("branch_secretary", "B1"): {
        "unit B1",
        "any meetings",
        "meetings of B1",
        "record for B1",
        "own meetings",
        "grades of B1",
        "talks of B1",
    },
    ("hr_director", "O4"): {
        *UNITS,
        "edit D1",
        "edit administration",
        "edit campuses",
        "people",
        "appoint on D1",
        "unmask somebody of D1",
        "parameters",
        "announce",
        "exports",
        "relatives",
        "relatives of others",
    },
    ("union_chair", "U"): {
        *UNITS,
        "any meetings",
        "meetings of U",
        "record for U",
        "edit union",
        "announce",
    },
    ("system_administrator", "O5"): {*UNITS, "parameters", "deliveries", "system"},
    ("security_administrator", "O5"): {*UNITS, "accounts", "review", "parameters", "draft"},
    ("audit_administrator", "O6"): {*UNITS, "parameters", "trail", "export trail"},
}


@pytest.mark.parametrize(("post", "unit"), ALLOWED, ids=lambda value: value)
def test_each_post_is_allowed_what_the_table_says_and_nothing_else(
    acting: Acting, post: str, unit: str
):
    rights = acting(post, unit)

    answers = {name: question(rights) for name, question in QUESTIONS.items()}

    allowed = {*ALLOWED[post, unit], "texts"}  # everybody reads the rules that bind them
    assert {name for name, answer in answers.items() if answer} == allowed
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


@pytest.mark.parametrize(("post", "unit"), ALLOWED, ids=lambda value: value)
def test_an_appointment_that_has_not_begun_allows_nothing(acting: Acting, post: str, unit: str):
    rights = acting(post, unit, date(2023, 1, 1))

    for question in QUESTIONS.values():
        answer = question(rights)
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
    assert answer.who_can == "病案科科长、病案科编码员"


def test_a_case_of_nowhere_is_explained(acting: Acting):
    answer = policy.may_read_cases(acting("team_leader", "T1"), None, "T1")

    assert answer.reason == "未归属科室的病例只对管全院病例的岗位开放"
    assert answer.who_can.startswith("病案科")


def test_a_party_post_on_an_office_is_given_by_the_party_office(acting: Acting):
    clerk = posts.post("party_office_clerk")
    party, personnel = acting("party_office_director", "O3"), acting("hr_director", "O4")

    assert policy.may_appoint(party, "O3", clerk)
    refused = policy.may_appoint(personnel, "O3", clerk)
    assert refused.reason == "人事科科长任免岗位不及于党组织一线"
    assert refused.who_can == "党委办公室"
    assert policy.may_appoint(personnel, "O3", posts.post("staff"))


def test_a_unit_that_does_not_stand_today_needs_its_kind(acting: Acting):
    personnel = acting("hr_director", "O4")

    assert policy.may_edit_unit(personnel, "CLOSED").reason == "这个单位今天不在组织机构中"
    assert policy.may_appoint(personnel, "CLOSED").reason == "这个单位今天不在组织机构中"
    assert policy.may_edit_unit(personnel, "CLOSED", Kind.WARD)
    assert not policy.may_edit_unit(personnel, "CLOSED", Kind.PARTY_BRANCH)
    assert policy.may_appoint(personnel, "CLOSED", None, Kind.WARD)


def test_many_holders_are_counted_and_not_all_named(acting: Acting):
    answer = policy.may_read_reports(acting("team_leader", "T1"))

    assert re.fullmatch(r"党委书记、院长、.+等\d+个岗位", answer.who_can)
