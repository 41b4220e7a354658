"""The one-time code that opens the page of founding, while nobody can log in."""

from __future__ import annotations

import hmac
from pathlib import Path

from django.conf import settings

from linghang.foundation import keys
from linghang.org.founding import queries

FILE = "setup.code"
CODE_BYTES = 15


def _file() -> Path:
    return Path(settings.HOME) / FILE


def code() -> str:
    """The code, made on first asking; only whoever reads the terminal or the folder knows it."""
    return keys.made_once(_file(), size=CODE_BYTES).hex()


def is_open(given: str) -> bool:
    """Whether the code opens the page: it is the right one, and nothing was founded yet."""
    if not _file().exists():
        return False
    return hmac.compare_digest(given.encode(), code().encode()) and queries.is_empty()


def close() -> None:
    """After founding nobody needs the code."""
    _file().unlink(missing_ok=True)


def new_code() -> str:
    """A code in place of the former one, which may have been seen."""
    close()
    return code()
