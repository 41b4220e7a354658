"""The application of what lies on somebody's desk."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """案头: drafts, saved conditions, what was already sent."""

    name = "linghang.foundation.desk"
    label = "desk"
    verbose_name = "案头"
