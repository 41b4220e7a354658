"""Rows as HTML, formatted and joined in Python: a template would cost eight times as much."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from operator import attrgetter, methodcaller
from typing import Any

from django.utils.safestring import SafeString

from linghang.foundation.access import SYSTEM
from linghang.foundation.quantity import NOTHING
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
    if not lines:
        return SafeString("")
    columns = listing.on_page()
    first, *others = zip(
        (_opening(column) for column in columns),
        (_opening(column, "nothing") for column in columns),  # a card on a phone leaves it out
        readers(columns, lines),
        (column.decimals for column in columns),
        strict=True,
    )
    heading = (f'<th scope="row"{first[0].removeprefix("<td")}', *first[1:])
    html = cells.html
    parts: list[str] = []
    for line in lines:
        parts.append("<tr data-row>")
        if with_deeds:
            parts.append(_pick(str(cells.found(line, listing.key)), chosen))
        opening, _, read, decimals = heading
        content, url = html(read(line), decimals), listing.link(line) if listing.link else None
        if url:
            content = f'<a href="{escape(url)}" data-row-link>{content}</a>'
        parts.append(f"{opening}{content}</th>")
        for opening, empty, read, decimals in others:
            content = html(read(line), decimals)
            parts.append(f"{empty if content == NOTHING else opening}{content}</td>")
        parts.append("</tr>")
    return SafeString("".join(parts))


def _opening(column: Column, more: str = "") -> str:
    told = f"{column.tone} {more}".strip()
    tone = f' class="{escape(told)}"' if told else ""
    return f'<td data-label="{escape(column.title)}"{tone}>'


def _pick(key: str, chosen: frozenset[str]) -> str:
    checked = " checked" if key in chosen else ""
    return (
        '<td class="pick"><label><span class="visually-hidden">选中这一行</span>'
        f'<input type="checkbox" name="chosen" value="{escape(key)}"{checked}></label></td>'
    )


def readers(columns: Sequence[Column], lines: Sequence[Any]) -> list[Callable[[Any], Value]]:
    """How each column reads a line: persons by name, personal facts masked.

    lines: some of a kind; what the first one is, all are.
    """
    names = people(columns, lines)
    return [_reader(column, reading(column, lines[0]), names) for column in columns if lines]


def _reader(
    column: Column, read: Callable[[Any], Value], names: Mapping[str, str]
) -> Callable[[Any], Value]:
    if column.is_person:
        return lambda line: named(read(line), names)
    if column.personal is not None:
        kind = column.personal
        return lambda line: masking.masked(kind, read(line))
    return read


def reading(column: Column, line: Any) -> Callable[[Any], Value]:
    """What the column holds of a line like this one, neither masked nor by name."""
    if callable(column.value):
        return column.value
    path = column.value or column.code
    if "." in path:
        return lambda one: cells.found(one, path)
    if isinstance(line, Mapping):
        return lambda one: one.get(path)
    if callable(getattr(type(line), path, None)):
        return methodcaller(path)
    return attrgetter(path)


def people(columns: Sequence[Column], lines: Sequence[Any]) -> dict[str, str]:
    """Names of all persons whom the lines hold by code, in one query."""
    asked = [reading(column, lines[0]) for column in columns if column.is_person and lines]
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
