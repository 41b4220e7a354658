"""One spelling for many: full width, blanks, brackets, the ways to write 有限公司. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

LONGEST = 120
_MARKS = re.compile(r"[\s\W_]+")
_COMPANY = re.compile(r"(股份有限责任|有限责任|股份有限|股份|有限)公司$")


def spelling(text: str) -> str:
    """The text as it is compared: ＡＢ（沪） 有限责任公司 → ab沪公司; at most LONGEST signs."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return _COMPANY.sub("公司", plain)[:LONGEST]


def plain(value: Any) -> str:
    """Any field's value as it is compared: codes and numbers as they are, texts by spelling."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ",".join(value)
    return spelling(value) if isinstance(value, str) else str(value)


def is_same(one: str, other: str) -> bool:
    """Whether both are the same name; an empty one is no name."""
    return bool(spelling(one)) and spelling(one) == spelling(other)
