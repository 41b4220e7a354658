"""The application of this package."""

from django.apps import AppConfig


class ParametersConfig(AppConfig):
    """规则参数。"""

    name = "linghang.foundation.parameters"
    label = "parameters"
    verbose_name = "规则参数"
