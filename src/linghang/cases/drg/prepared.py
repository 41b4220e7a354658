"""Where machine code and compiled tables are kept, so that no process makes them twice.

Kept are object code of the inner loops, the code table and the rule sets. What is kept never gives
a wrong answer: its folder is named by a hash of what it was made by (our
sources, the versions of Python, numba, llvmlite and numpy, the kind of processor), and each table
in it by a hash of the files that it was read from.
"""

from __future__ import annotations

import hashlib
import os
import platform
import stat
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

PACKAGE = Path(__file__).parent
VARIABLE = "LINGHANG_GROUPER_CACHE"
MARK = "prepared"
VERSIONS = {"numba": "_version.py", "llvmlite": "_version.py", "numpy": "version.py"}
"""Which file of a package says its version; asking for its metadata takes ten times as long."""

SOURCES = (
    "checking",
    "codes",
    "compiled",
    "compiling",
    "conditions",
    "definitions",
    "kernel",
    "layout",
    "machine_code",
    "making",
    "memory",
    "reading",
    "prepared",
    "rules",
    "sources",
    "stored",
)
"""The modules that what is kept depends on; a test holds the list to their imports."""


@cache
def stamp() -> str:
    """Names this version of the grouper, of what compiles it, and the kind of processor."""
    found = hashlib.sha256(sys.version.encode())
    for name, file in VERSIONS.items():
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        found.update(Path(spec.origin).with_name(file).read_bytes() + b"\0")
    for name in SOURCES:
        found.update((PACKAGE / f"{name}.py").read_bytes())
    found.update(_processor())
    return found.hexdigest()[:16]


def candidates() -> list[Path]:
    """Folders that may hold what is kept, best first."""
    if named := os.environ.get(VARIABLE):
        return [Path(named)]
    found = [PACKAGE / "__pycache__"]
    if home := os.environ.get("LINGHANG_HOME"):
        found.append(Path(home) / "cache")
    user = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return [*found, Path(user) / "linghang"]


@cache
def folder() -> Path | None:
    """This version's folder: one that was prepared, else the first that can be written.

    None when there is none; then everything is compiled in memory, in each process again.
    """
    places = [one / f"grouper-{stamp()}" for one in candidates()]
    for place in places:
        if (place / MARK).is_file() and _is_trusted(place):
            return place
    return next((place for place in places if is_writable(place)), None)


def is_writable(place: Path) -> bool:
    """Whether we may keep things there; makes the folder."""
    try:
        place.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(place, os.W_OK) and _is_trusted(place)


def _is_trusted(place: Path) -> bool:
    """Only we or the administrator may have written there: what lies there is executed."""
    facts = place.stat()
    open_to_others = facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return facts.st_uid in {0, os.getuid()} and not open_to_others


def _processor() -> bytes:
    """Machine code is made for one kind of processor; its description, as far as it is known."""
    lines = [platform.machine().encode()]
    try:
        described = Path("/proc/cpuinfo").read_bytes().split(b"\n\n")[0]
    except OSError:
        return lines[0]
    names = (b"model name", b"flags", b"Features", b"CPU part", b"CPU implementer")
    return b"\n".join(lines + [one for one in described.splitlines() if one.startswith(names)])
