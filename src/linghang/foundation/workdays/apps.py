"""The application of this package."""

from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    """工作日历。"""

    name = "linghang.foundation.workdays"
    label = "workdays"
    verbose_name = "工作日历"
