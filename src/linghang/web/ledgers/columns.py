"""The list of a ledger, made out of what the catalog declares: its columns and its filters."""

from __future__ import annotations

import functools
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from linghang.foundation.fields import masks
from linghang.foundation.fields.definitions import MEASURED, MONEY_UNITS, Kind
from linghang.foundation.period import Period
from linghang.foundation.search import queries as search
from linghang.ledgers import catalog, wordings
from linghang.ledgers.definitions import DAYS, NUMBERS, Ledger, LedgerField, Secrecy
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.filing.rules import OPEN_TO_CHANGE, STANDING_NAMES
from linghang.ledgers.models import LedgerEntryQuerySet, Mention
from linghang.ledgers.searched import KIND
from linghang.org import posts
from linghang.org.models import Person, Unit
from linghang.web.ledgers import values
from linghang.web.ledgers.values import Line, label
from linghang.web.lists import Column, Cut, Empty, Filter, Listing, Way
from linghang.web.requests import Request

MOST_FOUND = 1_000
SHORT = 6  # characters of an option that a column keeps on one line
MORE = f"符合的超过{MOST_FOUND:,}条，只在最近登记的{MOST_FOUND:,}条中列出，请再加一个词"
PERIODS = (
    ("month", "本月"),
    ("last_month", "上月"),
    ("quarter", "本季度"),
    ("last_quarter", "上季度"),
    ("year", "本年"),
    ("last_year", "上年"),
)


def of(code: str) -> Listing:
    """The list of a ledger, or of the part of one; made once for each version. Raises KeyError."""
    return _made(code, catalog.catalog().items[code].hash, catalog.whole(code).code)


@functools.lru_cache(maxsize=500)
def _made(code: str, _hash: str, _whole: str) -> Listing:
    shown, ledger = catalog.catalog()[code], catalog.whole(code)
    sealed = ledger.secrecy is Secrecy.SEALED
    return Listing(
        code=f"ledgers.{code}",
        title=shown.name,
        counted=ledger.counted,
        note=shown.purpose,
        columns=tuple(_columns(ledger, sealed)),
        filters=tuple(_filters(ledger, sealed)),
        order="-day",
        confidential=ledger.secrecy is not Secrecy.OPEN,
        lines=lambda _request, rows: values.lines(rows),
        empty=Empty(f"“{shown.name}”还没有记录", "登记以后报送，由另一人审核后计入统计。"),
    )


def _columns(ledger: Ledger, sealed: bool) -> list[Column]:
    labels = ledger.labels
    found = [Column("number", "编号", value=_number, sort="number", tone="nowrap")]
    if not sealed:
        found.append(Column("title", labels.title, value="entry.title", tone="title"))
    if labels.until:
        found += [
            Column(
                "day",
                f"{labels.day}至{labels.until}",
                value="days",
                sort="day",
                tone="nowrap",
                only="page",
            ),
            Column("from", labels.day, value="entry.day", only="file"),
            Column("until", labels.until, value="entry.until", only="file"),
        ]
    else:
        found.append(Column("day", labels.day, value="entry.day", sort="day", tone="nowrap"))
    found.append(Column("unit", labels.unit, value="entry.unit.name"))
    if not sealed:
        found += [_column(ledger, one) for one in ledger.fields if one.kind is not Kind.FILE]
    found += [
        Column("standing", "状态", value="standing", tone="nowrap"),
        Column("entered_by", "填报人", value="entry.entered_by", is_person=True, only="file"),
        Column("effective_on", "审核生效", value="entry.effective_on", only="file"),
    ]
    return found


def _number(line: Line) -> str:
    return line.entry.number or "草稿"


def _column(ledger: Ledger, one: LedgerField) -> Column:
    measured = one.kind in MEASURED
    place = ledger.places.get(one.code, "")
    # A column by which nothing can be found sorts nothing; texts sort by what is kept of them.
    sort = place if one.kind in NUMBERS | DAYS else ""
    return Column(
        f"f_{one.code}",
        label(one),
        value=functools.partial(Line.cell, one=one),
        sort=sort,
        tone="number" if measured else "nowrap" if _is_short(one) else "name",
        decimals=_decimals(one),
        personal=masks.of(one) if one.sensitive else None,
        only="" if one.listed else "file",
    )


def _is_short(one: LedgerField) -> bool:
    """Days, 是否, and choices of a few words."""
    few = one.kind is Kind.CHOICE and all(len(each.name) <= SHORT for each in one.options)
    return few or one.kind in DAYS or one.kind is Kind.BOOLEAN


def _decimals(one: LedgerField) -> int:
    if one.kind is Kind.MONEY:
        return 2
    if one.kind is Kind.SHARE:
        return one.decimals or 2
    return facts.scale(one) if one.kind is Kind.DECIMAL and one.decimals is not None else 0


def _filters(ledger: Ledger, sealed: bool) -> list[Filter]:
    words = Filter(
        "q",
        "编号" if sealed else "编号、名称或内容",
        apply=functools.partial(_of_words, ledger.code),
    )
    found = [
        words,
        Filter("period", "期间", Way.CHOICE, options=PERIODS, apply=_of_period),
        Filter("unit", ledger.labels.unit, Way.UNIT, path="unit__code"),
        Filter(
            "standing",
            "状态",
            Way.CHOICE,
            path="standing",
            options=tuple((one.value, name) for one, name in STANDING_NAMES.items()),
        ),
        Filter("day", ledger.labels.day, Way.DAY, path="day"),
        Filter("mine", "我填报的", Way.YES_NO, apply=_of_mine),
    ]
    if not sealed:
        found += [_filter(ledger, one) for one in ledger.fields if one.filter]
    return found


def _filter(ledger: Ledger, one: LedgerField) -> Filter:
    code, place = f"f_{one.code}", ledger.places.get(one.code, "")
    if one.kind in DAYS:
        return Filter(code, one.name, Way.DAY, path=place)
    if one.kind in NUMBERS:
        apply = functools.partial(_of_number, one, place)
        return Filter(code, label(one), Way.NUMBER, apply=apply)
    if one.kind is Kind.BOOLEAN:
        return Filter(code, one.name, Way.YES_NO, apply=functools.partial(_of_truth, place))
    if one.options:
        options = tuple((each.code, each.name) for each in one.options)
        is_single = one.kind is Kind.CHOICE
        by_tag = None if is_single else functools.partial(_of_mention, ledger.code, one)
        return Filter(
            code,
            one.name,
            Way.CHOICE,
            path=place,
            options=options,
            apply=by_tag,
            by_keys=not is_single,
        )
    return _naming(ledger, one, code, place)


def _naming(ledger: Ledger, one: LedgerField, code: str, place: str) -> Filter:
    """Of people, units, posts, records and texts."""
    if one.kind is Kind.UNIT and not one.outside:
        of_units = functools.partial(_of_units, ledger.code, one, place)
        return Filter(code, one.name, Way.UNIT, apply=of_units, by_keys=one.many)
    if one.kind in (Kind.PERSON, Kind.UNIT):
        way = Way.PERSON if one.kind is Kind.PERSON else Way.TEXT
        of_named = functools.partial(_of_named, ledger.code, one, place)
        return Filter(code, one.name, way, apply=of_named, by_keys=one.many)
    if one.kind is Kind.POST:
        held = tuple((key, each.item.name) for key, each in posts.catalog().items.items())
        return Filter(code, one.name, Way.CHOICE, path=place, options=held)
    if one.many:
        of_mention = functools.partial(_of_mention, ledger.code, one)
        return Filter(code, one.name, apply=of_mention, by_keys=True)
    return Filter(code, one.name, apply=functools.partial(_of_text, ledger.code, place))


def _of_text(
    ledger: str, place: str, source: LedgerEntryQuerySet, value: str, _request: Request
) -> LedgerEntryQuerySet:
    """By a part of a text: of which texts it is one is read off an index, then who says those."""
    texts = wordings.holding(ledger, place, value)
    return source.filter(
        **({f"{place}__icontains": value} if texts is None else {f"{place}__in": texts})
    )


def _of_words(
    ledger: str, source: LedgerEntryQuerySet, value: str, request: Request
) -> LedgerEntryQuerySet | Cut:
    """By words of the index of what entries say, their numbers and names among them.

    Drafts, and ledgers that few may know of, stand in no index: there names are looked through.
    """
    told = Q(number__icontains=value) | Q(title__icontains=value)
    if catalog.catalog()[ledger].secrecy is not Secrecy.OPEN:
        return source.filter(told)
    keys = search.keys(value, KIND, frozenset({ledger}), MOST_FOUND) or []
    mine = source.filter(
        told, entered_by=request.rights.person, standing__in=OPEN_TO_CHANGE
    ).order_by()
    found = source.filter(pk__in={*map(int, keys), *mine.values_list("pk", flat=True)})
    return Cut(found, MORE) if len(keys) == MOST_FOUND else found


def _of_mine(source: LedgerEntryQuerySet, value: bool, request: Request) -> LedgerEntryQuerySet:
    mine = Q(entered_by=request.rights.person)
    return source.filter(mine if value else ~mine)


def period_of(code: str, today: date) -> Period:
    """What 本月, 上季度 and the like mean on a day."""
    quarter = (today.month - 1) // 3 + 1
    if code == "month":
        return Period.month(today.year, today.month)
    if code == "last_month":
        last = today.replace(day=1) - timedelta(days=1)
        return Period.month(last.year, last.month)
    if code == "quarter":
        return Period.quarter(today.year, quarter)
    if code == "last_quarter":
        before = (today.year, quarter - 1) if quarter > 1 else (today.year - 1, 4)
        return Period.quarter(*before)
    return Period.year(today.year - (code == "last_year"))


def _of_period(source: LedgerEntryQuerySet, value: str, request: Request) -> LedgerEntryQuerySet:
    period = period_of(value, request.today)
    return source.happened(period.start, period.end)


def _of_number(
    one: LedgerField, place: str, source: LedgerEntryQuerySet, value: Any, _request: Request
) -> LedgerEntryQuerySet:
    """Bounds in the field's unit, as numbers are kept: whole, in 分 or scaled."""
    least, most = (None if each is None else _kept(one, each) for each in value)
    if least is not None:
        source = source.filter(**{f"{place}__gte": least})
    return source if most is None else source.filter(**{f"{place}__lte": most})


def _kept(one: LedgerField, value: Decimal) -> Decimal:
    if one.kind is Kind.MONEY:
        return value * MONEY_UNITS[one.unit]
    shown = value / 100 if one.kind is Kind.SHARE else value
    return shown.scaleb(facts.scale(one))


def _of_truth(
    place: str, source: LedgerEntryQuerySet, value: bool, _request: Request
) -> LedgerEntryQuerySet:
    return source.filter(**{place: "1" if value else "0"})


def _mentions(ledger: str, one: LedgerField, wanted: Q) -> Q:
    """Entries by what they name, looked up from there: few of many name one person."""
    rows = Mention.objects.filter(wanted, ledger=ledger, field=one.code).order_by()
    return Q(pk__in=rows.values("entry"))


def _of_mention(
    ledger: str, one: LedgerField, source: LedgerEntryQuerySet, value: str, _request: Request
) -> LedgerEntryQuerySet:
    return source.filter(_mentions(ledger, one, Q(code=value)))


def _of_units(
    ledger: str,
    one: LedgerField,
    place: str,
    source: LedgerEntryQuerySet,
    value: Any,
    _request: Request,
) -> LedgerEntryQuerySet:
    if one.many:
        return source.filter(_mentions(ledger, one, Q(code__in=value)))
    return source.filter(**{f"{place}__in": value})


def _of_named(
    ledger: str,
    one: LedgerField,
    place: str,
    source: LedgerEntryQuerySet,
    value: str,
    _request: Request,
) -> LedgerEntryQuerySet:
    """Of whom the word is the code or a part of the name, known here or from outside."""
    known: Any = Person if one.kind is Kind.PERSON else Unit
    rows = known.objects.filter(Q(name__icontains=value) | Q(code=value)).order_by()
    codes = list(rows.values_list("code", flat=True)[:MOST_FOUND])
    if one.many:
        named = Q(code__in=codes) | Q(code="", name__icontains=value)
        return source.filter(_mentions(ledger, one, named))
    outside = Q(**{f"{place}__startswith": "=", f"{place}__icontains": value})
    return source.filter(Q(**{f"{place}__in": codes}) | outside)
