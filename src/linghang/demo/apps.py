"""The demo application."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Makes the demo hospital; does nothing unless settings.DEMO."""

    name = "linghang.demo"
    label = "demo"
    verbose_name = "演示医院"
