"""Every declared procedure can work and be drawn; admission to the Party keeps its times."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest

from linghang.foundation.fields.rules import parse
from linghang.foundation.parameters import catalog as parameters
from linghang.foundation.workdays import catalog as workdays
from linghang.foundation.workdays.rules import calendar_of
from linghang.procedures import catalog, requirements
from linghang.procedures.checking.rules import faults
from linghang.procedures.definitions import Outcome
from linghang.procedures.drawing.rules import chart
from linghang.procedures.needs.rules import number
from linghang.procedures.progress.rules import Document, State, Verb, state_of
from linghang.procedures.requirements import Asked
from linghang.procedures.rules import Answer, Met, terms_of
from linghang.procedures.seats.rules import Doer, Place
from linghang.procedures.terms.rules import due, told_from
from linghang.procedures.wording.rules import Names, paragraphs
from tests.procedures.factories import Course, codes

VALUES = {code: loaded.item.typed for code, loaded in parameters.catalog().items.items()}
CALENDAR = calendar_of(loaded.item.schedule for loaded in workdays.catalog().items.values())
PROCEDURES = [loaded.item for loaded in catalog.catalog().items.values()]


@pytest.mark.parametrize("definition", PROCEDURES, ids=lambda one: one.code)
def test_a_declared_procedure_works_and_can_be_drawn_and_told(definition: Any) -> None:
    names = Names(posts=catalog.post_names(), values=VALUES, providers={})

    assert faults(definition, catalog.allowed()) == []
    assert ElementTree.fromstring(chart(definition, names, {}).svg).tag.endswith("svg")
    assert all(one.told for one in paragraphs(definition, names))


PLACE = Place(code="PB1", above=frozenset({"PB1", "PC"}), below=frozenset({"PB1"}))
FILLED = {
    "applied_on": "2025-01-10",
    "talker": "某书记",
    "born_on": "1995-05-04",
    "first_mentor": "某甲",
    "second_mentor": "",
    "first_introducer": "某甲",
    "second_introducer": "某乙",
    "first_reviewer": "某丁",
    "second_reviewer": "",
    "training_days": "3",
    "training_hours": "",
    "publicity_from": "2026-03-20",
    "form_number": "0001",
    "profession": "doctor",
    "title_rank": "associate",
    "degree": "master",
    "frontline": "true",
    "talent": "",
    "confirmation": "on_time",
    "check_opinion": "表现良好",
    "probation_opinion": "表现良好",
}


class Admission(Course):
    """Admission to the Party, with everything that each step asks for handed in."""

    procedure, filled = "party_admission", FILLED

    def __init__(self) -> None:
        definition = catalog.catalog()[self.procedure]
        super().__init__(definition, place=PLACE, calendar=CALENDAR, values=VALUES)

    def go(self, key: str, day: date, doer: Doer | None = None, **changed: str) -> Answer:
        self.on(day)
        step = self.definition.by_key[key]
        given = {**{one.code: self.filled[one.code] for one in step.needs.fields}, **changed}
        self.facts = replace(
            self.facts,
            requirements={
                (key, number): self.asked(one, day, given)
                for number, one in enumerate(step.needs.requirements)
            },
        )
        post = step.who[0].posts[0]
        papers = [
            Document(kind=one.kind, sha256="0" * 64)
            for one in step.needs.documents
            for _ in range(one.least)
        ]
        unit = "PC" if post.startswith("party") else "PB1"
        doer = doer or Doer(person=post, post=post, unit=unit)
        self.enter(key, doer)
        return self.do(key, doer, fields=given, documents=papers)

    def asked(self, one: Any, day: date, given: dict[str, str]) -> Met:
        """What meetings and the register of members would say is met; figures are compared."""
        if one.provider != "procedures.any_reaches":
            return Met(is_met=True, says="会议已经决定", who_can="")
        known = {code: parse(self.definition.fields[code], given[code]).value for code in given}
        return requirements.ask(
            one.provider,
            Asked(
                subject=("matter", ""),
                proceeding=1,
                unit="PB1",
                params=one.params,
                on=day,
                definition=self.definition,
                calendar=CALENDAR,
                fields=known,
                values=VALUES,
            ),
        )

    def enter(self, key: str, doer: Doer, times: int | None = None, **changed: str) -> Answer:
        """What is entered one by one before the step: as often as it must be."""
        step, answer = self.definition.by_key[key], Answer()
        if step.entries is None:
            return answer
        there = len(state_of(self.definition, self.acts).entries(key))
        for _ in range(number(step.entries.least, self.state) - there if times is None else times):
            given = {one.code: self.filled[one.code] for one in step.entries.fields}
            papers = [Document(kind=one.kind, sha256="0" * 64) for one in step.entries.documents]
            told = {"fields": {**given, **changed}, "documents": papers}
            answer = self.do(key, doer, Verb.ENTER, **told)
        return answer

    @property
    def state(self) -> State:
        return state_of(self.definition, self.acts)

    def until(self, last: str, days: dict[str, date]) -> Admission:
        """Everything up to that step; a step without a day of its own is done on the last one."""
        day = self.facts.today
        for step in self.definition.steps:
            day = days.get(step.key, day)
            assert self.go(step.key, day), (step.key, self.go(step.key, day).decision)
            if step.key == last:
                break
        return self


DAYS = {
    "application": date(2025, 1, 10),
    "talk": date(2025, 2, 10),
    "activist": date(2025, 2, 20),
    "target": date(2026, 2, 20),
    "pre_review": date(2026, 4, 1),
}


def test_somebody_talks_with_the_applicant_within_a_month() -> None:
    """§1.6 step 2, B11: applied 10 January, talk by 10 February; later is late, and allowed."""
    course = Admission().until("application", DAYS)
    state = state_of(course.definition, course.acts)

    assert due(terms_of(course.definition, "talk", state, course.facts)) == date(2025, 2, 10)
    assert course.go("talk", date(2025, 2, 11))


def test_a_target_is_not_named_before_a_year_of_observation() -> None:
    """§1.6 steps 6 and 7, B11."""
    course = Admission().until("cultivation", DAYS)

    assert codes(course.go("target", date(2026, 2, 19))) == {"early"}
    assert course.go("target", date(2026, 2, 20))


@pytest.mark.parametrize(
    ("days", "hours", "is_enough"),
    [
        ("2.5", "20", False),
        ("", "", False),
        ("3", "20", True),
        ("2.5", "24", True),
        ("", "24", True),
    ],
)
def test_training_below_three_days_and_twenty_four_hours_is_entered_as_it_was_and_refused(
    days: str, hours: str, is_enough: bool
) -> None:
    """§1.6 step 11, B11: 2.5 days/20 h → refuse."""
    course = Admission().until("political_review", DAYS)

    done = course.go("training", date(2026, 3, 1), training_days=days, training_hours=hours)

    assert codes(done) == (set() if is_enough else {"requirement"})
    if not is_enough:
        assert "“集中培训天数”3天或者“集中培训学时”24学时" in done.decision.reason


def test_observation_is_checked_every_half_year() -> None:
    """§1.6 step 6: each check is due half a year after the one before, two are in the year."""
    course = Admission().until("mentors", DAYS)
    by = Doer(person="P", post="branch_secretary", unit="PB1")

    def next_due() -> date | None:
        found = terms_of(course.definition, "cultivation", course.state, course.facts)
        return due(found)

    assert next_due() == date(2025, 8, 20)
    course.on(date(2025, 8, 12))
    assert codes(course.enter("cultivation", by, 1, check_opinion="")) == {"field"}
    assert course.enter("cultivation", by, 1)
    assert next_due() == date(2026, 2, 12)
    course.on(date(2026, 2, 20))
    assert codes(course.do("cultivation", by)) == {"entries"}
    assert course.enter("cultivation", by, 1), "late, and allowed"
    assert course.do("cultivation", by)
    assert [one.day for one in course.state.entries("cultivation")] == [
        date(2025, 8, 12),
        date(2026, 2, 20),
    ]


def test_the_review_above_waits_for_the_end_of_publicity() -> None:
    """§1.6 step 12: five workdays as a rule, counted from the first day of publicity."""
    course = Admission().until("training", DAYS)
    assert course.go("branch_review", date(2026, 3, 20), publicity_from="2026-03-23")

    assert codes(course.go("pre_review", date(2026, 3, 27))) == {"early"}
    assert course.go("pre_review", date(2026, 3, 30))


def test_the_application_form_is_filled_in_only_after_the_review_above() -> None:
    """§1.6 steps 13 and 14."""
    course = Admission().until("branch_review", DAYS)

    assert codes(course.go("volunteer_form", date(2026, 4, 1))) == {"not_open"}
    assert course.go("pre_review", date(2026, 4, 1))
    assert course.go("volunteer_form", date(2026, 4, 2))


def test_the_meeting_after_a_month_is_late_but_the_approval_after_six_is_refused() -> None:
    """§1.6 steps 15 and 17, §1.6.3, B11: admitted 10 May, approval on 20 November is too late."""
    course = Admission().until("volunteer_form", DAYS)
    state = state_of(course.definition, course.acts)
    found = terms_of(course.definition, "admission_meeting", state, course.facts)
    assert due(found) == date(2026, 5, 1)

    assert course.go("admission_meeting", date(2026, 5, 10)), "late, and allowed"
    course.go("admission_talk", date(2026, 5, 20))

    assert codes(course.go("admission_approval", date(2026, 11, 20))) == {"late"}
    assert course.go("admission_approval", date(2026, 11, 10))


def test_probation_lasts_a_year_and_can_be_extended_once() -> None:
    """§1.6 step 21, §1.6.5: by half a year at least, a year at most, once, approved above."""
    course = Admission().until(
        "confirmation_request",
        {**DAYS, "admission_meeting": date(2026, 4, 10), "branch_group": date(2026, 6, 1)},
    )
    assert codes(course.go("confirmation_meeting", date(2027, 4, 9))) == {"early"}

    assert course.go("confirmation_meeting", date(2027, 4, 10), confirmation="extend")
    assert codes(course.go("confirmation_approval", date(2027, 5, 1))) == {"skipped"}
    assert codes(course.go("extended_meeting", date(2027, 10, 10))) == {"not_open"}, "not approved"
    state = state_of(course.definition, course.acts)
    found = terms_of(course.definition, "extension_approval", state, course.facts)
    assert due(found) == date(2027, 7, 10)
    assert course.go("extension_approval", date(2027, 5, 20))
    assert codes(course.go("extended_meeting", date(2027, 10, 9))) == {"early"}
    assert course.go("extended_meeting", date(2027, 10, 10))
    assert course.go("extended_approval", date(2027, 11, 1))
    assert course.go("archive", date(2027, 11, 2))
    assert state_of(course.definition, course.acts).outcome is Outcome.COMPLETED


def test_the_end_of_probation_is_seen_coming_at_every_step_that_leads_to_confirmation() -> None:
    """§1.6 steps 21-23: one looks at it before the year is over, and discusses it in time."""
    course = Admission().until("oath", {**DAYS, "admission_meeting": date(2026, 4, 10)})

    def term(key: str) -> tuple[date | None, date | None]:
        found = terms_of(course.definition, key, course.state, course.facts)
        return due(found), told_from(found)

    by = Doer(person="P", post="branch_secretary", unit="PB1")
    assert term("probation") == (date(2026, 10, 10), date(2026, 9, 10)), "the check of half a year"
    assert course.on(date(2026, 10, 10)).enter("probation", by, 1)
    year = (date(2027, 4, 10), date(2027, 2, 9))
    assert (term("probation"), term("confirmation_request")) == (year, year)
    assert term("confirmation_meeting") == (date(2027, 5, 10), date(2027, 3, 11))


def test_a_cancelled_candidate_is_never_filed_as_admitted() -> None:
    """§1.6.5."""
    course = Admission().until(
        "confirmation_request",
        {**DAYS, "admission_meeting": date(2026, 4, 10), "branch_group": date(2026, 6, 1)},
    )
    course.go("confirmation_meeting", date(2027, 4, 10), confirmation="cancel")

    assert codes(course.go("archive", date(2027, 4, 11))) == {"skipped"}
    assert course.go("cancellation", date(2027, 4, 20))
    assert state_of(course.definition, course.acts).outcome is Outcome.REJECTED
