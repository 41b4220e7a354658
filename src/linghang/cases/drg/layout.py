"""Which files and columns make a rule set, and the hash that tells whether they changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

FACTS = "set.yaml"
COLUMNS = {
    "mdc": ("order", "mdc", "entry", "min_regions", "qy"),
    "mdc_dx": ("mdc", "code", "region"),
    "adrg": ("mdc", "step", "kind", "rule", "adrg", "condition", "fallback", "name_derived"),
    "adrg_codes": ("rule", "list", "code"),
    "drg": ("rule", "adrg", "seq", "drg", "name", "condition"),
    "drg_names": ("drg", "name"),
    "mcc": ("code", "table"),
    "cc": ("code", "table"),
    "exclusion": ("principal", "table"),
    "valid_procedures": ("code", "name"),
}


def digest(folder: Path) -> str:
    """A hash of every file that a set is read from; empty when the folder holds none."""
    found = hashlib.sha256()
    files = [folder / FACTS, *(path(folder, table) for table in COLUMNS)]
    present = [file for file in files if file is not None and file.is_file()]
    for file in present:
        found.update(f"{file.name}\0{file.stat().st_size}\0".encode())
        found.update(file.read_bytes())
    if not (folder / FACTS).is_file():
        found.update(folder.resolve().name.encode())  # then the set is called by its folder
    return found.hexdigest() if present else ""


def path(folder: Path, table: str) -> Path | None:
    """The file of a table, plain or compressed; None when there is none."""
    for name in (f"{table}.csv", f"{table}.csv.gz"):
        if (folder / name).is_file():
            return folder / name
    return None
