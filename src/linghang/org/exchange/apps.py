"""The application of this package."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """组织数据导入导出。"""

    name = "linghang.org.exchange"
    label = "exchange"
    verbose_name = "组织数据导入导出"
