"""填报负担: what each post must fill in for ledgers in a month, open to everybody."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from linghang.ledgers import catalog, reach
from linghang.ledgers.burden import rules
from linghang.ledgers.burden.rules import Load
from linghang.ledgers.definitions import Ledger, Secrecy
from linghang.org import posts
from linghang.procedures.days import Day
from linghang.web import lists
from linghang.web.lists import Column, Empty, Filter, Listing, Way, Words
from linghang.web.lists.cells import Value
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A ledger that a post enters. total: inputs a month of all the post's ledgers."""

    load: Load
    total: Decimal

    @property
    def post(self) -> str:
        return posts.post(self.load.post).name

    @property
    def entries(self) -> Value:
        return Words("", "发生时登记") if self.load.entries is None else self.load.entries

    @property
    def required(self) -> Value:
        more = f"另有{self.load.conditional}项有条件才填" if self.load.conditional else ""
        return Words(str(self.load.required), more)

    @property
    def key(self) -> str:
        return f"{self.load.post}:{self.load.ledger}"


def _of_post(rows: list[Line], value: str, _request: Request) -> list[Line]:
    return [one for one in rows if one.load.post == value]


def _of_mine(rows: list[Line], value: bool, request: Request) -> list[Line]:
    return [one for one in rows if (one.load.post == request.rights.post.code) is value]


def _posts(request: Request) -> list[tuple[str, str]]:
    found = rules.burdens(_known(request))
    return [(one.post, posts.post(one.post).name) for one in found]


BURDEN = Listing(
    code="ledgers.burden",
    title="填报负担",
    counted="项",
    note=(
        "每个岗位为本单位填报台账每月要录入多少项，由台账的声明算出；增加台账或必填项，这里随之增加。"
        "几个岗位都可以填的，各按由它来填计算。"
    ),
    columns=(
        Column("post", "岗位", tone="nowrap"),
        Column("total", "岗位每月必填项", sort="total", tone="number", decimals=1),
        Column("ledger", "台账", value="load.name"),
        Column("entries", "每月条数", tone="number", decimals=2),
        Column("required", "每条必填", tone="nowrap"),
        Column("offered", "由系统带出或可选取", value="load.offered", tone="number"),
        Column("inputs", "每月必填项", value="load.inputs", tone="number", decimals=1),
    ),
    filters=(
        Filter("post", "岗位", Way.CHOICE, options=_posts, apply=_of_post),
        Filter("mine", "我的岗位", Way.YES_NO, apply=_of_mine),
    ),
    key="key",
    empty=Empty("没有要填报的台账", "台账由目录声明，各岗位按所声明的频次填报。"),
)


@require_safe
def burden(request: Request) -> HttpResponseBase:
    """Every post with each of its ledgers; those that only some may know of stay with them."""
    found = rules.burdens(_known(request))
    rows = [Line(load=load, total=one.inputs) for one in found for load in one.loads]
    return lists.page(request, BURDEN, rows)


def _known(request: Request) -> list[Ledger]:
    day, wholes = Day(request.today), catalog.catalog().items.values()
    return [one.item for one in wholes if _is_known(one.item, request, day)]


def _is_known(ledger: Ledger, request: Request, day: Day) -> bool:
    if catalog.whole(ledger.code).secrecy is Secrecy.OPEN:
        return True
    return reach.readable(catalog.whole(ledger.code), request.rights, day) != frozenset()
