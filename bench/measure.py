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
PACKAGES = ("django", "duckdb", "pyarrow", "numpy", "numba", "llvmlite")


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


def write_rates(name: str, title: str, facts: dict, *, of: Sequence[str], over: str) -> str:
    """Keep figures of ways with different numbers of cases; those of `of` compared with `over`.

    facts: rates (way → runs with cases, wall, cpu), single, first, and where measured large.
    """
    RESULTS.mkdir(exist_ok=True)
    facts = {"title": title, "machine": machine(), "of": list(of), "over": over, **facts}
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
    if "rates" in facts:
        return _rates(facts, place)
    if "ledgers" in facts:
        return _ledgers(facts, place)
    return _pages(facts, place) if "pages" in facts else _runs(facts, place)


def _ledgers(facts: dict, place: str) -> str:
    lines = [
        f"## {facts['title']}\n",
        f"{facts['engine']}；{place}。{facts['entries']:,}条记录，所列人员、单位、选项"
        f"{facts['mentions']:,}个；其中一本台账{facts['first']:,}条，一年{facts['of_year']:,}条。"
        f"{_written(facts)}CPU 为网页进程与数据库进程之和。\n",
        "| 页面 | 查询 | 中位数毫秒 | p95 毫秒 | CPU 毫秒 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, one in facts["ledgers"].items():
        median, p95, cpu = (f"{one[key] * 1000:.0f}" for key in ("median", "p95", "cpu"))
        lines.append(f"| {name} | {one['queries']} | {median} | {p95} | {cpu} |")
    return "\n".join(lines) + "\n"


def _written(facts: dict) -> str:
    return f"写好用{facts['written']}秒。" if facts["written"] else ""


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


def _rates(facts: dict, place: str) -> str:
    lines = [
        f"## {facts['title']}\n",
        f"{place}。各做法轮流执行，各为一个进程；除注明的以外不含进程启动；中位数。\n",
        "| 做法 | 例数 | 次数 | 墙钟秒 | CPU 秒 | 每 CPU 秒例数 |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    rates: dict[str, list[float]] = {}
    for name, runs in facts["rates"].items():
        rates[name] = [one["cases"] / one["cpu"] for one in runs]
        wall = statistics.median(one["wall"] for one in runs)
        cpu = statistics.median(one["cpu"] for one in runs)
        rate = statistics.median(rates[name])
        count = f"{runs[0]['cases']:,} | {len(runs)}"
        lines.append(f"| {name} | {count} | {wall:.2f} | {cpu:.2f} | {rate:,.0f} |")
    if facts["over"] in rates:
        peer = facts["over"].split("：")[0]
        lines.append(f"\n与 {peer} 之比（每 CPU 秒例数，逐轮相比）：\n")
        for name in facts["of"]:
            pairs = zip(rates[name], rates[facts["over"]], strict=True)
            ratios = sorted(ours / theirs for ours, theirs in pairs)
            lines.append(
                f"- {name}：中位数 {statistics.median(ratios):.0f} 倍，"
                f"最低 {ratios[0]:.0f}，最高 {ratios[-1]:.0f}"
            )
    single, first = facts["single"], facts["first"]
    lines.append(
        f"\n单个病例（已预热，公开接口 group_one）："
        f"p50 {single['p50']:.1f} 微秒，p99 {single['p99']:.1f} 微秒；"
        f"另有两个进程占满处理器时 p50 {single['busy_p50']:.1f} 微秒，"
        f"p99 {single['busy_p99']:.1f} 微秒。"
        f"新进程第一次回答：解释 {first['explain']:.2f} 秒，分组 {first['group']:.2f} 秒（墙钟）。"
    )
    if large := facts.get("large"):
        lines.append(
            f"\n{large['cases']:,} 例一个文件：CPU {large['cpu']:.1f} 秒，"
            f"墙钟 {large['wall']:.1f} 秒，"
            f"内存峰值 {large['peak_mb']} MB。"
        )
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
