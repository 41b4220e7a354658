"""`linghang tick`: run what is due, once or every minute until told to stop."""

from __future__ import annotations

import logging
import signal
from argparse import ArgumentParser
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections

from linghang.cli.verbs import ShellCommand
from linghang.foundation import clock
from linghang.foundation.schedule import jobs, services
from linghang.foundation.schedule.models import JobRun, Outcome

logger = logging.getLogger(__name__)
STOP = {signal.SIGTERM, signal.SIGINT}


class Command(ShellCommand):
    """定时任务."""

    help = "运行到期的定时任务；加 --loop 则每分钟一次，直到停止"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="每分钟运行一次，不退出")

    def handle(self, *args: Any, loop: bool, **options: Any) -> None:
        if loop:
            self._loop()
            return
        runs = services.tick(now=clock.now())
        for run in runs:
            self._tell(run)
        if not runs:
            self.stdout.write("没有到期的任务。")

    def _loop(self) -> None:
        """The signals wait until the running job is through, then end the loop."""
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP)
        try:
            while True:
                self._tick_once()
                if signal.sigtimedwait(STOP, 60 - clock.now().timestamp() % 60):
                    return
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP)

    def _tick_once(self) -> None:
        """A database that is away for a moment is no reason to end."""
        close_old_connections()
        try:
            for run in services.tick(now=clock.now()):
                if run.outcome != Outcome.DONE:
                    self._tell(run)
        except (OperationalError, InterfaceError):
            logger.exception("the tick could not reach the database")

    def _tell(self, run: JobRun) -> None:
        name = next(job.name for job in jobs.registered() if job.code == run.code)
        if run.outcome == Outcome.DONE:
            self.stdout.write(f"“{name}”已运行。")
        else:
            self.stdout.write(f"“{name}”没有完成：{run.complaint}（日志编号{run.reference}）")
