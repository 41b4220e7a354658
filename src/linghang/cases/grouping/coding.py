"""The coded cases of each month beside its case file: text becomes numbers once, at the commit.

A coded file holds the rows of its case file in the same order, without any key of case or person:
columns of `drg.coding.READ`, code numbers under the code table that the manifest names.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from linghang.cases.drg import CodedCases, code_table, encode, from_arrow
from linghang.cases.drg.coding import DIGEST
from linghang.foundation.errors import Refused
from linghang.foundation.intake import duck, parquet

TEXTS = (
    "select try_cast(sex as integer) as sex, "
    "coalesce(age, case when age_days is not null then 0 end) as age, age_days, "
    "coalesce(cast(birth_weight as varchar), '') as birth_weight, los, "
    "array_to_string(list_transform(list_concat([principal_diagnosis], other_diagnoses), "
    "lambda code: replace(code, '|', '')), '|') as dx, "
    "array_to_string(list_transform(procedures, lambda code: replace(code, '|', '')), '|') as px "
    "from {source}"
)
"""Cases as the grouper reads text. A newborn's sheet may have an age in days only; a weight that
the sheet leaves blank is blank to the grouper, not missing. A bar would make two codes of one."""


def write(
    folder: Path, case_files: list[dict[str, Any]], known: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The coded files of these case files; those of `known` that still hold are kept.

    Each is named with path, rows, bytes, sha256, month, codes (the code table) and cases (the
    path of its case file). Raises DiskFull.
    """
    digest = code_table().digest
    held = {one["cases"]: one for one in known if one["codes"] == digest}
    return [held.get(one["path"]) or _write(folder, one, digest) for one in case_files]


def _write(folder: Path, case_file: dict[str, Any], digest: str) -> dict[str, Any]:
    with duck.cursor() as connection:
        connection.register("coded", _encoded(folder / case_file["path"]).to_arrow())
        stored = parquet.write(
            connection, "select * from coded", folder=folder, stem=f"coded/{case_file['month']}"
        )
    if stored is None or stored.rows != case_file["rows"]:
        raise ValueError(f"coded rows of {case_file['path']} are not those of the case file")
    facts = {"month": case_file["month"], "codes": digest, "cases": case_file["path"]}
    return {**stored.as_dict(), **facts}


def coded(folder: Path, case_file: dict[str, Any], known: list[dict[str, Any]]) -> CodedCases:
    """The cases of a file as numbers, in its order; coded here when no coded file holds.

    That is so for manifests of before, and after the product brought another code table.
    """
    digest = code_table().digest
    for one in known:
        if one["cases"] == case_file["path"] and one["codes"] == digest:
            return _read(folder / one["path"], digest)
    return _encoded(folder / case_file["path"])


def _encoded(path: Path) -> CodedCases:
    with duck.cursor() as connection:
        source = duck.file_list([str(path)])
        texts = connection.sql(TEXTS.format(source=source)).to_arrow_table()
    return encode(texts, code_table())


def _read(path: Path, digest: str) -> CodedCases:
    table: pa.Table = pq.read_table(path)
    try:
        return from_arrow(table.replace_schema_metadata({DIGEST: digest.encode()}))
    except Refused as refusal:
        raise ValueError(f"{path.name} is no file of coded cases") from refusal
