"""Days of a programme by which something is to be done: owed until somebody says that it was."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from linghang.commitments import catalog, providers
from linghang.commitments.faults import CannotCommit
from linghang.commitments.models import Programme, Step
from linghang.commitments.setting import meeting
from linghang.notices.models import Notice
from linghang.org.rights import rights_of
from linghang.procedures.days import Day
from tests.commitments.hospital import BEGAN, TODAY, On, inspection
from tests.commitments.test_reminding import remind

PLAN_DUE, SAID = date(2025, 5, 1), {"code": "plan_due", "text": "已报市委巡察办"}


def duties(on: On, key: str) -> list[str]:
    rights = rights_of(on.held[key].pk, on.today)
    return [one.title for one in providers.to_meet(rights, Day(on.today))]


def met(on: On, programme: Programme, **said: object) -> Programme:
    told = {**SAID, "day": date(2025, 4, 28), **said, **on.by("party_clerk")}
    return meeting.meet(programme_id=programme.pk, **told)  # type: ignore[arg-type]


def test_a_day_is_owed_until_somebody_says_that_it_was_met(on: On) -> None:
    programme, _, _ = inspection(on)
    assert programme.days_owed["plan_due"] == PLAN_DUE
    (title,) = duties(on, "party_clerk")
    assert title.startswith("市委第三轮巡察整改：报送整改方案逾期33天")
    met(on, programme)
    programme.refresh_from_db()
    assert "plan_due" not in programme.days_owed
    assert all("报送整改方案" not in title for title in duties(on, "party_clerk"))
    step = Step.objects.get(programme=programme, what="day_met")
    assert (step.day, step.known_on) == (date(2025, 4, 28), TODAY)
    assert step.text == "报送整改方案：已报市委巡察办"
    met(on, programme, day=date(2025, 4, 29))
    programme.refresh_from_db()
    assert programme.met == {"plan_due": "2025-04-29"}
    assert Step.objects.filter(programme=programme, what="day_met").count() == 2


def test_what_is_not_to_be_said(on: On) -> None:
    programme, _, _ = inspection(on)
    for said, says in (
        ({"code": "feedback"}, "没有这个要办结的节点"),
        ({"day": date(2025, 6, 4)}, "在今天以后"),
        ({"day": date(2025, 3, 2)}, "在方案开始以前"),
        ({"text": " "}, "请写明依据"),
    ):
        with pytest.raises(CannotCommit, match=says):
            met(on, programme, **said)
    told = {**SAID, "day": TODAY}
    with pytest.raises(CannotCommit):
        meeting.meet(programme_id=programme.pk, **told, **on.by("cardiology_head"))  # type: ignore[arg-type]
    assert duties(on, "cardiology_head") == duties(on, "party_secretary") == []


def test_a_day_that_others_are_counted_from_is_owed_by_nobody() -> None:
    days = {one.code: one for one in catalog.catalog().items["five_year_plan"].item.days}
    assert (days["opening"].owed, days["mid_review"].owed) == (False, True)


def test_a_day_that_passed_is_told_until_it_is_met(on: On) -> None:
    programme, _, _ = inspection(on)
    remind(TODAY)
    passed = Notice.objects.filter(kind="programme_day_passed")
    assert {one.title for one in passed} == {"“市委第三轮巡察整改”报送整改方案逾期：2025年5月1日"}
    to = passed.count()
    remind(date(2025, 6, 4))
    assert passed.count() == to, "nobody is told twice"
    met(on, programme)
    assert not Notice.objects.open().filter(kind="programme_day_passed").exists()
    remind(date(2025, 6, 5))
    assert passed.count() == to


def test_many_programmes_cost_the_workbench_no_more(
    on: On, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    inspection(on)
    rights = rights_of(on.held["party_clerk"].pk, on.today)
    with CaptureQueriesContext(connection) as few:
        assert len(list(providers.to_meet(rights, Day(on.today)))) == 1
    for number in range(12):
        on.inspection(title=f"巡察整改{number}", began_on=BEGAN)
    with django_assert_num_queries(len(few)):
        assert len(list(providers.to_meet(rights, Day(on.today)))) == 13
