"""What a record was before: kept and told in words; clerks at once, clocks, who left since."""

from __future__ import annotations

import json
import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import OperationalError, connection, connections

from linghang.foundation import clock
from linghang.meetings.counting.rules import Votes
from linghang.meetings.models import Form, Former, Meeting
from linghang.meetings.planning import services as planning
from linghang.meetings.recording import services, versions
from linghang.meetings.recording.entries import Record
from linghang.meetings.recording.rules import Opinion
from linghang.org.models import Membership, Person, Unit
from tests.meetings import branch as branches
from tests.meetings.branch import BRANCH, TODAY, deed
from tests.meetings.floor import DAY, away, hold, line

NAMES = {"M03": "党员M03", "P5": "职工P5", "M01": "党员M01"}


def test_every_change_is_told_in_words() -> None:
    before = versions.plain(
        Record(
            place="一会议室",
            chair="P5",
            missed=away("M03"),
            lines=(line(votes=Votes(20, 6)), line(title="旧议题")),
        )
    )
    after = versions.plain(
        Record(
            place="二会议室",
            chair="M01",
            lines=(
                line(votes=Votes(21, 5), stances=(("M01", Opinion.AGREES),)),
                line(title="新议题"),
            ),
        )
    )

    assert versions.changes(before, after, NAMES) == [
        "地点：一会议室 → 二会议室",
        "主持人：职工P5 → 党员M01",
        "党员M03：手术 → 到会",
        "删去议题“旧议题”",
        "增加议题“新议题”",
        "“年度计划”票数：[20, 6, 0, 0, 0, 0] → [21, 5, 0, 0, 0, 0]",
        "“年度计划”表态：（空） → 党员M01同意",
    ]
    assert versions.changes(before, before, NAMES) == []


def test_a_version_of_a_meeting_of_thirty_is_small() -> None:
    """What is empty is left out: two away and one vote take less than half a kilobyte."""
    record = Record(
        place="会议室", chair="P5", recorder="P5", missed=away("M03", "M04"), lines=(line(),)
    )

    assert len(json.dumps(versions.plain(record), ensure_ascii=False).encode()) < 500


@pytest.mark.usefixtures("branch")
def test_what_a_save_takes_the_place_of_stays_with_who_and_when() -> None:
    meeting = hold(place="一会议室", lines=(line(unanimous=True),)).meeting
    same = {"meeting_id": meeting.pk, "today": TODAY, **deed()}

    services.keep(version=1, record=Record(place="二会议室"), **same)
    services.keep(version=2, record=Record(place="二会议室"), **same)  # nothing changed

    (former,) = Former.objects.all()
    assert (former.version, former.saved_by_id) == (1, "P5")
    assert former.content["place"] == "一会议室"
    assert former.content["lines"][0]["title"] == "年度计划"


@pytest.mark.usefixtures("branch")
def test_a_clock_that_was_set_back_changes_the_order_of_nothing() -> None:
    """Versions count; the time of each save is told as the clock had it."""
    meeting = hold(place="一会议室").meeting
    earlier = clock.now() - timedelta(days=400)
    same = {"meeting_id": meeting.pk, "today": TODAY, "actor": deed()["actor"]}

    services.keep(version=1, record=Record(place="二会议室"), at=earlier, **same)
    services.keep(version=2, record=Record(place="三会议室"), at=clock.now(), **same)

    kept = list(Former.objects.order_by("version").values_list("version", "content__place"))
    assert kept == [(1, "一会议室"), (2, "二会议室")]
    assert Meeting.objects.get().place == "三会议室"


@pytest.mark.usefixtures("branch")
def test_who_left_since_still_belongs_to_the_meeting_of_the_day() -> None:
    """A record is judged by the day of the meeting, however late it is written (§0.2.1)."""
    Person.objects.filter(code="M03").update(active_to=date(2025, 12, 10))
    Membership.objects.filter(person__code="M03").update(active_to=date(2025, 12, 10))

    hold(missed=away("M03"))
    hold(day=date(2025, 12, 12))

    counts = Form.objects.order_by("meeting__day").values_list("expected", "came")
    assert list(counts) == [(31, 30), (30, 30)]
    with pytest.raises(services.CannotRecord, match="不是会议成员"):
        hold("theme_day", day=date(2025, 12, 15), missed=away("M03"))


@pytest.mark.usefixtures("branch")
def test_a_merged_branch_keeps_its_records_and_holds_no_more_meetings() -> None:
    """What it did before can still be written down; after the day there is nobody to meet."""
    meeting = hold().meeting
    Unit.objects.filter(code=BRANCH).update(active_to=date(2025, 12, 20))

    services.keep(
        meeting_id=meeting.pk, version=1, record=Record(place="补记"), today=TODAY, **deed()
    )

    assert Meeting.objects.get().place == "补记"
    with pytest.raises(planning.CannotPlan, match="不存在"):
        hold("theme_day", day=date(2025, 12, 20))


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_at_the_same_moment_one_is_told_and_nothing_is_lost() -> None:
    """Both opened version 1 and send at once: one record stands whole, the other is refused."""
    branches.build()
    meeting = hold(day=DAY, place="会议室").meeting
    start = threading.Barrier(2)
    answers: dict[str, str] = {}
    facts = {"meeting_id": meeting.pk, "version": 1, "today": TODAY, **deed()}

    def save(place: str, people: tuple[str, ...]) -> None:
        start.wait()
        try:
            services.keep(record=Record(place=place, missed=away(*people)), **facts)
            answers[place] = "kept"
        except services.SavedMeanwhile:
            answers[place] = "told"
        except OperationalError:  # SQLite has one writer; a face tries again or says so
            answers[place] = "told"
        finally:
            connections.close_all()

    clerks = [
        threading.Thread(target=save, args=("甲", ("M03", "M04"))),
        threading.Thread(target=save, args=("乙", ("M05",))),
    ]
    for one in clerks:
        one.start()
    for one in clerks:
        one.join(30)

    kept = Meeting.objects.get()
    assert sorted(answers.values()) == ["kept", "told"], (answers, connection.vendor)
    assert answers[kept.place] == "kept"
    assert kept.version == 2
    assert kept.absences.count() == {"甲": 2, "乙": 1}[kept.place]
    assert Former.objects.count() == 1
    assert isinstance(kept.saved_at, datetime)
