"""The catalog application."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "linghang.foundation.catalog"
    label = "catalog"
    verbose_name = "目录"
