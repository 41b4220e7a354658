"""Long lists page by page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from django.http import HttpRequest

LAST_PAGE = 100_000  # an address may name any number; the database should not


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Which page of a list is shown; `total` is known only after the list was read."""

    page: int
    per_page: int
    total: int = 0

    @classmethod
    def of(cls, request: HttpRequest, *, per_page: int) -> Self:
        """The page of `?page=`; the first for anything that is no page number."""
        text = request.GET.get("page", "")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
        return cls(page=min(max(1, number), LAST_PAGE), per_page=per_page)

    def over(self, total: int) -> Self:
        """The same page of a list with so many lines."""
        return replace(self, total=total)

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.per_page

    @property
    def count(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @property
    def first(self) -> int:
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.offset + self.per_page, self.total)

    @property
    def before(self) -> int | None:
        return min(self.page - 1, self.count) if self.page > 1 else None

    @property
    def after(self) -> int | None:
        return self.page + 1 if self.page < self.count else None
