"""Twelve months in one cell: months that stand alike are told together, exceptions by themselves.

Twelve columns are too wide for a phone, and hide the one month that matters among eleven others.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from linghang.web.lists import Mark
from linghang.web.lists import cells as drawn


def strip(months: Iterable[tuple[int, Mark | None]]) -> SafeString | None:
    """1至10月 已交 · 11月 未交 · 12月 本月待交; None where no month is told of."""
    told = [(number, mark) for number, mark in months if mark is not None]
    parts = []
    for _, group in groupby(enumerate(told), key=lambda one: (one[1][1], one[1][0] - one[0])):
        run = [each for _, each in group]
        first, last, mark = run[0][0], run[-1][0], run[0][1]
        label = f"{first}月" if first == last else f"{first}至{last}月"
        parts.append(drawn.html(Mark(f"{label} {mark.text}", mark.tone)))
    if not parts:
        return None
    return format_html("<span>{}</span>", mark_safe(" ".join(parts)))
