"""待审核: what waits for the post's verification, filing by filing, several at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from linghang.ledgers import catalog, reach, reasons
from linghang.ledgers.definitions import Secrecy
from linghang.ledgers.filing import queries, services
from linghang.ledgers.filing.queries import Waiting
from linghang.ledgers.filing.rules import PURPOSE_NAMES, Purpose, Standing
from linghang.ledgers.models import Change, Entry
from linghang.web import lists
from linghang.web.ledgers.reached import by
from linghang.web.lists import Column, Deed, Empty, Filter, Listing, Mark, Way
from linghang.web.requests import Request

MOST_TOLD = 6
READ_BY = "填报人和能打开这条记录的人都能看到，并写入留痕。"
READ_BY_FEW = (
    "知悉范围内的台账，理由由填报、审核、监管这本台账的职务看到，留痕里不写；"
    "其他台账的，能打开记录的人都能看到，并写入留痕。不同的台账请分开退回。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A filing that waits. told: its entries, with links; since: when it was handed in."""

    pk: int
    ledger: str
    ledger_code: str
    unit: str
    unit_code: str
    purpose: str
    count: int
    since: date
    due: date | None
    told: SafeString
    confidential: bool


def _do(*, returned: bool) -> Callable[[Request, Sequence[str], str], str]:
    def do(request: Request, keys: Sequence[str], reason: str) -> str:
        count = services.decide(
            filings=[int(key) for key in keys],
            returned_because=reason if returned else "",
            **by(request),
        )
        return f"已{'退回' if returned else '审核通过'}{count}次报送。"

    return do


WAITING = Listing(
    code="ledgers.waiting",
    title="待审核的台账",
    counted="次报送",
    note="轮到本职务审核的报送。自己填报的由别人审核；点开记录可以看全文和材料。",
    columns=(
        Column("ledger", "台账", sort="ledger"),
        Column("unit", "单位", sort="unit"),
        Column("purpose", "性质", value=lambda one: Mark(one.purpose, ""), tone="nowrap"),
        Column("count", "条数", sort="count", tone="number"),
        Column("told", "记录", only="page"),
        Column("since", "报送", sort="since", tone="nowrap"),
    ),
    filters=(
        Filter(
            "ledger",
            "台账",
            Way.CHOICE,
            options=lambda request: _options(request),
            apply=lambda source, value, _request: [
                one for one in source if one.ledger_code == value
            ],
        ),
        Filter(
            "unit",
            "单位",
            Way.UNIT,
            apply=lambda source, value, _request: [one for one in source if one.unit_code in value],
        ),
    ),
    deeds=(
        Deed("verify", "审核通过", _do(returned=False), confirm="审核通过选中的报送？"),
        Deed("send_back", "退回修改", _do(returned=True), asks_reason=True, read_by=READ_BY),
    ),
    empty=Empty("没有等您审核的台账", "别人报送以后，轮到本职务审核的会列在这里。"),
    order="since",
)


@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: Request) -> HttpResponseBase:
    """All of them, in a fixed number of queries."""
    lines = _lines(request)
    confidential = any(one.confidential for one in lines)
    verify, send_back = WAITING.deeds
    deeds = (verify, replace(send_back, read_by=READ_BY_FEW)) if confidential else WAITING.deeds
    return lists.page(request, replace(WAITING, confidential=confidential, deeds=deeds), lines)


def _lines(request: Request) -> list[Line]:
    found = queries.waiting(request.rights, request.today)
    told = _told(found)
    return [
        Line(
            pk=one.filing.pk,
            ledger=_name(one.filing.ledger),
            ledger_code=one.filing.ledger,
            unit=one.filing.unit.name,
            unit_code=one.filing.unit_id,
            purpose=PURPOSE_NAMES[Purpose(one.filing.purpose)],
            count=one.count,
            since=one.wanted.proceeding.started_at.date(),
            due=one.wanted.due,
            told=told.get(one.filing.pk, SafeString("")),
            confidential=catalog.is_confidential(one.filing.ledger),
        )
        for one in found
    ]


def _name(code: str) -> str:
    loaded = catalog.current(code)
    return loaded.item.name if loaded else code


def _told(found: Iterable[Waiting]) -> dict[int, SafeString]:
    """Filing → its first entries as links, in two queries."""
    ids = [one.filing.pk for one in found]
    links: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    entries = Entry.objects.filter(filing__in=ids).exclude(standing=Standing.VOIDED.value)
    columns = ("filing", "ledger", "pk", "day", "title", "number")
    for filing, ledger, pk, day, title, number in entries.order_by("day", "pk").values_list(
        *columns
    ):
        name = number if _is_sealed(ledger) else title
        links[filing].append((f"{day:%m-%d} {name}", reverse("ledger-entry", args=[ledger, pk])))
    changes = Change.objects.filter(filing__in=ids).select_related("entry")
    for one in changes:
        url = reverse("ledger-entry", args=[one.entry.ledger, one.entry_id])
        links[one.filing_id].append((f"{one.entry.number}：{reasons.shown(one)}", url))
    return {filing: _written(several) for filing, several in links.items()}


def _is_sealed(code: str) -> bool:
    loaded = catalog.current(code)
    return loaded is None or loaded.item.secrecy is Secrecy.SEALED


def _written(links: list[tuple[str, str]]) -> SafeString:
    shown = format_html_join(
        "", '<li><a href="{}">{}</a></li>', ((url, text) for text, url in links[:MOST_TOLD])
    )
    more = len(links) - MOST_TOLD
    rest = format_html('<li class="faint">等{}条</li>', len(links)) if more > 0 else ""
    return format_html('<ul class="plain">{}{}</ul>', shown, rest)


def _options(request: Request) -> list[tuple[str, str]]:
    """The ledgers in which the post verifies."""
    post = request.rights.post.code
    return [
        (one.code, one.name)
        for one in reach.known_to(request.rights)
        if any(post in seat.posts for seat in one.verify)
    ]
