"""The dues application: at start-up it names its deeds, its seal and what points to people."""

from django.apps import AppConfig


class DuesConfig(AppConfig):
    """党费."""

    name = "linghang.dues"
    label = "dues"
    verbose_name = "党费"

    def ready(self) -> None:
        """Register with the engines below."""
        from linghang.dues import merging, providers, trail_actions
        from linghang.dues.models import PURPOSE
        from linghang.foundation.vault import purposes
        from linghang.notices import duties

        purposes.register(PURPOSE, "党费基数和金额")
        trail_actions.register()
        merging.register()
        duties.register("dues.collect", providers.to_collect)
        duties.register("dues.arrears", providers.behind)
