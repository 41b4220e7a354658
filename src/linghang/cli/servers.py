"""The three processes of a running system, kept together: all run, or none."""

from __future__ import annotations

import errno
import os
import shlex
import signal
import socket
import sys
from threading import Timer
from typing import Any, TextIO

from honcho.manager import SYSTEM_PRINTER_NAME, Manager
from honcho.printer import Printer

from linghang.cli.ties import Tied
from linghang.foundation.errors import Refused

STOPPED_BY_USER = {128 + signal.SIGINT, 128 + signal.SIGTERM}
# One request may carry a front-sheet file of a gigabyte over a slow line.
REQUEST_SECONDS = 600
# A browser opens connections ahead of need; without threads each would hold a whole worker.
THREADS = 8
# Shorter than the five seconds after which honcho kills.
GRACE_SECONDS = 4


class CannotListen(Refused):
    """The address can't be served on; the message says why and what to do."""


def check_address(host: str, port: int) -> None:
    """Raises CannotListen, before anything has been started."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except OSError as fault:
        raise CannotListen(_why(fault, host, port)) from fault


def _why(fault: OSError, host: str, port: int) -> str:
    if fault.errno == errno.EADDRINUSE:
        return (
            f"端口{port}已被占用：可能已经启动过一次。请先停掉占用它的程序，"
            f"或换一个端口，例如 linghang serve --port {port + 1}。"
        )
    if fault.errno == errno.EACCES:
        return f"没有权限使用端口{port}：请换一个1024以上的端口，例如 linghang serve --port 8000。"
    return f"不能在{host}:{port}上提供服务（{fault.strerror}）：请检查 --host 与 --port。"


def commands(*, host: str, port: int, workers: int) -> dict[str, list[str]]:
    """Name on the screen → command line: web, background tasks, schedule."""
    linghang = [sys.executable, "-m", "linghang"]
    return {
        "网页": [
            *(sys.executable, "-m", "gunicorn", "linghang.wsgi:application"),
            *("--bind", f"{host}:{port}", "--workers", str(workers), "--no-control-socket"),
            *("--threads", str(THREADS)),
            *("--timeout", str(REQUEST_SECONDS), "--graceful-timeout", str(GRACE_SECONDS)),
            *("--log-level", "warning"),
        ],
        "后台": [*linghang, "work"],
        "定时": [*linghang, "tick", "--loop"],
    }


class _Calm(Printer):  # type: ignore[misc]
    """Prints what the processes say and leaves out what honcho says about them."""

    def write(self, message: Any) -> None:
        if message.name != SYSTEM_PRINTER_NAME:
            super().write(message)


class _Together(Manager):  # type: ignore[misc]
    """A manager that can be stopped in its first instant, before every child has its number,
    and whose children end with it whatever ends it."""

    def __init__(self, printer: Printer) -> None:
        super().__init__(printer)
        self._process_ctor = Tied

    def terminate(self) -> None:
        if self._all_started():
            super().terminate()
        else:
            Timer(0.1, self.terminate).start()


def run(lines: dict[str, list[str]], *, output: TextIO) -> int:
    """Run the commands until one ends or somebody stops us; returns the exit code.

    0 when SIGINT or SIGTERM stopped us; else the code of the first that ended, as a shell
    tells it (128 + signal for one that was killed).
    """
    manager = _Together(_Calm(output))
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    for name, line in lines.items():
        # exec: the signal reaches the program itself, not a shell around it
        manager.add_process(name, f"exec {shlex.join(line)}", env=environment)
    manager.loop()
    code = int(manager.returncode or 0)
    if code in STOPPED_BY_USER:
        return 0
    return code if code >= 0 else 128 - code
