"""The public cases: batch, single case and explanation all give the answer of the rules' source."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from linghang.cases.drg import explain, group_file, group_one, load_rules
from linghang.cases.drg.walking import Walk
from tests.drg_cases import INPUT, PUBLIC, answer, as_case, public

ADDED = ("status", "mdc", "adrg", "drg")
BOTH = pytest.mark.parametrize("map_codes", [False, True], ids=["as-is", "mapped"])
EVERY_SET = pytest.mark.parametrize("name", PUBLIC)


@EVERY_SET
@BOTH
def test_single_cases(name: str, map_codes: bool) -> None:
    rules = load_rules(name)
    wrong = [
        row["id"]
        for row in public(name)
        if group_one(as_case(row), rules, map_codes=map_codes) != answer(row, map_codes=map_codes)
    ]
    assert wrong == []


@EVERY_SET
@BOTH
def test_the_walk_that_explains(name: str, map_codes: bool) -> None:
    rules = load_rules(name)
    wrong = [
        row["id"]
        for row in public(name)
        if rules.outcomes[Walk(as_case(row), rules, map_codes=map_codes).outcome()]
        != answer(row, map_codes=map_codes)
    ]
    assert wrong == []


@EVERY_SET
def test_explanations_name_the_group_that_took_the_case(name: str) -> None:
    rules = load_rules(name)
    for row in public(name)[::20]:
        found = explain(as_case(row), rules, on=date(2026, 11, 22))
        assert found.result == answer(row)
        taken = [step.adrg for mdc in found.mdcs for step in mdc.steps if step.taken]
        assert taken == ([] if found.result.mdc == "0000" else [found.result.adrg])
        drgs = [split.drg for split in found.splits if split.taken]
        assert drgs == ([found.result.drg] if found.result.drg[1:3] not in {"QY", "00"} else [])


@EVERY_SET
@BOTH
@pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".parquet"])
def test_files(name: str, map_codes: bool, ending: str, tmp_path: Path) -> None:
    source, target = tmp_path / "cases.csv", tmp_path / f"grouped{ending}"
    columns = {one: [row[one] for row in public(name)] for one in INPUT}
    pa.csv.write_csv(pa.table(columns), source)
    summary = group_file(source, target, load_rules(name), map_codes=map_codes)
    if ending == ".parquet":
        found = pq.read_table(target)
    else:
        text = pa.csv.ConvertOptions(default_column_type=pa.string())
        found = pa.csv.read_csv(target, convert_options=text)
    assert found.schema.names == [*INPUT, *ADDED]
    assert found.select(INPUT).to_pydict() == columns
    answers = [answer(row, map_codes=map_codes) for row in public(name)]
    for one in ADDED:
        assert found[one].to_pylist() == [str(getattr(each, one)) for each in answers], one
    assert summary.cases == len(columns["id"]) == sum(summary.statuses.values())
