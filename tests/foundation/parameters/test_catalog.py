"""The parameters that come with the product: all there, with sources, typed as the texts say."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from pydantic import ValidationError

from linghang.foundation.catalog.registry import Loaded
from linghang.foundation.parameters import catalog, kinds
from linghang.foundation.parameters.catalog import UnknownParameter
from linghang.foundation.parameters.definitions import LOCKED, Lock, Parameter, Tag
from linghang.foundation.parameters.kinds import Base, Brackets, Kind, Majority
from tests.foundation.parameters.factories import parameter

ITEMS = list(catalog.catalog().items.values())
WORDS = """
branch.min_formal_members branch.max_members_normal branch.committee_from_formal
branch.committee_size joint_branch.max_units term.branch_years term.committee_years
term.remind_months election.quorum election.win election.surplus_candidates meeting.member.period
meeting.committee.period meeting.group.period resolution.quorum resolution.pass party_day.period
life_meeting.per_year appraisal.per_year appraisal.excellent_max heart_talk.per_year dues.brackets
dues.retired dues.arrears_exit_months admission.talk_days admission.cultivate_months
admission.check_months admission.training admission.meeting_after_prereview
admission.approve_months probation.months study_group.period committee.quorum
committee.quorum_cadre committee.pass_cadre cadre.notice cadre.trial materials.before_meeting
major.amount_in_budget major.amount_off_budget congress.quorum congress.pass
congress.union_rep_required rectify.plan_due rectify.concentrated proc.single_source_addition
proc.single_source_notice proc.bid_time proc.contract_sign proc.contract_file
proc.contract_publish proc.supplement proc.keep_years proc.recusal_years supplier.blacklist_years
rx.sample_outpatient rx.sample_inpatient petition.tell petition.object petition.decide
petition.review report.tell_real_name report.result report.pass_up complaint.feedback
dispute.seal_release dispute.autopsy dispute.mediation record.rescue_note record.first_note
tech.restricted_filing day_care.hours chronic.followups inet.child_age inet.doctor_years
assess.excellent_max doctor.assessment_cycle privacy.pia_keep log.network_keep
volunteer.certificate
"""
EXPECTED = WORDS.split()


def test_eighty_rules_of_the_texts_are_there() -> None:
    assert len(set(EXPECTED)) == 80
    assert set(EXPECTED) <= set(catalog.catalog().items)


@pytest.mark.parametrize("loaded", ITEMS, ids=lambda loaded: loaded.item.code)
def test_every_parameter_keeps_the_habits(loaded: Loaded[Parameter]) -> None:
    item = loaded.item

    assert kinds.parse(item.kind, kinds.plain(item.typed)) == item.typed
    assert item.shown(item.typed)
    assert item.meaning.endswith("。")
    assert not (item.tag is Tag.GOOD_PRACTICE and item.lock in LOCKED)
    assert not (item.tag is Tag.LAW and item.lock is Lock.NONE), "a law is not for choice"
    assert item.kind is not Kind.INTEGER or item.unit, "a plain number names what it counts"
    assert date(2000, 1, 1) < item.active_from <= date(2025, 1, 1)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("election.quorum", Majority(Fraction(4, 5), False, Base.ENTITLED)),
        ("election.win", Majority(Fraction(1, 2), True, Base.PRESENT)),
        ("resolution.pass", Majority(Fraction(1, 2), True, Base.ENTITLED)),
        ("committee.quorum_cadre", Majority(Fraction(2, 3), False, Base.MEMBERS)),
        ("congress.pass", Majority(Fraction(1, 2), True, Base.DELEGATES)),
        ("appraisal.excellent_max", Fraction(1, 3)),
        ("rx.sample_outpatient", Fraction(1, 1000)),
        ("proc.supplement", Fraction(1, 10)),
        ("major.amount_in_budget", 50_000_000),
        ("login.failures_to_lock", 5),
        ("login.lock_minutes", 15),
        ("login.idle_minutes", 30),
        ("login.password_least_length", 8),
        ("login.password_days", 90),
    ],
)
def test_values_are_typed(code: str, value: object) -> None:
    assert catalog.parameter(code).typed == value


@pytest.mark.parametrize(
    ("base", "dues"),
    [(300_000, 1500), (300_100, 3001), (500_000, 5000), (1_000_000, 15_000), (1_000_100, 20_002)],
)
def test_dues_follow_the_bracket_of_the_whole_base(base: int, dues: int) -> None:
    table = catalog.parameter("dues.brackets").typed
    assert isinstance(table, Brackets)

    assert table.share(base) * base == dues


def test_dues_of_the_retired_have_two_brackets() -> None:
    table = catalog.parameter("dues.retired").typed
    assert isinstance(table, Brackets)

    assert table.share(500_000) * 500_000 == 2500
    assert table.share(500_100) == Fraction(1, 100)


def test_a_code_that_nobody_declares_is_a_fault_of_the_program() -> None:
    with pytest.raises(UnknownParameter, match="no\\.such"):
        catalog.parameter("no.such")
    assert issubclass(UnknownParameter, ValueError)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"tag": "G"}, "不得锁定"),
        ({"kind": "text", "value": "如实"}, "不分高低"),
        ({"value": "五天"}, "整数"),
        ({"active_to": date(2019, 3, 3)}, "晚于"),
        ({"code": "cadre"}, "code"),
    ],
)
def test_a_contradictory_declaration_is_refused(facts: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        parameter(**facts)
