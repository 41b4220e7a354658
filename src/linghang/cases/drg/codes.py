"""The code table: every code that the rules know, numbered; names, and clinical → insurance."""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TABLES = Path(__file__).parent / "tables"
FOLDER = TABLES / "codes"
MOST_BYTES = 23
"""A code of more bytes is in no table: keys are three words, the last byte is the length."""

MOST_CODES = 65_000
"""Numbers fit two bytes, with which the tables fit the processor's cache."""

MIXERS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93)
FILES = {
    "dx": ("icd10.csv.gz", "icd10_map.csv.gz"),
    "px": ("icd9cm3.csv.gz", "icd9cm3_map.csv.gz"),
}


class TooManyCodes(ValueError):  # noqa: N818
    """More codes of a kind than numbers; says so in Chinese."""


@dataclass(frozen=True)
class Codes:
    """Numbered codes of one kind; number 0 is «unknown», the others start at 1.

    blob, names_blob: codes and their names, joined by line feeds, in the order of the numbers.
    mapped: int32 for each number: the number after clinical → insurance mapping, -1 not mappable.
    keys: uint64 (n+1, 3); slots: uint16 open-addressing table of numbers, a power of two long.
    """

    blob: bytes
    names_blob: bytes
    mapped: NDArray[np.int32]
    keys: NDArray[np.uint64]
    slots: NDArray[np.uint16]

    @cached_property
    def all(self) -> list[str]:
        """Codes by number; at 0 the empty string."""
        return ["", *self.blob.decode().split("\n")]

    @cached_property
    def ordered(self) -> list[str]:
        """Codes in the order of their text."""
        return sorted(self.all[1:])

    @cached_property
    def names(self) -> list[str]:
        """Names by number; empty where none is known."""
        return ["", *self.names_blob.decode().split("\n")]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Number of each code."""
        return {code: number for number, code in enumerate(self.all) if number}

    def number(self, code: str) -> int:
        """The number of a code, 0 when it is in no table."""
        return self.numbers.get(code, 0)

    def name(self, code: str) -> str:
        """The name of a code; empty when none is known."""
        return self.names[self.number(code)]

    def listed(self) -> Iterator[tuple[str, str]]:
        """(code, name) of every code that has a name, for searching."""
        return ((code, name) for code, name in zip(self.all, self.names, strict=True) if name)


@dataclass(frozen=True)
class CodeTable:
    """Diagnoses and procedures; `digest` names the numbering that coded cases depend on."""

    dx: Codes
    px: Codes
    digest: str


def source_digest() -> str:
    """A hash of the files that the table is made from."""
    found = hashlib.sha256()
    for name in sorted(one.name for one in FOLDER.iterdir()):
        found.update(name.encode() + b"\0" + (FOLDER / name).read_bytes())
    return found.hexdigest()


def build() -> CodeTable:
    """The table from its files: names, mapping, and what rule sets hold beyond them."""
    beyond = list(_rows(FOLDER / "beyond.csv"))
    made = {}
    for kind, (named, mapping) in FILES.items():
        names = {row["code"]: row["name"] for row in _rows(FOLDER / named)}
        # One target of the source begins with a blank, a slip; it is mended here.
        to = {row["code"]: row["grouper_code"].strip() for row in _rows(FOLDER / mapping)}
        extra = [row["code"] for row in beyond if row["kind"] == kind]
        made[kind] = _numbered(sorted({*names, *to, *to.values(), *extra}), names, to)
    return _table(made["dx"], made["px"])


def extended(table: CodeTable, dx: Iterable[str], px: Iterable[str]) -> CodeTable:
    """The table with further codes after its own; the same table when there are none.

    Raises TooManyCodes.
    """
    new_dx = sorted(code for code in set(dx) if code not in table.dx.numbers)
    new_px = sorted(code for code in set(px) if code not in table.px.numbers)
    if not new_dx and not new_px:
        return table
    return _table(_longer(table.dx, new_dx), _longer(table.px, new_px))


def key(code: str) -> bytes:
    """24 bytes: the code, zeros, its length. Only for codes of at most MOST_BYTES bytes."""
    written = code.encode()
    return written.ljust(MOST_BYTES, b"\0") + bytes([len(written)])


def _table(dx: Codes, px: Codes) -> CodeTable:
    joined = dx.blob + b"\0" + px.blob
    return CodeTable(dx, px, hashlib.sha256(joined).hexdigest()[:16])


def _longer(codes: Codes, new: list[str]) -> Codes:
    names = dict(zip(codes.all, codes.names, strict=True))
    to = {
        code: codes.all[number]
        for code, number in zip(codes.all, codes.mapped.tolist(), strict=True)
        if number > 0
    }
    return _numbered([*codes.all[1:], *new], names, to)


def _numbered(codes: list[str], names: Mapping[str, str], to: Mapping[str, str]) -> Codes:
    numbers = {code: number for number, code in enumerate(codes, 1)}
    mapped = [numbers[to[code]] if code in to else -1 for code in codes]
    if len(codes) > MOST_CODES:
        raise TooManyCodes(f"编码合计超过{MOST_CODES}个")
    joined = b"".join([bytes(MOST_BYTES + 1), *(key(code) for code in codes)])
    keys = np.frombuffer(joined, "<u8").reshape(-1, 3).copy()
    return Codes(
        "\n".join(codes).encode(),
        "\n".join(names.get(code, "").replace("\n", " ") for code in codes).encode(),
        np.array([-1, *mapped], np.int32),
        keys,
        _slots(keys),
    )


def _slots(keys: NDArray[np.uint64]) -> NDArray[np.uint16]:
    size = 1 << max(4, (3 * len(keys)).bit_length())
    a, b, c, d = (np.uint64(one) for one in MIXERS)
    mixed = keys[:, 0] * a + keys[:, 1] * b + keys[:, 2] * c
    mixed = (mixed ^ (mixed >> np.uint64(29))) * d
    first = (mixed >> np.uint64(65 - size.bit_length())).tolist()
    slots = [0] * size
    for number in range(1, len(keys)):
        place = first[number]
        while slots[place]:
            place = (place + 1) & (size - 1)
        slots[place] = number
    return np.array(slots, np.uint16)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
            yield from csv.DictReader(stream)
    else:
        with path.open(encoding="utf-8", newline="") as stream:
            yield from csv.DictReader(stream)
