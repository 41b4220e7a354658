"""The notices application: it reads the kinds, follows the trail and knows of some duties."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_save

from linghang.notices import catalog


class NoticesConfig(AppConfig):
    """通知."""

    name = "linghang.notices"
    label = "notices"
    verbose_name = "通知"

    def ready(self) -> None:
        """A misspelt kind stops the start."""
        from linghang.foundation.trail.models import Entry
        from linghang.notices import duties, following, merging, providers
        from linghang.notices.addresses import services as addresses
        from linghang.org import leaving
        from linghang.org.merging import pointing

        catalog.catalog()
        post_save.connect(following.follow, sender=Entry, dispatch_uid="notices.following")
        leaving.register("notices.addresses", addresses.forget_leaver)
        pointing.register("notices.notice.person", merging.notices)
        pointing.register("notices.address.person", merging.addresses)
        pointing.register("notices.remark.person", merging.remarks)
        duties.register("notices.to_confirm", providers.notices_to_confirm)
        duties.register("parameters.to_approve", providers.parameters_to_approve)
        duties.register("org.ending", providers.appointments_that_end)
