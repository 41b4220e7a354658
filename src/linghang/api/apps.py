"""The API as a Django application."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Translates, never decides."""

    name = "linghang.api"
    label = "api"
    verbose_name = "接口"
