"""The application of this package."""

from django.apps import AppConfig

from linghang.org.exchange import trail_actions


class ExchangeConfig(AppConfig):
    """组织数据导入导出。"""

    name = "linghang.org.exchange"
    label = "exchange"
    verbose_name = "组织数据导入导出"

    def ready(self) -> None:
        """Name the deeds, and the import."""
        from linghang.foundation.intake import kinds
        from linghang.org.exchange import importing

        trail_actions.register()
        kinds.register(importing.KIND)
