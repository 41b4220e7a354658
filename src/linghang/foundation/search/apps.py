"""The application of this package."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """检索。"""

    name = "linghang.foundation.search"
    label = "search"
    verbose_name = "检索"
