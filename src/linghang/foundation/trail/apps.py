"""The trail application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TrailConfig(AppConfig):
    """留痕; at start every application's `trail_actions.py` makes its deeds known."""

    name = "linghang.foundation.trail"
    label = "trail"
    verbose_name = "留痕"

    def ready(self) -> None:
        autodiscover_modules("trail_actions")
