"""What nobody did is told, too: a broken trail, a missing year, mail that does not arrive."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection, transaction

from linghang.foundation.doctor import Level
from linghang.foundation.schedule import jobs
from linghang.foundation.trail import services as trail
from linghang.notices import health, watching
from linghang.notices.models import Delivery, Notice
from linghang.notices.sending import services as sending
from linghang.org.models import Appointment, Person, Unit
from linghang.org.rotation import queries as rotation
from tests.notices.factories import AT, HR, address, declare, kind, notify
from tests.notices.servers import MailServer

DAY = timedelta(days=1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hospital")]


def told(code: str) -> list[str]:
    rows = Notice.objects.filter(kind=code).order_by("person__code")
    return [row.person.code for row in rows]


def leave(case: str) -> None:
    with transaction.atomic():
        trail.leave(
            at=AT,
            actor=HR,
            action="cases.case.read",
            subject=("cases.case", case),
            facts={"case": case},
        )


def test_a_trail_that_was_tampered_with_alarms_once() -> None:
    leave("1")
    trail.seal(now=AT)
    watching.watch_trail(AT)
    assert told("trail_broken") == []

    with connection.cursor() as cursor:
        cursor.execute("UPDATE trail_entry SET person = 'P9'")
    watching.watch_trail(AT + DAY)
    watching.watch_trail(AT + 2 * DAY)

    assert told("trail_broken") == ["P11", "P7"]
    alarm = Notice.objects.filter(kind="trail_broken")[0]
    assert alarm.title == "留痕核对发现1处问题"
    assert alarm.must_confirm


def test_the_next_year_is_asked_for_once_from_mid_october() -> None:
    watching.watch_years(datetime(2026, 10, 14, tzinfo=UTC))
    assert told("workday_year_missing") == []

    watching.watch_years(datetime(2026, 10, 15, tzinfo=UTC))
    watching.watch_years(datetime(2026, 10, 16, tzinfo=UTC))

    assert told("workday_year_missing") == ["P10"]  # who may load it, not who tends the machine


def test_the_holder_of_a_key_post_hears_once_that_it_is_time_and_once_that_it_is_over() -> None:
    """§4.5.3: rotation of staff in key posts every 3–5 years."""
    holder = Person.objects.create(code="R1", name="职工R1", active_from=date(2020, 1, 1))
    Appointment.objects.create(
        person=holder,
        post=rotation.key_posts()[0],
        unit=Unit.objects.filter(kind="office").first() or Unit.objects.get(code="H"),
        active_from=date(2021, 3, 1),
    )
    for day in (date(2024, 2, 28), date(2024, 3, 2), date(2024, 3, 3), date(2026, 3, 2)):
        watching.watch_rotation(datetime.combine(day, time(1), UTC))

    assert [told(code).count("R1") for code in ("rotation_soon", "rotation_over")] == [1, 1]


def test_the_administrator_hears_of_mail_that_is_stuck(
    mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(monkeypatch, kind())
    address("D1")
    address("D2")
    notify(("D1", "D2"))
    mail_server.stop()
    sending.deliver(clock=lambda: AT)
    watching.watch_deliveries(AT + timedelta(hours=1))
    assert told("deliveries_failed") == []

    watching.watch_deliveries(AT + timedelta(hours=3))
    watching.watch_deliveries(AT + timedelta(hours=4))

    assert told("deliveries_failed") == ["P9"]
    (notice,) = Notice.objects.filter(kind="deliveries_failed")
    assert notice.title == "一日内0条通知未送达，2条发不出去"
    (found,) = health.ledger(AT + timedelta(hours=3))
    assert (found.level, found.says) == (
        Level.WARN,
        "2条通知发不出去，最早的登记于2025-06-03 10:30",
    )


def test_the_check_up_counts_what_failed(
    mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(monkeypatch, kind())
    address()
    mail_server.refuses["d1@hospital.test"] = "550 gone"
    notify()
    sending.deliver(clock=lambda: AT)

    (found,) = health.ledger(AT + DAY)
    assert found.says == "7日内有1条通知未送达"
    (found,) = health.ledger(AT + 8 * DAY)
    assert found.level is Level.FINE


def test_the_check_up_names_the_ways_out(mail_server: MailServer, settings) -> None:  # type: ignore[no-untyped-def]
    (found,) = health.ways_out(AT)
    assert (found.level, found.says) == (Level.FINE, "站内收件箱，以及邮件")
    settings.SITE_ADDRESS = ""
    (found,) = health.ways_out(AT)
    assert found.level is Level.WARN
    settings.MAIL_IS_SET = False
    (found,) = health.ways_out(AT)
    assert found.says.startswith("只用站内收件箱")


def test_the_check_up_names_a_kind_that_follows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = health.kinds(AT)
    assert found.level is Level.FINE
    declare(monkeypatch, kind(after="no.such.deed", to=("actor",)))

    (found,) = health.kinds(AT)

    assert (found.level, "no.such.deed" in found.says) == (Level.WARN, True)


def test_the_clock_runs_everything(
    monkeypatch: pytest.MonkeyPatch, mail_server: MailServer
) -> None:
    declare(monkeypatch, kind())
    address()
    notify()
    registered = {job.code: job for job in jobs.registered()}
    own = {code: job for code, job in registered.items() if code.startswith("notices.")}
    assert set(own) == {
        f"notices.{code}"
        for code in ("deliver", "digest", "escalate", "trail", "years", "deliveries", "rotation")
    }

    with time_machine.travel(AT):  # by daylight: at night nothing is sent
        for job in own.values():
            job.function(AT)

    Delivery.objects.outward().get(state="sent")
