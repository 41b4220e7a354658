"""The table of posts and deeds, joined in Python: a template would cost eight times as much."""

from __future__ import annotations

import functools
from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString

from linghang.foundation.catalog.registry import Catalog
from linghang.org import deeds, matrix
from linghang.org.definitions import Post
from linghang.org.matrix import Cell, Line
from linghang.web import addresses

NO = "—"


@functools.lru_cache(maxsize=2)
def table(posts: Catalog[Post]) -> SafeString:
    """Posts as lines, deeds as columns under their sections; the reason as each cell's title.

    Drawn once for a catalog: nothing else decides what it says.
    """
    lines = matrix.matrix()
    sections = [
        (name, list(of)) for name, of in groupby(deeds.all(), key=lambda deed: deed.section)
    ]
    heads = "".join(
        f'<th scope="colgroup" colspan="{len(of)}" class="first">{escape(name)}</th>'
        for name, of in sections
    )
    firsts = {of[0].code for _, of in sections}
    names = "".join(
        f'<th scope="col" class="{_first(deed.code in firsts)}">'
        f"<span>{escape(deed.name)}{' *' if deed.is_sensitive else ''}</span></th>"
        for deed in deeds.all()
    )
    rows = "".join(_row(line, firsts) for line in lines)
    return SafeString(
        '<table class="matrix"><thead>'
        f'<tr><th scope="col" rowspan="2" class="corner">岗位</th>{heads}</tr>'
        f"<tr>{names}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(line: Line, firsts: set[str]) -> str:
    url = escape(addresses.of("rights-post", line.post.code))
    cells = "".join(_cell(cell, cell.deed.code in firsts) for cell in line.cells)
    return f'<tr><th scope="row"><a href="{url}">{escape(line.post.name)}</a></th>{cells}</tr>'


def _cell(cell: Cell, is_first: bool) -> str:
    tone = f"{_first(is_first)} {'yes' if cell else 'no'}".strip()
    why = escape(cell.decision.reason)
    return f'<td class="{tone}" title="{why}">{escape(cell.reach or NO)}</td>'


def _first(is_first: bool) -> str:
    return "first" if is_first else ""
