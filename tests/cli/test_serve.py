"""`linghang serve`: three processes that live and die together."""

from __future__ import annotations

import os
import signal
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from subprocess import Popen

import pytest

from linghang.cli import servers
from tests.foundation.processes import Installation, finish


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_a_taken_port_is_told_before_anything_starts(
    installation: Installation, taken_port: int
) -> None:
    code, output = installation.run("serve", "--port", str(taken_port))

    assert code == 1
    assert output == (
        f"端口{taken_port}已被占用：可能已经启动过一次。请先停掉占用它的程序，"
        f"或换一个端口，例如 linghang serve --port {taken_port + 1}。\n"
    )


@pytest.mark.parametrize("host", ["203.0.113.1", "no-such-host.invalid"])
def test_an_address_that_is_not_ours_is_told(host: str, free_port: int) -> None:
    with pytest.raises(servers.CannotListen, match="请检查 --host 与 --port"):
        servers.check_address(host, free_port)


def test_tables_are_needed_before_serving(tmp_path: Path, free_port: int) -> None:
    code, output = Installation(tmp_path).run("serve", "--port", str(free_port))

    assert code == 1
    assert output.startswith("不能启动（数据库）：")
    assert "请先运行 linghang migrate。" in output


def children(of: Popen[str]) -> dict[str, int]:
    """What runs below: command line → process id, through the two levels that honcho makes."""
    parents, names = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            pid = int(folder.name)
            parents[pid] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            names[pid] = (folder / "cmdline").read_text().replace("\0", " ")
    below = {pid for pid, parent in parents.items() if parent == of.pid}
    below |= {pid for pid, parent in parents.items() if parent in below}
    return {names[pid]: pid for pid in below}


def all_below(pid: int) -> list[int]:
    """Every process that descends from this one: watchers, programs, and their workers."""
    own = [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return own + [each for child in own for each in all_below(child)]


def serving(installation: Installation, port: int) -> Popen[str]:
    process = installation.start("serve", "--port", str(port), "--workers", "1")
    for _ in range(150):
        with suppress(OSError):
            assert page(port) == "领航"
            return process
        time.sleep(0.1)
    process.terminate()
    pytest.fail(f"nobody answers: {finish(process)}")


def page(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
        return str(answer.read(), "utf-8")


def all_gone(pids: list[int]) -> bool:
    for _ in range(80):
        if not any(Path(f"/proc/{pid}/cmdline").exists() and is_alive(pid) for pid in pids):
            return True
        time.sleep(0.1)
    return False


def is_alive(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def test_it_serves_until_it_is_stopped_and_leaves_nothing_behind(
    installation: Installation, free_port: int
) -> None:
    process = serving(installation, free_port)
    below = children(process)
    assert any("gunicorn" in name for name in below)
    assert any("linghang work" in name for name in below)
    assert any("tick --loop" in name for name in below)
    with ExitStack() as idle:  # as a browser opens them ahead of need
        for _ in range(5):
            idle.enter_context(socket.create_connection(("127.0.0.1", free_port)))
        assert page(free_port) == "领航"

    process.send_signal(signal.SIGINT)

    code, output = finish(process, within=15)
    assert code == 0, output
    lines = output.splitlines()
    assert lines[0] == f"领航示范医院 · 领航：http://127.0.0.1:{free_port}/"
    assert lines[1] == "打开地址，点选岗位即可登录。按 Ctrl-C 停止。"
    assert lines[-1] == "已停止。"
    assert "system" not in output
    assert all_gone(list(below.values()))


def test_when_one_dies_all_end_with_its_code(installation: Installation, free_port: int) -> None:
    process = serving(installation, free_port)
    below = children(process)
    (victim,) = (pid for name, pid in below.items() if "tick --loop" in name)

    os.kill(victim, signal.SIGKILL)

    code, output = finish(process, within=15)
    assert code == 128 + signal.SIGKILL, output
    assert "有程序意外退出（137），已全部停止。" in output
    assert all_gone(list(below.values()))


def test_kill_nine_of_the_parent_ends_all(installation: Installation, free_port: int) -> None:
    process = serving(installation, free_port)
    below = all_below(process.pid)
    assert len(below) >= 7  # three watchers, their three programs, a worker of the first

    process.kill()

    finish(process, within=15)
    assert all_gone(below)
    with pytest.raises(OSError, match="refused"):
        page(free_port)
