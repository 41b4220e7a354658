"""What opens a meeting, and when it has to be reported."""

from __future__ import annotations

from datetime import date

from linghang.meetings.particulars.rules import is_unreported, lacks_first, report_by

DAY = date(2025, 12, 1)


def test_a_committee_meeting_without_the_first_topic_first_is_warned_of() -> None:
    """§1.10.1: the first agenda item of each 党委会; a 党委会 without 第一议题 shows a warning."""
    assert lacks_first("first_topic", [])
    assert lacks_first("first_topic", ["major_matter", "first_topic"])
    assert not lacks_first("first_topic", ["first_topic", "major_matter"])
    assert not lacks_first("", ["resolution"])


def test_the_leaders_life_meeting_is_reported_within_15_days() -> None:
    """§1.4.8: report to superior within 15 days (cfg)."""
    assert report_by(DAY, 15) == date(2025, 12, 16)
    assert not is_unreported(DAY, 15, None, date(2025, 12, 16))
    assert is_unreported(DAY, 15, None, date(2025, 12, 17))
    assert is_unreported(DAY, 15, date(2025, 12, 17), date(2025, 12, 31))
    assert not is_unreported(DAY, 15, date(2025, 12, 16), date(2025, 12, 31))
