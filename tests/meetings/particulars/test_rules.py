"""What opens a meeting, and when it has to be reported."""

from __future__ import annotations

from datetime import date

from linghang.meetings.particulars.rules import (
    Opening,
    is_unreported,
    opening,
    report_by,
    untold,
)

DAY = date(2025, 12, 1)


def test_a_committee_meeting_without_the_first_topic_first_is_warned_of() -> None:
    """§1.10.1: the first agenda item of each 党委会; a 党委会 without 第一议题 shows a warning."""
    assert opening("first_topic", [], (), {}) is Opening.MISSING
    assert opening("first_topic", ["major_matter", "first_topic"], (), {}) is Opening.MISSING
    assert opening("first_topic", ["first_topic", "major_matter"], (), {}) is Opening.TOLD
    assert opening("", ["resolution"], (), {}) is Opening.TOLD


def test_a_first_topic_of_which_nothing_was_written_down_is_a_state_of_its_own() -> None:
    """§1.10.1: store 学习内容, 领学人; a title alone tells of no study."""
    asked = ("first_content", "first_led_by")
    half = {"first_content": "有关部署", "first_led_by": " "}

    assert opening("first_topic", ["first_topic"], asked, half) is Opening.UNTOLD
    assert untold(asked, half) == ("first_led_by",)
    assert opening("first_topic", ["other"], asked, half) is Opening.MISSING
    assert (
        opening("first_topic", ["first_topic"], asked, dict.fromkeys(asked, "有")) is Opening.TOLD
    )


def test_the_leaders_life_meeting_is_reported_within_15_days() -> None:
    """§1.4.8: report to superior within 15 days (cfg)."""
    assert report_by(DAY, 15) == date(2025, 12, 16)
    assert not is_unreported(DAY, 15, None, date(2025, 12, 16))
    assert is_unreported(DAY, 15, None, date(2025, 12, 17))
    assert is_unreported(DAY, 15, date(2025, 12, 17), date(2025, 12, 31))
    assert not is_unreported(DAY, 15, date(2025, 12, 16), date(2025, 12, 31))
