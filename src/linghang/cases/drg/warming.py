"""Compiles everything beforehand, so that the first answer of a new process comes at once."""

from __future__ import annotations

import compileall
import shutil
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa

from linghang.cases.drg import coding, prepared
from linghang.cases.drg.rules import Case
from linghang.cases.drg.single import group_one
from linghang.cases.drg.stored import SETS, code_table, load_rules


def warm() -> Path | None:
    """Compile machine code and all rule sets of the product, and keep them.

    Returns where; None when nothing can be kept. Older versions beside it are removed.
    """
    for package in ("numba", "llvmlite", "numpy", "pyarrow"):
        _bytecode(package)
    place = prepared.folder()
    for name in SETS:
        rules = load_rules(name)
        for map_codes in (False, True):
            group_one(
                Case(sex=1, age=40, dx=("K80.304",), px=("51.2300",)), rules, map_codes=map_codes
            )
            cases = coding.encode(_batch(), code_table())
            coding.group_coded(cases, rules, map_codes=map_codes)
    if place is None or not prepared.is_writable(place):
        return place
    (place / prepared.MARK).touch()
    for other in place.parent.glob("grouper-*"):
        if other != place:
            shutil.rmtree(other, ignore_errors=True)
    return place


def _batch() -> pa.RecordBatch:
    """One case in every form of column that the inner loops have a version for."""
    columns: dict[str, pa.Array] = {name: pa.array(["1"]) for name in coding.NUMBERS}
    columns["dx"] = pa.array(["K80.304|E11.900"])
    columns["px"] = pa.array(["51.2300"]).dictionary_encode()
    return pa.record_batch(columns)


def _bytecode(package: str) -> None:
    """Python's own compilation of a package that an installer may have left out."""
    found = find_spec(package)
    for folder in (found.submodule_search_locations or ()) if found else ():
        compileall.compile_dir(folder, quiet=2, workers=1, maxlevels=20)
