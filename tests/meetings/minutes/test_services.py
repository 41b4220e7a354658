"""After a meeting: opinions on record, minutes apart, numbers, deadlines, publicity."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from linghang.foundation.access import Actor
from linghang.meetings.counting.rules import Votes
from linghang.meetings.minutes import services
from linghang.meetings.models import AgendaItem, Form, Meeting, Minutes
from linghang.meetings.planning import calling
from linghang.meetings.planning.calling import Limit
from linghang.meetings.recording.rules import Opinion
from tests.meetings import floor
from tests.meetings.branch import TODAY, deed
from tests.meetings.floor import NINE, line

pytestmark = pytest.mark.usefixtures("branch")


def whole(*kinds: str) -> Meeting:
    """A closed 党委会 with items of these kinds, everybody's opinion on record."""
    floor.committee()
    said = floor.everybody_agrees(NINE, "P6")
    lines = [
        line(
            kind,
            "职工P9的任职" if kind == "cadre_matter" else "设备购置",
            person="P9" if kind == "cadre_matter" else "",
            votes=Votes(9),
            stances=said,
            resolution="同意。",
        )
        for kind in kinds
    ]
    meeting = floor.at_committee(*lines).meeting
    return services.close(meeting_id=meeting.pk, **deed())


def issue(meeting: Meeting, text: str, **facts: object) -> Minutes:
    form = Form.objects.get(meeting=meeting)
    return services.issue(form_id=form.pk, text=text, signed_by="P6", **{**deed(), **facts})


def test_a_record_of_a_major_matter_closes_only_with_everybodys_opinion() -> None:
    """§2.4.7: 三重一大 – each member present, in their words where they were taken down."""
    floor.committee()
    said = floor.everybody_agrees(NINE[:7], "P6")
    words = (("M01", "建议先评估现有设备的使用效率。"),)
    kept = floor.at_committee(
        line("major_matter", "设备购置", votes=Votes(9), stances=said, words=words)
    )

    assert "还有2名到会成员没有记下意见" in "".join(kept.warnings)
    with pytest.raises(services.CannotClose, match="还有2名到会成员没有记"):
        services.close(meeting_id=kept.meeting.pk, **deed())
    assert AgendaItem.objects.get().stances.get(person="M01").words == words[0][1]


def test_personnel_decisions_are_issued_apart_from_everything_else() -> None:
    """§2.4.8: neither minutes tell of the other's items."""
    meeting = whole("major_matter", "cadre_matter")
    for text in ("一、设备购置，同意。二、职工P9的任职，同意。", "一、设备购置。二、任命职工P9。"):
        with pytest.raises(services.CannotIssue, match="第2项要单独印发"):
            issue(meeting, text)
    with pytest.raises(services.CannotIssue, match="第1项要单独印发"):
        issue(meeting, "一、职工P9的任职，同意。二、设备购置。", apart=True)

    first = issue(meeting, "一、设备购置，同意。")
    second = issue(meeting, "一、职工P9的任职，同意。", apart=True)

    assert [first.apart, second.apart] == [False, True]
    assert first.number != second.number


def test_minutes_are_numbered_within_the_year_in_which_they_are_issued() -> None:
    """§2.4.8: a meeting of December, issued in January, bears the new year."""
    meeting = whole("major_matter")
    late = datetime(2025, 12, 31, 16, 30, tzinfo=UTC)  # 1 January in Shanghai

    assert issue(meeting, "会议同意。", at=late).number == "〔2026〕1号"


def test_minutes_are_due_five_workdays_after_the_meeting() -> None:
    """§2.4.8: the weekend between does not count."""
    meeting = whole("major_matter")

    assert calling.minutes_by(meeting, "committee_meeting") == Limit(date(2025, 12, 12), 5)


def test_publicity_starts_after_the_decision_and_once() -> None:
    """§2.4.9: from that day on it is no secret."""
    item = AgendaItem.objects.get(form__meeting=whole("cadre_matter"))
    facts = {"item_id": item.pk, "today": TODAY, **deed()}
    with pytest.raises(services.CannotPublish, match="会议之后"):
        services.publish(published_on=date(2025, 12, 4), **facts)

    services.publish(published_on=date(2025, 12, 8), **facts)

    with pytest.raises(services.CannotPublish, match="已自2025-12-08起公示"):
        services.publish(published_on=date(2025, 12, 9), **facts)


def test_the_raw_record_and_the_minutes_are_two_things() -> None:
    """§2.4.7: the record stays as it was closed, whatever the minutes say."""
    meeting = whole("major_matter")
    issue(meeting, "会议同意购置。")
    actor: Actor = deed()["actor"]  # type: ignore[assignment]

    services.correct(
        form_id=Form.objects.get().pk,
        text="会议同意购置两台。",
        reason="补充台数",
        signed_by="P6",
        actor=actor,
        at=deed()["at"],  # type: ignore[arg-type]
    )

    item = AgendaItem.objects.get()
    assert (item.resolution, item.stances.filter(opinion=Opinion.AGREES).count()) == ("同意。", 9)
    assert Minutes.objects.count() == 2
