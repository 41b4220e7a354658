"""New technology (§5.5): classes, both committees, filing, tracking, stopping, figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from linghang.procedures.definitions import Outcome
from linghang.procedures.progress.rules import State, state_of
from linghang.procedures.rules import Answer, Met, terms_of
from linghang.procedures.seats.rules import Doer, Place
from linghang.procedures.technology.rules import Standing, Technology, figures, technology
from linghang.procedures.terms.rules import due
from tests.catalogs.test_procedures import Admission
from tests.procedures.factories import codes

PLACE = Place(
    code="CARD", above=frozenset({"CARD", "H"}), below=frozenset({"CARD"}), department="CARD"
)
FIRST = date(2026, 3, 2)


class Applying(Admission):
    """One technology; everybody belongs to the department of their post."""

    procedure = "new_technology"
    filled = {
        "technology": "某消融术",
        "indication": "适应证",
        "risk_plan": "预案",
        "operators": "人员",
        "cost": "12000",
        "tech_class": "other",
        "first_level": "hospital",
        "review_opinion": "同意",
        "prohibited_ground": "目录所列",
        "price_code": "编码",
        "authorised": "某医师，一年",
        "first_case_on": "2026-03-02",
        "first_result": "顺利",
        "filing_number": "备001",
        "conclusion": "routine",
        "conclusion_ground": "安全有效",
        "final_conclusion": "routine",
        "stop_ground": "adverse",
        "stop_facts": "出现严重不良事件",
        **{f"cases_{n}": str(n * 2) for n in (3, 6, 12)},
        **{f"complications_{n}": "1" for n in (3, 6, 12)},
        **{f"effect_{n}": "好" for n in (3, 6, 12)},
    }

    def __init__(self, **filled: str) -> None:
        super().__init__()
        self.filled = {**self.filled, **filled}
        self.facts = replace(self.facts, place=PLACE)

    def go(self, key: str, day: date, doer: Doer | None = None, **changed: str) -> Answer:
        post = self.definition.by_key[key].who[-1].posts[0]
        unit = "CARD" if post == "department_head" else "H"
        doer = doer or Doer(person=post, post=post, unit=unit, departments=frozenset({f"{post}'s"}))
        return super().go(key, day, doer, **changed)

    def walk(self, *keys: str, day: date = FIRST) -> Applying:
        for key in keys:
            answer = self.go(key, day)
            assert answer, (key, answer.decision.reason)
        return self

    def reach_approval(self) -> Applying:
        steps = ["application", "department", "initial_review"]
        if self.filled["tech_class"] == "restricted":
            steps.append("self_assessment")
        if self.filled["first_level"] != "hospital" and self.proves:
            steps.append("level_evidence")
        return self.walk(*steps, "technical_committee", "ethics_committee", "approval")

    proves = True

    @property
    def state(self) -> State:
        return state_of(self.definition, self.acts)

    @property
    def told(self) -> Technology:
        return technology(
            self.state, proceeding=1, title="某消融术", unit=("CARD", "心内"), applied_on=FIRST
        )


def unmet(course: Applying, key: str) -> None:
    """From now on no record gives what the step wants."""
    step = course.definition.by_key[key]
    not_met = Met(is_met=False, says="还没有会议记录", who_can="记录人")
    found = {(key, number): not_met for number in range(len(step.needs.requirements))}
    course.facts = replace(course.facts, requirements=found)


def asked(course: Applying, key: str, day: date) -> set[str]:
    """What stands in the way of a step whose meetings have decided nothing."""
    course.on(day)
    unmet(course, key)
    post = course.definition.by_key[key].who[0].posts[0]
    unit = "CARD" if post == "department_head" else "H"
    return codes(course.ask(key, Doer(person=post, post=post, unit=unit)))


def test_a_technology_goes_through_every_stage_to_routine() -> None:
    """§5.5.1: application, review, both committees, approval, first case, tracking, outcome."""
    course = Applying().reach_approval().walk("first_case")
    for months, day in ((3, date(2026, 6, 2)), (6, date(2026, 9, 2)), (12, date(2027, 3, 2))):
        course.walk(f"track_{months}", day=day)
    course.walk("conclusion", "routine", day=date(2027, 3, 3))

    assert course.state.outcome is Outcome.COMPLETED
    assert course.told.standing is Standing.ROUTINE
    assert (course.told.cases, course.told.complications) == (24, 1)


@pytest.mark.parametrize("key", ["technical_committee", "ethics_committee"])
def test_both_committees_must_agree_before_a_technology_is_used(key: str) -> None:
    """§5.5.1: no use without technical assessment and ethics review (纠纷条例 art. 11)."""
    course = Applying().walk("application", "department", "initial_review")
    if key == "ethics_committee":
        course.walk("technical_committee")

    assert "requirement" in asked(course, key, FIRST)
    assert "not_open" in codes(course.go("approval", FIRST))
    assert "not_open" in codes(course.go("first_case", FIRST))


def test_an_item_without_its_branchs_opinion_does_not_go_on_to_the_hospital() -> None:
    """§2.9.1: an item from the department without the branch's opinion is returned."""
    course = Applying().walk("application")

    assert "requirement" in asked(course, "department", FIRST)
    assert "not_open" in codes(course.go("initial_review", FIRST))
    step = course.definition.by_key["department"]
    assert {one.provider for one in step.needs.requirements} == {
        "meetings.resolution",
        "meetings.branch_opinion",
    }


def test_a_prohibited_technology_is_refused_outright() -> None:
    """§5.5.2: 禁止类 – refuse; nothing else lies open."""
    course = Applying(tech_class="prohibited").walk("application", "department", "initial_review")

    for key in ("technical_committee", "ethics_committee", "approval"):
        assert "skipped" in codes(course.go(key, FIRST)), key
    course.walk("prohibited_refusal")
    assert course.state.outcome is Outcome.REJECTED
    assert course.told.standing is Standing.PROHIBITED


def test_a_restricted_technology_is_assessed_first_and_filed_within_fifteen_workdays() -> None:
    """§5.5.2: 限制类: self-assessment, then filing ≤15 workdays after the first case."""
    course = Applying(tech_class="restricted").walk("application", "department", "initial_review")
    assert "not_open" in codes(course.go("technical_committee", FIRST))
    course.walk("self_assessment", "technical_committee", "ethics_committee", "approval")
    course.walk("first_case")

    found = terms_of(course.definition, "filing", course.state, course.facts)
    assert due(found) == date(2026, 3, 23)
    assert course.told.filed is False
    course.walk("filing", day=date(2026, 3, 20))
    assert course.told.filed is True


def test_a_first_case_that_is_reported_late_is_filed_and_tracked_late() -> None:
    """§5.5.2: the fifteen workdays and the months count from the case, not from its report."""
    course = Applying(tech_class="restricted").reach_approval()
    course.walk("first_case", day=date(2026, 6, 15))

    for key, until in (("filing", date(2026, 3, 23)), ("track_3", date(2026, 7, 2))):
        found = terms_of(course.definition, key, course.state, course.facts)
        assert due(found) == until, key
    assert course.go("track_3", date(2026, 6, 15)), "three months since the case are over"


def test_another_technology_needs_no_filing() -> None:
    """§5.5.2: other: the hospital's own decision."""
    course = Applying().reach_approval().walk("first_case")

    assert "skipped" in codes(course.go("filing", FIRST))
    assert course.told.filed is None


@pytest.mark.parametrize("ground", ["adverse", "condition", "ethics", "ban"])
def test_a_technology_is_stopped_at_once_at_any_time_after_approval(ground: str) -> None:
    """§5.5.3: serious adverse event, person or equipment change, ethics problem, ban."""
    for done in ((), ("first_case",)):
        course = Applying(stop_ground=ground).reach_approval().walk(*done, "stop")

        assert course.told.standing is Standing.STOPPED
        assert "ended" in codes(course.go("track_3", date(2026, 6, 2)))


def test_tracking_is_due_after_three_six_and_twelve_months() -> None:
    """§5.5.1: 3/6/12-month tracking; earlier is refused, later is late."""
    course = Applying().reach_approval().walk("first_case")

    assert "early" in codes(course.go("track_3", date(2026, 6, 1)))
    assert course.go("track_3", date(2026, 7, 20)), "late, and allowed"
    assert "early" in codes(course.go("track_6", date(2026, 8, 1)))


def test_a_suspended_technology_is_judged_again_after_half_a_year() -> None:
    """§5.5.1: 转常规 / 继续 / 暂停 / 终止."""
    course = Applying(conclusion="suspend", final_conclusion="terminate").reach_approval()
    course.walk("first_case")
    for months, day in ((3, date(2026, 6, 2)), (6, date(2026, 9, 2)), (12, date(2027, 3, 2))):
        course.walk(f"track_{months}", day=day)
    course.walk("conclusion", day=date(2027, 3, 3))
    assert course.told.standing is Standing.SUSPENDED
    assert "early" in codes(course.go("second_conclusion", date(2027, 8, 1)))
    course.walk("second_conclusion", "termination_later", day=date(2027, 9, 3))

    assert course.told.standing is Standing.TERMINATED


def test_a_first_in_the_province_counts_as_such_only_with_evidence() -> None:
    """§5.5.4: by level; 国内/省内/市内首例 needs evidence. In the year of approval."""
    proved = Applying(first_level="province").reach_approval()
    assert proved.told.level == "province"
    unproved = Applying(first_level="province").walk("application", "department", "initial_review")
    assert "not_open" in codes(unproved.go("technical_committee", FIRST)), "evidence comes first"
    assert unproved.told.level == "hospital"

    told = figures([proved.told, unproved.told], {2026})
    assert (told.applied, told.approved) == (2, 1)
    assert told.by_level == {"hospital": 0, "city": 0, "province": 1, "nation": 0}
    assert figures([proved.told], {2025}).approved == 0


def test_who_applies_neither_reviews_nor_approves() -> None:
    """§0.2.9: who decides is not who executes."""
    course = Applying().walk("application", "department")
    own = Doer(
        person="other",
        post="medical_director",
        unit="H",
        departments=frozenset({"department_head's"}),
    )

    assert "separation" in codes(course.go("initial_review", FIRST, doer=own))
