"""Every due time has one run, and a failing job stops no other."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from linghang.foundation.errors import Refused
from linghang.foundation.locks import exclusive
from linghang.foundation.schedule import jobs, services
from linghang.foundation.schedule.models import JobRun, Outcome
from tests.foundation.processes import Installation, finish

NOW = datetime(2025, 6, 3, 2, 30, 15, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the jobs that the test registers."""
    monkeypatch.setattr(jobs, "_jobs", {})


def ran(code: str = "tests.job", cron: str = "* * * * *") -> list[datetime]:
    """Register a job; the list fills with the instants of its runs."""
    runs: list[datetime] = []
    jobs.register(code, "试任务", cron, runs.append)
    return runs


def test_a_due_job_runs_once_in_its_minute() -> None:
    runs = ran()

    first = services.tick(now=NOW)
    again = services.tick(now=NOW + timedelta(seconds=30))

    assert runs == [NOW]
    assert again == []
    (run,) = first
    assert (run.code, run.due_at, run.outcome) == (
        "tests.job",
        NOW.replace(second=0),
        Outcome.DONE,
    )
    assert run.finished_at is not None


def test_the_next_minute_is_another_due_time() -> None:
    runs = ran()

    services.tick(now=NOW)
    services.tick(now=NOW + MINUTE)

    assert runs == [NOW, NOW + MINUTE]


def test_a_missed_night_is_made_up_for_once() -> None:
    runs = ran(cron="10 0 * * *")
    services.tick(now=NOW)

    services.tick(now=NOW + timedelta(days=5))
    services.tick(now=NOW + timedelta(days=5) + MINUTE)

    assert runs == [NOW, NOW + timedelta(days=5)]


def test_a_clock_that_goes_back_runs_nothing_again() -> None:
    runs = ran()
    services.tick(now=NOW)

    services.tick(now=NOW - timedelta(hours=1))

    assert runs == [NOW]


def test_a_failing_job_is_recorded_and_the_others_go_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(now: datetime) -> None:
        raise KeyError("王某某")

    jobs.register("tests.failing", "坏任务", "* * * * *", fail)
    runs = ran()

    with caplog.at_level(logging.ERROR):
        failed, done = services.tick(now=NOW)

    assert runs == [NOW]
    assert (failed.outcome, done.outcome) == (Outcome.FAILED, Outcome.DONE)
    assert failed.complaint == "KeyError"
    assert len(failed.reference) == 8
    (record,) = [one for one in caplog.records if one.name.startswith("linghang")]
    assert record.__dict__["reference"] == failed.reference


def test_a_failing_job_is_tried_again_at_its_next_due_time() -> None:
    calls: list[datetime] = []

    def fail(now: datetime) -> None:
        calls.append(now)
        raise KeyError

    jobs.register("tests.failing", "坏任务", "* * * * *", fail)

    services.tick(now=NOW)
    services.tick(now=NOW + timedelta(seconds=20))
    services.tick(now=NOW + MINUTE)

    assert calls == [NOW, NOW + MINUTE]


def test_a_refusal_is_recorded_in_its_own_words() -> None:
    def refuse(now: datetime) -> None:
        raise Refused("链首没有导出。")

    jobs.register("tests.refusing", "坏任务", "* * * * *", refuse)

    (run,) = services.tick(now=NOW)

    assert run.complaint == "链首没有导出。"


def test_a_job_of_another_process_is_left_to_it() -> None:
    runs = ran()
    jobs.register("tests.other", "别的任务", "* * * * *", runs.append)
    held, may_go = Event(), Event()

    def hold() -> None:
        with closing(connection), exclusive("schedule.tests.job"):
            held.set()
            may_go.wait(timeout=20)

    with ThreadPoolExecutor() as pool:
        holder = pool.submit(hold)
        held.wait(timeout=20)
        (run,) = services.tick(now=NOW)
        may_go.set()
        holder.result()

    assert run.code == "tests.other"


def test_a_killed_run_is_marked_and_not_repeated() -> None:
    runs = ran()
    due = NOW.replace(second=0)
    killed = JobRun.objects.create(code="tests.job", due_at=due, started_at=NOW)

    assert services.tick(now=NOW + timedelta(seconds=5)) == []
    services.tick(now=NOW + MINUTE)

    killed.refresh_from_db()
    assert killed.outcome == Outcome.INTERRUPTED
    assert runs == [NOW + MINUTE]


def test_a_due_time_has_one_row_whatever_code_runs() -> None:
    JobRun.objects.create(code="tests.job", due_at=NOW, started_at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        JobRun.objects.create(code="tests.job", due_at=NOW, started_at=NOW)


@pytest.mark.parametrize(
    "wrong",
    [{"outcome": "done"}, {"finished_at": NOW}, {"outcome": "failed", "finished_at": NOW}],
)
def test_an_end_has_an_outcome_and_a_failure_a_reference(wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        JobRun.objects.create(code="tests.job", due_at=NOW, started_at=NOW, **wrong)


def test_old_runs_are_forgotten_but_the_last_of_each_job() -> None:
    day = timedelta(days=1)
    for age in (1, 40, 50):
        at = NOW - age * day
        JobRun.objects.create(
            code="tests.job", due_at=at, started_at=at, finished_at=at, outcome=Outcome.DONE
        )
    rare = NOW - 300 * day
    JobRun.objects.create(
        code="tests.rare", due_at=rare, started_at=rare, finished_at=rare, outcome=Outcome.DONE
    )

    assert services.forget_old_runs(now=NOW) == 2

    assert set(JobRun.objects.values_list("code", "due_at")) == {
        ("tests.job", NOW - day),
        ("tests.rare", rare),
    }


@pytest.mark.parametrize(
    ("code", "cron"), [("Bad", "* * * * *"), ("tests.job", "never"), ("", "* * * * *")]
)
def test_a_job_is_registered_right_or_not_at_all(code: str, cron: str) -> None:
    with pytest.raises(ValueError, match=r"cron|job code"):
        jobs.register(code, "试任务", cron, print)


def test_a_code_belongs_to_one_job() -> None:
    ran()

    with pytest.raises(ValueError, match="another job"):
        ran(cron="0 0 * * *")


def test_a_tick_with_nothing_due_asks_once_per_job(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(5):
        ran(f"tests.job_{number}")
    services.tick(now=NOW)

    with django_assert_max_num_queries(5):
        services.tick(now=NOW)


TICK = """
import sys
from datetime import datetime
from linghang.foundation.schedule import jobs, services
jobs._jobs.clear()
jobs.register("tests.job", "试任务", "* * * * *", lambda now: print("ran"))
services.tick(now=datetime.fromisoformat("2025-06-03T02:30:15+00:00"))
"""


def test_two_processes_that_tick_at_once_run_a_job_once(installation: Installation) -> None:
    tickers = [installation.start_script(TICK) for _ in range(3)]
    outputs = [finish(ticker) for ticker in tickers]

    assert sorted(outputs) == [(0, ""), (0, ""), (0, "ran\n")]
