"""The backup application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class BackupConfig(AppConfig):
    """备份; at start every application's `kept.py` says which of its files belong into one."""

    name = "linghang.foundation.backup"
    label = "backup"
    verbose_name = "备份与恢复"

    def ready(self) -> None:
        autodiscover_modules("kept")
