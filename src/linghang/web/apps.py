"""The web face as a Django application."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class WebConfig(AppConfig):
    """Pages, and nothing that decides."""

    name = "linghang.web"
    label = "web"
    verbose_name = "网页"

    def ready(self) -> None:
        """Every login, of whatever kind, begins the age of its session."""
        from linghang.web.login import age

        user_logged_in.connect(age.begin, dispatch_uid="web.login.begin")
