"""Names of diagnosis and procedure codes, from the tables that the product carries."""

from __future__ import annotations

import csv
import functools
import gzip
from importlib import resources


@functools.cache
def diagnoses() -> dict[str, str]:
    """ICD-10 code → Chinese name (医保版 2.0)."""
    return _table("icd10.csv.gz")


@functools.cache
def procedures() -> dict[str, str]:
    """ICD-9-CM-3 code → Chinese name (医保版 2.0)."""
    return _table("icd9cm3.csv.gz")


def _table(name: str) -> dict[str, str]:
    packed = resources.files(__package__).joinpath(name)
    with packed.open("rb") as raw, gzip.open(raw, "rt", encoding="utf-8") as stream:
        return {row["code"]: row["name"] for row in csv.DictReader(stream)}
