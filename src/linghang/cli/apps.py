"""The command-line application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from linghang.foundation.catalog import registry


class CliConfig(AppConfig):
    """命令行; the last application to start, so by now every engine has named its catalogs."""

    name = "linghang.cli"
    label = "cli"
    verbose_name = "命令行"

    def ready(self) -> None:
        """Stop for a catalog file that nobody reads and for a procedure that can't work; let
        `health.py` modules register checks."""
        from linghang.commitments import catalog as commitments
        from linghang.ledgers import catalog as ledgers
        from linghang.procedures import catalog as procedures

        registry.refuse_unknown_files()
        registry.systems()
        ledgers.check()
        commitments.check()
        procedures.check()
        autodiscover_modules("health")
