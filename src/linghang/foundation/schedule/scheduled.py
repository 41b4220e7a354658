"""Housekeeping by the clock: old sessions, old records of runs, what planners know of tables."""

from __future__ import annotations

from datetime import datetime

from django.core.management import call_command
from django.db import connection

from linghang.foundation.schedule import jobs, services


def clear_sessions(now: datetime) -> None:
    """Delete sessions that have expired."""
    call_command("clearsessions", verbosity=0)


def forget_old_runs(now: datetime) -> None:
    """Delete records of runs older than a month."""
    services.forget_old_runs(now=now)


def analyze(now: datetime) -> None:
    """Let the database count what its tables hold: by that it chooses the index to read.

    SQLite never does so by itself; without, a list by one person of a large ledger takes half a
    second instead of a thirtieth. Some ten seconds with a million entries.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


jobs.register("schedule.sessions", "清理过期会话", "30 3 * * *", clear_sessions)
jobs.register("schedule.runs", "清理定时任务记录", "40 3 * * *", forget_old_runs)
jobs.register("schedule.analyze", "更新数据库统计信息", "50 2 * * *", analyze)
