"""`linghang migrate`: Django's own, with the checks that concern a database."""

from __future__ import annotations

from typing import Any

from django.core.checks import Tags
from django.core.management.commands import migrate


class Command(migrate.Command):
    """Django's would import every page to look at the addresses, which no table depends on."""

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        """Tables and the database only."""
        return {**super().get_check_kwargs(options), "tags": [Tags.database, Tags.models]}
