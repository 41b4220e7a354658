"""The organisation application: at start-up it reads the posts and names its deeds."""

from django.apps import AppConfig

from linghang.org import posts, trail_actions


class OrgConfig(AppConfig):
    name = "linghang.org"
    label = "org"
    verbose_name = "组织机构"

    def ready(self) -> None:
        """A post that must not be, or a misspelt one, stops the start."""
        trail_actions.register()
        posts.catalog()
