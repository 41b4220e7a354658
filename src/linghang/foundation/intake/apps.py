"""The intake application."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "linghang.foundation.intake"
    label = "intake"
    verbose_name = "导入"
