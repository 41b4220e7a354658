"""The cases application."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "linghang.cases"
    label = "cases"
    verbose_name = "病案"

    def ready(self) -> None:
        from linghang.cases import doctor, trail_actions

        trail_actions.register()
        doctor.register()
