"""The search application: at start every application's `searched.py` says what can be found."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SearchConfig(AppConfig):
    """检索."""

    name = "linghang.foundation.search"
    label = "search"
    verbose_name = "检索"

    def ready(self) -> None:
        from linghang.foundation.search import keeping

        autodiscover_modules("searched")
        keeping.watch()
