"""Rule sets by name or folder: compiled once, kept as one binary file each, loaded in moments."""

from __future__ import annotations

import csv
import json
import os
import secrets
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from linghang.cases.drg import codes, layout, prepared
from linghang.cases.drg.codes import Codes, CodeTable
from linghang.cases.drg.compiled import Arrays, CompiledRules
from linghang.cases.drg.rules import SETS, Facts
from linghang.foundation.errors import Refused

MOST_KEPT = 20
"""So many compiled rule sets are kept; a hospital that edits its own would fill the disk."""


def load_rules(name: str) -> CompiledRules:
    """A rule set of the product by its name, or any by the path of its folder. Cheap when warm.

    Raises Refused when there is no such set or it can't be used; says every reason.
    """
    folder = codes.TABLES / name if name in SETS else Path(name)
    digest = _shipped(folder) if name in SETS else layout.digest(folder)
    if not digest:
        known = "、".join(SETS)
        raise Refused(
            f"没有规则集“{name}”：既不是随产品提供的（{known}），也不是含规则表的文件夹。"
        )
    return _rules(folder, f"{digest[:16]}-{code_table().digest}")


@lru_cache(maxsize=len(SETS))
def _shipped(folder: Path) -> str:
    """The digest of a set of the product, which no running process sees change."""
    return layout.digest(folder)


@lru_cache(maxsize=8)
def _rules(folder: Path, digest: str) -> CompiledRules:
    name = f"rules-{digest}.npz"
    kept = _load(name)
    if kept is not None:
        return _unpacked(kept, code_table(), digest)
    # Reading and checking bring much along that a process with kept tables never needs.
    making = import_module("linghang.cases.drg.making")
    made: CompiledRules = making.make(folder, code_table(), mdc_names(), digest)
    _save(name, _packed(made))
    return made


@lru_cache(maxsize=1)
def code_table() -> CodeTable:
    """The product's code table."""
    name = f"codes-{codes.source_digest()[:16]}.npz"
    kept = _load(name)
    if kept is not None:
        return _unpacked_codes(kept)
    made = codes.build()
    _save(name, _packed_codes(made))
    return made


def mdc_names() -> dict[str, str]:
    """Names of the 26 major diagnostic categories."""
    with (codes.FOLDER / "mdc_names.csv").open(encoding="utf-8", newline="") as stream:
        return {row["mdc"]: row["name"] for row in csv.DictReader(stream)}


# ---- one file each ------------------------------------------------------------------------------


def _load(name: str) -> dict[str, Any] | None:
    place = prepared.folder()
    if place is None or not (place / name).is_file():
        return None
    try:
        with np.load(place / name, allow_pickle=False) as kept:
            return dict(kept)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        return None  # damaged: made anew


def _save(name: str, arrays: Mapping[str, Any]) -> None:
    place = prepared.folder()
    if place is None or not os.access(place, os.W_OK):
        return
    unfinished = place / f".{name}.{secrets.token_hex(4)}"
    try:
        with unfinished.open("wb") as stream:
            np.savez(stream, **arrays)
        unfinished.replace(place / name)
        rule_sets = sorted(place.glob("rules-*.npz"), key=lambda one: one.stat().st_mtime)
        for old in rule_sets[:-MOST_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:  # a full disk; only slower
        unfinished.unlink(missing_ok=True)


def _bytes(content: bytes) -> Any:
    return np.frombuffer(content, np.uint8)


def _packed(made: CompiledRules) -> dict[str, Any]:
    told = {"facts": asdict(made.facts), "told": made.told}
    own = {} if made.codes is code_table() else _packed_codes(made.codes)
    written = json.dumps(told, ensure_ascii=False, default=date.isoformat)
    return {**vars(made.arrays), **own, "told": _bytes(written.encode())}


def _unpacked(kept: dict[str, Any], table: CodeTable, digest: str) -> CompiledRules:
    told = json.loads(kept["told"].tobytes())
    facts = told["facts"]
    for name in ("active_from", "active_to"):
        facts[name] = date.fromisoformat(facts[name]) if facts[name] else None
    for name in ("places", "ungrouped", "unchecked"):
        facts[name] = tuple(facts[name])
    arrays = Arrays(**{one.name: kept[one.name] for one in fields(Arrays)})
    codes_kept = _unpacked_codes(kept) if "digest" in kept else table
    return CompiledRules(Facts(**facts), digest, codes_kept, arrays, told["told"])


def _packed_codes(table: CodeTable) -> dict[str, Any]:
    found: dict[str, Any] = {"digest": _bytes(table.digest.encode())}
    for kind in ("dx", "px"):
        for one in fields(Codes):
            value = getattr(getattr(table, kind), one.name)
            found[f"{kind}_codes_{one.name}"] = _bytes(value) if type(value) is bytes else value
    return found


def _unpacked_codes(kept: Mapping[str, Any]) -> CodeTable:
    made = []
    for kind in ("dx", "px"):
        values = {one.name: kept[f"{kind}_codes_{one.name}"] for one in fields(Codes)}
        for name in ("blob", "names_blob"):
            values[name] = values[name].tobytes()
        made.append(Codes(**values))
    return CodeTable(made[0], made[1], kept["digest"].tobytes().decode())
