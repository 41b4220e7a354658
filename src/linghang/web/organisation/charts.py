"""The chart of one tree as it stood on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linghang.org import policy, queries
from linghang.org.definitions import KINDS, TREE_NAMES, Capability, Tree
from linghang.org.models import Unit
from linghang.org.rules import Rights
from linghang.org.units.queries import Node
from linghang.web.access import require
from linghang.web.organisation import drawing
from linghang.web.organisation.days import day_of
from linghang.web.organisation.unit_forms import kinds_below
from linghang.web.requests import Request

LONGEST = 40


@require_safe
def chart(request: Request, tree: str = "") -> HttpResponse:
    """The chart of a tree; of the tree of one's own unit unless told otherwise.

    A post that does not reach the hospital sees its own unit and what lies below it.
    """
    rights = request.rights
    require(policy.may_read_unit(rights, rights.unit.code))
    wanted = _tree(tree) if tree else _own_tree(rights)
    on, complaint = day_of(request)
    nodes = _seen(rights, wanted, on)
    word = request.GET.get("q", "").strip()[:LONGEST]
    found = _found(nodes, word) if word else None
    closed = _closed(rights, wanted, on) if "closed" in request.GET else None
    return render(
        request,
        "web/organisation/chart.html",
        {
            "tree": wanted,
            "trees": list(TREE_NAMES.items()),
            "name": TREE_NAMES[wanted],
            "on": on,
            "is_today": on == request.today,
            "complaint": complaint,
            "q": word,
            "hits": None if found is None else len(found),
            "drawn": drawing.tree(nodes, found=found),
            "people": sum(node.people for node in nodes),
            "beds": sum(node.beds or 0 for node in nodes),
            "units": sum(_size(node) for node in nodes),
            "closed": closed,
            "may_add": bool(policy.may_edit_tree(rights, wanted))
            and on == request.today
            and bool(kinds_below(None, wanted)),
        },
    )


def _tree(text: str) -> Tree:
    if text not in set(Tree):
        raise Http404
    return Tree(text)


def _own_tree(rights: Rights) -> Tree:
    if rights.everywhere(Capability.ORG_READ):
        return Tree.ADMINISTRATION
    return Tree(Unit.objects.get(code=rights.unit.code).tree)


def _seen(rights: Rights, tree: Tree, on: date) -> tuple[Node, ...]:
    if rights.everywhere(Capability.ORG_READ):
        return queries.chart(tree, on)
    allowed = rights.units(Capability.ORG_READ)
    return _within(queries.chart(tree, on, root=rights.unit.code), allowed, tree)


def _within(nodes: Iterable[Node], allowed: Collection[str], tree: Tree) -> tuple[Node, ...]:
    """The nodes that the post may read about today, of this tree."""
    return tuple(
        replace(node, below=_within(node.below, allowed, tree))
        for node in nodes
        if node.place.code in allowed and KINDS[node.place.kind].tree is tree
    )


def _found(nodes: Iterable[Node], word: str) -> set[str]:
    codes: set[str] = set()
    for node in nodes:
        heads = [f"{head.name}" for head in node.heads]
        if any(word in text for text in (node.place.name, node.place.code, *heads)):
            codes.add(node.place.code)
        codes |= _found(node.below, word)
    return codes


def _size(node: Node) -> int:
    return 1 + sum(_size(child) for child in node.below)


def _closed(rights: Rights, tree: Tree, on: date) -> list[dict[str, Any]]:
    """Closed units with who follows them; for posts that reach the whole hospital."""
    if not rights.everywhere(Capability.ORG_READ):
        return []
    return [
        {
            "unit": unit,
            "successors": [each.successor for each in unit.successions.all()],
        }
        for unit in queries.closed_units(tree, on)
    ]
