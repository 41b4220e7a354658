"""The procedures application: it reads the catalog, and names its deeds and duties."""

from __future__ import annotations

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """程序."""

    name = "linghang.procedures"
    label = "procedures"
    verbose_name = "程序"

    def ready(self) -> None:
        """A misspelt procedure stops the start; what it names is checked when all are ready."""
        from linghang.foundation.vault import purposes
        from linghang.meetings import matters
        from linghang.notices import duties
        from linghang.procedures import catalog, providers, requirements, trail_actions
        from linghang.procedures.agenda import opinions
        from linghang.procedures.agenda import providers as agenda
        from linghang.procedures.agenda.rules import PROVIDER
        from linghang.procedures.amounts import providers as amounts
        from linghang.procedures.models import SEALED_FOR
        from linghang.procedures.party import disposals
        from linghang.procedures.party import effects as party
        from linghang.procedures.party import requirements as people

        purposes.register(SEALED_FOR, "内容加密的程序")
        trail_actions.register()
        catalog.catalog()
        duties.register("procedures.to_act", providers.steps_to_act)
        matters.register(agenda.THING, "程序", agenda.waiting)
        requirements.register(PROVIDER, "会议决议", agenda.resolution, agenda.wrong)
        requirements.register(
            opinions.PROVIDER, "科室研究并附党支部意见", opinions.opinion, opinions.wrong
        )
        amounts.register()
        party.register()
        people.register()
        disposals.register()
