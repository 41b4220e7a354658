"""A thing answers: its facts in groups, related lists, deeds, and its history in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from linghang.foundation.trail import queries
from linghang.web.lists import cells
from linghang.web.lists.cells import Value
from linghang.web.lists.drawing import plain_table
from linghang.web.lists.shapes import Listing
from linghang.web.lists.years import Year
from linghang.web.requests import Request
from linghang.web.trail import words

PAGE = "web/details/page.html"
MOST_HISTORY = 100


@dataclass(frozen=True, slots=True)
class Facts:
    """A group of facts: (term, value). An empty value reads «—»."""

    title: str
    facts: Sequence[tuple[str, Value]]

    @property
    def shown(self) -> list[tuple[str, SafeString]]:
        """The facts as the template writes them."""
        return [(term, SafeString(cells.html(value))) for term, value in self.facts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A list of what belongs to the thing. all: where the whole list is, if it is longer.

    says: what stands there without any row. beside: in the narrow column.
    """

    listing: Listing
    rows: Sequence[Any]
    all: str = ""
    says: str = "还没有记录。"
    beside: bool = False

    @property
    def table(self) -> SafeString:
        """The rows as a small table."""
        return plain_table(self.listing, self.rows)


@dataclass(frozen=True, slots=True)
class Way:
    """A button that leads on. main: the one probably wanted. grave: asks for second thoughts."""

    text: str
    url: str
    icon: str = ""
    main: bool = False
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Happened:
    """One deed in a sentence. number: of its entry in the trail."""

    at: datetime
    says: str
    number: int


def page(
    request: Request,
    *,
    title: str,
    subtitle: str = "",
    above: Sequence[tuple[str, str]] = (),
    marks: Sequence[cells.Mark] = (),
    facts: Sequence[Facts] = (),
    ways: Sequence[Way] = (),
    related: Sequence[Related] = (),
    history: tuple[str, str] | None = None,
    wider: queries.Wider | None = None,
    years: Sequence[Year] = (),
    template: str = PAGE,
    context: Mapping[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole answer of a view that shows one thing; the view has asked the policy before.

    above: (name, address) of what the thing stands under; an address may be "".
    ways: only what the acting post may do. history: (type, id) as the trail names the subject.
    wider: deeds on larger things that the thing was a part of; they stand in its history, too.
    years: that it can be asked for, of `lists.years.links`.
    template: extends `web/details/page.html` where the page says more. context: more for it.
    """
    shown = {
        "title": title,
        "subtitle": subtitle,
        "above": above,
        "marks": [SafeString(cells.html(mark)) for mark in marks],
        "facts": facts,
        "ways": ways,
        "related": [one for one in related if not one.beside],
        "beside": [one for one in related if one.beside],
        "history": happened(*history, wider=wider) if history else None,
        "most_history": MOST_HISTORY,
        "year_links": years,
    }
    return render(request, template, {**shown, **(context or {})}, status=status)


def happened(
    subject_type: str,
    subject_id: str,
    most: int = MOST_HISTORY,
    *,
    wider: queries.Wider | None = None,
) -> list[Happened]:
    """What happened to a thing, the newest first, in two queries."""
    entries = queries.of_subject(subject_type, subject_id, most, wider=wider)
    names = words.named(entries)
    return [Happened(one.at, words.sentence(one, names), one.pk) for one in entries]
