"""Housekeeping by the clock: old sessions and old records of runs."""

from __future__ import annotations

from datetime import datetime

from django.core.management import call_command

from linghang.foundation.schedule import jobs, services


def clear_sessions(now: datetime) -> None:
    """Delete sessions that have expired."""
    call_command("clearsessions", verbosity=0)


def forget_old_runs(now: datetime) -> None:
    """Delete records of runs older than a month."""
    services.forget_old_runs(now=now)


jobs.register("schedule.sessions", "清理过期会话", "30 3 * * *", clear_sessions)
jobs.register("schedule.runs", "清理定时任务记录", "40 3 * * *", forget_old_runs)
