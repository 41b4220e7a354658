"""The application of rule parameters: at start it reads them, so that a wrong one stops it."""

from __future__ import annotations

from django.apps import AppConfig

from linghang.foundation.parameters import catalog


class ParametersConfig(AppConfig):
    """规则参数."""

    name = "linghang.foundation.parameters"
    label = "parameters"
    verbose_name = "规则参数"

    def ready(self) -> None:
        """A misspelt parameter, or one whose value is not of its kind, stops the start."""
        catalog.catalog()
