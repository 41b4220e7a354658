"""The cases application: at start-up it names its deeds."""

from django.apps import AppConfig

from linghang.cases import trail_actions


class CasesConfig(AppConfig):
    name = "linghang.cases"
    label = "cases"
    verbose_name = "病案"

    def ready(self) -> None:
        """Make the deeds known to the trail."""
        trail_actions.register()
