"""`linghang serve`: web, background tasks and schedule in one go."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.db import connections

from linghang.cli import servers
from linghang.cli.verbs import ShellCommand
from linghang.foundation import clock, doctor, starting
from linghang.foundation.doctor import Level
from linghang.foundation.errors import Refused


class NotReady(Refused):
    """The installation can't serve yet; the message says how to mend that."""


class Command(ShellCommand):
    """启动."""

    help = "启动网页、后台与定时三个程序；按 Ctrl-C 一并停止"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="服务地址，默认只供本机访问")
        parser.add_argument("--port", type=int, default=8000, help="端口")
        parser.add_argument("--workers", type=int, default=2, help="网页进程数")

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        servers.check_address(host, port)
        _check_installation()
        for done in starting.settle():
            self.stdout.write(done)
        name, first = _hospital()
        connections.close_all()  # the children open their own
        login = "打开地址，点选岗位即可登录" if settings.DEMO else "打开地址，用本院账号登录"
        self.stdout.write(f"{name} · 领航：http://{host}:{port}/")
        if first:
            self.stdout.write(f"系统还是空的，请先建院：{first}")
        self.stdout.write(f"{login}。按 Ctrl-C 停止。")
        lines = servers.commands(host=host, port=port, workers=workers)
        code = servers.run(lines, output=sys.stdout)
        if code:
            self.stderr.write(self.style.ERROR(f"有程序意外退出（{code}），已全部停止。"))
            sys.exit(code)
        self.stdout.write("已停止。")


def _hospital() -> tuple[str, str]:
    """Its name; and what to do first while there is nobody to log in."""
    if not doctor.is_registered("hospital"):
        return settings.HOSPITAL_NAME, ""
    (found,) = (finding for _, finding in doctor.examine(clock.now(), only=("hospital",)))
    return (found.says, "") if found.level is Level.FINE else (settings.HOSPITAL_NAME, found.mend)


def _check_installation() -> None:
    for check, finding in doctor.examine(clock.now(), only=("restore", "database", "static")):
        if finding.level is Level.BAD:
            raise NotReady(f"不能启动（{check.name}）：{finding.says}。请先{finding.mend}。")
