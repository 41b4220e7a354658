"""采购: every purchase with what it costs and who did it, its exceptions, who buys what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.procedures import catalog
from linghang.procedures.models import Proceeding, ProceedingQuerySet
from linghang.procedures.naming.rules import spelling
from linghang.procedures.purchasing import queries
from linghang.procedures.purchasing.rules import (
    KINDS,
    OPEN_TENDER,
    PROCEDURE,
    STANDING_NAMES,
    Exceptional,
    Purchase,
    Standing,
    duties,
)
from linghang.web import lists
from linghang.web.lists import Column, Empty, Filter, Link, Listing, Mark, Way, Words, years
from linghang.web.procedures import people
from linghang.web.registers.asking import chosen, may_start, scope, seen, words
from linghang.web.requests import Request

TONES = {
    Standing.INITIATING: "going",
    Standing.BUYING: "going",
    Standing.PERFORMING: "going",
    Standing.PAID: "going",
    Standing.FILED: "done",
    Standing.REFUSED: "failed",
}
TEN_THOUSAND = 1_000_000


def _ten_thousands(fen: int | None) -> Decimal | None:
    return None if fen is None else (Decimal(fen) / TEN_THOUSAND).quantize(Decimal("0.01"))


def _by_whom(*keys: str) -> Any:
    """Who did the steps whose key begins so, in the order in which they did."""

    def told(one: Purchase) -> str:
        found = [each.person for each in one.people if each.key.startswith(keys)]
        return "、".join(dict.fromkeys(found))

    return told


PEOPLE = (
    ("by_request", "申请人", ("request",)),
    ("by_need", "归口论证人", ("need_",)),
    ("by_countersign", "会签人", ("countersign",)),
    ("by_initiation", "立项审批人", ("initiation", "collective_")),
    ("by_purchase", "采购经办人", ("purchase", "award")),
    ("by_evaluation", "评审人", ("evaluation",)),
    ("by_contract", "合同签订人", ("contract",)),
    ("by_acceptance", "验收人", ("acceptance_",)),
    ("by_storage", "入库人", ("storage",)),
    ("by_payment", "付款人", ("payment", "advance_", "progress_", "retention_")),
)


def _options(code: str) -> Any:
    def offered(_request: Request) -> list[tuple[str, str]]:
        loaded = catalog.current(PROCEDURE)
        field = loaded.item.fields.get(code) if loaded else None
        return [(one.code, one.name) for one in field.options] if field else []

    return offered


def _of(code: str) -> Any:
    return lambda rows, value, _request: rows.filter(queries.told(code, spelling=value))


def _not_open(rows: ProceedingQuerySet, value: bool, _request: Request) -> ProceedingQuerySet:
    chosen = rows.filter(queries.told("method"))
    is_open = queries.told("method", spelling=OPEN_TENDER)
    return chosen.exclude(is_open) if value else chosen.filter(is_open)


def _lines(request: Request, rows: Sequence[Proceeding]) -> list[Purchase]:
    """The rows of a page as the register tells of them, in as many queries for one as for many."""
    prefetch_related_objects(rows, "acts__documents")
    return _named(queries.read(rows, request.today))


def _named(rows: Sequence[Purchase]) -> list[Purchase]:
    """With the names of the people instead of their codes, in one query."""
    known = people.names({each.person for one in rows for each in one.people})
    return [
        replace(
            one,
            people=tuple(
                replace(each, person=known.get(each.person, each.person)) for each in one.people
            ),
        )
        for one in rows
    ]


PURCHASES = Listing(
    code="procedures.purchases",
    title="采购登记",
    counted="件",
    note="您的职务有份办理、监管或者查看的采购，按申请年度；导出的表里另有各环节的经办人。",
    columns=(
        Column("item", "采购内容", value=lambda one: Words(one.item, one.class_name), sort="title"),
        Column("unit", "科室", value="unit_name", tone="nowrap"),
        Column("category", "类别", value="category_name", only="file"),
        Column("class", "品目", value="class_name", only="file"),
        Column("steps", "当前步骤", value="steps", only="file"),
        Column("project", "预算项目", only="file"),
        Column(
            "amount",
            "预算（万元）",
            value=lambda one: _ten_thousands(one.amount),
            tone="number",
            decimals=2,
        ),
        Column("method", "采购方式", value="method_name", tone="nowrap"),
        Column(
            "supplier", "供应商", value=lambda one: Words(one.supplier or "—", one.contract_number)
        ),
        Column(
            "committed",
            "成交（万元）",
            value=lambda one: _ten_thousands(one.committed),
            tone="number",
            decimals=2,
        ),
        Column(
            "paid",
            "已付（万元）",
            value=lambda one: _ten_thousands(one.paid or None),
            tone="number",
            decimals=2,
        ),
        Column(
            "standing",
            "状态",
            value=lambda one: Mark(STANDING_NAMES[one.standing], TONES[one.standing]),
            tone="nowrap",
        ),
        Column(
            "exceptions",
            "例外",
            value=lambda one: f"{len(one.exceptions)}项" if one.exceptions else "",
            tone="nowrap",
        ),
        Column("asked_on", "申请", sort="started_at", tone="nowrap"),
        *(Column(code, title, value=_by_whom(*keys), only="file") for code, title, keys in PEOPLE),
        Column("use_result", "使用评价", only="file"),
    ),
    filters=(
        years.choice(),
        Filter("q", "采购内容", path="title"),
        Filter("unit", "科室", Way.UNIT, path="unit__code"),
        Filter("category", "类别", Way.CHOICE, options=_options("category"), apply=_of("category")),
        Filter("method", "采购方式", Way.CHOICE, options=_options("method"), apply=_of("method")),
        Filter(
            "standing",
            "状态",
            Way.CHOICE,
            options=[(one.value, name) for one, name in STANDING_NAMES.items()],
            apply=lambda rows, value, _request: queries.at(rows, Standing(value)),
        ),
        Filter(
            "supplier",
            "供应商",
            apply=lambda rows, value, _request: rows.filter(
                queries.told("supplier", spelling__contains=spelling(value))
            ),
        ),
        Filter("not_open", "非公开招标", Way.YES_NO, apply=_not_open),
    ),
    order="-asked_on",
    lines=_lines,
    link=lambda one: reverse("purchase", args=[one.proceeding]),
    empty=Empty("这一年还没有采购", "由科主任发起，附科务会记录和党支部意见。"),
    whole=True,
)


@require_safe
def purchases(request: Request) -> HttpResponseBase:
    """The register of a year, with figures that open to their lists."""
    year = years.asked(request)
    rows = queries.seen(request.rights, request.today, year)
    told = queries.figures(rows)
    base = f"{reverse('purchase-list')}?year={year}"
    tiles: list[tuple[str, Any, str, str, str]] = [
        ("申请", told.asked, "件", base, ""),
        ("成交", told.awarded, "件", base, f"合计{_ten_thousands(told.spent)}万元"),
        ("非公开招标", told.not_open, "件", f"{base}&not_open=1", f"其中单一来源{told.single}件"),
        ("已付", _ten_thousands(told.paid), "万元", base, ""),
    ]
    loaded, told_of = catalog.current(PROCEDURE), scope(request, [PROCEDURE])
    context: dict[str, Any] = {
        "tiles": tiles,
        "scope": told_of,
        "starts": [Link("申请采购", reverse("proceeding-start", args=[PROCEDURE]))]
        if may_start(request, PROCEDURE)
        else [],
        "exceptions": f"{reverse('purchase-exceptions')}?year={year}",
        "duties": duties(loaded.item, catalog.post_names()) if loaded else [],
    }
    rows = rows.select_related("unit")
    listing = seen(PURCHASES, told_of)
    return lists.page(
        request, listing, rows, template="web/registers/purchases.html", context=context
    )


EXCEPTIONS = Listing(
    code="procedures.purchase_exceptions",
    title="采购例外清单",
    counted="项",
    note="自查提示、单一来源、达到数额而不公开招标、超期、退回和不同意，连同当时写明的理由。只请核对，不是结论。",
    columns=(
        Column("day", "日期", sort="day", tone="nowrap"),
        Column("item", "采购内容", sort="item"),
        Column("unit", "科室", value="unit_name", sort="unit_name", tone="nowrap"),
        Column("kind", "种类", value=lambda one: KINDS[one.kind], sort="kind", tone="nowrap"),
        Column("says", "情况"),
        Column("reason", "理由", value=lambda one: one.reason or "没有写明"),
        Column("person", "经办人", is_person=True, tone="nowrap"),
    ),
    filters=(
        years.choice(),
        Filter("q", "采购内容", apply=words("item")),
        Filter("unit", "科室", apply=words("unit_name")),
        Filter("kind", "种类", Way.CHOICE, options=list(KINDS.items()), apply=chosen("kind")),
    ),
    order="-day",
    key="proceeding",
    link=lambda one: reverse("purchase", args=[one.proceeding]),
    empty=Empty("这一年的采购没有例外", ""),
    whole=True,
)


@require_safe
def exceptions(request: Request) -> HttpResponseBase:
    """What was out of the ordinary in the purchases of a year."""
    year = years.asked(request)
    rows: list[Exceptional] = [
        each
        for one in queries.read(queries.seen(request.rights, request.today, year), request.today)
        for each in one.exceptions
    ]
    return lists.page(request, EXCEPTIONS, rows)


@require_safe
def purchase(request: Request, pk: int) -> HttpResponse:
    """One purchase: who did each step, what was quoted and paid, what was out of the ordinary."""
    rows = queries.seen(request.rights, request.today).whole()
    (one,) = _named(queries.read([get_object_or_404(rows, pk=pk)], request.today))
    context = {
        "purchase": one,
        "standing": Mark(STANDING_NAMES[one.standing], TONES[one.standing]),
        "exceptions": [(KINDS[each.kind], each) for each in one.exceptions],
    }
    return render(request, "web/registers/purchase.html", context)
