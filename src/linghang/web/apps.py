"""The web face as a Django application."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, and nothing that decides."""

    name = "linghang.web"
    label = "web"
    verbose_name = "网页"
