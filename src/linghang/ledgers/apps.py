"""The ledgers application: it reads the catalog, and adds a procedure for each ledger."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgersConfig(AppConfig):
    """台账."""

    name = "linghang.ledgers"
    label = "ledgers"
    verbose_name = "台账"

    def ready(self) -> None:
        """A misspelt ledger stops the start; what it names is checked when all are ready."""
        from linghang.foundation import starting
        from linghang.foundation.intake import kinds
        from linghang.foundation.vault import purposes
        from linghang.ledgers import catalog, merging, providers, trail_actions
        from linghang.ledgers.filing import following
        from linghang.ledgers.filing.rules import FILING
        from linghang.ledgers.lasting import services as lasting
        from linghang.ledgers.models import SEALED_FOR
        from linghang.ledgers.offering import integrity, party
        from linghang.ledgers.sheets import importing
        from linghang.ledgers.tallies import triggers
        from linghang.notices import duties
        from linghang.procedures import catalog as procedures
        from linghang.procedures import subjects

        purposes.register(SEALED_FOR, "加密保存的台账")
        trail_actions.register()
        catalog.catalog()
        subjects.register(
            FILING,
            "台账报送",
            following.describe,
            following.follow,
            is_about_nobody=True,
            is_confidential=following.is_confidential,
            tells_itself=True,
        )
        duties.register("ledgers.waiting", providers.waiting)
        duties.register("ledgers.returned", providers.returned)
        procedures.derive(catalog.derived)
        merging.register()
        kinds.register(importing.KIND)
        post_migrate.connect(triggers.keep, sender=self, dispatch_uid="ledgers.tallies")
        post_migrate.connect(lasting.migrated, sender=self, dispatch_uid="ledgers.lasting")
        starting.register("ledgers.lasting", settle=lasting.told, look=lasting.look)
        party.register()
        integrity.register()
