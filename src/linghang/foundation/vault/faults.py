"""What can stand between a sealed text and its reader. None of it changes the sealed text."""

from __future__ import annotations

from linghang.foundation.errors import Refused

KEPT = "密文原样保留，没有改动"


class CannotSeal(Refused):
    """The text can't be sealed, and nothing was stored."""


class CannotOpen(Refused):
    """The sealed text can't be opened now; it is kept as it is."""


class NoKey(CannotOpen):
    """The key is not in its folder."""


class BrokenKey(CannotOpen):
    """The key file is incomplete or was changed."""


class WrongKey(CannotOpen):
    """The key file is whole, but belongs to something else."""


class ExposedKey(CannotOpen):
    """Other users of the machine may read the key file."""


class UnreadableKey(CannotOpen):
    """The machine does not let us read the key file."""


class Tampered(CannotOpen):
    """The key is right, so it is the sealed text that was changed."""
