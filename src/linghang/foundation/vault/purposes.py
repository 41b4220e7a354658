"""What texts are sealed for. Each purpose has keys of its own, which may lie in its own folder."""

from __future__ import annotations

import re

PERSONAL = "personal"  # 证件号、手机号 and the like

_CODE = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
_names: dict[str, str] = {}


def register(code: str, name: str) -> None:
    """Make a purpose known, once at start; `name` is Chinese and stands in every message.

    Raises ValueError for a malformed code and when the code has another name.
    """
    if not _CODE.match(code):
        raise ValueError(f"not the code of a purpose: {code!r}")
    if _names.setdefault(code, name) != name:
        raise ValueError(f"the purpose {code!r} is already registered as {_names[code]}")


def known() -> dict[str, str]:
    """Code → name of every purpose."""
    return dict(_names)


def check(code: str) -> None:
    """Raises ValueError for a purpose that nobody registered."""
    if code not in _names:
        raise ValueError(f"the purpose {code!r} is not registered")


def name(code: str) -> str:
    """The Chinese name; the code itself where no package registers it any more."""
    return _names.get(code, code)
