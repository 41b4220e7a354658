"""The indicators application: reads its catalog at start-up and offers itself to the cases."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "linghang.indicators"
    label = "indicators"
    verbose_name = "指标"

    def ready(self) -> None:
        from linghang.cases import hooks
        from linghang.indicators import catalog, cells, doctor, trail_actions

        catalog.indicators()
        hooks.register_cell_writer(cells.write)
        trail_actions.register()
        doctor.register()
