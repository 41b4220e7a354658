"""The command-line application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CliConfig(AppConfig):
    """命令行; at start every application's `health.py` registers its checks."""

    name = "linghang.cli"
    label = "cli"
    verbose_name = "命令行"

    def ready(self) -> None:
        autodiscover_modules("health")
