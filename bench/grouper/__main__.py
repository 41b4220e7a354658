"""`python -m bench.grouper`: cases per CPU second, the product beside other open groupers.

LINGHANG_PEER_OPENDRG: a checkout of OpenDRG/DRG_Python. LINGHANG_PEER_PYTHON: an interpreter that
can import drgpy and msdrg. A peer that isn't there is left out, and that is said.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from bench import measure
from bench.grouper import cases
from linghang.cases.drg import Case, code_table, encode, group_one, load_rules

ROOT = Path(__file__).resolve().parents[2]
WAYS = Path(__file__).parent / "ways.py"
TEXT = "领航：文字编码的 Parquet → 分组后的 Parquet（输入各列照录）"
CODED = "领航：整数编码的 Parquet → 结果 Parquet"
WHOLE = "领航：linghang cases group 整条命令，含启动"
OPENDRG = "OpenDRG/DRG_Python chs_drg_11：内存中的病例，不含读写"
DRGPY = "参照（美国规则）：drgpy"
MSDRG = "参照（美国规则）：msdrg（Zig）"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--peer-cases", type=int, default=4_000)
    parser.add_argument("--large", type=int, default=5_000_000, help="0 leaves it out")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="linghang-bench-") as folder:
        _measure(Path(folder), wanted)


def _measure(folder: Path, wanted: argparse.Namespace) -> None:
    text, few, coded = (folder / f"{name}.parquet" for name in ("text", "few", "coded"))
    cases.write(text, wanted.cases)
    cases.write(few, wanted.peer_cases, seed=7)
    _code(text, coded)
    target = str(folder / "grouped.parquet")
    ways: dict[str, tuple[str, list[str]]] = {
        TEXT: (sys.executable, ["text", str(text), target, ""]),
        CODED: (sys.executable, ["coded", str(coded), target, ""]),
    }
    if checkout := os.environ.get("LINGHANG_PEER_OPENDRG"):
        ways[OPENDRG] = (sys.executable, ["opendrg", str(few), "", checkout])
    else:
        sys.stderr.write("! LINGHANG_PEER_OPENDRG isn't set: no comparison with OpenDRG\n")
    python = os.environ.get("LINGHANG_PEER_PYTHON", sys.executable)
    for name, module in ((DRGPY, "drgpy"), (MSDRG, "msdrg")):
        if subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode:
            sys.stderr.write(f"! {module} can't be imported: left out\n")
        else:
            ways[name] = (python, [module, "", "", str(5 * wanted.peer_cases)])
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in (WHOLE, *ways)}
    command = [sys.executable, "-m", "linghang", "cases", "group", str(text), target]
    for _ in range(wanted.runs):
        whole = measure.run([*command, "--rules", "chs_drg_11"], {})
        found[WHOLE].append({"cases": wanted.cases, "wall": whole.wall, "cpu": whole.cpu})
        for name, (interpreter, words) in ways.items():
            found[name].append(_run(interpreter, words))
    facts = {"rates": found, "single": _singles(few), "first": _first(few, folder)}
    if wanted.large:
        large = folder / "large.parquet"
        cases.write(large, wanted.large, seed=3)
        facts["large"] = _run(sys.executable, ["text", str(large), target, ""])
    sys.stdout.write(
        measure.write_rates("grouper", "DRG 分组", facts, of=(WHOLE, TEXT, CODED), over=OPENDRG)
    )


def _code(source: Path, target: Path) -> None:
    file = pq.ParquetFile(source)
    writer = None
    for group in range(file.num_row_groups):
        batch = encode(file.read_row_group(group), code_table()).to_arrow()
        writer = writer or pq.ParquetWriter(target, batch.schema, compression="zstd")
        writer.write_batch(batch)
    if writer:
        writer.close()


def _run(interpreter: str, words: list[str]) -> dict[str, Any]:
    done = subprocess.run(
        [interpreter, str(WAYS), *words], capture_output=True, text=True, check=True, cwd=ROOT
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _singles(source: Path) -> dict[str, float]:
    """One case, warm: on the machine as it is, and while two other processes count."""
    quiet = _single(source)
    counting = [sys.executable, "-c", "while True: sum(range(1000))"]
    others = [subprocess.Popen(counting) for _ in range(2)]
    try:
        busy = _single(source)
    finally:
        for one in others:
            one.kill()
            one.wait()
    return {**quiet, **{f"busy_{name}": value for name, value in busy.items()}}


def _single(source: Path) -> dict[str, float]:
    """Microseconds of one case, warm, in this process: median and 99th percentile."""
    rules = load_rules("chs_drg_11")
    rows = pq.read_table(source).to_pylist()
    names = ("sex", "age", "age_days", "birth_weight", "los")
    given = [
        Case(
            *(row[one] for one in names),
            dx=tuple(row["dx"].split("|")),
            px=tuple(row["px"].split("|")) if row["px"] else (),
        )
        for row in rows
    ]
    taken = []
    for case in given * 5:
        began = time.perf_counter_ns()
        group_one(case, rules)
        taken.append((time.perf_counter_ns() - began) / 1000)
    parts = statistics.quantiles(taken[len(given) :], n=100)
    return {"p50": parts[49], "p99": parts[98]}


def _first(source: Path, folder: Path) -> dict[str, float]:
    """Seconds until a new process has answered, medians of seven."""
    explain = [sys.executable, "-m", "linghang", "cases", "explain", "--sex", "1", "--age", "60"]
    commands = {
        "explain": [*explain, "--dx", "K80.304|E11.900"],
        "group": [
            *(sys.executable, "-m", "linghang", "cases", "group"),
            *(str(source), str(folder / "first.parquet")),
        ],
    }
    return {
        name: statistics.median(measure.run(command, {}).wall for _ in range(7))
        for name, command in commands.items()
    }


main()
