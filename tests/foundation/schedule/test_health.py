"""The check-up notices a schedule that stands still and jobs that failed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from linghang.foundation.doctor import Level
from linghang.foundation.schedule import health, jobs
from linghang.foundation.schedule.models import JobRun, Outcome

NOW = datetime(2025, 6, 3, 2, 30, 15, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def run(outcome: Outcome, *, age: timedelta, reference: str = "") -> None:
    at = NOW - age
    JobRun.objects.create(
        code="tests.job",
        due_at=at,
        started_at=at,
        finished_at=at,
        outcome=outcome,
        reference=reference,
    )


@pytest.fixture(autouse=True)
def one_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_jobs", {})
    jobs.register("tests.job", "试任务", "* * * * *", print)


def test_a_schedule_that_never_ran_is_told() -> None:
    (finding,) = health.ticking(NOW)

    assert (finding.level, finding.says) == (Level.WARN, "还没有运行过")


@pytest.mark.parametrize(("minutes", "level"), [(1, Level.FINE), (11, Level.WARN)])
def test_silence_is_told(minutes: int, level: Level) -> None:
    run(Outcome.DONE, age=timedelta(minutes=minutes))

    (finding,) = health.ticking(NOW)

    assert finding.level is level


def test_a_failed_run_is_told_with_its_reference() -> None:
    run(Outcome.FAILED, age=timedelta(minutes=1), reference="ab12cd34")

    (finding,) = health.last_runs(NOW)

    assert finding.level is Level.WARN
    assert finding.says == "“试任务”上次没有完成：失败"
    assert "ab12cd34" in finding.mend


def test_a_later_good_run_makes_up_for_it() -> None:
    run(Outcome.INTERRUPTED, age=timedelta(minutes=2))
    run(Outcome.DONE, age=timedelta(minutes=1))

    (finding,) = health.last_runs(NOW)

    assert finding.level is Level.FINE
