"""When a job is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from croniter import croniter

ZONE = ZoneInfo("Asia/Shanghai")


def is_cron(text: str) -> bool:
    """Whether the text is a cron expression of five fields (minute … weekday)."""
    return len(text.split()) == 5 and bool(croniter.is_valid(text))


def latest_due(cron: str, now: datetime) -> datetime:
    """The last instant (UTC) not after `now` at which the expression, read in China, was due."""
    after = now.astimezone(ZONE).replace(microsecond=0) + timedelta(seconds=1)
    due: datetime = croniter(cron, after).get_prev(datetime)
    return due.astimezone(UTC)
