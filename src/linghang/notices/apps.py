"""The application of this package."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """通知。"""

    name = "linghang.notices"
    label = "notices"
    verbose_name = "通知"
