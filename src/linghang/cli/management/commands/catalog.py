"""`linghang catalog`: check the catalogs and tell what the hospital replaced."""

from __future__ import annotations

from typing import Any, ClassVar

from linghang.cli.verbs import VerbCommand
from linghang.foundation import starting
from linghang.foundation.catalog import registry


class Command(VerbCommand):
    """Catalogs on the command line; a wrong one has stopped the start before this runs."""

    help = "目录：检查目录文件、列出条目"
    verbs: ClassVar[dict[str, str]] = {
        "check": "检查全部目录文件；有误时指出文件、条目、字段，退出码为2",
    }

    def check_(self, **options: Any) -> None:
        """Everything that is read, by kind, and the items that the hospital replaced.

        What would falsify entries of ledgers is refused, as at the start of the service.
        """
        for catalog in registry.loaded():
            self.stdout.write(f"✓ {catalog.kind}：{len(catalog.items)}项")
            for code, loaded in catalog.items.items():
                if loaded.replaced:
                    self.stdout.write(f"    {code} 由本院目录 {loaded.file} 替换")
        for says in starting.look():
            self.stdout.write(f"    {says}")
