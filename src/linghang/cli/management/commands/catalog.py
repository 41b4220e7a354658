"""`linghang catalog`: check the catalogs, start an override of one item."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from linghang.foundation.catalog import registry


class Command(BaseCommand):
    """Catalogs on the command line; a wrong one has stopped the start before this runs."""

    help = "目录：检查目录文件、列出条目"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, title="动作")
        verbs.add_parser("check", help="检查全部目录文件；有误时指出文件、条目、字段")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        registry.refuse_unknown_files()
        for catalog in registry.loaded():
            self.stdout.write(f"✓ {catalog.kind}：{len(catalog.items)} 项")
            for code, item in catalog.items.items():
                if item.replaced:
                    self.stdout.write(f"    {code} 由本院目录 {item.file} 替换")
