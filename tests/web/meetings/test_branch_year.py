"""A branch's year on its pages: grades, talks, lessons, lists, books; what others do not see."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linghang.foundation import clock
from linghang.foundation.access import Actor
from linghang.meetings.follow_ups import services as follow_ups
from linghang.meetings.models import (
    Appraisal,
    AppraisalGrade,
    BookCheck,
    FollowUp,
    Form,
    HeartTalk,
    Lesson,
    Meeting,
    PlannedTheme,
    Trainee,
    Training,
    YearPlan,
)
from linghang.meetings.recording import services
from linghang.meetings.recording.entries import Record
from linghang.meetings.talks import services as talking
from linghang.meetings.talks.rules import Occasion
from linghang.org.models import Person
from linghang.procedures.models import Proceeding
from tests.meetings import branch
from tests.web_hospital import TODAY, Hospital

UNIT = "/meetings/units/PB1/"
GRADED = ("P5", *branch.MEMBERS[:-4])
SAID = "家里老人住院，近期夜班请支部协调"


def held(hospital: Hospital, kind: str, day: date = date(2025, 11, 7)) -> Form:
    kept_record = services.hold(
        unit="PB1",
        kinds=[kind],
        day=day,
        record=Record(chair="P5", recorder="P5", place="会议室", theme="初心"),
        actor=hospital.actor("branch_secretary"),
        at=clock.now(),
        today=TODAY,
    )
    return Form.objects.get(meeting=kept_record.meeting)


def grades(**other: str) -> dict[str, str]:
    return {f"grade-{one}": other.get(one, "qualified") for one in GRADED}


def test_grades_are_settled_for_all_at_once_and_too_many_excellent_are_refused_in_place(
    secretary: Client,
) -> None:
    """B9, on the page: 27 graded, at most 9 excellent."""
    opened = secretary.post(f"{UNIT}appraisal/", {"year": "2025", "day": "2025-12-20"})
    here = f"/meetings/appraisals/{Appraisal.objects.get().pk}/"
    ten = dict.fromkeys(GRADED[:10], "excellent")

    refused = secretary.post(f"{here}grades/", grades(**ten))
    nine = dict.fromkeys(GRADED[:9], "excellent")
    ballots = "职工P5 20 7 0 0\n党员M02 1 2 3 21"
    kept_grades = secretary.post(f"{here}grades/", {**grades(**nine), "ballots": ballots})

    assert (opened.status_code, refused.status_code, kept_grades.status_code) == (302, 422, 302)
    assert "优秀10人，多于9人" in refused.content.decode()
    row = AppraisalGrade.objects.get(person__code="M02")
    assert (row.grade, row.unqualified) == ("excellent", 21)
    page = secretary.get(here).content.decode()
    for words in ("其中预备党员4人参加评议、不定等次；定等次27人", "已评9人，最多9人", "不合格21"):
        assert words in page, words


def test_an_appraisal_walks_to_its_report_and_the_member_sees_their_own_grade_once_told(
    secretary: Client,
) -> None:
    secretary.post(f"{UNIT}appraisal/", {"year": "2025", "day": "2025-12-20"})
    here = f"/meetings/appraisals/{Appraisal.objects.get().pk}/"
    day = "2025-12-20"
    steps = {"self": day, "peers": day, "ballot": day, "opinion": day}
    assert secretary.post(f"{here}steps/", steps).status_code == 302
    assert secretary.post(f"{here}grades/", grades(P5="excellent")).status_code == 302

    before = secretary.get("/meetings/mine/").content.decode()
    early = secretary.post(f"{here}report/", {"day": "2025-12-31"})
    secretary.post(f"{here}told/", {"day": "2025-12-22", "people": list(GRADED)})
    after = secretary.get("/meetings/mine/").content.decode()
    reported = secretary.post(f"{here}report/", {"day": "2025-12-31"})

    assert early.status_code == 422
    assert "等27人还没有告知本人" in early.content.decode()
    assert reported.status_code == 302
    assert ("优秀" in before, "优秀" in after) == (False, True)
    assert "已上报" in secretary.get("/meetings/appraisals/").content.decode()


def test_who_is_not_qualified_is_dealt_with_by_a_procedure_that_only_a_few_see(
    hospital: Hospital, secretary: Client
) -> None:
    """§1.4.6: 限期改正 → 劝退 → 除名, with its own procedure; opened from the grade."""
    day = "2025-12-20"
    secretary.post(f"{UNIT}appraisal/", {"year": "2025", "day": day})
    here = f"/meetings/appraisals/{Appraisal.objects.get().pk}/"
    secretary.post(f"{here}steps/", {"self": day, "peers": day, "ballot": day, "opinion": day})
    secretary.post(f"{here}grades/", {**grades(M02="unqualified"), "disposals": "党员M02 限期改正"})
    grade = AppraisalGrade.objects.get(grade="unqualified")
    address = f"/meetings/grades/{grade.pk}/disposal/"
    early = secretary.get(address).status_code
    secretary.post(f"{here}told/", {"day": "2025-12-22", "people": list(GRADED)})
    assert secretary.post(f"{here}report/", {"day": "2025-12-31"}).status_code == 302

    offered = secretary.get(here).content.decode()
    made = secretary.post(address)
    proceeding = Proceeding.objects.get(procedure="party_disposal")
    page = f"/proceedings/{proceeding.pk}/"

    assert early == 404, "a grade that may still change"
    assert address in offered
    assert (made.status_code, made["Location"]) == (302, page)
    assert (proceeding.concerned, "M02" in proceeding.title) == (["M02"], False)
    assert secretary.get(page).status_code == 200
    assert secretary.get(address)["Location"] == page, "not twice"
    assert page in secretary.get(here).content.decode()
    answers = {
        post: hospital.client(post).get(page).status_code
        for post in ("president", "party_secretary")
    }
    assert answers == {"president": 404, "party_secretary": 200}
    assert hospital.client("president").get(address).status_code == 404


def talk(hospital: Hospital, talker: str, other: str) -> HeartTalk:
    return talking.record(
        unit="PB1",
        other=other,
        day=date(2025, 11, 3),
        occasion=Occasion.YEARLY,
        summary=SAID,
        actor=Actor(person=talker),
        at=clock.now(),
        today=TODAY,
    )


def test_what_was_said_opens_on_asking_for_the_two_and_the_secretary(
    hospital: Hospital, secretary: Client
) -> None:
    """§1.4.7: content is confidential to the two and the branch secretary."""
    row = talk(hospital, "M05", "M06")
    here = f"/meetings/talks/{row.pk}/"

    closed = secretary.get(here).content.decode()
    opened = secretary.post(here).content.decode()

    assert (SAID in closed, SAID in opened) == (False, True)
    for post in ("party_secretary", "system_administrator", "president"):
        assert hospital.client(post).get(here).status_code == 404
        assert hospital.client(post).post(here).status_code == 404


def test_a_talk_is_recorded_by_who_held_it_and_stands_in_no_search_and_no_export(
    secretary: Client,
) -> None:
    """§1.4.7: summary only by the talker; no content in search, lists or files."""
    given = {"other": "M06", "day": "2025-12-01", "occasion": "yearly", "summary": SAID}
    assert secretary.post("/meetings/talks/new/", given).status_code == 302

    assert HeartTalk.objects.get().talker_id == "P5"
    for address in (f"{UNIT}talks/", "/meetings/mine/", "/search/?q=老人住院", "/meetings/"):
        assert SAID not in secretary.get(address).content.decode(), address
    page = secretary.get(f"{UNIT}talks/").content.decode()
    assert "还差28人" in page
    assert "党员M06" in page


def test_a_lesson_a_list_and_papers_hang_on_their_meeting(
    hospital: Hospital, secretary: Client
) -> None:
    """§1.4.1, §1.4.2, §1.11.8 on the page of the meeting."""
    lesson, life = held(hospital, "party_lesson"), held(hospital, "life_meeting")
    given = {"speaker1": "职工P5（P5）", "topic1": "党纪学习", "kind1": "special"}
    assert secretary.post(f"/meetings/forms/{lesson.pk}/speakers/", given).status_code == 302
    besides = {"opinions": "征求意见12条", "found": "学习不够经常"}
    assert secretary.post(f"/meetings/forms/{life.pk}/besides/", besides).status_code == 302
    line = {"title": "集中学习每月两次", "owner": "M01", "due_date": "2025-12-20"}
    assert secretary.post(f"/meetings/forms/{life.pk}/follow-ups/", line).status_code == 302
    file = SimpleUploadedFile("签到表.pdf", b"%PDF-1.4", "application/pdf")
    paper = {"kind": "签到表", "file": file, "level": "internal"}
    assert secretary.post(f"/meetings/forms/{life.pk}/papers/", paper).status_code == 302

    row = FollowUp.objects.get()
    page = secretary.get(f"/meetings/{life.meeting_id}/").content.decode()
    for words in ("征求意见12条", "整改清单", "已超期", "签到表.pdf", "销号"):
        assert words in page, words
    done = {"closed_on": "2025-12-31", "result": "已安排全年计划"}
    assert secretary.post(f"/meetings/follow-ups/{row.pk}/close/", done).status_code == 302
    assert "已完成" in secretary.get("/meetings/follow-ups/").content.decode()
    taught = Lesson.objects.get()
    assert (taught.speaker_id, taught.post) == ("P5", "branch_secretary")
    office = hospital.client("party_secretary").get("/meetings/lessons/").content.decode()
    assert "支部书记" in office
    assert "还差1项" in office


def test_a_training_is_pasted_and_everybody_sees_who_is_short(secretary: Client) -> None:
    given = {
        "title": "党员培训班",
        "starts_on": "2025-12-01",
        "ends_on": "2025-12-05",
        "hours": "40",
        "people": "M01 党员M01\n党员M02\n不认识的人",
    }
    refused = secretary.post(f"{UNIT}trainings/new/", given)
    given["people"] = "M01 党员M01\n党员M02\nP5"
    assert secretary.post(f"{UNIT}trainings/new/", given).status_code == 302

    assert (refused.status_code, Training.objects.count()) == (422, 1)
    assert "“不认识的人”不在当日在院人员中" in refused.content.decode()
    page = secretary.get("/meetings/hours/?state=short").content.decode()
    assert "差16" in page
    assert "党员M01" not in page
    edit = secretary.get(f"/meetings/trainings/{Training.objects.get().pk}/edit/")
    assert "M01 党员M01" in edit.content.decode()


def test_the_secretary_sees_the_hospitals_courses_of_the_members_and_opens_their_files(
    secretary: Client,
) -> None:
    """S23: coverage with who is not covered; a file for each; names of others stay away."""
    Trainee.objects.all().delete()
    Training.objects.all().delete()
    held = {"starts_on": date(2025, 9, 1), "ends_on": date(2025, 9, 2), "hours": 16}
    at = {"recorded_at": clock.now(), "unit_id": "PC"}
    course = Training.objects.create(title="书记成长学校", result="合格率100%", **held, **at)
    others = Training.objects.create(title="别人的班", **held, **at)
    Trainee.objects.create(training=course, person_id="P5", result="excellent")
    for one in (course, others):
        Trainee.objects.create(training=one, person_id="P6")

    page = secretary.get("/meetings/trainings/").content.decode()
    one = secretary.get(f"/meetings/trainings/{course.pk}/").content.decode()
    own = secretary.get("/meetings/trainings/people/P5/").content.decode()
    reach = secretary.get("/meetings/coverage/").content.decode()

    assert "书记成长学校" in page
    assert "别人的班" not in page
    assert "合格率100%" in one
    assert "优秀学员" in one
    assert Person.objects.get(code="P6").name not in one
    assert "优秀学员" in own
    assert "3.2%" in reach
    assert "state=none" in reach
    assert secretary.get(f"/meetings/trainings/{others.pk}/").status_code == 404
    assert secretary.get("/meetings/trainings/people/P6/").status_code == 404
    for by in ("group", "role"):
        assert secretary.get(f"/meetings/coverage/?by={by}").status_code == 200


def test_themes_of_the_year_are_fixed_on_one_page(secretary: Client) -> None:
    """§1.4.1: theme fixed beforehand by the branch."""
    address = f"{UNIT}plans/theme_day/2026/"

    kept_plan = secretary.post(address, {"theme1": "年初谋划", "theme7": "七一"})
    assert "年初谋划" in secretary.get(kept_plan["Location"]).content.decode()
    assert list(PlannedTheme.objects.values_list("month", "theme")) == [
        (1, "年初谋划"),
        (7, "七一"),
    ]
    late = secretary.post(f"{UNIT}plans/theme_day/2025/", {"theme3": "补一个"})
    assert late.status_code == 422


def test_a_book_prints_cover_contents_meetings_and_signatures(
    hospital: Hospital, secretary: Client
) -> None:
    """§1.8.7: views over the same records, printable."""
    held(hospital, "theme_day")
    talk(hospital, "M05", "M06")

    page = secretary.get(f"{UNIT}books/life/2025/").content.decode()

    for words in ("目录", "第1次", "主题党日：初心", "应到31人，实到31人", "主持人签字", "1次"):
        assert words in page, words
    assert SAID not in page
    assert "2024年没有记录" in secretary.get(f"{UNIT}books/life/2024/").content.decode()


def test_an_inspection_shows_on_the_branch_until_it_is_put_right(
    hospital: Hospital, secretary: Client
) -> None:
    from_office = {"checked_on": "2025-12-01", "remarks": "缺签名", "correct_by": "2025-12-10"}
    address = f"{UNIT}books/life/2025/check/"
    assert secretary.post(address, from_office).status_code == 403
    check = BookCheck.objects.create(
        unit_id="PB1",
        book="life",
        year=2025,
        checked_on=date(2025, 12, 1),
        checked_by_id="P6",
        remarks="缺签名",
        correct_by=date(2025, 12, 10),
    )

    before = secretary.get(UNIT).content.decode()
    fixed = {"corrected_on": "2025-12-31", "correction": "已补签"}
    done = secretary.post(f"/meetings/book-checks/{check.pk}/correct/", fixed)
    after = secretary.get(UNIT).content.decode()

    assert done.status_code == 302
    assert ("1条还没有整改" in before, "1条还没有整改" in after) == (True, False)
    office = hospital.client("party_secretary").get("/meetings/year/").content.decode()
    assert "党员之间28人不足2次" in office


def test_study_tells_meetings_without_the_first_topic_and_quarters_without_the_group(
    hospital: Hospital,
) -> None:
    """§1.10.1 and §1.10.2 in the office's view."""
    page = hospital.client("party_secretary").get("/meetings/study/").content.decode()

    for words in ("第一议题", "第四季度0次", "还没有年度计划", "还没有登记中心组成员"):
        assert words in page, words


def test_a_plan_of_themes_is_told_against_what_was_held(
    hospital: Hospital, secretary: Client
) -> None:
    """§1.4.1: the branch's theme, or the committee's where it fixed none; 人次; no plan is
    forgotten once it is stored."""
    for unit, themes in (
        ("PC", {3: "学雷锋", 11: "义诊周"}),
        ("PB1", {3: "党员讲传统", 12: "总结"}),
    ):
        PlannedTheme.objects.bulk_create(
            PlannedTheme(plan=plan, month=month, theme=theme, fixed_on=date(2025, 1, 3))
            for plan in [YearPlan.objects.create(unit_id=unit, kind="theme_day", year=2025)]
            for month, theme in themes.items()
        )
    Meeting.objects.filter(pk=held(hospital, "theme_day").meeting_id).update(theme="义诊周活动")
    Meeting.objects.filter(pk=held(hospital, "theme_day", date(2025, 3, 7)).meeting_id).update(
        theme="参观"
    )

    page = secretary.get(f"{UNIT}plans/theme_day/").content.decode()
    form = secretary.get(f"{UNIT}plans/theme_day/2025/").content.decode()
    recording = secretary.get(f"{UNIT}new/theme_day/").content.decode()
    office = hospital.client("party_secretary").get("/meetings/themes/").content.decode()

    for words in ("与计划不同", "按计划开展", "待开展", "党员讲传统", "参加62人次"):
        assert words in page, words
    assert "上级计划：学雷锋" in form
    assert 'value="总结"' in recording
    assert "31 与计划不同" in office


def test_what_a_year_lacked_is_read_after_it_is_over(hospital: Hospital, secretary: Client) -> None:
    """One choice of the year on every page that tells of one; an unknown year is this one."""
    day = date(2024, 5, 6)
    HeartTalk.objects.create(
        unit_id="PB1",
        talker_id="P5",
        other_id="M01",
        day=day,
        occasion="yearly",
        summary="近况",
        recorded_at=clock.now(),
    )
    Training.objects.create(
        unit_id="PB1",
        title="上年的培训班",
        starts_on=day,
        ends_on=day,
        hours=2,
        everybody=True,
        recorded_at=clock.now(),
    )
    follow_ups.add(
        form_id=held(hospital, "theme_day", date(2024, 11, 7)).pk,
        title="上年没有办完的",
        owner="M01",
        due_date=date(2024, 12, 1),
        actor=hospital.actor("branch_secretary"),
        at=clock.now(),
    )

    def read(address: str) -> str:
        return secretary.get(address).content.decode()

    for address, words in (
        (f"{UNIT}talks/", "2024-05-06"),
        ("/meetings/mine/", "上年的培训班"),
        (UNIT, "1项没有完成"),
        (f"{UNIT}books/", "2024年记录本"),
    ):
        assert words in read(f"{address}?year=2024"), address
        assert 'aria-current="page">2024年' in read(f"{address}?year=2024"), address
        assert 'aria-current="page">2025年' in read(f"{address}?year=1999"), address
    assert "2024-05-06" not in read(f"{UNIT}talks/")
    lacking = "支委和党员之间"
    assert lacking in read(f"{UNIT}?year=2024")
    assert lacking not in read(f"{UNIT}?year=2023")  # kept on paper
    for address in ("/meetings/hours/", "/meetings/year/", "/meetings/study/"):
        client = hospital.client("party_secretary")
        assert client.get(f"{address}?year=2024").status_code == 200, address
    page = hospital.client("party_secretary").get("/meetings/study/?year=2024").content.decode()
    assert "2024年没有党委会的记录" in page


ADDRESSES = (
    UNIT,
    f"{UNIT}books/life/2025/",
    f"{UNIT}talks/",
    "/meetings/follow-ups/",
    "/meetings/hours/",
    "/meetings/trainings/",
    "/meetings/mine/",
)


def asked(client: Client) -> list[int]:
    found = []
    for address in ADDRESSES:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        found.append(len(queries))
    return found


def test_pages_take_as_many_queries_for_49_rows_as_for_two(
    hospital: Hospital, secretary: Client
) -> None:
    by: dict[str, Any] = {"actor": hospital.actor("branch_secretary"), "at": clock.now()}
    form = held(hospital, "theme_day")

    def add(first: int, last: int) -> None:
        for n in range(first, last):
            follow_ups.add(form_id=form.pk, title=f"事项{n}", owner="M01", due_date=TODAY, **by)
            day = date(2025, 1, 1 + n % 28)
            Training.objects.create(
                unit_id="PB1",
                title=f"培训{n}",
                starts_on=day,
                ends_on=day,
                hours=2,
                everybody=True,
                recorded_at=by["at"],
            )
            HeartTalk.objects.create(
                unit_id="PB1",
                talker_id="P5",
                other_id=branch.MEMBERS[n % 30],
                day=day,
                occasion="yearly",
                summary="谈",
                recorded_at=by["at"],
            )

    add(0, 2)
    few = asked(secretary)
    add(2, 49)

    assert asked(secretary) == few
    assert max(few) <= 34
