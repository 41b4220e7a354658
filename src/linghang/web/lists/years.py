"""The year that a page is about: chosen beside a list's filters, where no row is cut by it, or by
links above the panels of a page. The view asks for it.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from linghang.web.lists.shapes import Filter, Way
from linghang.web.requests import Request

MOST = 3


def offered(request: Request, most: int = MOST, *, ahead: int = 0) -> list[tuple[str, str]]:
    """This year and those before it. ahead: how many after it, where something is planned."""
    this = request.today.year
    return [(str(year), f"{year}年") for year in range(this + ahead, this - most, -1)]


def asked(request: Request, most: int = MOST, *, ahead: int = 0) -> int:
    """The year in the address if it is offered, else this year."""
    year = request.GET.get("year", "")
    return int(year) if year in dict(offered(request, most, ahead=ahead)) else request.today.year


class Year(NamedTuple):
    """A year that a page offers, with its address."""

    text: str
    url: str
    is_here: bool


def links(request: Request, most: int = MOST, *, ahead: int = 0) -> tuple[Year, ...]:
    """The years that a page offers above its panels; what else the address asks is left out."""
    here = str(asked(request, most, ahead=ahead))
    return tuple(
        Year(text, f"?year={year}", year == here)
        for year, text in offered(request, most, ahead=ahead)
    )


def several(request: Request, most: int = MOST) -> list[tuple[str, str]]:
    """The years one by one, then all of them together."""
    one_by_one = offered(request, most)
    first, last = one_by_one[-1][0], one_by_one[0][0]
    return [*one_by_one, (f"{first}-{last}", f"{first}至{last}年合计")]


def asked_several(request: Request, most: int = MOST) -> tuple[int, ...]:
    """The year in the address, or all that are offered where it asks for them together."""
    if request.GET.get("year", "") == several(request, most)[-1][0]:
        return tuple(sorted(int(year) for year, _ in offered(request, most)))
    return (asked(request, most),)


def choice_of_several(most: int = MOST) -> Filter:
    """The filter of a page whose figures can be asked for one year, or for all together."""
    return Filter(
        "year",
        "年度",
        Way.CHOICE,
        options=partial(several, most=most),
        apply=lambda rows, _value, _request: rows,
        always=True,
    )


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
