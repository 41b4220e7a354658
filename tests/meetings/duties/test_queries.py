"""What a branch owes is read in a number of queries that does not grow, and reminded of once."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.utils import timezone

from linghang.foundation.period import Period
from linghang.meetings.duties import queries, reminding
from linghang.meetings.duties.providers import branches_behind, meetings_due
from linghang.meetings.duties.rules import State
from linghang.meetings.models import TermSeat
from linghang.meetings.recording import services
from linghang.meetings.recording.entries import Record
from linghang.notices.models import Notice
from linghang.org.models import Appointment, Placement, Unit
from linghang.org.rights import rights_of
from tests.meetings import floor
from tests.meetings.branch import BRANCH, FROM, TODAY, deed

pytestmark = pytest.mark.usefixtures("branch")
YEAR = Period.year(2025)


def hold(kind: str, day: date) -> None:
    services.hold(unit=BRANCH, kinds=[kind], day=day, record=Record(), today=TODAY, **deed())


def test_what_was_before_the_first_record_is_on_paper_and_not_owed() -> None:
    hold("theme_day", date(2025, 11, 7))

    found = [one for one in queries.duties([BRANCH], YEAR, TODAY) if one.kind == "theme_day"]

    assert [(one.period.label, one.state) for one in found] == [
        ("2025年11月", State.DONE),
        ("2025年12月", State.OPEN),
    ]


def test_a_committee_of_too_few_owes_nothing() -> None:
    both = [["branch_committee"], []]

    for expected in both:
        kinds = [one.kind for one in queries.duties([BRANCH], YEAR, TODAY)]
        assert [one for one in kinds if one == "branch_committee"] == expected
        Appointment.objects.filter(person__code__in=["M01", "M02"]).update(active_to=TODAY)


def test_a_re_election_in_december_wipes_no_duty_of_the_year() -> None:
    """§1.2.3, §1.3: the new committee begins as the old one ends; what was missed stays missed."""
    for month in (1, 2, 3):
        hold("branch_committee", date(2025, month, 10))
    floor.seats("PC", "study_group", floor.NINE)
    floor.hold("study_group", unit="PC", chair="P6", day=date(2025, 1, 9))
    units = [BRANCH, "PC"]
    kinds = ("branch_committee", "study_group")

    def owed() -> list[tuple[str, date, State]]:
        found = queries.duties(units, YEAR, TODAY)
        return [(one.kind, one.period.start, one.state) for one in found if one.kind in kinds]

    before = owed()
    day = date(2025, 12, 15)
    for rows in (
        Appointment.objects.filter(post__startswith="branch_", unit__code=BRANCH),
        TermSeat.objects.all(),
    ):
        for row in rows:
            rows.model.objects.filter(pk=row.pk).update(active_to=day)
            row.pk, row.active_from = None, day
            row.save(force_insert=True)

    assert [state for _, _, state in before].count(State.MISSING) == 8 + 2
    assert owed() == before


def test_thirty_branches_take_as_many_queries_as_one(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    parent = Unit.objects.get(code="PC")
    for number in range(30):
        unit = Unit.objects.create(
            code=f"PX{number}",
            name=f"支部{number}",
            kind="party_branch",
            tree="party",
            active_from=FROM,
        )
        Placement.objects.create(unit=unit, parent=parent, active_from=FROM)
    codes = [BRANCH, *(f"PX{number}" for number in range(30))]

    for units in (codes[:1], codes):
        with django_assert_num_queries(7):
            assert queries.duties(units, YEAR, TODAY)


def test_the_workbench_tells_the_secretary_what_is_due_and_when(
    branch: dict[str, Appointment],
) -> None:
    hold("party_lesson", date(2025, 12, 12))

    secretary = list(meetings_due(rights_of(branch["branch_secretary"].pk, TODAY), TODAY))
    president = list(meetings_due(rights_of(branch["president"].pk, TODAY), TODAY))

    assert {one.title for one in secretary} == {
        "2025年第四季度支部党员大会还没有召开",
        "2025年12月支委会还没有召开",
        "2025年12月主题党日还没有召开",
        "2025年组织生活会还没有召开",
    }
    assert {one.due for one in secretary} == {date(2025, 12, 31)}
    assert president == []


def test_who_looks_after_branches_is_told_in_two_lines(branch: dict[str, Appointment]) -> None:
    hold("theme_day", date(2025, 10, 10))

    found = list(branches_behind(rights_of(branch["party_secretary"].pk, TODAY), TODAY))

    assert [(one.section, one.title) for one in found] == [
        ("watch", "2个支部、党小组本期还有6次会议没有召开"),
        ("watch", "1个支部、党小组今年缺1次会议，没有说明原因"),
    ]
    assert not list(branches_behind(rights_of(branch["president"].pk, TODAY), TODAY))


def test_who_presides_is_reminded_once_and_rests_when_it_is_recorded() -> None:
    now = datetime(2025, 12, 28, 8, 20, tzinfo=timezone.get_default_timezone())
    day = now.date()

    first = reminding.remind(now=now, today=day)
    again = reminding.remind(now=now, today=day)
    hold("theme_day", date(2025, 12, 28))

    told = Notice.objects.filter(kind="meeting_due")
    assert (first > 0, again) == (True, 0)
    assert told.filter(title__contains="主题党日", settled_at__isnull=False).exists()
    assert told.filter(title__contains="支委会", settled_at__isnull=True).exists()
