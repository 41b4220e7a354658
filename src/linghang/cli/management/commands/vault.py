"""`linghang vault`: which keys hold what, a new key, and whether everything still opens."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from linghang.cli.verbs import VerbCommand
from linghang.foundation import clock
from linghang.foundation.access import system_actor
from linghang.foundation.vault import purposes, ring, services


def _purpose_option(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--purpose",
        choices=sorted(purposes.known()),
        default=None,
        help="只处理这一种用途；不写则处理全部",
    )


class Command(VerbCommand):
    """保密存储."""

    help = "保密存储：密钥与密文的对应、更换密钥、核对"
    verbs = {
        "status": "每个密钥加密了多少条、现在能不能用",
        "rotate": "启用新密钥，把已有内容重新加密；中断后再运行会接着做",
        "check": "把每条密文都打开一遍；有打不开的逐条列出，退出码为1",
    }
    add_status_arguments = staticmethod(_purpose_option)
    add_check_arguments = staticmethod(_purpose_option)

    @staticmethod
    def add_rotate_arguments(parser: ArgumentParser) -> None:
        _purpose_option(parser)
        parser.add_argument(
            "--despite-lost",
            action="store_true",
            help="确认旧密钥已无法找回时使用：打不开的密文原样保留，其余照常更换",
        )

    def status(self, *, purpose: str | None, **options: Any) -> None:
        """One line for each key."""
        for code in _chosen(purpose):
            keys = services.held(code)
            self.stdout.write(f"{purposes.name(code)}（{code}），密钥在 {ring.folder(code)}：")
            for key in keys:
                use = "现用" if key.is_active else "旧"
                self.stdout.write(f"  {key.key_id or '?'} {use}，{key.rows}条。{key.fault}")
            if not keys:
                self.stdout.write("  还没有用到，第一次加密时自动生成密钥。")

    def rotate(self, *, purpose: str | None, despite_lost: bool, **options: Any) -> None:
        """Tell the progress of each batch, and what came of it."""
        for code in _chosen(purpose):
            if purpose is None and not services.held(code):
                continue
            done = services.rotate(
                code,
                actor=system_actor(),
                at=clock.now(),
                despite_lost=despite_lost,
                progress=lambda rows: self.stdout.write(f"  已重新加密{rows}条"),
            )
            began = "接着做完上次的更换" if done.resumed else "启用新密钥"
            retired = "、".join(done.retired) or "无"
            self.stdout.write(
                f"{purposes.name(code)}：{began} {done.key_id}，重新加密{done.resealed}条，"
                f"停用旧密钥：{retired}。停用的密钥移入 retired 文件夹，旧备份仍需要它。"
            )
            if done.left:
                self.stdout.write(
                    self.style.ERROR(f"  有{done.left}条打不开，原样保留：linghang vault check")
                )

    def check_(self, *, purpose: str | None, **options: Any) -> None:
        """Exit code 1 when a sealed text does not open."""
        failed = False
        for code in _chosen(purpose):
            opened, unopened, shown = services.check(code)
            failed |= bool(unopened)
            self.stdout.write(f"{purposes.name(code)}：能打开{opened}条，打不开{unopened}条。")
            for one in shown:
                self.stdout.write(f"  {one.column.label}（编号{one.pk}）：{one.says}")
            if unopened > len(shown):
                self.stdout.write(f"  （只列出前{len(shown)}条）")
        if failed:
            sys.exit(1)


def _chosen(purpose: str | None) -> list[str]:
    return [purpose] if purpose else list(purposes.known())
