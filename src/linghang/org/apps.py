"""The organisation application: at start-up it reads the posts and names its deeds."""

from django.apps import AppConfig

from linghang.org import posts, trail_actions
from linghang.org.conflicts import catalog as conflicts
from linghang.org.conflicts import trail_actions as overridden


class OrgConfig(AppConfig):
    name = "linghang.org"
    label = "org"
    verbose_name = "组织机构"

    def ready(self) -> None:
        """A post or a conflict that must not be, or a misspelt one, stops the start."""
        from linghang.org.merging import pointing
        from linghang.org.party import merging
        from linghang.org.relatives import merging as ties

        trail_actions.register()
        posts.catalog()
        conflicts.check()
        overridden.register()
        pointing.register("org.partyrecord.person", merging.records)
        pointing.register("org.tie.person", ties.own)
        pointing.register("org.tie.relative", ties.named)
