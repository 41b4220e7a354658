"""A branch in one look; a meeting recorded with few fields; nothing of it for others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linghang.foundation import clock
from linghang.meetings.models import Absence, AgendaItem, Form, Meeting
from linghang.meetings.recording import services
from linghang.meetings.recording.entries import Record
from tests.web_hospital import TODAY, Hospital

UNIT = "/meetings/units/PB1/"
NEW = f"{UNIT}new/member_meeting/"


def hold(hospital: Hospital, kind: str, day: date) -> Meeting:
    return services.hold(
        unit="PB1",
        kinds=[kind],
        day=day,
        record=Record(chair="P5", recorder="P5", place="会议室"),
        actor=hospital.actor("branch_secretary"),
        at=clock.now(),
        today=TODAY,
    ).meeting


def test_one_look_tells_what_is_due_what_is_missing_and_who_has_no_vote(
    hospital: Hospital, secretary: Client
) -> None:
    hold(hospital, "theme_day", date(2025, 10, 10))

    page = secretary.get(UNIT).content.decode()

    for words in (
        "31人，其中应到会有表决权26人",
        "2025年12月31日",
        "今天到期",
        "还差1次",
        "2025年11月",
        "说明原因",
        "预备党员",
        "留党察看",
        "主题党日1次",
    ):
        assert words in page, words


def test_two_away_and_one_item_with_one_tap_are_a_record(secretary: Client) -> None:
    """What a phone sends for 30 there but two: two reasons, a title, 全体赞成."""
    answer = secretary.post(
        NEW,
        {
            "day": "2025-12-30",
            "away-M01": "surgery",
            "away-M02": "duty",
            "kind1": "resolution",
            "title1": "第四季度工作",
            "vote1": "all",
            "chair": "P5",
            "recorder": "P5",
        },
    )

    assert answer.status_code == 302, answer.content.decode()
    form, item = Form.objects.get(), AgendaItem.objects.get()
    assert (form.expected, form.came) == (31, 29)
    assert (item.favour, item.verdict) == (24, "passed")
    assert set(Absence.objects.values_list("person_id", "ground")) == {
        ("M01", "surgery"),
        ("M02", "duty"),
    }


def test_a_vote_that_cannot_be_is_refused_in_place_and_nothing_is_kept(secretary: Client) -> None:
    answer = secretary.post(
        NEW,
        {
            "day": "2025-12-30",
            "kind1": "resolution",
            "title1": "计划",
            "vote1": "count",
            "favour1": "27",
        },
    )

    assert answer.status_code == 422
    assert "多于有表决权到会的26人" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_what_was_typed_waits_as_a_draft(secretary: Client) -> None:
    page = secretary.get(NEW).content.decode()
    assert 'data-draft="meetings.new.PB1.member_meeting"' in page

    secretary.post(
        "/desk/drafts/",
        {
            "form": "meetings.new.PB1.member_meeting",
            "form-title": "记录支部党员大会",
            "form-address": NEW,
            "title1": "写了一半的议题",
            "away-M07": "ill",
        },
    )

    again = secretary.get(NEW).content.decode()
    assert "写了一半的议题" in again
    assert '<option value="ill" selected>' in again


def test_a_record_opens_as_it_was_kept_and_keeps_when_sent_back(
    hospital: Hospital, secretary: Client
) -> None:
    secretary.post(
        NEW, {"day": "2025-12-30", "away-M01": "ill", "kind1": "study", "title1": "学习"}
    )
    meeting = Meeting.objects.get()
    address = f"/meetings/{meeting.pk}/record/"
    given = {"version": "1", "away-M01": "ill", "kind1": "study", "title1": "学习"}

    assert '<option value="ill" selected>' in secretary.get(address).content.decode()
    assert secretary.post(address, {**given, "place": "一会议室"}).status_code == 302
    second = secretary.post(address, {**given, "place": "二会议室"})

    assert second.status_code == 422
    assert "另一人已经改过" in second.content.decode()
    assert Meeting.objects.get().place == "一会议室"
    assert AgendaItem.objects.get().title == "学习"


def test_the_office_sees_every_branch_by_month_and_records_for_none(hospital: Hospital) -> None:
    hold(hospital, "theme_day", date(2025, 11, 7))
    office = hospital.client("party_secretary")

    page = office.get("/meetings/office/?kind=theme_day").content.decode()

    assert "内科第一党支部" in page
    assert "1/1" in page
    assert "0/1 待开" in page
    assert office.get(NEW).status_code == 403


def lines(hospital: Hospital) -> Iterator[int]:
    """Numbers of queries with 2 and with 12 meetings."""
    for first, last in ((1, 3), (3, 13)):
        for day in range(first, last):
            hold(hospital, "theme_day", date(2025, 12, day))
        for address in (UNIT, "/meetings/", "/meetings/office/"):
            post = "party_secretary" if "office" in address else "branch_secretary"
            client = hospital.client(post)
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(address).status_code == 200
            yield len(queries)


def test_pages_take_as_many_queries_for_twelve_meetings_as_for_two(hospital: Hospital) -> None:
    found = list(lines(hospital))

    assert found[:3] == found[3:]
    assert max(found) <= 33


def test_a_meeting_that_was_planned_is_on_the_list_and_in_the_minutes_at_last(
    hospital: Hospital, secretary: Client
) -> None:
    planned = {"kind": "theme_day", "parts": ["party_lesson"], "day": "2025-12-30"}
    assert secretary.post(f"{UNIT}plan/", planned).status_code == 302
    meeting = Meeting.objects.get()
    here = f"/meetings/{meeting.pk}/"
    kept = {
        "version": "0",
        "starts_at": "16:00",
        "place": "会议室",
        "chair": "P5",
        "recorder": "P5",
        "kind1": "study",
        "title1": "学习",
        "form1": "party_lesson",
    }
    assert secretary.post(f"{here}record/", kept).status_code == 302
    assert secretary.post(f"{here}close/").status_code == 302
    for form in meeting.forms.all():
        signed = {"text": "纪要全文", "signed_by": "P5"}
        assert secretary.post(f"/meetings/forms/{form.pk}/minutes/", signed).status_code == 302

    page = secretary.get(here).content.decode()
    listed = secretary.get("/meetings/").content.decode()

    assert "主题党日（含党课）" in page
    assert "〔2025〕1号" in page or "〔2026〕1号" in page
    assert "记录已封存" in listed


def test_an_election_is_recorded_by_its_ballots_and_the_words_by_their_order(
    secretary: Client,
) -> None:
    given = {
        "day": "2025-12-30",
        "kind1": "branch_election",
        "title1": "选举支部委员会",
        "seats1": "1",
        "issued1": "26",
        "collected1": "26",
        "tally1": "党员M01 14票\n党员M02：12",
        "stances1": "党员M03 同意\n职工P5 同意",
        "announced1": "2025-12-20",
    }
    wrong = secretary.post(NEW, {**given, "tally1": "党员M01 十四", "stances1": "外人 同意"})
    assert secretary.post(NEW, given).status_code == 302

    page = secretary.get(f"/meetings/{Meeting.objects.get().pk}/").content.decode()

    assert wrong.status_code == 422
    for words in ("得票写数字", "“外人”不是会议成员"):
        assert words in wrong.content.decode()
    for words in ("当选须14票", "当选</span>", "未当选", "发言和表态"):
        assert words in page, words


def test_a_meeting_without_votes_asks_for_none(secretary: Client) -> None:
    page = secretary.get(f"{UNIT}new/theme_day/").content.decode()
    whole = secretary.get(NEW).content.decode()

    for name in ("vote1", "favour1", "seats1", "tally1", "written_favour1"):
        assert f'name="{name}"' not in page
        assert f'name="{name}"' in whole
    given = {"day": "2025-12-30", "kind1": "study", "title1": "学习", "left-who1": "M03"}
    assert secretary.post(f"{UNIT}new/theme_day/", given).status_code == 302
    assert (Form.objects.get().came, Absence.objects.get().first) == (31, 2)
