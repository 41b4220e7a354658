"""The indicators application: reads its catalog at start-up and offers itself to the cases."""

from django.apps import AppConfig

from linghang.cases import hooks
from linghang.indicators import catalog, trail_actions


class IndicatorsConfig(AppConfig):
    name = "linghang.indicators"
    label = "indicators"
    verbose_name = "指标"

    def ready(self) -> None:
        """A wrong indicator stops the start; what it names of records is known before."""
        from linghang.indicators.records import events, ledgers, sources

        sources.register(ledgers.PREFIX, ledgers.sources, ledgers.ratios)
        sources.register("meetings", events.of_meetings)
        sources.register("procedures", events.of_proceedings)
        catalog.indicators()
        trail_actions.register()
        hooks.register_cell_writer("linghang.indicators.cells.write")
