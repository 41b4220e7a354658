"""The application of this package."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """个人工作台存放。"""

    name = "linghang.foundation.desk"
    label = "desk"
    verbose_name = "个人工作台存放"
