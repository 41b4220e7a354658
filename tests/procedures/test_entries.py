"""What is entered one by one at an open step: counted, dated, named once, and no voice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from linghang.foundation.doctor import Level
from linghang.foundation.trail.models import Entry
from linghang.notices.models import Notice
from linghang.org.models import Appointment
from linghang.procedures import health, watching
from linghang.procedures.definitions import Outcome
from linghang.procedures.progress.rules import Verb, state_of
from linghang.procedures.terms.rules import due, terms
from tests.procedures.factories import CALENDAR, Course, codes, doer, procedure, step
from tests.procedures.test_services import AT, act, opened
from tests.procedures.test_services import TODAY as DAY

NAME = {"code": "who", "name": "姓名", "kind": "text", "required": True}
HOW_MANY = {"fields": [{"code": "places", "name": "人数", "kind": "integer", "required": True}]}
PEOPLE = {"name": "人员", "key": "who", "fields": [NAME]}


def hiring(**more: Any) -> Course:
    definition = procedure(
        step("s", needs=HOW_MANY, post="office"),
        step("sign", "s", entries={**PEOPLE, "most": "places"}),
        step("come", "sign", may_precede=["sign"], entries={**PEOPLE, "least": 0}),
        step("e", "come", post="office", returns_to=["sign"]),
        different=[{"steps": ["sign"], "against": ["e"]}],
        **more,
    )
    course = Course(definition)
    course.do("s", doer("o", "office"), fields={"places": "2"})
    return course


def enter(course: Course, key: str, who: str) -> set[str]:
    return codes(course.do(key, verb=Verb.ENTER, fields={"who": who}))


def test_entries_are_named_once_bounded_and_followed_up_by_name() -> None:
    course = hiring()

    assert codes(course.ask("sign")) == {"entries"}, "one at least"
    assert enter(course, "sign", "甲") == set()
    assert enter(course, "sign", "甲") == {"entries"}
    assert enter(course, "come", "乙") == {"entries"}, "signed nothing"
    assert enter(course, "sign", "乙") == set()
    assert enter(course, "sign", "丙") == {"entries"}, "two places"
    assert enter(course, "come", "乙") == set()
    assert "verb" in enter(course, "s", "甲")


def test_an_entry_is_no_voice_but_who_entered_is_kept_apart_for_ever() -> None:
    course = hiring()
    enter(course, "sign", "甲")
    state = state_of(course.definition, course.acts)

    assert (state.is_done("sign"), state.texts) == (False, {"places": "2"})
    assert course.do("sign", doer("q"))
    assert course.do("come", doer("q"))
    assert codes(course.ask("e", doer("p", "office"))) == {"separation"}
    assert course.do("e", doer("r", "office"), Verb.SEND_BACK, to="sign")
    assert state_of(course.definition, course.acts).entries("sign") == (), "taken away"
    assert codes(course.ask("e", doer("p", "office"))) >= {"separation"}


def test_each_entry_moves_the_day_of_the_next() -> None:
    course = hiring(
        intervals=[{"from": "s", "to": "sign", "most": 6, "unit": "months", "repeats": True}]
    )

    def next_due() -> date | None:
        state = state_of(course.definition, course.acts)
        return due(terms(course.definition, "sign", state, values={}, calendar=CALENDAR))

    assert next_due() == date(2026, 9, 2)
    course.on(date(2026, 8, 20))
    assert enter(course, "sign", "甲") == set()
    assert next_due() == date(2027, 2, 20)
    assert state_of(course.definition, course.acts).outcome is Outcome.RUNNING


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ({"name": "人员"}, "至少写一项"),
        ({"name": "人员", "fields": [NAME], "key": "other"}, "key 要写 fields 中的一项"),
    ],
)
def test_entries_that_ask_for_nothing_are_refused(entries: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        procedure(step("s", entries=entries))


CHECKED = """
- code: device_loan
  name: 设备外借
  source: 为测试而设
  overseers:
    - {posts: [hr_director], at: anywhere}
  steps:
    - key: ask
      title: 申请
      who: [{posts: [department_head], at: unit}]
    - key: use
      title: 使用
      who: [{posts: [department_head], at: unit}]
      after: [ask]
      entries:
        name: 检查
        least: 2
        fields:
          - {code: finding, name: 情况, kind: text, required: true}
    - key: back
      title: 归还
      who: [{posts: [department_head], at: unit}]
      after: [use]
      ends: completed
  intervals:
    - {from: ask, to: use, most: 30, unit: days, repeats: true}
"""


def test_an_entry_is_kept_told_in_the_trail_and_settles_the_notice_of_its_day(
    hospital: dict[str, Appointment], declare: Callable[[str], None]
) -> None:
    declare(CHECKED)
    head = hospital["cardiology_head"]
    proceeding = opened(hospital)
    act(proceeding, "ask", head)
    later = DAY + timedelta(days=28)
    watching.remind(now=AT, today=later)
    (notice,) = Notice.objects.filter(kind="procedure_step_due_soon")
    assert "“使用：登记检查”" in notice.title

    made = act(proceeding, "use", head, verb=Verb.ENTER, today=later, fields={"finding": "完好"})

    notice.refresh_from_db()
    assert notice.settled_at
    assert (made.verb, made.fields) == ("enter", {"finding": "完好"})
    assert Entry.objects.filter(action="procedures.step.entered").count() == 1
    assert [row.due for row in proceeding.turns.all()] == [later + timedelta(days=30)]
    assert not proceeding.answers.filter(field="finding").exists(), "no single value"
    assert [one.level for one in health.agreement(AT)] == [Level.FINE]
