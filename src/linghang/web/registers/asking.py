"""Filters of registers whose rows are plain values, how far a post sees, and who may begin."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

from linghang.procedures import catalog, queries, reach
from linghang.procedures.days import Day
from linghang.web.requests import Request

Rows = Sequence[Any]


def words(name: str) -> Callable[[Rows, str, Request], Rows]:
    """Rows whose text holds the word."""
    return lambda rows, value, _request: [one for one in rows if value in getattr(one, name)]


def chosen(name: str) -> Callable[[Rows, str, Request], Rows]:
    """Rows whose value is the chosen one."""
    return lambda rows, value, _request: [one for one in rows if getattr(one, name) == value]


def flagged(name: str) -> Callable[[Rows, bool, Request], Rows]:
    """Rows that are so, or are not."""
    return lambda rows, value, _request: [one for one in rows if getattr(one, name) is value]


def in_days(name: str) -> Callable[[Rows, tuple[date | None, date | None], Request], Rows]:
    """Rows whose day lies within; those without a day are left out."""

    def apply(rows: Rows, value: tuple[date | None, date | None], _request: Request) -> Rows:
        start, end = value[0] or date.min, value[1] or date.max
        return [one for one in rows if getattr(one, name) and start <= getattr(one, name) <= end]

    return apply


def may_start(request: Request, procedure: str) -> bool:
    """Whether the acting post may open a proceeding of its own unit."""
    return any(one.code == procedure for one in queries.startable(request.rights, request.today))


def scope(request: Request, procedures: Collection[str]) -> str:
    """Of what figures over these procedures tell: 全院; "" where the post has no part at all.

    Figures without it would pass those of one department for the hospital's.
    """
    rights = request.rights
    found = [one for one in reach.parts(rights, Day(request.today)) if one.procedure in procedures]
    if not rights.in_force or not found:
        return ""
    if len(found) == len(procedures) and all(one.units is reach.EVERYWHERE for one in found):
        return "全院"
    names = catalog.catalog().items
    told = [f"{names[one.procedure].item.name}（{_place(one, request)}）" for one in found]
    return "、".join(told)


def _place(part: reach.Part, request: Request) -> str:
    if part.units is reach.EVERYWHERE:
        return "全院"
    own = request.rights.unit
    return own.name if part.units == {own.code} else "您的职务所涉单位"
