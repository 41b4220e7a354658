"""Addresses that a page names by the hundred: what a name leads to is looked up once."""

from __future__ import annotations

import functools
import re

from django.urls import get_script_prefix, reverse

# Stands for the thing; every kind of address takes it, and it is part of none.
_STANDIN = "8070605040302010"
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")


def of(name: str, thing: str | int) -> str:
    """The address with that name of one thing: what reverse(name, args=[thing]) gives."""
    text = str(thing)
    if not _PLAIN.fullmatch(text):
        return reverse(name, args=[thing])
    before, after = _around(name, get_script_prefix())
    return f"{before}{text}{after}"


@functools.cache
def _around(name: str, _prefix: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[_STANDIN]).partition(_STANDIN)
    return before, after
