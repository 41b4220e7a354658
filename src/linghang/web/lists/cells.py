"""What can stand in a cell, as the page writes it and as a file that leaves the house holds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from linghang.foundation import quantity

YES, NO = "是", "否"


@dataclass(frozen=True, slots=True)
class Mark:
    """A word in a frame. tone: "" | done | going | warning | failed; never colour alone."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A word that leads somewhere. Without an address it is only the word."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Words:
    """A text and what stands beside it in a fainter ink."""

    text: str
    faint: str = ""


Value = str | int | bool | Decimal | date | datetime | Mark | Link | Words | SafeString | None


def html(value: Value, decimals: int = 0) -> str:
    """The cell's content, escaped; «—» for nothing. A SafeString stands as it is."""
    write = _WRITE.get(type(value))
    if write is not None:
        return write(value)
    return escape(text(value, decimals))


def _mark(value: Mark) -> str:
    return f'<span class="mark {value.tone}">{escape(value.text)}</span>'


def _link(value: Link) -> str:
    if not value.url:
        return escape(value.text)
    return f'<a href="{escape(value.url)}">{escape(value.text)}</a>'


def _words(value: Words) -> str:
    if not (value.text or value.faint):
        return quantity.NOTHING
    faint = f' <span class="faint">{escape(value.faint)}</span>' if value.faint else ""
    return f"<span>{escape(value.text)}{faint}</span>"


# By the exact type, the most frequent ones without a detour: a page writes hundreds of cells.
_WRITE: dict[type, Callable[[Any], str]] = {
    str: lambda value: value if value.isalnum() else escape(value) if value else quantity.NOTHING,
    int: lambda value: f"{value:,}",
    date: date.isoformat,
    type(None): lambda _value: quantity.NOTHING,
    SafeString: str,
    Mark: _mark,
    Link: _link,
    Words: _words,
}


def text(value: Value, decimals: int = 0) -> str:
    """The cell in words, as a person reads it: days, instants and numbers written out."""
    if value is None or value == "":
        return quantity.NOTHING
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, int | Decimal):
        return quantity.grouped(value, decimals=decimals)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mark | Link):
        return value.text or quantity.NOTHING
    if isinstance(value, Words):
        return f"{value.text} {value.faint}".strip() or quantity.NOTHING
    return str(value)


Taken = str | int | Decimal | date | datetime | None


def taken(value: Value) -> Taken:
    """The cell for a spreadsheet: numbers and days stay what they are, instants are local."""
    if isinstance(value, bool) or value is None:
        return None if value is None else (YES if value else NO)
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None)
    if isinstance(value, int | Decimal | date):
        return value
    if value == "":
        return None
    return text(value)


def found(row: object, path: str) -> Value:
    """The value at an attribute path with dots; a mapping is asked by key, a method is called."""
    at: object = row
    for name in path.split("."):
        at = at.get(name) if isinstance(at, Mapping) else getattr(at, name, None)
        if at is None:
            return None
    return at() if callable(at) else at  # type: ignore[return-value]
