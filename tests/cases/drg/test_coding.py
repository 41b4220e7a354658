"""Cases as integers: stored, read back and grouped, and refused under another code table."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linghang.cases.drg import encode, from_arrow, group_coded, load_rules
from linghang.cases.drg.codes import extended
from linghang.foundation.errors import Refused
from tests.drg_cases import INPUT, answer, public


@pytest.fixture(scope="module")
def batch() -> pa.RecordBatch:
    rows = public("chs_drg_11")
    return pa.record_batch({name: pa.array([row[name] for row in rows]) for name in INPUT})


@pytest.mark.parametrize("name", ["chs_drg_11", "beijing_2022"])
def test_coded_cases_go_through_parquet_and_group_the_same(
    batch: pa.RecordBatch, name: str, tmp_path: Path
) -> None:
    rules = load_rules(name)
    coded = encode(batch, rules.codes)
    pq.write_table(pa.Table.from_batches([coded.to_arrow()]), tmp_path / "coded.parquet")
    again = from_arrow(pq.read_table(tmp_path / "coded.parquet"))
    outcomes = group_coded(coded, rules)
    assert np.array_equal(outcomes, group_coded(again, rules))
    if name == "chs_drg_11":
        found = [rules.outcomes[one] for one in outcomes]
        assert found == [answer(row) for row in public(name)]


def test_slices_chunks_dictionaries_and_threads_change_nothing(batch: pa.RecordBatch) -> None:
    rules = load_rules("chs_drg_11")
    expected = group_coded(encode(batch, rules.codes), rules)
    middle = encode(batch.slice(1000, 500), rules.codes)
    assert np.array_equal(group_coded(middle, rules), expected[1000:1500])
    table = pa.Table.from_batches([batch.slice(0, 7), batch.slice(7)])
    assert np.array_equal(group_coded(encode(table, rules.codes), rules), expected)
    columns = [one.dictionary_encode() for one in batch.columns]
    words = pa.record_batch(columns, names=batch.schema.names)
    assert np.array_equal(group_coded(encode(words, rules.codes), rules), expected)
    assert np.array_equal(group_coded(encode(words[5:50], rules.codes), rules), expected[5:50])
    many = encode(pa.concat_tables([table] * 50), rules.codes)
    with ThreadPoolExecutor(4) as threads:
        found = group_coded(many, rules, threads=threads)
    assert np.array_equal(found, np.tile(expected, 50))


def test_stored_slices_keep_their_codes(batch: pa.RecordBatch) -> None:
    rules = load_rules("chs_drg_11")
    stored = encode(batch, rules.codes).to_arrow()
    expected = group_coded(encode(batch, rules.codes), rules)
    assert np.array_equal(group_coded(from_arrow(stored[100:200]), rules), expected[100:200])
    assert len(group_coded(from_arrow(stored[:0]), rules)) == 0


def test_another_code_table_is_refused(batch: pa.RecordBatch) -> None:
    rules = load_rules("chs_drg_11")
    coded = encode(batch, extended(rules.codes, ["Z99.999x001"], []))
    with pytest.raises(Refused, match="另一版编码表"):
        group_coded(coded, rules)
    with pytest.raises(Refused, match="没有写明所用的编码表"):
        from_arrow(batch)
    wrong = coded.to_arrow().set_column(5, "dx", pa.array(["x"] * len(coded)))
    with pytest.raises(Refused, match="列 dx 类型是 string，应为 list<int32>"):
        from_arrow(wrong.replace_schema_metadata(coded.to_arrow().schema.metadata))
    with pytest.raises(Refused, match="列 px 没有"):
        encode(batch.drop_columns(["px"]), rules.codes)


def test_numbers_of_codes_outside_the_table_are_refused(batch: pa.RecordBatch) -> None:
    stored = encode(batch, load_rules("chs_drg_11").codes).to_arrow()
    for number in (-1, 10**6):
        odd = pa.array([[number]] * len(stored), pa.list_(pa.int32()))
        changed = stored.set_column(5, "dx", odd)
        coded = from_arrow(changed.replace_schema_metadata(stored.schema.metadata))
        with pytest.raises(Refused, match="超出编码表"):
            group_coded(coded, load_rules("chs_drg_11"))
