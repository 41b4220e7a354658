"""`python -m bench.pages`: requests per CPU second of the server, and the time that a page takes.

One gunicorn with the product's middleware on a demo hospital, logged in as the president. The
addresses are asked in turn, in rounds, so that a busy minute of the machine hits all of them. CPU
seconds are the server's own, from /proc; times are the client's, one request at a time.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from bench import measure

ROOT = Path(__file__).resolve().parents[2]
TICK = os.sysconf("SC_CLK_TCK")
PAGES = {
    "/bench/hello/": "参照：一个词，经过全部中间件",
    "/bench/bare/": "参照：Django 模板画50行，没有框架、筛选和权限",
    "/bench/list/": "通用清单：50行7列，权限、菜单、筛选、导出齐全",
    "/": "工作台",
    "/overview/?period=2025-11": "运行总览",
    "/cases/?period=2025-11": "病例查询（50行）",
    "/drg/?period=2025-11": "入组情况",
    "/drg/cases/?period=2025-11": "入组病例（50行）",
    "/drg/groups/?period=2025-11": "DRG组",
    "/reports/": "运行报告",
    "/search/": "检索页",
    "/help/": "帮助",
}
WANTED = {"/bench/list/": 180.0}
SLOWEST_P95 = 0.100


@dataclass
class Seen:
    """What one address gave: requests, the server's CPU seconds, every single time."""

    requests: int = 0
    cpu: float = 0.0
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.requests / self.cpu if self.cpu else 0.0

    def percentile(self, share: float) -> float:
        return statistics.quantiles(self.times, n=100)[round(share * 100) - 1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--requests", type=int, default=25, help="of each address in a round")
    parser.add_argument("--cases", type=int, default=120_000)
    parser.add_argument("--home", help="a demo hospital that was made before")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="linghang-bench-") as folder:
        home = Path(wanted.home or folder)
        environment = {
            **os.environ,
            "LINGHANG_DEMO": "1",
            "LINGHANG_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "bench.pages.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        }
        _prepare(environment, wanted.home is None, wanted.cases)
        seen = _measure(environment, wanted.rounds, wanted.requests)
    _write(seen)


def _prepare(environment: dict[str, str], is_new: bool, cases: int) -> None:
    command = [sys.executable, "-m", "linghang"]
    steps = [["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]]
    if is_new:
        steps.insert(1, ["demo", "make", "--cases", str(cases)])
    for step in steps:
        subprocess.run([*command, *step], env=environment, check=True, capture_output=True)


def _measure(environment: dict[str, str], rounds: int, requests: int) -> dict[str, Seen]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "linghang.wsgi", "-b", f"127.0.0.1:{port}"),
            *("-k", "gthread", "--threads", "4", "-w", "1", "--log-level", "warning"),
        ],
        env=environment,
    )
    try:
        connection = _connected(port)
        cookie = _log_in(connection)
        seen = {url: Seen() for url in PAGES}
        for number in range(-1, rounds):  # the first round only warms up
            for url, one in seen.items():
                _ask(connection, url, cookie, requests, server.pid, one if number >= 0 else Seen())
        return seen
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def _connected(port: int) -> HTTPConnection:
    for _ in range(300):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/bench/hello/")
            connection.getresponse().read()
            return connection
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not come up")


def _log_in(connection: HTTPConnection) -> str:
    """Takes the president's post as a visitor of the demo does; the cookies afterwards."""
    connection.request("GET", "/login/")
    answer = connection.getresponse()
    page = answer.read().decode()
    cookies = _cookies(answer.headers.get_all("Set-Cookie"))
    post = re.search(r'action="(/login/demo/\d+/)"(?:(?!</form>).)*?>院长<', page, re.S)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    if not post or not token:
        raise SystemExit("no president on the login page")
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = urlencode({"csrfmiddlewaretoken": token[1]})
    connection.request("POST", post[1], body, headers)
    answer = connection.getresponse()
    answer.read()
    cookies |= _cookies(answer.headers.get_all("Set-Cookie"))
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def _cookies(lines: list[str] | None) -> dict[str, str]:
    pairs = (line.partition(";")[0].partition("=") for line in lines or ())
    return {name: value for name, _, value in pairs}


def _ask(
    connection: HTTPConnection, url: str, cookie: str, count: int, server: int, seen: Seen
) -> None:
    before = _cpu(server)
    for _ in range(count):
        began = time.perf_counter()
        connection.request("GET", url, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        seen.times.append(time.perf_counter() - began)
        if answer.status != 200:
            raise SystemExit(f"{url} answered {answer.status}")
    seen.requests += count
    seen.cpu += _cpu(server) - before


def _cpu(server: int) -> float:
    """User and system seconds of the server and its workers."""
    return sum(_cpu_of(pid) for pid in (server, *_children(server)))


def _children(server: int) -> list[int]:
    text = Path(f"/proc/{server}/task/{server}/children").read_text()
    return [int(pid) for pid in text.split()]


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _write(seen: dict[str, Seen]) -> None:
    found = {
        PAGES[url]: {
            "url": url,
            "requests": one.requests,
            "cpu": round(one.cpu, 3),
            "per_cpu_second": round(one.rate, 1),
            "p50": round(one.percentile(0.5), 4),
            "p95": round(one.percentile(0.95), 4),
        }
        for url, one in seen.items()
    }
    facts = {"title": "页面", "machine": measure.machine(), "pages": found}
    place = measure.RESULTS / "pages.json"
    measure.RESULTS.mkdir(exist_ok=True)
    place.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
    sys.stdout.write(measure.page())
    for url, least in WANTED.items():
        if seen[url].rate < least:
            sys.stdout.write(f"{url}：每 CPU 秒{seen[url].rate:.0f}次，少于{least:.0f}次\n")
    slow = [url for url, one in seen.items() if one.percentile(0.95) > SLOWEST_P95]
    if slow:
        sys.stdout.write(f"p95 超过100毫秒：{'、'.join(slow)}\n")


main()
