"""The cases application: at start-up it names its deeds."""

from django.apps import AppConfig

from linghang.cases import trail_actions


class CasesConfig(AppConfig):
    name = "linghang.cases"
    label = "cases"
    verbose_name = "病案"

    def ready(self) -> None:
        """Make the deeds known to the trail, and one's own batches to the workbench.

        A wrong table of weights or a wrong column of the insurer's returns stops the start.
        """
        from linghang.cases import duties as cases_duties
        from linghang.cases import importing
        from linghang.cases.grouping import catalog
        from linghang.cases.grouping.returns import catalog as return_columns
        from linghang.cases.grouping.returns import importing as return_imports
        from linghang.foundation.intake import kinds
        from linghang.notices import duties

        catalog.tables()
        return_columns.columns()
        trail_actions.register()
        kinds.register(importing.KIND)
        kinds.register(return_imports.KIND)
        duties.register("cases.staged", cases_duties.staged_batches)
        duties.register("cases.returns_staged", cases_duties.staged_returns)
