"""A branch's year: lessons, lists of corrections, plans, books, and what is still owed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from linghang.meetings import catalog
from linghang.meetings.bodies import services as bodies
from linghang.meetings.books import catalog as books
from linghang.meetings.books import services as checking
from linghang.meetings.books.services import CannotCheckBook
from linghang.meetings.follow_ups import services as follow_ups
from linghang.meetings.follow_ups.services import CannotFollowUp
from linghang.meetings.lessons import queries as lessons
from linghang.meetings.lessons import services as teaching
from linghang.meetings.lessons.rules import LessonKind
from linghang.meetings.lessons.services import CannotKeepLesson, Talk
from linghang.meetings.models import Form, Lesson, Meeting, PlannedTheme, TermSeat
from linghang.meetings.particulars import queries as particulars
from linghang.meetings.particulars import services as telling
from linghang.meetings.particulars.services import CannotTell
from linghang.meetings.recording import services as recording
from linghang.meetings.recording.entries import Line, Record
from linghang.meetings.yearly import queries, services
from linghang.meetings.yearly.providers import year_due
from linghang.meetings.yearly.services import CannotPlanYear
from linghang.org.models import Appointment, Person, Placement, Unit
from linghang.org.rights import rights_of
from tests.meetings.branch import BRANCH, FROM, TODAY, deed

pytestmark = pytest.mark.usefixtures("branch")


def by() -> dict[str, Any]:
    return dict(deed())


def of_year() -> lessons.Year:
    return lessons.of_year(2025, TODAY, meetings=Meeting.objects.all(), people=Person.objects.all())


def held(kind: str, day: date = date(2025, 11, 7), unit: str = BRANCH, *items: str) -> Form:
    if unit == "PC" and not TermSeat.objects.filter(kind=kind).exists():
        bodies.seat(unit=unit, kind=kind, person="P6", active_from=FROM, **by())
    record = Record(lines=tuple(Line(kind=one, title=one) for one in items))
    kept = recording.hold(unit=unit, kinds=[kind], day=day, record=record, today=TODAY, **by())
    return Form.objects.get(meeting=kept.meeting)


def test_a_lesson_keeps_the_post_that_its_speaker_held_on_the_day() -> None:
    """§1.11.8: 党课 needs speaker + role at that time."""
    form = held("party_lesson")
    talks = [Talk("P5", "党纪学习"), Talk("M09", "五分钟党史", LessonKind.MICRO)]
    teaching.keep(form_id=form.pk, talks=talks, today=TODAY, **by())
    Appointment.objects.filter(person__code="P5").update(active_to=date(2025, 12, 1))

    year = of_year()

    assert list(Lesson.objects.values_list("post", flat=True)) == ["branch_secretary", ""]
    assert (year.lessons, year.micro, year.by_secretaries) == (1, 1, 1)
    with pytest.raises(CannotKeepLesson, match="每位主讲人都要写题目"):
        teaching.keep(form_id=form.pk, talks=[Talk("P5", " ")], today=TODAY, **by())
    with pytest.raises(CannotKeepLesson, match="没有主讲人"):
        teaching.keep(form_id=held("branch_committee").pk, talks=talks, today=TODAY, **by())


def test_the_party_secretary_owes_a_lesson_and_stands_first_until_it_is_given() -> None:
    """§1.3.2: the 党委 secretary gives ≥1 党课 a year."""
    before = of_year().speakers[0]
    secretary = Appointment.objects.get(post="party_secretary").person.code
    form = held("party_lesson")
    micro = Talk(secretary, "五分钟党史", LessonKind.MICRO)
    teaching.keep(form_id=form.pk, talks=[micro], today=TODAY, **by())
    still = of_year().speakers[0]
    teaching.keep(form_id=form.pk, talks=[Talk(secretary, "形势")], today=TODAY, **by())
    after = of_year().speakers

    assert (before.person, before.post, before.short) == (secretary, "party_secretary", 1)
    assert (still.person, still.micro, still.short) == (secretary, 1, 1)
    assert [one.short for one in after if one.person == secretary] == [0]


def test_every_line_of_a_list_of_corrections_has_an_owner_and_a_day_and_is_closed_once() -> None:
    """§1.4.2: after: list of corrections (整改清单), each closed."""
    form = held("life_meeting")
    row = follow_ups.add(
        form_id=form.pk, title="学习不够经常", owner="M01", due_date=date(2025, 12, 20), **by()
    )
    owed = queries.owing([BRANCH], 2025, TODAY)[BRANCH][0]
    done = {"closed_on": TODAY, "result": "每月集中学习两次", "today": TODAY}
    follow_ups.close(row_id=row.pk, **done, **by())

    assert (owed.matter.value, owed.says, owed.is_late(TODAY)) == (
        "follow_ups",
        "1项没有完成",
        True,
    )
    with pytest.raises(CannotFollowUp, match="已于2025-12-31完成"):
        follow_ups.close(row_id=row.pk, **done, **by())
    with pytest.raises(CannotFollowUp, match="没有写责任人；完成时限早于会议日期"):
        follow_ups.add(form_id=form.pk, title="不足", owner="", due_date=date(2025, 1, 1), **by())


def test_a_theme_day_tells_its_contents_and_result_and_other_words_are_refused() -> None:
    """§1.4.1: fields: 主题, 内容类型(学习/组织生活/民主议事/志愿服务/重温誓词/义诊), 结果."""
    form = held("theme_day")
    values = {"contents": ("oath", "free_clinic"), "result": "义诊120人次"}
    telling.keep(form_id=form.pk, values=values, **by())

    form.refresh_from_db()
    assert form.facts == {"contents": "重温入党誓词、义诊", "result": "义诊120人次"}
    assert particulars.values_of(form) == values
    with pytest.raises(CannotTell, match="没有另记的栏目"):
        telling.keep(form_id=held("branch_committee").pk, values={}, **by())


def test_a_life_meeting_tells_what_was_prepared_found_and_criticised() -> None:
    """§1.4.2: before: study, 谈心谈话, opinions; at: problems, criticism; after: corrections."""
    kind = catalog.meetings()["life_meeting"]

    assert [one.code for one in kind.fields] == [
        "studied",
        "talked",
        "opinions",
        "found",
        "criticism",
    ]
    assert (kind.agreed, kind.every) == ("整改清单", "life_meeting.per_year")


def test_the_leaders_life_meeting_keeps_opinions_self_check_criticism_and_its_report() -> None:
    """§1.4.8: opinions, self-check, criticism list, 整改清单, report within 15 days (cfg)."""
    kind = catalog.meetings()["leaders_life_meeting"]
    codes = [one.code for one in kind.fields]
    form = held("leaders_life_meeting", date(2025, 12, 1), "PC")

    assert codes == ["opinions", "self_check", "criticism", "reported_on"]
    assert (kind.agreed, kind.every) == ("整改清单", "leaders_life_meeting.per_year")
    assert particulars.warnings(form.meeting, form, TODAY) == [
        "民主生活会的情况应在2025-12-16前上报，已经超期。"
    ]
    telling.keep(form_id=form.pk, values={"reported_on": date(2025, 12, 10)}, **by())
    form.refresh_from_db()
    assert particulars.warnings(form.meeting, form, TODAY) == []


def test_a_committee_meeting_says_that_it_did_not_open_with_the_first_topic() -> None:
    """§1.10.1: a 党委会 without 第一议题 shows a warning; content, leader, speeches, measures."""
    first = held("committee_meeting", date(2025, 12, 1), "PC", "first_topic", "administration")
    other = held("committee_meeting", date(2025, 12, 8), "PC", "administration", "first_topic")

    assert particulars.warnings(first.meeting, first, TODAY) == [
        "第一议题学习没有登记：第一议题学习内容、领学人。"
    ]
    first.facts = {"first_content": "有关部署", "first_led_by": "党委书记"}
    assert particulars.warnings(first.meeting, first, TODAY) == []
    assert particulars.warnings(other.meeting, other, TODAY) == [
        "党委会的首项议题不是第一议题学习。"
    ]
    kind = catalog.meetings()["committee_meeting"]
    assert [one.name for one in kind.fields] == [
        "第一议题学习内容",
        "领学人",
        "交流发言",
        "落实举措",
    ]
    assert kind.agreed == "落实事项"


def test_the_study_group_meets_each_quarter_and_its_file_has_its_papers() -> None:
    """§1.10.2: ≥1 per quarter; 年度计划, 学习资料, 发言提纲, 调研报告, 简报, 总结."""
    kind = catalog.meetings()["study_group"]

    assert kind.every == "study_group.period"
    assert kind.papers == ("年度计划", "学习资料", "发言提纲", "调研报告", "简报", "总结")


def test_themes_are_fixed_beforehand_and_a_month_that_is_over_takes_no_new_one() -> None:
    """§1.4.1: theme fixed beforehand by the branch."""
    given = {"unit": BRANCH, "kind": "theme_day", **by()}
    services.plan(year=2026, themes={1: "年初谋划", 3: "学雷锋"}, today=TODAY, **given)
    later = date(2026, 2, 2)
    services.plan(
        year=2026, themes={1: "年初谋划", 3: "学雷锋", 4: "清明祭扫"}, today=later, **given
    )

    assert list(PlannedTheme.objects.values_list("month", "fixed_on")) == [
        (1, TODAY),
        (3, TODAY),
        (4, later),
    ]
    with pytest.raises(CannotPlanYear, match="1月已经过去"):
        services.plan(year=2026, themes={1: "换一个"}, today=later, **given)
    committee = {**given, "unit": "PC"}
    assert services.plan(year=2026, themes={5: "劳模"}, today=TODAY, **committee).unit_id == "PC"
    with pytest.raises(CannotPlanYear, match="不召开这种会议，也不为下级制定计划"):
        services.plan(
            year=2026, themes={}, today=TODAY, **{**committee, "kind": "branch_committee"}
        )


def test_the_five_books_are_views_that_a_catalog_declares() -> None:
    """§1.8.7: 党员大会, 支委会, 党小组会, 党课, 组织生活会/主题党日 记录本; configurable."""
    found = {one.item.code: one.item.kinds for one in books.books().items.values()}

    assert list(found.values()) == [
        ("member_meeting",),
        ("branch_committee",),
        ("group_meeting",),
        ("party_lesson",),
        ("life_meeting", "theme_day"),
    ]


def test_an_inspection_asks_for_a_correction_and_the_branch_says_how_it_was_made() -> None:
    asked = {"unit": BRANCH, "book": "life", "year": 2025, "today": TODAY}
    row = checking.check(
        checked_on=date(2025, 12, 1),
        remarks="整改清单缺责任人",
        correct_by=date(2025, 12, 15),
        **asked,
        **by(),
    )
    late = [one.says for one in queries.owing([BRANCH], 2025, TODAY)[BRANCH]]
    fixed = {"corrected_on": TODAY, "today": TODAY}
    with pytest.raises(CannotCheckBook, match="没有写整改情况"):
        checking.correct(check_id=row.pk, correction=" ", **fixed, **by())
    checking.correct(check_id=row.pk, correction="已补齐", **fixed, **by())

    assert late[0] == "1条还没有整改"
    assert "1条还没有整改" not in [one.says for one in queries.owing([BRANCH], 2025, TODAY)[BRANCH]]
    with pytest.raises(CannotCheckBook, match="整改期限早于检查日期"):
        checking.check(
            checked_on=date(2025, 12, 1),
            remarks="缺签到",
            correct_by=date(2025, 11, 1),
            **asked,
            **by(),
        )


def test_what_a_branch_owes_in_the_year_is_told_with_what_is_missing(
    branch: dict[str, Appointment],
) -> None:
    """§1.4.7: the shortfall is shown before the year ends."""
    rights = rights_of(branch["branch_secretary"].pk, TODAY)

    titles = [one.title for one in year_due(rights, TODAY)]

    assert titles == [
        "民主评议党员：还没有开展",
        "谈心谈话：支委之间3人不足2次；支委和党员之间28人不足2次；党员之间28人不足2次",
        "党员培训：31人学时不足",
    ]
    assert list(year_due(rights_of(branch["party_secretary"].pk, TODAY), TODAY)) == []
    assert list(year_due(rights, date(2025, 3, 1))) == []


def test_thirty_branches_take_as_many_queries_as_one(django_assert_max_num_queries: Any) -> None:
    parent = Unit.objects.get(code="PC")
    codes = [BRANCH]
    for number in range(30):
        unit = Unit.objects.create(
            code=f"PX{number}",
            name=f"支部{number}",
            kind="party_branch",
            tree="party",
            active_from=FROM,
        )
        Placement.objects.create(unit=unit, parent=parent, active_from=FROM)
        codes.append(unit.code)

    with django_assert_max_num_queries(7):
        found = queries.owing(codes, 2025, TODAY)

    assert len(found) == 31
