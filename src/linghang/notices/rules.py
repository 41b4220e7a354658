"""Waiting, quiet hours, going one level up: pure rules of notices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from linghang.foundation.workdays.rules import Calendar
from linghang.notices.definitions import Channel, NoticeKind

ZONE = ZoneInfo("Asia/Shanghai")
EMPTY = "—"
# Minutes to the next attempt after the first, second, … failure; the last one goes on for ever.
WAITS = (1, 2, 5, 15, 30, 60)
_MAIL = re.compile(r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$")
_USER = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$")


class State(StrEnum):
    """Where a delivery stands in the ledger."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    ESCALATED = "escalated"
    SETTLED = "settled"


STATE_NAMES: dict[State, str] = {
    State.QUEUED: "待发送",
    State.SENT: "已发出",
    State.DELIVERED: "已送达",
    State.READ: "已读",
    State.FAILED: "未送达",
    State.ESCALATED: "已上报",
    State.SETTLED: "不必再送",
}


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row; grows up to an hour."""
    return timedelta(minutes=WAITS[min(failures, len(WAITS)) - 1])


def is_quiet(at: datetime, start: time, end: time) -> bool:
    """Whether the instant lies in the quiet hours `[start, end)` of the local day."""
    now = at.astimezone(ZONE).time()
    if start <= end:
        return start <= now < end
    return now >= start or now < end


def quiet_until(at: datetime, start: time, end: time) -> datetime:
    """The instant itself, or the end of the quiet hours in which it lies."""
    if not is_quiet(at, start, end):
        return at
    local = at.astimezone(ZONE)
    morning = datetime.combine(local.date(), end, tzinfo=ZONE)
    return morning if morning > local else morning + timedelta(days=1)


def render(sentence: str, facts: Mapping[str, object]) -> str:
    """The sentence with its facts. Raises ValueError naming what is missing."""
    try:
        return sentence.format_map({name: _word(value) for name, value in facts.items()})
    except KeyError as missing:
        raise ValueError(f"the sentence needs {missing.args[0]!r}: {sentence}") from None


def _word(value: object) -> str:
    if value is None or value == "":
        return EMPTY
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, list | tuple):
        return "、".join(_word(each) for each in value) or EMPTY
    return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """What the rules need to know about a notice that nobody has answered yet."""

    created_on: date
    is_read: bool
    is_confirmed: bool
    is_escalated: bool


def is_to_escalate(
    kind: NoticeKind, notice: Unanswered, *, today: date, calendar: Calendar
) -> bool:
    """Whether the declared workdays have passed without what was asked for; never twice.

    Raises YearNotLoaded.
    """
    term = kind.escalate_after_workdays
    answered = notice.is_confirmed if kind.must_confirm else notice.is_read
    if term is None or answered or notice.is_escalated:
        return False
    return calendar.between(notice.created_on, today) >= term


def complaint_of(channel: Channel, value: str) -> str:
    """What is wrong with an address, "" when nothing is."""
    if channel is Channel.MAIL:
        return "" if _MAIL.match(value) else "邮箱应当像 name@hospital.cn 这样写"
    if channel is Channel.INBOX:
        return "站内收件箱不需要地址"
    return (
        ""
        if _USER.match(value)
        else "账号以字母或数字开头，只能由字母、数字和 _ . @ - 组成，最长64个字符"
    )


def distinct(codes: Iterable[str]) -> tuple[str, ...]:
    """Each code once, in order."""
    return tuple(dict.fromkeys(codes))
