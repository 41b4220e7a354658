"""Draws the chart of a tree: nested lists that fold, with heads, people and beds on each line."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString

from linghang.org.definitions import KINDS
from linghang.org.units.queries import Node
from linghang.web import addresses

OPEN_LEVELS = 1


def tree(nodes: Iterable[Node], *, found: Collection[str] | None) -> SafeString:
    """The nodes as a list. found: codes that a search found: only they and what leads to them."""
    return SafeString(_list(nodes, 0, found))


def _list(nodes: Iterable[Node], level: int, found: Collection[str] | None) -> str:
    items = "".join(_item(node, level, found) for node in nodes)
    return f'<ul class="org-tree">{items}</ul>' if items else ""


def _item(node: Node, level: int, found: Collection[str] | None) -> str:
    if found is not None and not leads_to(node, found):
        return ""
    # What was searched for is drawn with all that is below it, folded, unless more was found there.
    more = found is not None and any(leads_to(child, found) for child in node.below)
    below = found if more else None
    inner = _list(node.below, level + 1, below)
    line = _line(node, is_found=found is not None and node.place.code in found)
    if not inner:
        return f'<li><div class="org-line">{line}</div></li>'
    state = " open" if more or (found is None and level < OPEN_LEVELS) else ""
    fold = f'<summary aria-label="{escape(node.place.name)}的下级单位"></summary>'
    return f'<li><div class="org-line">{line}</div><details{state}>{fold}{inner}</details></li>'


def leads_to(node: Node, found: Collection[str]) -> bool:
    """Whether the node or one below it was found."""
    return node.place.code in found or any(leads_to(child, found) for child in node.below)


def _line(node: Node, *, is_found: bool) -> str:
    place = node.place
    name = str(escape(place.name))
    if is_found:
        name = f"<mark>{name}</mark>"
    parts = [
        f'<a href="{addresses.of("unit", place.code)}">{name}</a>',
        f'<span class="faint small">{KINDS[place.kind].name}</span>',
    ]
    heads = "、".join(f"{head.name}（{head.title}）" for head in node.heads)
    if heads:
        parts.append(f'<span class="soft small">{escape(heads)}</span>')
    counts = [f"{node.people}人"] if node.people else []
    if node.beds is not None:
        counts.append(f"{node.beds}张床")
    if counts:
        parts.append(f'<span class="org-count small">{"，".join(counts)}</span>')
    return " ".join(parts)
