"""The procedures application: it reads the catalog, and names its deeds and duties."""

from __future__ import annotations

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """程序."""

    name = "linghang.procedures"
    label = "procedures"
    verbose_name = "程序"

    def ready(self) -> None:
        """A misspelt procedure stops the start; what it names is checked when all are ready."""
        from linghang.notices import duties
        from linghang.procedures import catalog, providers, trail_actions

        trail_actions.register()
        catalog.catalog()
        duties.register("procedures.to_act", providers.steps_to_act)
