"""The reports application: a wrong report stops the start."""

from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """报告."""

    name = "linghang.reports"
    label = "reports"
    verbose_name = "报告"

    def ready(self) -> None:
        from linghang.reports import catalog, trail_actions

        catalog.reports()
        trail_actions.register()
