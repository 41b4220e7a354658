"""The reports application: a wrong report stops the start."""

from __future__ import annotations

from django.apps import AppConfig

from linghang.reports import catalog, trail_actions


class ReportsConfig(AppConfig):
    """报告."""

    name = "linghang.reports"
    label = "reports"
    verbose_name = "报告"

    def ready(self) -> None:
        """Read the reports and name the deeds."""
        catalog.reports()
        trail_actions.register()
