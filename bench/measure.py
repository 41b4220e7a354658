"""Runs commands in turn as processes of their own and keeps what the system says they used."""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
PAGE = Path(__file__).parent.parent / "docs" / "explain" / "benchmarks.md"
PACKAGES = ("django", "duckdb", "pyarrow", "numpy")


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: seconds on the clock, CPU seconds with children."""

    wall: float
    cpu: float


def run(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Run to the end; raises CalledProcessError when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run(command, env={**os.environ, **environment}, check=True, capture_output=True)
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall, cpu)


def machine() -> dict[str, object]:
    """What the figures were taken on; no names of machines."""
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in PACKAGES},
    }


def write(name: str, title: str, cases: int, runs: Mapping[str, list[Run]]) -> str:
    """Keep the figures as JSON and as a section of the page; returns the section."""
    RESULTS.mkdir(exist_ok=True)
    facts = {
        "title": title,
        "cases": cases,
        "machine": machine(),
        "runs": {one: [asdict(each) for each in found] for one, found in runs.items()},
    }
    (RESULTS / f"{name}.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
    page()
    return _section(facts)


def page() -> str:
    """Write the page anew from all results; returns its text."""
    sections = [_section(json.loads(file.read_text())) for file in sorted(RESULTS.glob("*.json"))]
    head = "<!-- 由 make bench 生成，请勿手改 -->\n# 性能实测\n"
    text = "\n".join([head, *sections])
    PAGE.write_text(text, "utf-8")
    return text


def _section(facts: dict) -> str:
    place = "，".join(f"{name} {value}" for name, value in facts["machine"].items())
    return _pages(facts, place) if "pages" in facts else _runs(facts, place)


def _pages(facts: dict, place: str) -> str:
    lines = [
        f"## {facts['title']}\n",
        f"{place}。演示数据，院长登录；CPU 秒为服务进程所用，时间为逐个请求的往返。\n",
        "| 页面 | 次数 | 每 CPU 秒 | p50 毫秒 | p95 毫秒 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, one in facts["pages"].items():
        rate, p50, p95 = one["per_cpu_second"], one["p50"] * 1000, one["p95"] * 1000
        lines.append(f"| {name} | {one['requests']} | {rate:,.0f} | {p50:.1f} | {p95:.1f} |")
    return "\n".join(lines) + "\n"


def _runs(facts: dict, place: str) -> str:
    lines = [
        f"## {facts['title']}\n",
        f"{facts['cases']} 例；{place}。中位数，CPU 秒含子进程。\n",
        "| 做法 | 次数 | 墙钟秒 | CPU 秒 | 每 CPU 秒例数 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, runs in facts["runs"].items():
        wall = statistics.median(one["wall"] for one in runs)
        cpu = statistics.median(one["cpu"] for one in runs)
        rate = facts["cases"] / cpu
        lines.append(f"| {name} | {len(runs)} | {wall:.1f} | {cpu:.1f} | {rate:,.0f} |")
    return "\n".join(lines) + "\n"
