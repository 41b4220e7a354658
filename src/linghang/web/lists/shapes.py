"""How a list is declared: columns, filters, deeds on several rows, what an empty one says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from linghang.foundation.access import Decision, allow
from linghang.foundation.fields.definitions import Kind, Mask
from linghang.org.rules import Rights
from linghang.web.lists.cells import Link, Value
from linghang.web.requests import Request

Options = Sequence[tuple[str, str]]


class Way(StrEnum):
    """How a filter is filled in.

    TEXT: a word that the rows contain. CHOICE: one of several. YES_NO. DAY, INSTANT: from–to,
    for columns of days and of instants. NUMBER: from–to, both included. UNIT: a unit by name,
    with all below it. PERSON: by name.
    """

    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"
    DAY = "day"
    INSTANT = "instant"
    UNIT = "unit"
    PERSON = "person"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    value: attribute path (`unit.name`) or function of the row; by default the code.
    sort: ORM path (attribute path for a plain list) by which the column sorts; none without it.
    tone: "" | number (to the right) | nowrap | name, title (some signs are kept together)
    | long. decimals: of numbers.
    personal: what the column holds of a person (a Mask, or a kind of field that has one); it is
    masked on the page and in files.
    is_person: the value is a person's code and is shown by name, looked up for the whole page.
    only: "" | page | file – where the column appears.
    """

    code: str
    title: str
    value: str | Callable[[Any], Value] = ""
    sort: str = ""
    tone: str = ""
    decimals: int = 0
    personal: Kind | Mask | None = None
    is_person: bool = False
    only: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition that a reader may set; `?code=…` in the address.

    path: ORM path, or several of which one must hold (TEXT). UNIT and PERSON: of the column that
    holds the code. options: of a CHOICE, or a function of the request.
    apply: for what a path can't say; (source, value, request) → source, Cut. value: text, bool, or
    (from, to) of days or numbers, either of which may be None. always: there is no 全部; the
    first option holds until another is chosen. by_keys: it may find many rows by way of another
    table; they are ordered by their keys alone, and read whole only where they are shown.
    """

    code: str
    title: str
    way: Way = Way.TEXT
    path: str | tuple[str, ...] = ""
    options: Options | Callable[[Request], Options] = ()
    apply: Callable[[Any, Any, Request], Any] | None = None
    always: bool = False
    by_keys: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """What a filter's `apply` found, where it left out some; says: what, for the reader."""

    source: Any
    says: str


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that is done to several chosen rows at once.

    do: (request, keys, reason) → what happened, as a sentence; a Refused is shown in place.
    ask: whether the post may at all; without permission the deed is not offered.
    confirm: a question before it is done. asks_reason: whether a reason must be written;
    read_by: who will read it, told where it is written.
    """

    code: str
    title: str
    do: Callable[[Request, Sequence[str], str], str]
    ask: Callable[[Rights], Decision] = field(default=lambda _rights: allow("人人可办"))
    confirm: str = ""
    asks_reason: bool = False
    read_by: str = ""
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Empty:
    """What a list without any row says: what it would hold, and what to do first."""

    title: str
    says: str = ""
    deed: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list as a page declares it, once, at the head of its module.

    code: dotted, unique; names saved filters and the trail's entries of exports.
    counted: the counting word (人, 条, 批). order: code of the column by which it is sorted at
    first, with a minus for descending; "" leaves the source's own order.
    link: where a row leads; None where rows lead nowhere (or the row may not be opened).
    key: attribute path of what identifies a row in deeds.
    lines: turns the rows of a page (or of a piece of an export) into what the columns read, for
    anything that costs a query; called once per page.
    may_export: asked before rows leave as a file. most_exported: rows in one file.
    note: a sentence under the title of the page. headed: the title stands above the list itself,
    for pages that hold other things, too. whole: the page says elsewhere, too, what the filters
    ask for, so that they load all of it. names_people: it tells a matter of people by name, so
    that a file of it is asked for its reason. confidential: only few may know of what it lists;
    a file of it is asked for its reason, too, the trail tells neither its name nor the
    conditions, and no second person is asked to approve many.
    """

    code: str
    title: str
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    deeds: tuple[Deed, ...] = ()
    empty: Empty = Empty("还没有记录")
    counted: str = "条"
    order: str = ""
    link: Callable[[Any], str | None] | None = None
    key: str = "pk"
    lines: Callable[[Request, list[Any]], Sequence[Any]] | None = None
    per_page: int = 50
    may_export: Callable[[Rights], Decision] = field(
        default=lambda _rights: allow("所见即可导出，不超出本职务的范围")
    )
    most_exported: int = 20_000
    note: str = ""
    headed: bool = False
    whole: bool = False
    names_people: bool = False
    confidential: bool = False

    @property
    def is_personal(self) -> bool:
        """Whether a file of it holds people's data: then it is asked for its reason."""
        masked = any(one.personal is not None for one in self.in_file())
        return masked or self.names_people or self.confidential

    @property
    def id(self) -> str:
        """The list's name within a page."""
        return "list-" + self.code.replace(".", "-").replace("_", "-")

    def column(self, code: str) -> Column | None:
        """The column of that code."""
        return next((one for one in self.columns if one.code == code), None)

    def on_page(self) -> tuple[Column, ...]:
        """The columns that the page shows."""
        return tuple(one for one in self.columns if one.only != "file")

    def in_file(self) -> tuple[Column, ...]:
        """The columns that a file holds."""
        return tuple(one for one in self.columns if one.only != "page")
