"""疑似重复: entries that agree in what the same thing twice would agree in, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import HttpResponseBase
from django.views.decorators.http import require_http_methods

from linghang.foundation.fields import masks
from linghang.ledgers import describing, reach, reasons
from linghang.ledgers.definitions import TITLE, Ledger, LedgerField, Secrecy
from linghang.ledgers.doubles import queries, services
from linghang.ledgers.doubles.models import Apart, ApartQuerySet
from linghang.ledgers.models import Entry
from linghang.procedures.days import Day
from linghang.web import lists
from linghang.web.counted import asking
from linghang.web.ledgers import values
from linghang.web.ledgers.reached import by
from linghang.web.lists import Column, Deed, Empty, Filter, Link, Listing, Way
from linghang.web.requests import Request

Do = Callable[[Request, Sequence[str], str], str]
READ_BY = "能打开这几条记录的人都能看到。"
asks = require_http_methods(["GET", "HEAD", "POST"])


@asks
def twins(request: Request, code: str) -> HttpResponseBase:
    """Those that the post may read, entries that agree beside one another."""
    asked = asking.of(request, code)
    seen = reach.visible_to(code, request.rights, request.today).order_by()
    rows = queries.twins(asked.holder).filter(pk__in=seen.values("pk")).select_related("unit")
    found = Apart.objects.standing().filter(ledger=asked.holder.code)
    return lists.page(
        request,
        _twins(request, asked.shown.code, asked.holder),
        rows,
        template="web/counted/twins.html",
        context={"asked": asked, "apart": found.filter(first__in=seen.values("pk")).count()},
    )


@asks
def apart(request: Request, code: str) -> HttpResponseBase:
    """Pairs that were found to be two things; who found it, why, and whether it stands."""
    asked = asking.of(request, code)
    seen = reach.visible_to(code, request.rights, request.today).order_by().values("pk")
    rows = Apart.objects.filter(ledger=asked.holder.code, first__in=seen, second__in=seen)
    return lists.page(
        request,
        _apart(request, asked.shown.code, asked.holder),
        rows.select_related("first", "second"),
        template="web/counted/apart.html",
        context={"asked": asked},
    )


def _looks_after(request: Request, ledger: Ledger) -> bool:
    """Whether the post verifies or oversees some of it; the deed asks for each unit."""
    posts = {post for seat in (*ledger.verify, *ledger.oversee) for post in seat.posts}
    readable = reach.readable(ledger, request.rights, Day(request.today))
    return request.rights.post.code in posts and readable != frozenset()


def _twins(request: Request, code: str, ledger: Ledger) -> Listing:
    labels = ledger.labels
    agree = describing.agreeing(ledger)
    says = f"{agree}都相同的列在一起" if agree else "这本台账没有声明怎样算重复"
    does = "勾选几条，点“不是同一件”；只勾一条，表示它与相同的各条都不是同一件。"
    looks_after = _looks_after(request, ledger)
    compared = dict.fromkeys(one for several in ledger.alternatives for one in several)
    columns = [
        Column("number", "编号", value="entry.number", tone="nowrap"),
        Column("title", labels.title, value="entry.title", tone="long"),
        Column("day", labels.day, value="days", tone="nowrap"),
        Column("unit", labels.unit, value="entry.unit.name"),
        *(_compared(ledger.by_code[one]) for one in compared if one in ledger.by_code),
        Column("standing", "状态", value="standing", tone="nowrap"),
    ]
    return Listing(
        code="ledgers.twins",
        title=f"{ledger.name}疑似重复",
        counted=ledger.counted,
        confidential=ledger.secrecy is not Secrecy.OPEN,
        note=f"{says}。是同一件事的，只留一条，其余作废。{does if looks_after else ''}",
        columns=tuple(columns),
        filters=(
            Filter("q", f"编号或{labels.title}", path=("number", TITLE)),
            Filter("day", labels.day, Way.DAY, path="day"),
            Filter("unit", labels.unit, Way.UNIT, path="unit__code"),
        ),
        deeds=(Deed("apart", "不是同一件", _tell_apart(ledger), asks_reason=True, read_by=READ_BY),)
        if looks_after
        else (),
        link=lambda line: asking.entry_address(code, line.pk) or None,
        lines=lambda _request, rows: values.lines(rows),
        empty=Empty("没有疑似重复的记录", says),
    )


def _compared(one: LedgerField) -> Column:
    return Column(
        f"f_{one.code}",
        values.label(one),
        value=lambda line: line.text(one),
        personal=masks.of(one) if one.sensitive else None,
    )


def _tell_apart(ledger: Ledger) -> Do:
    def do(request: Request, keys: Sequence[str], reason: str) -> str:
        made = services.tell_apart(
            ledger=ledger.code, entries=[int(key) for key in keys], reason=reason, **by(request)
        )
        return f"已记下{len(made)}对记录不是同一件，不再提示。"

    return do


def _ended(one: Apart) -> str:
    return reasons.opened(one.ended_because, one.sealed_because)


def _apart(request: Request, code: str, ledger: Ledger) -> Listing:
    looks_after = _looks_after(request, ledger)
    return Listing(
        code="ledgers.apart",
        title=f"{ledger.name}已核对",
        counted="对",
        confidential=ledger.secrecy is not Secrecy.OPEN,
        note="已核对不是同一件的，不再列为疑似重复；其中一条更正以后重新提示。",
        columns=(
            Column("first", "一条", value=lambda one: _leads(code, one.first)),
            Column("second", "另一条", value=lambda one: _leads(code, one.second)),
            Column("reason", "理由", value=reasons.shown, tone="long"),
            Column("found_by", "核对人", is_person=True, tone="nowrap"),
            Column("found_at", "核对", tone="nowrap"),
            Column("ended_at", "终止", tone="nowrap"),
            Column("ended_because", "终止原因", value=_ended, tone="long"),
        ),
        filters=(Filter("standing", "有效", Way.YES_NO, apply=_of_standing),),
        deeds=(Deed("take_back", "撤回", _take_back(ledger), asks_reason=True, read_by=READ_BY),)
        if looks_after
        else (),
        empty=Empty("还没有核对过", "在疑似重复的清单里勾选，点“不是同一件”。"),
    )


def _of_standing(source: ApartQuerySet, value: bool, _request: Request) -> ApartQuerySet:
    return source.filter(ended_at__isnull=value)


def _leads(code: str, entry: Entry) -> Link:
    return Link(f"{entry.number} {entry.title}", asking.entry_address(code, entry.pk))


def _take_back(ledger: Ledger) -> Do:
    def do(request: Request, keys: Sequence[str], reason: str) -> str:
        count = services.take_back(
            ledger=ledger.code, findings=[int(key) for key in keys], reason=reason, **by(request)
        )
        return f"已撤回{count}对，重新列为疑似重复。"

    return do
