"""What is owed of a year as it is read: where it counts, what is taken back, who is reminded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linghang.foundation import clock
from linghang.foundation.errors import WrongCatalog
from linghang.foundation.trail.models import Entry
from linghang.meetings import trail_actions
from linghang.meetings.lessons import catalog, queries, reminding
from linghang.meetings.lessons import services as teaching
from linghang.meetings.lessons.providers import lessons_due, speakers_behind
from linghang.meetings.lessons.rules import Owing, State
from linghang.meetings.lessons.services import CannotKeepLesson, Talk
from linghang.meetings.models import Form, Lesson
from linghang.meetings.recording import services as recording
from linghang.meetings.recording.entries import Record
from linghang.notices.models import Notice
from linghang.org.models import Appointment, Charge, Coverage, Membership, Person, Unit
from linghang.org.rights import rights_of
from tests.meetings.branch import BRANCH, FROM, TODAY, deed

pytestmark = pytest.mark.usefixtures("branch")
SECRETARY = "P6"  # of the Party committee
OWN, OUTSIDE, YEARLY = "july_first_own_branch", "july_first_outside", "secretary_yearly"


@pytest.fixture
def leader(branch: object) -> Person:
    """The Party secretary, who is a member of the branch."""
    person = Person.objects.get(code=SECRETARY)
    unit = Unit.objects.get(code=BRANCH)
    Membership.objects.create(person=person, unit=unit, line="party", active_from=FROM)
    return person


def held(day: date) -> Form:
    kept = recording.hold(
        unit=BRANCH, kinds=["party_lesson"], day=day, record=Record(), today=TODAY, **deed()
    )  # type: ignore[arg-type]
    return Form.objects.get(meeting=kept.meeting)


def teach(day: date, *talks: Talk) -> Form:
    form = held(day)
    by: dict[str, Any] = deed()
    teaching.keep(form_id=form.pk, talks=talks, today=TODAY, **by)
    return form


def owed(year: int = 2025, today: date = TODAY) -> dict[str, Owing]:
    people = Person.objects.filter(code=SECRETARY)
    return {one.duty: one for one in queries.owing(year, today, people=people)}


def test_a_lesson_in_the_own_branch_by_the_day_is_told_from_one_in_the_village(
    leader: Person,
) -> None:
    """S22: before 1 July in their own branch, linked village and contact point."""
    teach(date(2025, 6, 20), Talk(SECRETARY, "形势", place="village"))
    village = owed()
    teach(date(2025, 7, 3), Talk(SECRETARY, "形势"))
    late = owed()

    assert {code: one.state(TODAY) for code, one in village.items()} == {
        YEARLY: State.DONE,
        OWN: State.MISSING,
        OUTSIDE: State.DONE,
    }
    assert late[OWN].state(TODAY) is State.LATE
    assert late[OWN].due == date(2025, 7, 1)
    assert len(late[YEARLY].given) == 2
    with pytest.raises(CannotKeepLesson, match="没有这样的讲课地点"):
        teach(date(2025, 8, 1), Talk(SECRETARY, "形势", place="own_branch"))


def test_a_branch_that_covers_what_one_is_in_charge_of_counts_while_one_is(
    leader: Person,
) -> None:
    """分管科室: below a department that the leader is in charge of on that day."""
    branch, ward = Unit.objects.get(code=BRANCH), Unit.objects.get(code="CARD1")
    Coverage.objects.create(unit=branch, covered=ward, active_from=FROM)
    post = Appointment.objects.get(person=leader, post="party_secretary")
    charge = Charge.objects.create(
        appointment=post,
        unit=Unit.objects.get(code="CARD"),
        document="党委会纪要",
        active_from=date(2025, 3, 1),
    )
    teach(date(2025, 2, 20), Talk(SECRETARY, "形势"))
    before = owed()[OUTSIDE].short
    teach(date(2025, 3, 1), Talk(SECRETARY, "形势"))

    assert (before, owed()[OUTSIDE].short) == (1, 0)
    charge.active_to = date(2025, 3, 2)
    charge.save()
    assert owed()[OUTSIDE].short == 0


def test_a_lesson_that_is_taken_back_is_owed_again(leader: Person) -> None:
    form = teach(date(2025, 6, 20), Talk(SECRETARY, "形势"))
    assert not owed()[OWN].short

    teaching.keep(form_id=form.pk, talks=[Talk("M09", "党史")], today=TODAY, **deed())  # type: ignore[arg-type]

    assert owed()[OWN].state(TODAY) is State.MISSING


def test_who_left_after_the_day_still_stands_there_and_who_came_shortly_before_owes_nothing(
    leader: Person,
) -> None:
    """On the last day who holds the post owes; three months before it are the least."""
    held_post = Appointment.objects.filter(person=leader, post="party_secretary")
    teach(date(2025, 1, 9), Talk("M09", "党史"))

    held_post.update(active_to=date(2025, 9, 1))
    assert owed().keys() == {OWN, OUTSIDE}
    held_post.update(active_to=date(2025, 6, 1))
    assert not owed()
    held_post.update(active_from=date(2025, 5, 1), active_to=None)
    assert owed().keys() == {YEARLY}


def test_a_new_term_of_the_same_post_in_the_year_owes_as_before(leader: Person) -> None:
    old = Appointment.objects.get(person=leader, post="party_secretary")
    again = Appointment(person=leader, post=old.post, unit=old.unit, active_from=date(2025, 6, 1))
    old.active_to = again.active_from
    old.save()
    again.save()

    assert owed().keys() == {YEARLY, OWN, OUTSIDE}


def test_of_a_year_kept_on_paper_nothing_is_owed_and_a_member_elsewhere_owes_no_branch() -> None:
    """Without a membership here the secretary owes the lesson of the year alone."""
    assert owed().keys() == {YEARLY}
    assert owed(2024) == {}
    teach(date(2024, 5, 9), Talk("M09", "党史"))
    assert owed(2024)[YEARLY].state(TODAY) is State.MISSING


def test_who_owes_is_reminded_once_until_it_was_given(leader: Person) -> None:
    """lesson.remind_days before the last day; the trail says when it was met."""
    teach(date(2025, 5, 9), Talk("M09", "党史"))
    early, near = date(2025, 6, 1), date(2025, 6, 20)

    counts = [reminding.remind(now=clock.now(), today=day) for day in (early, near, near)]
    told = Notice.objects.filter(person=leader, kind="lesson_due").order_by("pk")
    teach(date(2025, 6, 23), Talk(SECRETARY, "形势"))

    assert counts == [0, 2, 0]
    assert "“七一”前到所在党支部讲党课还差1次" in told[0].title
    name = trail_actions.lesson_duty_id(SECRETARY, OWN, 2025)
    assert Entry.objects.filter(action=trail_actions.LESSON_MET, subject_id=name).exists()


def test_the_workbench_tells_the_leader_what_is_near_and_the_office_who_is_behind(
    leader: Person,
) -> None:
    held_post = Appointment.objects.get(person=leader, post="party_secretary")
    day = date(2025, 6, 20)
    rights = rights_of(held_post.pk, day)

    titles = [one.title for one in lessons_due(rights, day)]
    silent = list(speakers_behind(rights, TODAY))
    teach(date(2025, 5, 9), Talk("M09", "党史"))
    behind = [one.title for one in speakers_behind(rights_of(held_post.pk, TODAY), TODAY)]

    assert len(titles) == 2
    assert silent == []
    assert behind == ["1人应讲的党课逾期未讲"]


def test_what_all_owe_takes_the_same_few_queries_however_many_taught(leader: Person) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert queries.owing(2025, TODAY)
        return len(found)

    teach(date(2025, 1, 9), Talk(SECRETARY, "形势"))
    few = asked()
    form = Form.objects.get()
    Lesson.objects.bulk_create(
        Lesson(form=form, number=10 + number, speaker_id=one, kind="special", topic="党史")
        for number, one in enumerate(
            Person.objects.exclude(code=SECRETARY).values_list("code", flat=True)[:20]
        )
    )

    assert asked() == few
    assert few <= 8


@pytest.mark.one_engine
def test_a_duty_that_names_what_is_not_there_stops_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded = catalog.duties()
    one = loaded.items[OWN]
    for field, value, says in (
        ("posts", ("no_such_post",), "没有这样的岗位"),
        ("where", ("moon",), "没有这样的地点"),
        ("times", "lesson.july_first", "不是数字"),
        ("by", "lesson.newcomer_months", "不是每年某日"),
    ):
        wrong = one.item.model_copy(update={field: value})
        broken = replace(loaded, items={OWN: replace(one, item=wrong)})
        monkeypatch.setattr(catalog, "duties", lambda broken=broken: broken)
        with pytest.raises(WrongCatalog, match=says):
            catalog.check()
