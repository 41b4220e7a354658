"""A check of the whole trail that somebody asked for: once, with progress, and told."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from linghang.foundation.access import SYSTEM, Actor
from linghang.foundation.doctor import Level
from linghang.foundation.locks import exclusive
from linghang.foundation.trail import (
    actions,
    health,
    reading,
    scheduled,
    services,
    tasks,
    trail_actions,
    verifying,
)
from linghang.foundation.trail.models import Entry, Outcome, Verification
from tests.foundation import factories
from tests.foundation.processes import Installation, finish

pytestmark = pytest.mark.django_db
NOW = factories.AT + timedelta(hours=1)
AUDITOR = Actor(person="P0011", appointment=11)


def clock() -> datetime:
    return NOW


def asked() -> Verification:
    one, is_new = verifying.ask(actor=AUDITOR, at=NOW)
    assert is_new
    return one


def run(one: Verification) -> Verification:
    return verifying.run(verification_id=one.pk, actor=AUDITOR, clock=clock)


def tamper(entry: Entry) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trail_entry SET facts = %s WHERE id = %s", ["{}", entry.pk])


def test_a_check_is_recorded_and_left_in_the_trail() -> None:
    factories.entries(4)
    services.seal(now=NOW)
    factories.entry()

    done = run(asked())

    assert (done.outcome, done.checked, done.total) == (Outcome.HOLDS, 4, 4)
    assert (done.unsealed, done.waited_seconds, done.broken) == (1, 3600, 0)
    assert (done.asked_at, done.began_at, done.ended_at) == (NOW, NOW, NOW)
    entry = Entry.objects.order_by("-pk")[0]
    assert entry.action == trail_actions.VERIFIED
    assert actions.sentence(entry, {"P0011": "审计员"}) == (
        "审计员核对了全部留痕：封存的4条、待封的1条，问题0处"
    )


def test_what_is_broken_is_kept_with_the_check() -> None:
    entries = factories.entries(3)
    services.seal(now=NOW)
    tamper(entries[1])

    done = run(asked())

    assert (done.outcome, done.broken) == (Outcome.BROKEN, 1)
    (found,) = done.breaks
    assert (found["sequence"], found["entry"]) == (2, entries[1].pk)
    assert found["says"] == "内容与摘要不符，留痕之后被改动过"


def test_the_exported_heads_are_compared(settings: Settings) -> None:
    factories.entries(3)
    services.seal(now=NOW)
    services.export_head(folder=Path(settings.TRAIL_HEADS_FOLDER), at=NOW)

    assert run(asked()).heads == 1


def test_progress_is_told_while_it_walks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "STEP", 2)
    factories.entries(5)
    services.seal(now=NOW)
    told: list[int] = []

    report = services.verify(heads_folder=None, now=NOW, progress=told.append)

    assert (told, report.checked) == ([2, 4], 5)


def test_asking_twice_starts_one_check() -> None:
    first = asked()

    again, is_new = verifying.ask(actor=AUDITOR, at=NOW + timedelta(seconds=1))

    assert (again.pk, is_new) == (first.pk, False)
    assert Verification.objects.count() == 1


def test_a_check_that_ended_is_not_done_again() -> None:
    done = run(asked())
    entries = Entry.objects.count()

    assert run(done).ended_at == done.ended_at
    assert Entry.objects.count() == entries


def test_a_worker_that_died_blocks_nobody() -> None:
    first = asked()
    Verification.objects.filter(pk=first.pk).update(began_at=NOW)

    second, is_new = verifying.ask(actor=AUDITOR, at=NOW + timedelta(minutes=1))

    first.refresh_from_db()
    assert is_new
    assert second.pk != first.pk
    assert first.outcome == Outcome.INTERRUPTED


def test_a_check_that_no_worker_took_is_asked_for_anew() -> None:
    first = asked()

    _, is_new = verifying.ask(actor=AUDITOR, at=NOW + timedelta(minutes=11))

    first.refresh_from_db()
    assert (is_new, first.outcome) == (True, Outcome.INTERRUPTED)


def test_while_one_runs_nobody_waits_for_another() -> None:
    first = asked()
    Verification.objects.filter(pk=first.pk).update(began_at=NOW)

    with exclusive(verifying.LOCK), pytest.raises(RuntimeError, match="already holds"):
        verifying.ask(actor=AUDITOR, at=NOW)


def test_an_outcome_has_its_end() -> None:
    one = asked()

    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.filter(pk=one.pk).update(outcome="holds")


def test_the_worker_does_it_under_the_name_of_who_asked() -> None:
    one = asked()

    tasks.verify.enqueue(one.pk, AUDITOR.person, AUDITOR.appointment)

    one.refresh_from_db()
    assert one.outcome == Outcome.HOLDS
    assert Entry.objects.order_by("-pk")[0].person == AUDITOR.person


def test_it_is_done_every_week_without_asking() -> None:
    factories.entry()

    scheduled.verify(NOW)

    assert Verification.objects.get().person == SYSTEM


def test_the_weekly_check_fails_with_the_first_break() -> None:
    (entry,) = factories.entries(1)
    services.seal(now=NOW)
    tamper(entry)

    with pytest.raises(scheduled.Broken, match="留痕有1处问题，首先是：内容与摘要不符"):
        scheduled.verify(NOW)


def test_the_check_up_tells_the_last_outcome() -> None:
    def level(now: datetime) -> Level:
        (finding,) = health.verified(now)
        return finding.level

    assert level(NOW) is Level.FINE
    entries = factories.entries(2)
    services.seal(now=NOW)
    run(asked())
    assert level(NOW) is Level.FINE
    assert level(NOW + timedelta(days=15)) is Level.WARN
    tamper(entries[0])
    run(asked())
    assert level(NOW) is Level.BAD


HOLD = """
from linghang.foundation.locks import exclusive
import time
with exclusive("trail.verify"):
    print("held", flush=True)
    time.sleep(60)
"""
ASK = """
from datetime import datetime, UTC
from linghang.foundation.access import system_actor
from linghang.foundation.trail import verifying
at = datetime(2025, 6, 3, tzinfo=UTC)
one, is_new = verifying.ask(actor=system_actor(), at=at)
print(one.pk, is_new)
"""


@pytest.mark.django_db(transaction=True)
def test_another_process_that_checks_is_seen(installation: Installation) -> None:
    assert installation.run_script(ASK) == (0, "1 True\n")
    holder = installation.start_script(HOLD)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"

    assert finish(installation.start_script(ASK)) == (0, "1 False\n")

    holder.kill()
    holder.communicate()


def test_how_the_trail_stands_is_told_without_walking_it(settings: Settings) -> None:
    folder = Path(settings.TRAIL_HEADS_FOLDER)
    factories.entries(3)
    services.seal(now=NOW)
    services.export_head(folder=folder, at=NOW)
    factories.entry()
    (folder / "trail-head-2025-06-01.json").write_text("{")

    found = reading.state(folder, most_heads=5)

    assert (found.sealed, found.waiting, found.oldest_waiting) == (3, 1, factories.AT)
    assert ([head.sequence for head in found.heads], found.unreadable) == ([3], 1)
    assert (found.last, found.underway) == (None, None)
    underway = asked()
    assert reading.state(folder, most_heads=5).underway == underway
    run(underway)
    assert reading.state(folder, most_heads=5).last == underway
