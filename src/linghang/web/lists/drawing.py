"""Rows as HTML, formatted and joined in Python: a template would cost eight times as much."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, cast

from django.utils.safestring import SafeString

from linghang.foundation.access import SYSTEM
from linghang.org.models import Person
from linghang.web.lists import cells, conditions, masking
from linghang.web.lists.asked import Asked
from linghang.web.lists.cells import Value
from linghang.web.lists.shapes import Column, Deed, Listing
from linghang.web.pages import Pages

BY_SYSTEM = "系统"
_ARROWS = {"": "sort", "ascending": "up", "descending": "down"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A list ready for its template `web/lists/list.html`. path: of the page it stands on."""

    listing: Listing
    asked: Asked
    pages: Pages
    rows: SafeString
    head: SafeString
    path: str
    deeds: tuple[Deed, ...] = ()
    saved: Sequence[Any] = ()
    may_export: bool = False
    refusal: str = ""
    chosen: frozenset[str] = field(default=frozenset())
    reason: str = ""

    @property
    def has_rows(self) -> bool:
        return bool(self.rows)

    @property
    def is_narrowed(self) -> bool:
        """Whether an empty list is empty because of its filters."""
        return bool(self.asked.active)

    @property
    def columns(self) -> int:
        return len(self.listing.on_page()) + bool(self.deeds)

    @property
    def plain(self) -> str:
        """The list without any condition."""
        nothing = {name: "" for one in self.asked.filters for name in one.raw}
        return self.asked.address({**nothing, "sort": ""})

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """Title and value of each condition, and the list without it."""
        return [
            (one.filter.title, one.says, self.asked.address(without=one.filter))
            for one in self.asked.active
        ]

    @property
    def conditions(self) -> SafeString:
        """The form of its conditions."""
        return conditions.form(self.asked, self.path)

    @property
    def pager(self) -> SafeString:
        """Which rows these are, and the way to others."""
        return conditions.pager(self.asked, self.pages, may_export=self.may_export)


def head(asked: Asked, *, with_deeds: bool) -> SafeString:
    """The heads of the columns; those that sort are links."""
    parts = [
        '<th scope="col" class="pick"><span class="visually-hidden">选</span></th>'
    ] * with_deeds
    for column in asked.listing.on_page():
        parts.append(_head(column, asked))
    return SafeString("".join(parts))


def _head(column: Column, asked: Asked) -> str:
    tone, title = escape(column.tone), escape(column.title)
    if not column.sort:
        return f'<th scope="col" class="{tone}">{title}</th>'
    now = {column.code: "ascending", f"-{column.code}": "descending"}.get(asked.sort, "")
    down_first = column.tone == "number"
    first, second = (
        (f"-{column.code}", column.code) if down_first else (column.code, f"-{column.code}")
    )
    leads = asked.address({"sort": second if asked.sort == first else first})
    state = f' aria-sort="{now}"' if now else ""
    icon = f'<i class="icon icon-{_ARROWS[now]}" aria-hidden="true"></i>'
    return (
        f'<th scope="col" class="sortable {tone}"{state}>'
        f'<a href="{escape(leads)}">{title}{icon}</a></th>'
    )


def rows(
    listing: Listing,
    lines: Sequence[Any],
    *,
    with_deeds: bool = False,
    chosen: frozenset[str] = frozenset(),
) -> SafeString:
    """The table's lines. Every text is escaped here, once, and nowhere else."""
    columns, names = listing.on_page(), people(listing.on_page(), lines)
    readers = [_reader(column, names) for column in columns]
    opens = [_opening(column) for column in columns]
    parts: list[str] = []
    for line in lines:
        parts.append("<tr data-row>")
        if with_deeds:
            parts.append(_pick(str(cells.found(line, listing.key)), chosen))
        url = listing.link(line) if listing.link else None
        first = True
        for column, read, opening in zip(columns, readers, opens, strict=True):
            content = cells.html(read(line), column.decimals)
            if first:
                first = False
                parts.append(_heading(opening, content, url))
            else:
                parts.append(f"{opening}{content}</td>")
        parts.append("</tr>")
    return SafeString("".join(parts))


def _heading(opening: str, content: str, url: str | None) -> str:
    if url:
        content = f'<a href="{escape(url)}" data-row-link>{content}</a>'
    return f'<th scope="row"{opening.removeprefix("<td")}{content}</th>'


def _opening(column: Column) -> str:
    tone = f' class="{escape(column.tone)}"' if column.tone else ""
    return f'<td data-label="{escape(column.title)}"{tone}>'


def _pick(key: str, chosen: frozenset[str]) -> str:
    checked = " checked" if key in chosen else ""
    return (
        '<td class="pick"><label><span class="visually-hidden">选中这一行</span>'
        f'<input type="checkbox" name="chosen" value="{escape(key)}"{checked}></label></td>'
    )


def _reader(column: Column, names: Mapping[str, str]) -> Callable[[Any], Value]:
    """How the column reads a line: by path or function, persons by name, personal facts masked."""
    read = reading(column)
    if column.is_person:
        return lambda line: named(read(line), names)
    if column.personal is not None:
        kind = column.personal
        return lambda line: masking.masked(kind, read(line))
    return read


def reading(column: Column) -> Callable[[Any], Value]:
    """What the column holds of a line, neither masked nor by name."""
    if callable(column.value):
        return column.value
    path = column.value or column.code
    if "." in path:
        return lambda line: cells.found(line, path)
    return lambda line: _own(line, path)


def _own(line: Any, name: str) -> Value:
    if isinstance(line, Mapping):
        return line.get(name)
    value: Any = getattr(line, name)
    return cast("Value", value() if callable(value) else value)


def readers(columns: Sequence[Column], lines: Sequence[Any]) -> list[Callable[[Any], Value]]:
    """One reader for each column, for lines that are told elsewhere than on a page."""
    names = people(columns, lines)
    return [_reader(column, names) for column in columns]


def people(columns: Sequence[Column], lines: Sequence[Any]) -> dict[str, str]:
    """Names of all persons whom the lines hold by code, in one query."""
    asked = [reading(column) for column in columns if column.is_person]
    codes = {str(read(line) or "") for read in asked for line in lines} - {"", SYSTEM}
    if not codes:
        return {}
    return dict(Person.objects.filter(code__in=codes).values_list("code", "name"))


def named(code: Value, names: Mapping[str, str]) -> Value:
    """A person's name; the system by its own, somebody unknown by code."""
    if not code:
        return None
    return BY_SYSTEM if code == SYSTEM else names.get(str(code), str(code))


def plain_table(listing: Listing, lines: Sequence[Any]) -> SafeString:
    """A small table of some rows, without filters and pages, for a page about one thing."""
    heads = "".join(
        f'<th scope="col" class="{escape(one.tone)}">{escape(one.title)}</th>'
        for one in listing.on_page()
    )
    return SafeString(
        f'<table class="cards"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows(listing, lines)}</tbody></table>"
    )
