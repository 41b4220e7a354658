"""The check-up of the schedule: does somebody tick, and how did the last runs end?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from linghang.foundation import doctor
from linghang.foundation.doctor import Finding
from linghang.foundation.schedule import jobs
from linghang.foundation.schedule.models import JobRun, Outcome

SILENCE = timedelta(minutes=10)


def ticking(now: datetime) -> Iterator[Finding]:
    """When a job last ran; every minute one is due."""
    last = JobRun.objects.order_by("-started_at").first()
    mend = "用 linghang serve 启动服务，或把 linghang tick 加入系统的定时任务（每分钟一次）"
    if last is None:
        yield doctor.warn("还没有运行过", mend=mend)
    elif now - last.started_at > SILENCE:
        at = timezone.localtime(last.started_at)
        yield doctor.warn(f"{at:%Y-%m-%d %H:%M}之后没有再运行", mend=mend)
    else:
        yield doctor.fine("每分钟都在运行")


def last_runs(now: datetime) -> Iterator[Finding]:
    """The last run of each job, where it did not end well."""
    well = True
    for job in jobs.registered():
        run = JobRun.objects.filter(code=job.code).exclude(finished_at=None).first()
        if run is None or run.outcome == Outcome.DONE:
            continue
        well = False
        why = run.complaint or run.get_outcome_display()
        mend = f"按日志编号{run.reference}查明原因" if run.reference else "等下次运行后再查一遍"
        yield doctor.warn(f"“{job.name}”上次没有完成：{why}", mend=mend)
    if well:
        yield doctor.fine("上次运行都已完成")


doctor.register("schedule.ticking", "定时任务", ticking, needs=("database",))
doctor.register("schedule.runs", "任务记录", last_runs, needs=("database",))
