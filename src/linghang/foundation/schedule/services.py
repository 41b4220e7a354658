"""Run what is due, once per due time, and keep a record of it."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from linghang.foundation.errors import Refused
from linghang.foundation.locks import Busy, exclusive
from linghang.foundation.schedule import jobs, rules
from linghang.foundation.schedule.jobs import Job
from linghang.foundation.schedule.models import JobRun, Outcome

logger = logging.getLogger(__name__)
KEPT = timedelta(days=30)


def tick(*, now: datetime) -> list[JobRun]:
    """Run every registered job whose latest due time has no run yet; returns those runs.

    Due times that passed while nothing ticked are made up for by one run. A job that another
    process is running is left to it. A failing job is recorded with a reference to the log, and
    the others go on. Must be called outside transactions.
    """
    runs = (_run_if_due(job, now) for job in jobs.registered())
    return [run for run in runs if run]


def _run_if_due(job: Job, now: datetime) -> JobRun | None:
    due = rules.latest_due(job.cron, now)
    if JobRun.objects.filter(code=job.code, due_at__gte=due).exists():
        return None
    try:
        with exclusive(f"schedule.{job.code}", wait=False):
            run = _begin(job, due=due, now=now)
            return _finish(job, run, now) if run else None
    except Busy:
        return None


@transaction.atomic
def _begin(job: Job, *, due: datetime, now: datetime) -> JobRun | None:
    """Claim the due time; None when somebody has run it since we looked.

    We hold the job's lock, so runs without an end belong to processes that were killed. They
    are marked, not repeated: nobody knows how far they got.
    """
    JobRun.objects.filter(code=job.code, finished_at=None).update(
        finished_at=now, outcome=Outcome.INTERRUPTED
    )
    if JobRun.objects.filter(code=job.code, due_at__gte=due).exists():
        return None
    return JobRun.objects.create(code=job.code, due_at=due, started_at=now)


def _finish(job: Job, run: JobRun, now: datetime) -> JobRun:
    try:
        job.function(now)
    except Refused as refusal:
        _fail(run, str(refusal))
    except Exception as error:  # the boundary of a job: its fault must not stop the others
        _fail(run, type(error).__name__)
    else:
        run.outcome = Outcome.DONE
    run.finished_at = timezone.now()  # not the tick's instant: a run takes time
    run.save(update_fields=["outcome", "finished_at", "reference", "complaint"])
    return run


def _fail(run: JobRun, complaint: str) -> None:
    """Only a refusal's own words are kept: other messages may quote a patient's row."""
    run.outcome, run.complaint, run.reference = Outcome.FAILED, complaint, secrets.token_hex(4)
    logger.exception("a job failed", extra={"job": run.code, "reference": run.reference})


def forget_old_runs(*, now: datetime) -> int:
    """Delete ended runs older than 30 days, but each job's last one; returns how many."""
    later = JobRun.objects.filter(code=OuterRef("code"), due_at__gt=OuterRef("due_at"))
    old = JobRun.objects.filter(Exists(later), due_at__lt=now - KEPT, finished_at__isnull=False)
    return old.delete()[0]
