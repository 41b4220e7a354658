"""Recording a meeting: everybody came but who is away, votes by the rules of the day."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import IntegrityError, transaction

from linghang.foundation.trail.models import Entry
from linghang.meetings import attending, queries
from linghang.meetings.bodies import services as bodies
from linghang.meetings.bodies.rules import LeftOutGround
from linghang.meetings.counting.rules import Votes
from linghang.meetings.duties import services as duties
from linghang.meetings.elections.rules import Ballots
from linghang.meetings.minutes import services as minutes
from linghang.meetings.models import Absence, AgendaItem, Form, Meeting, Minutes
from linghang.meetings.planning import calling
from linghang.meetings.planning import services as planning
from linghang.meetings.recording import services
from linghang.meetings.recording.entries import Election, Line, Missed, Record
from linghang.meetings.recording.rules import Ground, Opinion
from linghang.notices.models import Notice
from linghang.org.models import Appointment, Person, Unit
from tests.meetings.branch import BRANCH, MEMBERS, TODAY, deed

pytestmark = pytest.mark.usefixtures("branch")
DAY = date(2025, 12, 5)


def away(*people: str, **facts: object) -> tuple[Missed, ...]:
    return tuple(Missed(person=one, ground=Ground.SURGERY, **facts) for one in people)


def hold(*kinds: str, day: date = DAY, **facts: object) -> services.Recorded:
    return services.hold(
        unit=BRANCH,
        kinds=kinds or ("member_meeting",),
        day=day,
        record=Record(**{"chair": "P5", "recorder": "M02", "place": "会议室", **facts}),
        today=TODAY,
        **deed(),
    )


def resolution(**facts: object) -> Line:
    return Line(**{"kind": "resolution", "title": "年度计划", **facts})


def admission(**facts: object) -> Line:
    """Somebody is to be admitted, put on the agenda a week before."""
    whole = {
        "kind": "admission",
        "title": "接收预备党员",
        "person": "P9",
        "announced_on": date(2025, 11, 28),
        **facts,
    }
    return Line(**whole)


def test_thirteen_of_twenty_six_do_not_pass_though_most_of_those_present_agree() -> None:
    """B1."""
    missing = MEMBERS[2:8]  # six who vote

    hold(missed=away(*missing), lines=(resolution(votes=Votes(13, 7)),))

    item, form = AgendaItem.objects.get(), Form.objects.get()
    assert (form.expected, form.came, form.entitled) == (31, 25, 26)
    assert (item.entitled, item.present, item.verdict) == (26, 20, "failed")
    assert "须14票" in item.says


def test_all_in_favour_counts_who_could_vote_and_nobody_else() -> None:
    hold(missed=away("M03"), lines=(resolution(unanimous=True),))

    item = AgendaItem.objects.get()
    assert (item.favour, item.verdict) == (25, "passed")
    assert item.passes == {"share": "1/2", "more": True, "of": "entitled"}


def test_the_written_do_not_help_the_quorum() -> None:
    """B4."""
    line = admission(votes=Votes(13, written_favour=2))

    hold(missed=away(*MEMBERS[2:15]), lines=(line,))

    assert AgendaItem.objects.get().verdict == "no_quorum"


@pytest.mark.parametrize("kind", ["committee_report", "admission", "praise_or_discipline"])
def test_what_is_the_general_meetings_is_refused_in_the_committee(kind: str) -> None:
    """§1.3.4: the committee's report, admissions, praise and discipline."""
    with pytest.raises(services.CannotRecord, match="只能由支部党员大会决定"):
        hold("branch_committee", lines=(Line(kind=kind, title="某事"),))

    assert not Meeting.objects.exists()


def test_without_a_committee_the_general_meeting_decides_in_its_place() -> None:
    """§1.1.6: with a committee it does not; the switch needs no hand."""
    line = Line(kind="activist", title="确定积极分子", person="P9", unanimous=True)
    with pytest.raises(services.CannotRecord, match="由支委会研究决定"):
        hold(lines=(line,))

    Appointment.objects.filter(person__code__in=["M01", "M02"]).update(active_to=DAY)
    hold(lines=(line,))

    assert AgendaItem.objects.get().verdict == "passed"


def test_who_is_left_out_is_not_expected_and_the_trail_says_by_whose_leave() -> None:
    """§1.2.7, §1.3.8: ill, abroad, away, retired; with its ground and the superior's approval."""
    bodies.leave_out(
        person="M03",
        unit=BRANCH,
        ground=LeftOutGround.ILL,
        approval="党委批复〔2025〕3号",
        active_from=date(2025, 6, 1),
        **deed(),
    )

    hold()

    assert Form.objects.get().expected == 30
    assert Entry.objects.filter(action="meetings.member.left_out").count() == 1


def test_who_left_before_an_item_has_no_vote_in_it_but_came() -> None:
    hold(
        missed=away("M03", first=2),
        lines=(resolution(unanimous=True), resolution(title="第二项", unanimous=True)),
    )

    assert list(AgendaItem.objects.values_list("favour", flat=True)) == [26, 25]
    assert Form.objects.get().came == 31


def test_who_steps_out_leaves_the_base_and_both_bases_are_told() -> None:
    hold(lines=(resolution(unanimous=True, recused=(("M03", "本人事项"), ("M04", "配偶"))),))

    item = AgendaItem.objects.get()
    assert (item.recused, item.present, item.favour) == (2, 24, 24)
    assert "须13票（不减去回避的人则须14票）" in item.says


def test_who_was_not_there_is_not_recused() -> None:
    """B1, §2.5.3: 13 of 26 do not pass, and no absent member leaves the base by being named."""
    vote = resolution(votes=Votes(13, 7))
    named = resolution(votes=Votes(13, 7), recused=(("M05", "亲属"),))

    hold(lines=(vote,), missed=away(*MEMBERS[4:10]))

    assert AgendaItem.objects.get().verdict == "failed"
    for missed in (away(*MEMBERS[4:10]), away("M05", first=1, last=1)):
        with pytest.raises(services.CannotRecord, match="没有到会的不作回避登记"):
            hold(day=date(2025, 12, 8), lines=(named,), missed=missed)


def test_an_election_needs_four_fifths_and_half_of_those_present() -> None:
    """B2."""
    papers = Ballots(issued=21, collected=21, invalid=0, votes={"M01": 11, "M03": 10})
    line = Line(
        kind="branch_election",
        title="选举",
        election=Election(seats=1, ballots=papers),
        announced_on=date(2025, 11, 28),
    )

    hold(missed=away(*MEMBERS[4:9]), lines=(line,))

    item = AgendaItem.objects.get()
    assert item.verdict == "passed"
    assert list(item.candidates.filter(is_elected=True).values_list("person_id", flat=True)) == [
        "M01"
    ]
    with pytest.raises(services.CannotRecord, match="选举要填写"):
        hold(
            day=date(2025, 12, 6), lines=(Line(kind="branch_election", title="选", unanimous=True),)
        )


def test_one_event_with_two_forms_counts_once_and_each_form_once() -> None:
    """§1.3.9."""
    hold("theme_day", "member_meeting", lines=(resolution(form="member_meeting", unanimous=True),))

    found = queries.counts([BRANCH], queries.Period.month(2025, 12))
    assert (found.events, found.forms) == (1, {"theme_day": 1, "member_meeting": 1})
    with pytest.raises(planning.CannotPlan, match="党课不能包含组织生活会"):
        hold("party_lesson", "life_meeting")


def test_of_two_clerks_at_once_the_second_must_look_again() -> None:
    meeting = hold().meeting
    same = {"meeting_id": meeting.pk, "version": 1, "today": TODAY, **deed()}
    services.keep(record=Record(place="一号楼"), **same)

    with pytest.raises(services.SavedMeanwhile, match="另一人已经改过"):
        services.keep(record=Record(place="二号楼"), **same)

    assert Meeting.objects.get().place == "一号楼"


def test_what_was_kept_reads_back_as_it_was_written() -> None:
    line = resolution(
        votes=Votes(24, 1),
        dissent="有人认为太紧",
        owner="M01",
        due_date=date(2026, 1, 31),
        stances=(("M04", Opinion.AGREES), ("P5", Opinion.RESERVES)),
    )
    meeting = hold(
        starts_at=time(16),
        missed=away("M03", made_up_on=date(2025, 12, 9)),
        observers=("P6",),
        lines=(line,),
    ).meeting

    record = queries.record_of(meeting)

    services.keep(meeting_id=meeting.pk, version=1, record=record, today=TODAY, **deed())
    assert queries.record_of(Meeting.objects.get()) == record
    assert record.lines[0].votes == Votes(24, 1)
    assert record.missed[0].made_up_on == date(2025, 12, 9)


def test_a_closed_record_stands_and_minutes_are_corrected_by_a_new_version() -> None:
    meeting = hold(starts_at=time(16)).meeting
    form = Form.objects.get()
    with pytest.raises(minutes.CannotIssue, match="还没有封存"):
        minutes.issue(form_id=form.pk, text="纪要", signed_by="P5", **deed())

    minutes.close(meeting_id=meeting.pk, **deed())
    minutes.issue(form_id=form.pk, text="会议决定甲。", signed_by="P5", **deed())
    minutes.correct(form_id=form.pk, text="会议决定乙。", reason="笔误", signed_by="P5", **deed())

    assert list(Minutes.objects.order_by("version").values_list("version", "text", "reason")) == [
        (1, "会议决定甲。", ""),
        (2, "会议决定乙。", "笔误"),
    ]
    assert len(set(Minutes.objects.values_list("number", flat=True))) == 1
    with pytest.raises(services.CannotRecord, match="记录已封存"):
        services.keep(meeting_id=meeting.pk, version=2, record=Record(), today=TODAY, **deed())


def test_a_record_without_chair_is_not_closed_and_says_all_that_is_missing() -> None:
    meeting = hold(chair="", recorder="", place="").meeting

    with pytest.raises(
        minutes.CannotClose, match="没有写主持人；没有写记录人；没有写地点；没有写开始时间"
    ):
        minutes.close(meeting_id=meeting.pk, **deed())


def test_a_planned_meeting_is_called_off_with_a_reason_and_a_held_one_is_not() -> None:
    planned = planning.plan(unit=BRANCH, kinds=["theme_day"], day=date(2026, 1, 9), **deed())
    with pytest.raises(planning.CannotPlan, match="当日已有一次主题党日"):
        planning.plan(unit=BRANCH, kinds=["theme_day"], day=date(2026, 1, 9), **deed())

    planning.call_off(meeting_id=planned.pk, reason="与全院大会冲突", **deed())

    with pytest.raises(planning.CannotCallOff, match="会议已召开"):
        planning.call_off(meeting_id=hold().meeting.pk, reason="不开了", **deed())


def test_what_was_made_up_for_stands_beside_the_absence_and_is_never_presence() -> None:
    meeting = hold(missed=away("M03")).meeting
    facts = {"meeting_id": meeting.pk, "today": TODAY, **deed()}

    minutes.make_up(person="M03", made_up_on=date(2025, 12, 20), **facts)

    assert Absence.objects.get().made_up_on == date(2025, 12, 20)
    assert Form.objects.get().came == 30
    with pytest.raises(minutes.CannotMakeUp, match="没有缺席"):
        minutes.make_up(person="M04", made_up_on=TODAY, **facts)
    with pytest.raises(minutes.CannotMakeUp, match="会议之后"):
        minutes.make_up(person="M03", made_up_on=date(2025, 12, 1), **facts)


def test_who_is_called_is_told_once_and_rests_when_it_took_place() -> None:
    meeting = planning.plan(
        unit=BRANCH, kinds=["theme_day", "party_lesson"], day=DAY, tells=True, **deed()
    )
    told = Notice.objects.filter(kind="meeting_called")
    told.filter(person__code="M03").update(read_at=deed()["at"])

    assert calling.receipts(meeting) == calling.Receipts(told=30, seen=1)
    services.keep(meeting_id=meeting.pk, version=0, record=Record(), today=TODAY, **deed())

    assert not told.filter(settled_at=None, read_at=None).exists()


def test_material_for_the_committee_is_due_two_workdays_before() -> None:
    committee("P6")

    meeting = planning.plan(unit="PC", kinds=["committee_meeting"], day=date(2025, 10, 9), **deed())

    limit = calling.material_by(meeting)
    assert limit == calling.Limit(date(2025, 9, 29), 2)  # the holidays of October lie between


def test_the_future_is_not_recorded() -> None:
    with pytest.raises(services.CannotRecord, match="还没有召开"):
        hold(day=date(2026, 1, 1))


def test_attendance_adds_and_leave_stays_in_the_base() -> None:
    """§1.3.7: Σ实到 ÷ Σ应到, of the branch and of each member; leave apart, 补学 never 实到."""
    hold(missed=away("M03", "M04"))
    hold("party_lesson", day=date(2025, 12, 12), missed=away("M03", made_up_on=date(2025, 12, 20)))
    year = queries.Period.year(2025)

    whole = attending.attendance([BRANCH], year)[BRANCH]
    each = attending.of_members(BRANCH, year, TODAY)

    assert (whole.expected, whole.came, whole.made_up, whole.leave) == (62, 59, 1, 3)
    assert (each["M03"].leave, each["M04"].leave, each["M05"].leave) == (2, 1, 0)
    assert (each["M03"].expected, each["M03"].came, each["M03"].made_up) == (2, 0, 1)
    assert sum(one.came for one in each.values()) == whole.came


def test_a_missed_month_takes_a_reason_and_a_month_that_runs_does_not() -> None:
    hold("theme_day", day=date(2025, 10, 10))
    facts = {"unit": BRANCH, "kind": "theme_day", "today": TODAY, **deed()}

    with pytest.raises(duties.CannotExcuse, match="待开"):
        duties.excuse(starts_on=date(2025, 12, 1), reason="忙", **facts)
    duties.excuse(starts_on=date(2025, 11, 1), reason="支援外院", **facts)

    with pytest.raises(duties.CannotExcuse, match="缺，已说明"):
        duties.excuse(starts_on=date(2025, 11, 1), reason="再说一次", **facts)


def test_the_database_refuses_more_votes_than_voters() -> None:
    hold(lines=(resolution(unanimous=True),))

    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.update(against=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Form.objects.update(came=99)
    assert not Absence.objects.exists()


def committee(*people: str) -> None:
    """Seats in the 党委会 for these."""
    for person in people:
        bodies.seat(
            unit="PC",
            kind="committee_meeting",
            person=person,
            active_from=date(2024, 1, 1),
            **deed(),
        )


def test_a_cadre_matter_needs_two_thirds_there_and_half_of_all() -> None:
    """B5, and the chair who spoke before the others is told."""
    nine = ("P6", *MEMBERS[:8])
    committee(*nine)
    spoken = (("P6", Opinion.AGREES), ("M01", Opinion.AGREES))
    line = Line(
        kind="cadre_matter",
        title="任免",
        person="P9",
        votes=Votes(4, 0, 2),
        stances=spoken,
        announced_on=date(2025, 12, 1),
    )

    kept = services.hold(
        unit="PC",
        kinds=["committee_meeting"],
        day=DAY,
        record=Record(chair="P6", missed=away(*nine[6:]), lines=(line,)),
        today=TODAY,
        **deed(),
    )

    item = AgendaItem.objects.get()
    assert (item.entitled, item.present, item.verdict) == (9, 6, "failed")
    assert "末位表态" in kept.warnings[0]
    with pytest.raises(bodies.CannotRegister, match="已经是成员"):
        committee("P6")


def test_what_touches_employees_needs_the_union_in_the_room() -> None:
    """§2.4.6."""
    line = Line(
        kind="employee_interest",
        title="绩效分配办法",
        votes=Votes(1),
        announced_on=date(2025, 12, 1),
    )
    Unit.objects.create(
        code="UC", name="工会", kind="union_committee", tree="union", active_from=date(2020, 1, 1)
    )
    bodies.seat(
        unit="UC",
        kind="employee_congress",
        person="M01",
        active_from=date(2024, 1, 1),
        **deed(),
    )
    meeting = {"unit": "UC", "kinds": ["employee_congress"], "day": DAY, "today": TODAY, **deed()}
    with pytest.raises(services.CannotRecord, match="须有工会代表参加"):
        services.hold(record=Record(lines=(line,)), **meeting)

    Appointment.objects.create(
        person=Person.objects.get(code="M02"),
        post="union_chair",
        unit=Unit.objects.get(code="UC"),
        active_from=date(2024, 1, 1),
    )
    services.hold(record=Record(lines=(line,), observers=("M02",)), **meeting)

    assert AgendaItem.objects.get().verdict == "passed"
