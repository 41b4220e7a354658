"""Recruiting (§6.2): the order of steps, publicity, contracts, flexible people, figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from linghang.procedures.definitions import Outcome
from linghang.procedures.progress.rules import state_of
from linghang.procedures.recruiting.rules import Count, Mode, Recruit, Standing, figures, recruit
from linghang.procedures.rules import Answer
from linghang.procedures.seats.rules import Doer
from tests.catalogs.test_procedures import Admission
from tests.catalogs.test_technology import PLACE
from tests.procedures.factories import codes

DAY = date(2026, 3, 2)


class Recruiting(Admission):
    """One recruitment; everybody belongs to the department of their post."""

    procedure = "talent_introduction"
    filled = {
        "position": "心内科带头人",
        "headcount": "1",
        "requirements": "博士",
        "plan": "方案",
        "applicants": "3",
        "qualified": "2",
        "candidate": "某甲",
        "degree": "doctor",
        "overseas": "true",
        "leader": "false",
        "mode": "full_time",
        "channel": "第三方平台",
        "relatives": "none",
        "recused_people": "",
        "goals": "目标",
        "benefits": "待遇",
        "cost": "800000",
        "publicity_from": "2026-03-02",
        "publicity_place": "院内网",
        "service_from": "2026-04-01",
        "service_years": "5",
        "agreement_from": "2026-04-01",
        "days_per_year": "30",
        "pay": "60000",
        "arrived_on": "2026-04-01",
        "assessment_1": "pass",
        "assessment_2": "pass",
        "assessment_3": "pass",
        "term_result": "pass",
    }

    def __init__(self, procedure: str = "talent_introduction", **filled: str) -> None:
        self.procedure = procedure
        super().__init__()
        self.filled = {**self.filled, **filled}
        self.facts = replace(self.facts, place=PLACE)

    def go(self, key: str, day: date, doer: Doer | None = None, **changed: str) -> Answer:
        seat = sum(act.step == key for act in self.acts)
        posts = self.definition.by_key[key].who[0].posts
        post = posts[min(seat, len(posts) - 1)]
        unit = "CARD" if post == "department_head" else "H"
        doer = doer or Doer(person=post, post=post, unit=unit, departments=frozenset({f"{post}'s"}))
        return super().go(key, day, doer, **changed)

    def walk(self, *keys: str, day: date = DAY) -> Recruiting:
        for key in keys:
            answer = self.go(key, day)
            assert answer, (key, answer.decision.reason)
        return self

    @property
    def told(self) -> Recruit:
        return recruit(
            state_of(self.definition, self.acts),
            proceeding=1,
            procedure=self.procedure,
            unit=("CARD", "心内"),
            applied_on=DAY,
        )


UNTIL_PUBLICITY = (
    *("application", "department", "search", "recusal", "appraisal", "terms"),
    *("president_meeting", "committee_meeting", "publicity"),
)


def test_a_high_level_person_is_decided_by_the_committee_after_the_president_meeting() -> None:
    """§6.2.1, §2.1.5: 一事一议 → 院长办公会 → 党委会 → 公示 → 合同."""
    course = Recruiting().walk(*UNTIL_PUBLICITY[:6])

    assert "not_open" in codes(course.go("committee_meeting", DAY))
    course.walk("president_meeting")
    assert "not_open" in codes(course.go("publicity", DAY))
    course.walk("committee_meeting", "publicity")
    needs = course.definition.by_key["committee_meeting"].needs.requirements[0].params
    assert (needs["body"], needs["verdict"]) == ("committee_meeting", "passed")


def test_nobody_signs_before_the_publicity_is_over() -> None:
    """§6.2.1: 公示 before the contract, at least as long as the rule parameter says."""
    course = Recruiting().walk(*UNTIL_PUBLICITY)

    assert "early" in codes(course.go("contract", date(2026, 3, 6)))
    course.walk("contract", day=date(2026, 3, 9))
    assert course.told.standing is Standing.SIGNED


def test_a_publicity_that_is_to_begin_next_week_ends_a_week_later() -> None:
    """§6.2.1: the days count from the first day of publicity, not from its entry."""
    ahead = Recruiting(publicity_from="2026-03-09").walk(*UNTIL_PUBLICITY)
    assert "early" in codes(ahead.go("contract", date(2026, 3, 13)))
    ahead.walk("contract", day=date(2026, 3, 16))

    backdated = Recruiting(publicity_from="2026-01-05").walk(*UNTIL_PUBLICITY)
    assert "early" in codes(backdated.go("contract", date(2026, 3, 6)))


def test_open_recruiting_keeps_plan_notice_check_exam_health_inspection_publicity_contract() -> (
    None
):
    """§6.2.1: 公开招聘 (事业单位人事管理条例 art. 9)."""
    course = Recruiting("open_recruitment")
    course.walk("application", "department", "plan", "plan_meeting", "announce")
    assert "early" in codes(course.go("screening", date(2026, 3, 9)))
    later = date(2026, 3, 11)
    course.walk("screening", day=later)
    assert course.go("exam", later)
    second = Doer(person="expert", post="quality_director", unit="H")
    assert course.go("exam", later, doer=second)
    rest = ("health_check", "inspection", "president_meeting", "committee_meeting", "publicity")
    course.walk(*rest, day=later)
    course.walk("contract", day=date(2026, 3, 18))
    course.walk("arrival", day=date(2026, 4, 1))
    course.walk("assessment_1", day=date(2027, 4, 1))

    assert state_of(course.definition, course.acts).outcome is Outcome.COMPLETED
    assert course.told.mode is Mode.OPEN


def test_who_organises_an_exam_does_not_score_it() -> None:
    """§0.2.9: organising and judging are done by different people."""
    course = Recruiting("open_recruitment")
    course.walk("application", "department", "plan", "plan_meeting", "announce")
    course.walk("screening", day=date(2026, 3, 11))
    own = Doer(
        person="x",
        post="medical_director",
        unit="H",
        departments=frozenset({"hr_director's"}),
    )

    assert "separation" in codes(course.go("exam", date(2026, 3, 11), doer=own))


def test_relatives_are_declared_before_anybody_judges() -> None:
    """§6.2.1, §2.5: 回避 is checked before the appraisal."""
    course = Recruiting().walk("application", "department", "search")

    assert "not_open" in codes(course.go("appraisal", DAY))
    assert "field" in codes(course.go("recusal", DAY, relatives=""))


def test_a_flexible_person_signs_an_agreement_with_days_tasks_and_pay() -> None:
    """§6.2.2: no transfer of the personnel relation; counted apart from full-time people."""
    course = Recruiting(mode="flexible").walk(*UNTIL_PUBLICITY)
    day = date(2026, 3, 9)

    assert "skipped" in codes(course.go("contract", day))
    assert "field" in codes(course.go("agreement", day, days_per_year=""))
    course.walk("agreement", day=day)
    course.walk("arrival", day=date(2026, 4, 1))
    told = figures([course.told], 2026)
    assert (told.recruited.now, told.doctors.now, told.flexible.now) == (0, 0, 1)


@pytest.mark.parametrize(("years", "wanted"), [("1", 1), ("2", 2), ("5", 3)])
def test_each_year_of_service_is_assessed_and_the_term_at_the_end(years: str, wanted: int) -> None:
    """§6.2.1: 年度/聘期考核."""
    course = Recruiting(service_years=years).walk(*UNTIL_PUBLICITY)
    course.walk("contract", day=date(2026, 3, 9))
    course.walk("arrival", day=date(2026, 4, 1))
    for number in range(1, wanted + 1):
        course.walk(f"assessment_{number}", day=date(2026 + number, 4, 1))
    for number in range(wanted + 1, 4):
        assert "skipped" in codes(course.go(f"assessment_{number}", date(2029, 4, 1)))
    course.walk("term_assessment", day=date(2029, 4, 1))

    assert course.told.standing is Standing.ASSESSED


@pytest.mark.parametrize(
    ("now", "before", "says"),
    [
        (16, 15, "上年15人，增加1人，同比增长6.7%"),
        (3, 0, "上年0人，增加3人"),
        (2, 2, "上年2人，持平"),
        (1, 4, "上年4人，减少3人，同比下降75.0%"),
    ],
)
def test_growth_on_a_tiny_base_is_told_with_its_absolute_numbers(
    now: int, before: int, says: str
) -> None:
    """§6.2.3: "招聘16人 同比增长6.7%" = 15→16; percent on tiny bases: show absolute too."""
    assert Count(now=now, before=before).says == says
