"""Packages that take long to import and serve few commands: imported when first asked of.

Beside the real import for the type checker:

    if TYPE_CHECKING:
        import duckdb
    else:
        duckdb = later("duckdb")

A process of the server imports them all before its first request (see wsgi.py).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_named: set[str] = set()


class _Later:
    """Stands for the module and becomes it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)


def later(name: str) -> Any:
    """The module of that name, imported at its first use."""
    _named.add(name)
    return _Later(name)


def import_all() -> None:
    """Import whatever was put off so far, for a process that stays."""
    for name in sorted(_named):
        import_module(name)
