"""The application of the workday calendar: at start it reads the years, so a wrong one stops it."""

from __future__ import annotations

from django.apps import AppConfig

from linghang.foundation.workdays import catalog


class WorkdaysConfig(AppConfig):
    """工作日历."""

    name = "linghang.foundation.workdays"
    label = "workdays"
    verbose_name = "工作日历"

    def ready(self) -> None:
        """A misspelt year stops the start."""
        catalog.catalog()
