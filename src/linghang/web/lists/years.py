"""The year that a list is about, chosen beside its filters: the view asks for it, no row is cut."""

from __future__ import annotations

from functools import partial

from linghang.web.lists.shapes import Filter, Way
from linghang.web.requests import Request

MOST = 3


def offered(request: Request, most: int = MOST) -> list[tuple[str, str]]:
    """This year and those before it."""
    this = request.today.year
    return [(str(year), f"{year}年") for year in range(this, this - most, -1)]


def asked(request: Request, most: int = MOST) -> int:
    """The year in the address if it is offered, else this year."""
    year = request.GET.get("year", "")
    return int(year) if year in dict(offered(request, most)) else request.today.year


def choice(most: int = MOST) -> Filter:
    """The filter of a list whose rows were made for the year."""
    return Filter(
        "year",
        "年度",
        Way.CHOICE,
        options=partial(offered, most=most),
        apply=lambda rows, _value, _request: rows,
        always=True,
    )
