"""Finds the areas: every module of this folder that has rows."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

from django.urls import URLPattern, URLResolver, get_resolver

from tests.web.access.base import Row
from tests.web_hospital import Hospital

NO_AREAS = ("__init__", "areas", "base", "document")


@cache
def areas() -> dict[str, ModuleType]:
    """Modules with ROWS by name, in the order of their names."""
    names = sorted(file.stem for file in Path(__file__).parent.glob("*.py"))
    found = {
        name: importlib.import_module(f"tests.web.access.{name}")
        for name in names
        if name not in NO_AREAS and not name.startswith("test_")
    }
    without = [name for name, module in found.items() if not hasattr(module, "ROWS")]
    assert not without, f"areas without ROWS: {without}"
    return found


def rows(area: str) -> list[Row]:
    """The area's rows, the late ones at the end."""
    found: list[Row] = areas()[area].ROWS
    return sorted(found, key=lambda row: row.late)


def things(area: str, hospital: Hospital) -> dict[str, str]:
    """What the arguments and data of the area's rows stand for; session.things for every area."""
    made: dict[str, str] = {}
    for module in dict.fromkeys((areas()["session"], areas()[area])):
        if hasattr(module, "things"):
            made |= module.things(hospital)
    return made


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """The name of every address, with its namespace; an address without a name has none."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            yield f"{prefix}{one.name}"
        else:
            inner = f"{prefix}{one.namespace}:" if one.namespace else prefix
            yield from addresses(one, inner)
