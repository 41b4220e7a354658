"""`linghang work`: background tasks, one after another, until told to stop."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.db import InterfaceError, OperationalError
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from linghang.cli.verbs import ShellCommand

logger = logging.getLogger(__name__)
INTERVAL = 1.0  # seconds between two looks at the queue
PAUSE = 5.0  # seconds before a database that was away or held is asked again


class Patient(Worker):
    """A database that is away, full or held for a while is no reason to end.

    The package's own worker ends where SQLite does not even begin a transaction.
    """

    def run(self) -> None:
        """Until a signal clears `running`."""
        while self.running:
            try:
                super().run()
            except (OperationalError, InterfaceError):
                logger.exception("the worker could not reach the database")
                self.running_task = False
                time.sleep(PAUSE)
            else:
                return


class Command(ShellCommand):
    """后台任务."""

    help = "办理排队的后台任务（检查导入的表格等），直到停止"

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Patient(
            queue_names=["*"],
            interval=INTERVAL,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        worker.configure_signals()
        worker.run()
