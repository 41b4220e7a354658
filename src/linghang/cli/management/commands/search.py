"""`linghang search`: build the index of the search anew."""

from __future__ import annotations

from typing import Any, ClassVar

from linghang.cli.verbs import VerbCommand
from linghang.foundation.search import providers, services


class Command(VerbCommand):
    """检索."""

    help = "检索：重建索引"
    verbs: ClassVar[dict[str, str]] = {"rebuild": "按现有数据重建全部检索索引"}

    def rebuild(self, **options: Any) -> None:
        """Needed after an upgrade of the index, and after rows were written past the product."""
        counted = services.rebuild()
        for provider in providers.registered():
            self.stdout.write(f"{provider.name}：{counted[provider.kind]}条")
        self.stdout.write(f"检索索引已重建，共{sum(counted.values())}条。")
