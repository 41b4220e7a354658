"""The page of one ledger: its entries, with deeds on several of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.http import HttpResponseBase
from django.views.decorators.http import require_http_methods

from linghang.ledgers.faults import CannotEnter
from linghang.ledgers.filing import queries, services
from linghang.ledgers.filing.rules import Standing
from linghang.ledgers.models import Entry
from linghang.web import lists
from linghang.web.details import Way
from linghang.web.ledgers import columns
from linghang.web.ledgers.reached import Book, book, by
from linghang.web.lists import Deed, Link, Listing
from linghang.web.requests import Request

Do = Callable[[Request, Sequence[str], str], str]
SAME = "同一次报送的记录一起审核。"


@require_http_methods(["GET", "HEAD", "POST"])
def ledger(request: Request, code: str) -> HttpResponseBase:
    """Every entry that the post may read; of drafts only one's own."""
    found = book(request, code)
    return lists.page(
        request,
        listing_of(found),
        found.rows().select_related("unit"),
        template="web/ledgers/ledger.html",
        context={"book": found, "ways": _ways(found)},
    )


def listing_of(found: Book) -> Listing:
    """The list with what the acting post may do."""
    base = found.url()
    made = replace(
        columns.of(found.code), link=lambda line: f"{base}{line.pk}/", deeds=_deeds(found)
    )
    if found.may_enter():
        deed = Link("登记一条", found.url("ledger-new"))
        made = replace(made, empty=replace(made.empty, deed=deed))
    return made


def _ways(found: Book) -> list[Way]:
    ways = []
    if found.may_enter():
        ways.append(Way("登记一条", found.url("ledger-new"), "plus", main=True))
        if not found.is_part:
            ways.append(Way("成批填报", found.url("ledger-grid"), "ledger"))
    if found.shown.offers and (found.may_enter() or found.oversees()):
        ways.append(Way("待登记名单", found.url("ledger-offered"), "due"))
    further = (
        ("导入表格", "ledger-import-list", "upload", _takes_sheets(found)),
        ("统计数字", "ledger-figures", "feed", True),
    )
    ways += [
        Way(text, url, icon)
        for text, name, icon, is_so in further
        if is_so and (url := found.url_if_there(name))
    ]
    ways.append(Way("打印", f"{found.url('ledger-print')}{_query(found)}", "print"))
    if not found.is_sealed:
        ways.append(Way("汇编", f"{found.url('ledger-booklet')}{_query(found)}", "book"))
    if found.oversees() and not found.is_part:
        ways.append(Way("年度归档", found.url("ledger-closing"), "lock"))
    ways.append(Way("填报说明", found.url("ledger-about"), "help"))
    return ways


def _takes_sheets(found: Book) -> bool:
    return found.may_enter() and not found.is_part and not found.is_sealed


def _query(found: Book) -> str:
    """The conditions of the list, for what is printed of it."""
    query = found.request.GET.copy()
    for name in ("page", "format"):
        query.pop(name, None)
    return f"?{query.urlencode()}" if query else ""


def _deeds(found: Book) -> tuple[Deed, ...]:
    deeds = []
    if found.may_enter():
        deeds.append(
            Deed("hand_in", "报送", _hand_in(found), confirm="报送选中的草稿和退回修改的记录？")
        )
    posts = {post for seat in found.ledger.verify for post in seat.posts}
    if found.request.rights.post.code in posts:
        deeds.append(
            Deed("verify", "审核通过", _decide(found), confirm=f"审核通过选中的记录？{SAME}")
        )
        deeds.append(
            Deed(
                "send_back",
                "退回修改",
                _decide(found),
                confirm=f"退回选中的记录？{SAME}",
                asks_reason=True,
            )
        )
    return tuple(deeds)


def _hand_in(found: Book) -> Do:
    def do(request: Request, keys: Sequence[str], _reason: str) -> str:
        filings = services.hand_in(
            ledger=found.ledger.code, entries=[int(key) for key in keys], **by(request)
        )
        count = Entry.objects.filter(filing__in=filings).count()
        along = "，包括同一次报送里退回的" if count > len(keys) else ""
        return f"已报送{count}条{along}，等待审核。"

    return do


def _decide(_found: Book) -> Do:
    def do(request: Request, keys: Sequence[str], reason: str) -> str:
        rows = Entry.objects.filter(pk__in=[int(key) for key in keys])
        waiting = rows.filter(standing=Standing.SUBMITTED.value, filing__isnull=False)
        filings = set(waiting.values_list("filing", flat=True))
        if rows.exclude(standing=Standing.SUBMITTED.value).exists() or not filings:
            raise CannotEnter("不能审核", [queries.NOT_WAITING])
        services.decide(filings=sorted(filings), returned_because=reason, **by(request))
        count = Entry.objects.filter(filing__in=filings).count()
        return f"已{'退回' if reason else '审核通过'}{len(filings)}次报送，共{count}条。"

    return do
