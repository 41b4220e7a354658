"""Arrays side by side as columns: one dataclass field per column, one element per row."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeAlias, TypeVar

import numpy as np

# One-dimensional numpy arrays unless a docstring says otherwise; mypy loses track of them at the
# first index, so no more is promised here.
Numbers: TypeAlias = Any
Texts: TypeAlias = Any

T = TypeVar("T")


def taken(columns: T, rows: Numbers) -> T:
    """The same dataclass of arrays with only these rows."""
    chosen = {one: getattr(columns, one)[rows] for one in _names(columns)}
    return replace(columns, **chosen)  # type: ignore[type-var]


def stacked(parts: list[T]) -> T:
    """Dataclasses of arrays one below the other."""
    joined = {
        one: np.concatenate([getattr(part, one) for part in parts]) for one in _names(parts[0])
    }
    return replace(parts[0], **joined)  # type: ignore[type-var]


def _names(columns: object) -> list[str]:
    return [one.name for one in fields(columns)]  # type: ignore[arg-type]
