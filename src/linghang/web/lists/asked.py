"""What an address asks of a list: its filters, its order, its page, or a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils import timezone

from linghang.foundation.fields import numbers
from linghang.foundation.fields.words import Unreadable
from linghang.foundation.period import day_label
from linghang.org.models import Person
from linghang.web.lists.shapes import Column, Cut, Filter, Listing, Way
from linghang.web.lists.sources import Rows
from linghang.web.pages import Pages
from linghang.web.requests import Request

FORMATS = ("xlsx", "csv")
LONGEST = 100  # characters of a filter's text
DAYS = (Way.DAY, Way.INSTANT)
SPANS = (*DAYS, Way.NUMBER)
PAST_ANY = "没有这一选项，这个条件没有用上"


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """A filter as the reader filled it in.

    raw: name in the address → text. value: what it means; None when empty or wrong.
    says: the value in words. complaint: why a wrong one was left out.
    options: what a choice offers.
    """

    filter: Filter
    raw: Mapping[str, str]
    value: Any = None
    says: str = ""
    complaint: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """What stands in the field of a filter with one field."""
        return self.raw[self.filter.code]

    @property
    def first(self) -> str:
        """The day from which, as it was typed."""
        return self.raw[f"{self.filter.code}_from"]

    @property
    def last(self) -> str:
        """The day up to which, as it was typed."""
        return self.raw[f"{self.filter.code}_to"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An address in the words of the list. kept: parameters of the page that are not ours."""

    listing: Listing
    filters: tuple[Set, ...]
    sort: str
    pages: Pages
    format: str
    kept: tuple[tuple[str, str], ...] = field(default=())

    @classmethod
    def of(cls, request: Request, listing: Listing) -> Asked:
        """Read the address; what is wrong in it is told beside the filter, never an error."""
        sort, wanted = request.GET.get("sort", ""), request.GET.get("format", "")
        column = listing.column(sort.removeprefix("-"))
        own = {"sort", "page", "format", *(name for one in listing.filters for name in names(one))}
        return cls(
            listing=listing,
            filters=tuple(_set(one, request) for one in listing.filters),
            sort=sort if column and column.sort else listing.order,
            pages=Pages.of(request, per_page=listing.per_page),
            format=wanted if wanted in FORMATS else "",
            kept=tuple((name, str(text)) for name, text in request.GET.items() if name not in own),
        )

    @property
    def active(self) -> tuple[Set, ...]:
        """The filters that narrow the list."""
        return tuple(one for one in self.filters if one.value is not None)

    @property
    def words(self) -> str:
        """The conditions in words: 状态：已入库；收到：2025年6月1日起."""
        return "；".join(f"{one.filter.title}：{one.says}" for one in self.active)

    def address(
        self, changes: Mapping[str, str] | None = None, *, without: Filter | None = None
    ) -> str:
        """`?…` for the same list with some parameters changed; an empty text drops one."""
        pairs = dict(self.kept)
        for one in self.filters:
            if one.filter is not without:
                pairs |= {name: text for name, text in one.raw.items() if text}
        pairs |= {"sort": self.sort, **(changes or {})}
        if pairs["sort"] == self.listing.order:
            pairs["sort"] = ""
        query = urlencode({name: text for name, text in pairs.items() if text})
        return f"?{query}" if query else "?"

    @property
    def conditions(self) -> str:
        """The query that a saved filter keeps: conditions and order, without page and format."""
        return self.address().removeprefix("?")

    def narrowed(self, source: Any, request: Request) -> Any:
        """The source under every filter that is set."""
        return self.applied(source, request)[0]

    def applied(self, source: Any, request: Request) -> tuple[Any, Asked]:
        """The same, and the address with what a filter left out told beside it (see Cut)."""
        told = []
        for one in self.filters:
            if one.value is not None:
                source = _narrowed(source, one, request)
            if isinstance(source, Cut):
                says = f"{one.says}（{source.says}）"
                told.append(replace(one, says=says, complaint=source.says))
                source = source.source
            else:
                told.append(one)
        return source, replace(self, filters=tuple(told))

    def ordered(self, source: Any) -> Any:
        """The source in the wanted order; rows that are equal in it keep a fixed order."""
        column = self.listing.column(self.sort.removeprefix("-"))
        if column is None or not column.sort:
            return source
        down = self.sort.startswith("-")
        if isinstance(source, QuerySet | Rows):
            sign = "-" if down else ""
            return source.order_by(f"{sign}{column.sort}", f"{sign}pk")
        return _sorted(source, column, down=down)


def names(one: Filter) -> tuple[str, ...]:
    """The parameters of the address that a filter reads."""
    return (f"{one.code}_from", f"{one.code}_to") if one.way in SPANS else (one.code,)


def _sorted(rows: Any, column: Column, *, down: bool) -> list[Any]:
    """A plain list in order, rows without a value last."""

    def value(row: Any) -> Any:
        at = row
        for name in column.sort.split("."):
            at = getattr(at, name)
        return at

    known = sorted((row for row in rows if value(row) is not None), key=value, reverse=down)
    return known + [row for row in rows if value(row) is None]


def _set(one: Filter, request: Request) -> Set:
    given = {name: request.GET.get(name, "").replace("\0", "") for name in names(one)}
    raw = {name: text.strip()[:LONGEST] for name, text in given.items()}
    options = tuple(one.options(request) if callable(one.options) else one.options)
    if not any(raw.values()):
        return Set(filter=one, raw=raw, options=options)
    value, says, complaint = _read(one, raw, options, request)
    return Set(filter=one, raw=raw, value=value, says=says, complaint=complaint, options=options)


def _read(
    one: Filter, raw: Mapping[str, str], options: tuple[tuple[str, str], ...], request: Request
) -> tuple[Any, str, str]:
    """(value, the value in words, complaint) of a filter that is filled in."""
    if one.way in DAYS:
        return _span(*raw.values())
    if one.way is Way.NUMBER:
        return _numbers(*raw.values())
    text = raw[one.code]
    if one.way is Way.CHOICE:
        label = dict(options).get(text)
        return (None, "", PAST_ANY) if label is None else (text, label, "")
    if one.way is Way.YES_NO:
        known = {"1": (True, "是", ""), "0": (False, "否", "")}
        return known.get(text, (None, "", PAST_ANY))
    if one.way is Way.UNIT:
        return _units(text, request)
    return text, text, ""


def _span(first: str, last: str) -> tuple[Any, str, str]:
    try:
        start = date.fromisoformat(first) if first else None
        end = date.fromisoformat(last) if last else None
    except ValueError:
        return None, "", "日期请写成 2025-06-03 的样子，这个条件没有用上"
    if start and end and start > end:
        return None, "", "开始日期晚于结束日期，这个条件没有用上"
    words = [f"{day_label(start)}起" if start else "", f"{day_label(end)}止" if end else ""]
    return (start, end), "，".join(word for word in words if word), ""


def _numbers(first: str, last: str) -> tuple[Any, str, str]:
    try:
        least = numbers.number(first) if first else None
        most = numbers.number(last) if last else None
    except Unreadable:
        return None, "", "请填数字，如 1234.5，这个条件没有用上"
    if least is not None and most is not None and least > most:
        return None, "", "下限大于上限，这个条件没有用上"
    told = [f"{first}以上" if first else "", f"{last}以下" if last else ""]
    return (least, most), "，".join(word for word in told if word), ""


def _units(text: str, request: Request) -> tuple[Any, str, str]:
    """Codes of the units whose name holds the text or whose code it is, with all below them."""
    structure = request.rights.structure
    hits = [code for code, place in structure.units.items() if text == code or text in place.name]
    if not hits:
        return None, "", f"没有名称含“{text}”的单位，这个条件没有用上"
    below = frozenset().union(*(structure.subtree(code) for code in hits))
    exact = next((structure[code].name for code in hits if text == code), text)
    return below, exact, ""


def _narrowed(source: Any, one: Set, request: Request) -> Any:
    if one.filter.apply:
        return one.filter.apply(source, one.value, request)
    return source.filter(_condition(one))


def _condition(one: Set) -> Q:
    paths = one.filter.path if isinstance(one.filter.path, tuple) else (one.filter.path,)
    if one.filter.way in DAYS:
        return _within(paths[0], one.value, instants=one.filter.way is Way.INSTANT)
    if one.filter.way is Way.NUMBER:
        least, most = one.value
        return _bounds(paths[0], {"gte": least, "lte": most})
    if one.filter.way is Way.PERSON:
        named = Person.objects.filter(Q(name__icontains=one.value) | Q(code=one.value))
        return Q(**{f"{paths[0]}__in": named.values("code")})
    suffix = {Way.TEXT: "__icontains", Way.UNIT: "__in"}.get(one.filter.way, "")
    either = Q()
    for path in paths:
        either |= Q(**{path + suffix: one.value})
    return either


def _within(path: str, span: tuple[date | None, date | None], *, instants: bool) -> Q:
    """From the first day to the end of the last one, in the hospital's time."""
    start, end = span
    after = end + timedelta(days=1) if end else None
    wanted = {"gte": start, "lt": after}
    if instants:
        zone = timezone.get_current_timezone()
        wanted = {
            key: datetime(day.year, day.month, day.day, tzinfo=zone) if day else None
            for key, day in wanted.items()
        }
    return _bounds(path, wanted)


def _bounds(path: str, wanted: Mapping[str, Any]) -> Q:
    return Q(**{f"{path}__{key}": one for key, one in wanted.items() if one is not None})
