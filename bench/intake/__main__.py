"""`python -m bench.intake`: the whole import command beside the floor of reading and writing."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from bench import measure

ROOT = Path(__file__).resolve().parents[2]
FLOOR = """
import sys, duckdb
duckdb.sql("set threads = 2")
files = sys.argv[2:]
duckdb.sql(
    f"copy (select * from read_csv({files}, all_varchar = true, ignore_errors = true, "
    f"quote = '\\"', escape = '\\"')) to '{sys.argv[1]}' (format parquet, compression zstd)"
)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--cases", type=int, default=120_000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="linghang-bench-") as folder:
        _measure(Path(folder), wanted.runs, wanted.cases)


def _measure(folder: Path, runs: int, cases: int) -> None:
    demo = {"LINGHANG_DEMO": "1", "DJANGO_SETTINGS_MODULE": "linghang.settings.embedded"}
    sheets = folder / "sheets"
    command = [sys.executable, str(ROOT / "manage.py")]
    home = {**demo, "LINGHANG_HOME": str(folder / "files")}
    measure.run([*command, "demo", "files", str(sheets), "--cases", str(cases)], home)
    files = sorted(str(one) for one in sheets.glob("hqms-*.csv"))
    utf8 = [_as_utf8(Path(one), folder) for one in files]
    floor = "参照：DuckDB 把同样的文件（都转成 UTF-8）不作检查、811 列全部写成 Parquet"
    product = "linghang cases import（全部文件，到指标单元为止）"
    found: dict[str, list[measure.Run]] = {product: [], floor: []}
    for number in range(runs):
        home = {**demo, "LINGHANG_HOME": str(folder / f"home-{number}")}
        measure.run([*command, "migrate", "-v0"], home)
        measure.run([*command, "demo", "organisation"], home)
        found[product].append(measure.run([*command, "cases", "import", *files], home))
        target = str(folder / f"floor-{number}.parquet")
        found[floor].append(measure.run([sys.executable, "-c", FLOOR, target, *utf8], {}))
        os.unlink(target)
    sys.stdout.write(measure.write("intake", "导入病案首页（811 列 CSV）", cases, found))


def _as_utf8(path: Path, folder: Path) -> str:
    """The file itself, or a UTF-8 copy of it: DuckDB reads no GB18030."""
    with path.open("rb") as stream:
        if stream.read(3) == b"\xef\xbb\xbf":
            return str(path)
    copy = folder / path.name
    copy.write_text(path.read_text("gb18030"), "utf-8-sig")
    return str(copy)


main()
