"""Reminders: once each, to whom they concern; with what became of them, mail server or not."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from linghang.commitments.models import Commitment
from linghang.commitments.reminding import queries
from linghang.commitments.reminding import services as reminding
from linghang.foundation.access import Actor
from linghang.notices import services as notices
from linghang.notices.addresses import services as addresses
from linghang.notices.definitions import Channel
from linghang.notices.escalating import services as escalating
from linghang.notices.models import Notice
from linghang.notices.sending import services as sending
from tests.commitments.hospital import TODAY, On, inspection

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper


def morning(day: date) -> datetime:
    return datetime.combine(day, time(0, 30), UTC)


def remind(day: date) -> int:
    return reminding.remind(now=morning(day), today=day)


def told(row: Commitment, kind: str) -> set[str]:
    rows = Notice.objects.filter(subject_id=str(row.pk), kind=kind)
    return set(rows.values_list("person__code", flat=True))


def test_before_the_day_after_it_and_when_a_report_is_missing(on: On) -> None:
    _, _, (measure, *_) = inspection(on)
    assert set(
        Notice.objects.filter(kind="commitment_begun").values_list("person__code", flat=True)
    ) == {"P3", "P4"}
    remind(date(2025, 6, 22))
    assert told(measure, "commitment_due_soon") == set()
    assert told(measure, "commitment_report_missing") == {"P3"}
    assert remind(date(2025, 6, 23)) == 2, "this measure and that of the other department"
    assert told(measure, "commitment_due_soon") == {"P3"}
    assert remind(date(2025, 6, 24)) == 4, "two days of the programme, to the two who lead it"
    assert remind(date(2025, 6, 25)) == 0, "nobody is told twice"
    assert told(measure, "commitment_overdue") == set()
    remind(date(2025, 7, 1))
    assert told(measure, "commitment_overdue") == {"P3", "R1"}
    on.report(measure, day=TODAY)
    assert not Notice.objects.open().filter(
        kind="commitment_report_missing", subject_id=str(measure.pk)
    )


def test_with_the_mail_server_dead_it_is_seen_and_goes_up(
    on: On, settings: SettingsWrapper
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.MAIL_IS_SET = "127.0.0.1", 9, True
    settings.EMAIL_TIMEOUT = 1
    head = on.held["cardiology_head"]
    addresses.set_address(
        channel=Channel.MAIL,
        value="p3@hospital.test",
        actor=Actor(person=head.person.code, appointment=head.pk),
        at=morning(TODAY),
    )
    _, _, (measure, *_) = inspection(on)
    first = date(2025, 7, 1)
    remind(first)
    for day in range(4):
        now = morning(first + timedelta(days=day))
        sending.deliver(clock=lambda now=now: now)  # type: ignore[misc]
        escalating.escalate(now=now)
    fates = {
        one.person: one for one in queries.fates([measure.pk])[measure.pk] if "逾期" in one.title
    }
    head_told = fates["职工P3"]
    assert head_told.says == "已上报"
    assert ("邮件", "待发送") in head_told.ways
    assert head_told.escalated_to == ("职工R1",)
    leader = fates["职工R1"]
    notices.confirm(
        notice_id=leader.notice, actor=Actor(person="R1"), at=morning(first + timedelta(days=4))
    )
    again = {one.notice: one for one in queries.fates([measure.pk])[measure.pk]}
    assert again[leader.notice].confirmed_at is not None
