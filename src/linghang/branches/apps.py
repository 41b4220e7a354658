"""The branches application: at start-up it names its deeds, duties, effects and columns."""

from django.apps import AppConfig


class BranchesConfig(AppConfig):
    """党支部."""

    name = "linghang.branches"
    label = "branches"
    verbose_name = "党支部"

    def ready(self) -> None:
        """Register with the engines below."""
        from linghang.branches import effects, merging, providers, trail_actions
        from linghang.branches.electing import requirements
        from linghang.notices import duties

        trail_actions.register()
        merging.register()
        effects.register()
        requirements.register()
        duties.register("branches.terms", providers.to_elect)
