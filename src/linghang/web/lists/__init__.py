"""The one way in which the product shows many things: filtered, sorted, paged, taken away.

A page declares a `Listing` once and answers with `lists.page(request, LISTING, queryset)`.
"""

from linghang.web.lists.answers import answer, page, shown
from linghang.web.lists.cells import Link, Mark, Words
from linghang.web.lists.drawing import Shown, plain_table
from linghang.web.lists.shapes import Column, Cut, Deed, Empty, Filter, Listing, Way
from linghang.web.lists.sources import Rows

__all__ = [
    "Column",
    "Cut",
    "Deed",
    "Empty",
    "Filter",
    "Link",
    "Listing",
    "Mark",
    "Rows",
    "Shown",
    "Way",
    "Words",
    "answer",
    "page",
    "plain_table",
    "shown",
]
