"""`linghang docs`: write the reference pages, or check that they are up to date."""

from __future__ import annotations

import importlib
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linghang.cli import reference

BY_OTHERS = "<!-- 由 linghang docs --also"  # pages that this call was not asked to write


class Command(BaseCommand):
    """The reference pages under docs/reference."""

    help = "文档：由目录和程序生成参考页，或检查是否过期"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=Path("docs/reference"), help="写到哪里")
        parser.add_argument("--check", action="store_true", help="只检查，不写")
        parser.add_argument(
            "--also", action="append", default=[], help="另有 pages() 的模块，可写多次"
        )

    def handle(
        self, *args: Any, folder: Path, check: bool, also: Sequence[str], **options: Any
    ) -> None:
        pages = reference.pages()
        for module in also:
            pages |= importlib.import_module(module).pages()
        stale = [name for name, text in pages.items() if _read(folder / name) != text]
        extra = sorted(
            one.name
            for one in folder.glob("*.md")
            if one.name not in pages and (also or not _read(one).startswith(BY_OTHERS))
        )
        if check:
            if stale or extra:
                names = "、".join(stale + extra)
                raise CommandError(f"参考页过期或多余：{names}。请运行 make docs 后提交。")
            self.stdout.write(f"✓ {len(pages)} 个参考页与程序一致")
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name in stale:
            (folder / name).write_text(pages[name], "utf-8")
        for name in extra:
            (folder / name).unlink()
        self.stdout.write(f"写了 {len(stale)} 页，删了 {len(extra)} 页，共 {len(pages)} 页")


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""
