"""Pieces of a page that are the same for many: drawn once from a template, kept as text.

What belongs to one answer alone (a name, the token of a form, seconds that are left) is never
kept: it has a place in the kept text, and is put there each time.
"""

from __future__ import annotations

import functools
import re
import secrets
from collections.abc import Hashable

from django.template import loader
from django.utils.safestring import SafeString

# Stands where something fresh belongs. Nobody can know it, so no text can pretend to be a place.
_MARK = secrets.token_hex(8)
_PLACE = re.compile(f"{_MARK}-(\\w+)-{_MARK}")


def once(template: str, facts: tuple[tuple[str, Hashable], ...], **fresh: str) -> SafeString:
    """The template with the facts, drawn once for each set of them, and with what is fresh.

    facts: (name, value) of all that the template reads; nothing of a person. fresh: HTML that is
    escaped already, by name; the template writes it out as it stands, and asks nothing of it.
    """
    parts = list(_parts(template, facts, tuple(fresh)))
    parts[1::2] = [fresh[name] for name in parts[1::2]]
    return SafeString("".join(parts))


@functools.lru_cache(maxsize=1_000)
def _parts(
    template: str, facts: tuple[tuple[str, Hashable], ...], fresh: tuple[str, ...]
) -> tuple[str, ...]:
    """Text, name of what follows it, text, …, text."""
    places = {name: SafeString(f"{_MARK}-{name}-{_MARK}") for name in fresh}
    return tuple(_PLACE.split(loader.get_template(template).render({**dict(facts), **places})))
