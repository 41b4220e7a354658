"""Where the secrets of second factors lie: sealed, in rows of their own.

The authenticators keep what they are given as plain JSON, which a change of keys would not find;
so they keep only the number of a row here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from linghang.org.accounts.models import SealedSecret

START = "sealed:"


def keep(text: str) -> str:
    """Seal a text; what is given back names it and tells nothing about it."""
    return f"{START}{SealedSecret.objects.create(text=text).pk}"


def read(name: str) -> str:
    """The text that was kept. Raises SealedSecret.DoesNotExist, and the faults of a key."""
    text: str = SealedSecret.objects.get(pk=int(name.removeprefix(START))).text.open()
    return text


def forget(names: Iterable[object]) -> None:
    """Remove the texts; what names none is passed over."""
    kept = [
        int(name.removeprefix(START))
        for name in names
        if isinstance(name, str) and name.startswith(START)
    ]
    SealedSecret.objects.filter(pk__in=kept).delete()


def forget_with(instance: Any, **_: object) -> None:
    """A second factor was removed: its secrets go with it."""
    forget(instance.data.values())
