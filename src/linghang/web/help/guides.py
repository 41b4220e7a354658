"""The user guides: where they lie, how their Markdown becomes a page, which sections they have."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from django.urls import reverse

import linghang
from linghang.foundation.later import later
from linghang.web.menu import help_of

if TYPE_CHECKING:
    import markdown_it
    from markdown_it.token import Token
else:
    markdown_it = later("markdown_it")

PACKAGE = Path(linghang.__file__).resolve().parent
SHIPPED = PACKAGE / "web" / "help" / "guides"  # in the wheel
CHECKOUT = PACKAGE.parent.parent / "docs" / "user"
DEEPEST = 3  # headings that are sections


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it, up to the next. anchor: its place on the page."""

    level: int
    title: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide. name: of its file, without the ending."""

    name: str
    title: str
    html: str
    sections: tuple[Section, ...]


def folder() -> Path:
    """Where the guides lie: in the installed package, else in the checkout."""
    return SHIPPED if SHIPPED.is_dir() else CHECKOUT


def names() -> list[str]:
    """The guides that there are."""
    return sorted(file.stem for file in folder().glob("*.md"))


def guide(name: str) -> Guide | None:
    """The guide of that name; None without one. Read again when its file has changed."""
    if name not in names():
        return None
    file = folder() / f"{name}.md"
    return _read(name, file.stat().st_mtime_ns)


@functools.lru_cache(maxsize=64)
def _read(name: str, _changed: int) -> Guide:
    text = (folder() / f"{name}.md").read_text("utf-8")
    parser = markdown_it.MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    sections = _sections(tokens)
    for token in tokens:
        _lead(token.children or ())
    html = parser.renderer.render(tokens, parser.options, {})
    title = next((one.title for one in sections if one.level == 1), name)
    return Guide(name, title, html, tuple(sections))


def _sections(tokens: list[Token]) -> list[Section]:
    """The headings with the text below them; gives each heading its anchor."""
    found: list[Section] = []
    taken: set[str] = set()
    texts: list[str] = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open" and int(token.tag[1]) <= DEEPEST:
            _close(found, texts)
            title = _plain(tokens[at + 1])
            anchor = _anchor(title, taken)
            token.attrSet("id", anchor)
            found.append(Section(int(token.tag[1]), title, anchor, ""))
        elif token.type in ("inline", "fence", "code_block") and not _is_heading(tokens, at):
            texts.append(_plain(token))
    _close(found, texts)
    return found


def _is_heading(tokens: list[Token], at: int) -> bool:
    return at > 0 and tokens[at - 1].type == "heading_open"


def _close(found: list[Section], texts: list[str]) -> None:
    if found:
        last = found[-1]
        found[-1] = Section(last.level, last.title, last.anchor, "\n".join(texts))
    texts.clear()


def _plain(token: Token) -> str:
    if not token.children:
        return token.content
    breaks = {"softbreak": " ", "hardbreak": " "}
    return "".join(breaks.get(one.type, one.content) for one in token.children).strip()


def _anchor(title: str, taken: set[str]) -> str:
    """The heading's words as an anchor, numbered where two say the same."""
    plain = re.sub(r"[^\w]+", "-", title).strip("-") or "section"
    anchor, number = plain, 1
    while anchor in taken:
        number += 1
        anchor = f"{plain}-{number}"
    taken.add(anchor)
    return anchor


def _lead(tokens: Iterable[Token]) -> None:
    """Links to guides lead to their pages; what a guide says of other files stays as its words."""
    is_plain = False
    for token in tokens:
        if token.type == "link_open":
            href = _address(str(token.attrGet("href")))
            is_plain = href.startswith(("..", "./")) or href.partition("#")[0].endswith(".md")
            token.attrs = {} if is_plain else {**token.attrs, "href": href}
        if is_plain and token.type in ("link_open", "link_close"):
            token.tag = "span"


def _address(href: str) -> str:
    """A link from one guide to another leads to its page; other addresses stay."""
    name, _, anchor = unquote(href).partition("#")
    if not name.endswith(".md") or "/" in name:
        return href
    place = reverse("help-page", args=[name.removesuffix(".md")])
    return f"{place}#{quote(anchor)}" if anchor else place


@functools.cache
def help_address(shown: str) -> str:
    """Where the help about a page is, by the name of its address; else all the help there is."""
    reference = help_of(shown)
    return (address(reference) if reference else "") or reverse("help")


def address(reference: str) -> str:
    """Where a reference of a catalog leads: 院领导-看数.md#运行总览; "" for a guide not there."""
    name, _, anchor = reference.partition("#")
    if name.removesuffix(".md") not in names():
        return ""
    return _address(f"{name}#{anchor}" if anchor else name)
