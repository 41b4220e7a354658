"""Tells numba where to keep the machine code of the inner loops."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numba.core import caching, config

from linghang.cases.drg import prepared


class OurFolder(caching.UserProvidedCacheLocator):
    """Keeps the code of this package, and of nothing else, in the prepared folder.

    Unlike numba's own it reads from a folder that may not be written, and its stamp covers every
    source of the package, not only the file of the function.
    """

    def __init__(self, py_func: Any, py_file: str, place: Path) -> None:
        self._py_file = py_file
        self._lineno = py_func.__code__.co_firstlineno
        self._cache_path = str(place / "code")

    def get_source_stamp(self) -> str:
        return prepared.stamp()

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> OurFolder | None:
        place = prepared.folder()
        if place is None or Path(py_file).parent != prepared.PACKAGE:
            return None
        if prepared.is_writable(place):
            (place / "code").mkdir(exist_ok=True)
        return cls(py_func, py_file, place)


def keeps() -> bool:
    """Whether machine code can be kept; from now on it is."""
    if prepared.folder() is None:
        return False
    others = [one.__name__ for one in caching.CacheImpl._locator_classes]
    setting: Any = config
    setting.CACHE_LOCATOR_CLASSES = ",".join([f"{__name__}.OurFolder", *others])
    return True
