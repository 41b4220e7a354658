"""The commitments application: it reads the catalog, and adds a procedure for each kind."""

from __future__ import annotations

from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    """任务与整改."""

    name = "linghang.commitments"
    label = "commitments"
    verbose_name = "任务与整改"

    def ready(self) -> None:
        """A misspelt kind stops the start; what it names is checked when all are ready."""
        from linghang.commitments import catalog, merging, providers, sources, trail_actions
        from linghang.commitments.closing import following
        from linghang.commitments.closing.rules import SUBJECT
        from linghang.commitments.deciding import providers as deciding
        from linghang.commitments.deciding.services import THING
        from linghang.commitments.offering import providers as offers
        from linghang.commitments.sheets import importing
        from linghang.foundation.intake import kinds
        from linghang.indicators.records import sources as records
        from linghang.meetings import matters
        from linghang.notices import duties
        from linghang.procedures import catalog as procedures
        from linghang.procedures import subjects

        trail_actions.register()
        catalog.catalog()
        subjects.register(
            SUBJECT,
            "销号",
            following.describe,
            following.follow,
            is_about_nobody=True,
            tells_itself=True,
        )
        procedures.derive(catalog.derived)
        records.register(sources.PREFIX, sources.sources)
        duties.register("commitments", providers.duties)
        offers.register()
        duties.register("commitments.execution", deciding.reporting)
        matters.register(THING, "决定的变更", deciding.changes)
        matters.register(deciding.EXECUTION, "执行情况报告", deciding.reports)
        merging.register()
        kinds.register(importing.KIND)
