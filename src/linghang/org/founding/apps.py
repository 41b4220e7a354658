"""The application that founds a hospital."""

from django.apps import AppConfig


class FoundingConfig(AppConfig):
    """建院。"""

    name = "linghang.org.founding"
    label = "founding"
    verbose_name = "建院"
