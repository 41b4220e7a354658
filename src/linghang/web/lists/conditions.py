"""What stands around a list's rows: the fields of its conditions above them, the pager below.

The fields of a list are the same for everybody, so their templates are drawn once; what somebody
typed, and where the list stands, is put in each time.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString

from linghang.web import drawn
from linghang.web.lists.asked import SPANS, Asked, Set
from linghang.web.lists.shapes import Way
from linghang.web.pages import Pages

FORM, FIELD, PAGER = "web/lists/conditions.html", "web/lists/field.html", "web/lists/pager.html"
YES_OR_NO = (("1", "是"), ("0", "否"))
# Cells of the grid: a list whose conditions take more than two rows shows one, the rest on demand.
ONE_ROW, TWO_ROWS = 4, 9
HINTS = {Way.UNIT: "单位名称，含下级", Way.PERSON: "姓名"}


def form(asked: Asked, path: str) -> SafeString:
    """The form with one field for each filter. path: of the page that the list stands on."""
    listing = asked.listing
    shown = _shown(asked.filters)
    fields = [
        _field(one, f"{listing.id}-{one.filter.code}", is_first=not at)
        for at, one in enumerate(asked.filters)
    ]
    further = asked.filters[shown:]
    hidden = [*asked.kept, *([("sort", asked.sort)] if asked.sort != listing.order else [])]
    return drawn.once(
        FORM,
        (
            ("id", listing.id),
            ("title", listing.title),
            ("is_narrowed", bool(asked.active)),
            ("is_whole", listing.whole),
            ("further", len(further)),
            ("is_open", any(one.complaint for one in further)),
        ),
        path=escape(path),
        hidden="".join(
            f'<input type="hidden" name="{escape(name)}" value="{escape(text)}">'
            for name, text in hidden
        ),
        fields="".join(fields[:shown]),
        more="".join(fields[shown:]),
    )


def _shown(filters: Sequence[Set]) -> int:
    """How many filters stand above the list from the first."""
    cells = list(itertools.accumulate(2 if one.filter.way in SPANS else 1 for one in filters))
    if not cells or cells[-1] <= TWO_ROWS:
        return len(cells)
    return sum(one <= ONE_ROW for one in cells)


def _field(one: Set, name: str, *, is_first: bool) -> SafeString:
    """One filter as it was filled in. name: of the field within the page."""
    way = one.filter.way
    options = YES_OR_NO if way is Way.YES_NO else one.options
    facts = (
        ("id", name),
        ("code", one.filter.code),
        ("title", one.filter.title),
        ("is_span", way in SPANS),
        ("is_number", way is Way.NUMBER),
        ("options", options),
        ("chosen", one.text if way not in SPANS and one.text in dict(options) else ""),
        ("is_choice", way in (Way.CHOICE, Way.YES_NO)),
        ("hint", HINTS.get(way, "")),
        ("is_first", is_first),
        ("is_always", one.filter.always),
        ("is_wrong", bool(one.complaint)),
    )
    first, last = (one.first, one.last) if way in SPANS else (one.text, "")
    return drawn.once(
        FIELD, facts, first=escape(first), last=escape(last), complaint=escape(one.complaint)
    )


def pager(asked: Asked, pages: Pages, *, may_export: bool) -> SafeString:
    """Which rows these are, the ways to the pages before and after, and to files."""
    before, after = pages.before, pages.after
    facts = (
        ("counted", asked.listing.counted),
        ("has_pages", pages.count > 1),
        ("has_before", before is not None),
        ("has_after", after is not None),
        ("may_export", may_export),
    )
    return drawn.once(
        PAGER,
        facts,
        first=f"{pages.first:,}",
        last=f"{pages.last:,}",
        total=f"{pages.total:,}",
        page=f"{pages.page:,}",
        count=f"{pages.count:,}",
        before=escape(asked.address({"page": str(before)})) if before else "",
        after=escape(asked.address({"page": str(after)})) if after else "",
        xlsx=escape(asked.address({"format": "xlsx"})) if may_export else "",
        csv=escape(asked.address({"format": "csv"})) if may_export else "",
    )
