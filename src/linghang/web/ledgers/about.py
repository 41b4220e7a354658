"""填报说明: a ledger in words, for who fills it in or reads its figures."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.ledgers import describing
from linghang.ledgers.definitions import Ledger
from linghang.web import details
from linghang.web.details import Facts, Related
from linghang.web.ledgers.reached import book
from linghang.web.lists import Column, Listing
from linghang.web.requests import Request

FIELDS = Listing(
    code="ledgers.fields",
    title="填写的内容",
    counted="项",
    columns=(
        Column("name", "项目", tone="nowrap"),
        Column("kind", "类型", tone="nowrap"),
        Column("must", "必填", tone="nowrap"),
        Column("says", "怎样填"),
    ),
)
FIGURES = Listing(
    code="ledgers.figures_said",
    title="统计数字",
    counted="项",
    columns=(
        Column("name", "项目", tone="nowrap"),
        Column("unit", "单位", tone="nowrap"),
        Column("says", "怎样计"),
    ),
)
CHECKS = Listing(
    code="ledgers.checks",
    title="填报时的核对",
    counted="条",
    columns=(Column("says", "不符合时的提示"),),
)


@require_safe
def about(request: Request, code: str) -> HttpResponse:
    """Who enters and verifies, each field with its rule, checks, and how figures are counted."""
    found = book(request, code)
    shown, ledger = found.shown, found.ledger
    said = [one for one in describing.fields(ledger) if one.code not in _retired(found.ledger)]
    related = [Related(listing=FIELDS, rows=said, says="只填名称、日期和单位。")]
    if ledger.checks:
        related.append(Related(listing=CHECKS, rows=list(ledger.checks)))
    figures = describing.figures(shown)
    related.append(Related(listing=FIGURES, rows=figures, says="没有声明统计数字。"))
    facts = [("用途", shown.purpose), *describing.about(shown)]
    if shown is not ledger:
        facts += describing.seats(ledger)
    return details.page(
        request,
        title="填报说明",
        subtitle=shown.name,
        above=[("台账", reverse("ledger-overview")), (shown.name, found.url())],
        facts=[Facts("这本台账", facts)],
        related=related,
    )


def _retired(ledger: Ledger) -> set[str]:
    return {one.code for one in ledger.fields if one.retired is not None}
