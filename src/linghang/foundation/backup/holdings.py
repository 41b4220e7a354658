"""Which files belong into a backup: every engine says it of its own, in its `kept.py`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

_CODE = re.compile(r"^[a-z][a-z0-9-]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A file by its path below the holding's folder.

    sha256: what its content must hash to, "" when nobody knows. needed: a missing file is damage.
    """

    path: str
    sha256: str = ""
    needed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One folder of files that the database stands on.

    folder: where it lies now, None when the installation has none. files: those that belong into
    the backup, asked with the database alias of the snapshot. early: files that change in place;
    they are copied before the snapshot, so that they are never ahead of it. facts: what the list
    of the backup should tell about the snapshot.
    """

    code: str
    name: str
    folder: Callable[[], Path | None]
    files: Callable[[str], Iterable[Named]]
    early: bool = False
    facts: Callable[[str], dict[str, str]] | None = None


_holdings: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    """Add a holding, once per code; the code is its folder in the backup."""
    if not _CODE.match(holding.code):
        raise ValueError(f"not the code of a holding: {holding.code!r}")
    known = _holdings.setdefault(holding.code, holding)
    if known is not holding:
        raise ValueError(f"another holding is registered as {holding.code!r}")


def registered() -> list[Holding]:
    """All holdings, by code."""
    return [_holdings[code] for code in sorted(_holdings)]


def all_below(folder: Path | None) -> list[Named]:
    """Every file below a folder, but drafts (hidden files); for folders that change in place."""
    if folder is None or not folder.is_dir():
        return []
    return [
        Named(path=path.relative_to(folder).as_posix(), needed=False)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.parts[-1:])
    ]
