"""Compiles everything beforehand, so that the first answer of a new process comes at once.

What it imports on the way gets its bytecode written, if the installer left that out.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from linghang.cases.drg import files, machine_code, prepared
from linghang.cases.drg.rules import SETS
from linghang.cases.drg.stored import load_rules

__all__ = ["files", "warm"]


def warm() -> Path | None:
    """Compile the inner loops and all rule sets of the product, and keep them.

    Returns where; None when nothing can be kept. Older versions beside it are removed.
    """
    for name in machine_code.LOOPS:
        machine_code.loop(name)
    for name in SETS:
        load_rules(name)
    place = prepared.folder()
    if place is None or not prepared.is_writable(place):
        return place
    (place / prepared.MARK).touch()
    for other in place.parent.glob("grouper-*"):
        if other != place:
            shutil.rmtree(other, ignore_errors=True)
    return place
