"""The schedule application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ScheduleConfig(AppConfig):
    """定时任务; at start every application's `scheduled.py` registers its jobs."""

    name = "linghang.foundation.schedule"
    label = "schedule"
    verbose_name = "定时任务"

    def ready(self) -> None:
        autodiscover_modules("scheduled")
