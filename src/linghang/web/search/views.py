"""Looking for something: what one types never stands in an address, and so in no log.

Names of people are personal data, and servers log addresses. The text comes in the body of a
request; on the page with all results it stands behind the `#`, which a browser does not send.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from linghang.foundation.search import queries, rules
from linghang.foundation.search.queries import Hit
from linghang.foundation.search.rules import Piece
from linghang.web.menu import menu
from linghang.web.requests import Request
from linghang.web.search import kinds

SUGGESTED, MOST = 4, 30


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was found."""

    title: list[Piece]
    excerpt: list[Piece]
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind; whether there is more than is shown."""

    code: str
    name: str
    icon: str
    lines: list[Line]
    is_cut: bool


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: Request) -> HttpResponse:
    """The page of results; without a text only its box. A script asks for the results alone."""
    text = request.POST.get("q", "")
    context = {"q": text, "groups": found(request, text, MOST), "is_asked": bool(text.strip())}
    piece = "#results" if request.htmx else ""
    return render(request, f"web/search/page.html{piece}", context)


@require_POST
def suggest(request: Request) -> HttpResponse:
    """The best of each kind while one types."""
    text = request.POST.get("q", "")
    context = {"q": text, "groups": found(request, text, SUGGESTED), "is_asked": bool(text.strip())}
    return render(request, "web/search/suggestions.html", context)


def found(request: Request, text: str, most: int) -> list[Group]:
    """Up to `most` of each kind that the acting post may see, kinds without any left out."""
    wanted = rules.query(text)
    if not wanted:
        return []
    allowed = {kind.code: kind.scopes(request) for kind in kinds.registered()}
    hits = queries.find(text, allowed, most + 1)
    groups = [_pages(request, wanted.words, most)]
    for kind in kinds.registered():
        own = [hit for hit in hits if hit.kind == kind.code]
        still = set(kind.still(request, [hit.key for hit in own])) if own else set()
        lines = [_line(hit, kind) for hit in own if hit.key in still]
        groups.append(Group(kind.code, kind.name, kind.icon, lines[:most], len(lines) > most))
    return [group for group in groups if group.lines]


def _line(hit: Hit, kind: kinds.Kind) -> Line:
    return Line(hit.pieces, hit.excerpt, kind.url(hit.key))


def _pages(request: Request, words: tuple[str, ...], most: int) -> Group:
    """Pages of the menu, by title and pinyin."""
    lines = []
    for section in menu(request.rights, ""):
        for entry in section.entries:
            title = rules.normal(entry.title)
            read = rules.readings(entry.title)
            if all(word in title or any(one.startswith(word) for one in read) for word in words):
                where = [Piece(section.title, False)] if section.title else []
                lines.append(Line(rules.marked(entry.title, words), where, entry.url))
    return Group("pages", "页面", "right", lines[:most], len(lines) > most)
