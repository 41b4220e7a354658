"""What the things are called that entries are about."""

from __future__ import annotations

from functools import cache

from django.apps import apps

OURS = "linghang."
_names: dict[str, str] = {}


def register(code: str, name: str) -> None:
    """Name a type of subject that is no model: ("vault.key", "密钥")."""
    if _names.setdefault(code, name) != name:
        raise ValueError(f"{code} is already called {_names[code]}")


def names() -> dict[str, str]:
    """Type → Chinese name, of every model of ours and every registered type."""
    return {**_models(), **_names}


@cache
def _models() -> dict[str, str]:
    return {
        model._meta.label_lower: str(model._meta.verbose_name)
        for model in apps.get_models()
        if model.__module__.startswith(OURS)
    }


def check(code: str) -> None:
    """Raises ValueError for a type that nobody named: a page would show the bare code."""
    if code not in _names and code not in _models():
        raise ValueError(f"the subject type {code!r} has no name")


def name(code: str) -> str:
    """The Chinese name of a type; the code itself where nobody names it."""
    return names().get(code, code)
