"""A member's dues in a branch: months, back-pay, good reasons, extra payments, what was void."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.dues import queries, rules
from linghang.dues import rates as tables
from linghang.dues.models import STANDS, Extra, GoodReason, Payment
from linghang.dues.paying import services
from linghang.dues.paying.services import Paid
from linghang.dues.rules import CATEGORY_NAMES, METHOD_NAMES, Method, State
from linghang.foundation.period import Period
from linghang.web import details
from linghang.web.details import Facts, Related
from linghang.web.details import Way as Deed
from linghang.web.dues.seen import (
    MoneyField,
    MonthField,
    branch_kept,
    branch_seen,
    member_line,
    opens,
    year_asked,
)
from linghang.web.dues.sheet import months_label
from linghang.web.forms import page
from linghang.web.lists import Column, Link, Listing, Mark
from linghang.web.lists.cells import Value
from linghang.web.meetings.forms import ReasonForm, asks, by, day_field
from linghang.web.requests import Request


def _state(row: Any) -> Value:
    return Mark("作废", "") if row.voided_at else None


def _void(name: str) -> Column:
    return Column(
        "void",
        "办理",
        value=lambda one: _state(one) or Link("作废", reverse(name, args=[one.pk])),
        only="page",
        tone="nowrap",
    )


def _month(day: Any) -> str:
    return Period.month(day.year, day.month).label


PAYMENTS = Listing(
    code="dues.payments",
    title="缴纳记录",
    columns=(
        Column("month", "月份", value=lambda one: _month(one.month), tone="nowrap"),
        Column("paid_on", "交纳日期", tone="nowrap"),
        Column("method", "方式", value=lambda one: _how(one)),
        Column("receipt", "收据号"),
        Column("note", "说明", value=lambda one: one.void_reason or one.note),
        Column("entered_by", "收缴人", is_person=True),
    ),
)
REASONS = Listing(
    code="dues.reasons",
    title="未交的正当理由",
    columns=(
        Column("months", "月份", value=lambda one: _months(one), tone="nowrap"),
        Column("reason", "理由"),
        Column("document", "依据"),
    ),
)
EXTRAS = Listing(
    code="dues.extras",
    title="自愿多交",
    columns=(
        Column("paid_on", "日期", tone="nowrap"),
        Column("amount", "金额（元）", value=lambda one: rules.yuan(one.amount), tone="number"),
        Column(
            "to_centre",
            "去向",
            value=lambda one: "上缴中央组织部，须填登记表" if one.to_centre else "",
        ),
        Column("receipt", "收据号"),
    ),
)


def _how(row: Payment) -> str:
    name = METHOD_NAMES[Method(row.method)]
    return f"{name}（{row.delegate}）" if row.delegate else name


def _months(row: GoodReason) -> str:
    start, end = row.month_from, rules.after(row.month_to, 1)
    return Period(start, end).label


def _with_void(listing: Listing, name: str, may: bool) -> Listing:
    return replace(listing, columns=(*listing.columns, _void(name))) if may else listing


@require_safe
def member(request: Request, code: str, person: str) -> HttpResponse:
    """One member; sums only for who keeps the branch's dues."""
    unit, keeps = branch_seen(request, code), opens(request, code)
    line = member_line(request, code, person, year_asked(request))
    late = rules.behind(line.states, request.today)
    facts: list[tuple[str, Value]] = [
        ("连续未交", rules.label(late) if late else "没有"),
        ("已交", rules.label([c.month for c in line.cells if c.state is State.PAID])),
    ]
    if keeps and line.base:
        facts[:0] = [
            ("类别", CATEGORY_NAMES[line.base.category]),
            ("月基数", f"{rules.yuan(line.base.amount)}元" if line.base.amount else ""),
            ("月应交", f"{rules.yuan(line.cells[-1].due)}元"),
        ]
    mine = {"person__code": person, "unit": unit}
    return details.page(
        request,
        title=f"{line.name}的党费",
        subtitle=unit.name,
        above=[(unit.name, reverse("dues-unit", args=[code]))],
        facts=[Facts("今年" if year_asked(request) == request.today.year else "当年", facts)],
        ways=_ways(code, person) if keeps else [],
        related=[
            Related(
                listing=_with_void(PAYMENTS, "dues-void", keeps),
                rows=list(Payment.objects.filter(**mine).order_by("-month", "-pk")[:36]),
                says="还没有缴纳记录。",
            ),
            Related(
                listing=_with_void(REASONS, "dues-reason-void", keeps),
                rows=list(GoodReason.objects.filter(STANDS, **mine)),
                says="没有登记。",
            ),
            *(
                [
                    Related(
                        listing=_with_void(EXTRAS, "dues-extra-void", keeps),
                        rows=list(Extra.objects.filter(STANDS, **mine)),
                        says="没有登记。",
                    )
                ]
                if keeps
                else []
            ),
        ],
    )


def _ways(code: str, person: str) -> list[Deed]:
    return [
        Deed("登记正当理由", reverse("dues-reason", args=[code, person]), "document"),
        Deed("登记多交", reverse("dues-extra", args=[code, person]), "plus"),
        Deed("登记缴纳", reverse("dues-pay", args=[code, person]), "pencil", main=True),
    ]


class PayForm(forms.Form):
    """Several months of one member."""

    months = forms.MultipleChoiceField(label="月份", widget=forms.CheckboxSelectMultiple)
    paid_on = day_field("交纳日期")
    delegate = forms.CharField(
        label="代交人", max_length=80, required=False, help_text="本人交纳的不填。"
    )
    receipt = forms.CharField(label="收据号", max_length=40, required=False)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, months: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["months"].choices = months  # type: ignore[attr-defined]


@asks
def pay(request: Request, code: str, person: str) -> HttpResponse:
    """Enter that a member paid some months, also of last year."""
    branch_kept(request, code)
    waiting = (State.UNPAID, State.RUNNING, State.EXCUSED, State.LATER)
    cells = [
        cell
        for year in (request.today.year - 1, request.today.year)
        for one in queries.sheet(code, year, request.today, opens=True)
        if one.person == person
        for cell in one.cells
        if cell.state in waiting and cell.due is not None
    ]
    line = member_line(request, code, person, request.today.year)
    labels = months_label([cell.month for cell in cells])
    dues = [rules.yuan(cell.due) for cell in cells]
    return page(
        request,
        PayForm,
        months=[(one, f"{name} {due}元") for (one, name), due in zip(labels, dues, strict=True)],
        title=f"登记缴纳：{line.name}",
        note="补交一般不超过六个月；更早的要在说明里写明原因。",
        submit="登记缴纳",
        deed=lambda given: services.take(
            unit=code,
            paid=[
                Paid(
                    person=person,
                    months=tuple(MonthField().clean(one) for one in given["months"]),
                    delegate=given["delegate"],
                    receipt=given["receipt"],
                )
            ],
            paid_on=given["paid_on"],
            note=given["note"],
            today=request.today,
            **by(request),
        ),
        done=lambda made: f"已登记{rules.label([one.month for one in made])}党费。",
        then=reverse("dues-member", args=[code, person]),
        initial={"paid_on": request.today},
        cancel=reverse("dues-member", args=[code, person]),
    )


class GoodReasonForm(forms.Form):
    """From which month to which, why, on what it rests."""

    month_from = MonthField(label="自何月")
    month_to = MonthField(label="至何月")
    reason = forms.CharField(label="理由", max_length=200)
    document = forms.CharField(
        label="依据", max_length=200, help_text="支委会记录、请示批复的日期和文号。"
    )


@asks
def good_reason(request: Request, code: str, person: str) -> HttpResponse:
    """Note why a member does not pay for some months."""
    branch_kept(request, code)
    line = member_line(request, code, person, request.today.year)
    return page(
        request,
        GoodReasonForm,
        title=f"登记正当理由：{line.name}",
        note="登记以后，这些月份不再计入连续未交。",
        submit="登记",
        deed=lambda given: services.note_reason(unit=code, person=person, **given, **by(request)),
        done="已登记理由。",
        then=reverse("dues-member", args=[code, person]),
        cancel=reverse("dues-member", args=[code, person]),
    )


class ExtraForm(forms.Form):
    """More than is due, of one's own accord."""

    amount = MoneyField(label="金额（元）")
    paid_on = day_field("交纳日期")
    receipt = forms.CharField(label="收据号", max_length=40, required=False)


@asks
def extra(request: Request, code: str, person: str) -> HttpResponse:
    """Enter what a member pays more."""
    branch_kept(request, code)
    line = member_line(request, code, person, request.today.year)
    large = rules.yuan(tables.terms(request.today).large)
    return page(
        request,
        ExtraForm,
        title=f"登记自愿多交：{line.name}",
        note=f"一次多交{large}元以上的，全部上缴中央组织部，并填写登记表。",
        submit="登记",
        deed=lambda given: services.take_extra(
            unit=code, person=person, today=request.today, **given, **by(request)
        ),
        done=lambda made: (
            "已登记。请填写大额党费登记表，随款上缴中央组织部。" if made.to_centre else "已登记。"
        ),
        then=reverse("dues-member", args=[code, person]),
        initial={"paid_on": request.today},
        cancel=reverse("dues-member", args=[code, person]),
    )


@asks
def void(request: Request, pk: int) -> HttpResponse:
    """Make a wrong payment void."""
    row = get_object_or_404(Payment.objects.select_related("person"), pk=pk)
    branch_kept(request, row.unit_id)
    back = reverse("dues-member", args=[row.unit_id, row.person_id])
    return page(
        request,
        ReasonForm,
        title=f"作废{row.person.name}{_month(row.month)}的缴纳记录",
        note="作废以后这个月按未交计，原记录仍可查看。",
        submit="作废",
        grave=True,
        deed=lambda given: services.void_payment(payment_id=pk, **given, **by(request)),
        done="已作废。",
        then=back,
        cancel=back,
    )


@asks
def void_reason(request: Request, pk: int) -> HttpResponse:
    """Make a noted reason void."""
    return _void_row(request, get_object_or_404(GoodReason.objects.select_related("person"), pk=pk))


@asks
def void_extra(request: Request, pk: int) -> HttpResponse:
    """Make an extra payment void."""
    return _void_row(request, get_object_or_404(Extra.objects.select_related("person"), pk=pk))


def _void_row(request: Request, row: GoodReason | Extra) -> HttpResponse:
    branch_kept(request, row.unit_id)
    back = reverse("dues-member", args=[row.unit_id, row.person_id])
    return page(
        request,
        ReasonForm,
        title=f"作废{row.person.name}的{row._meta.verbose_name}",
        submit="作废",
        grave=True,
        deed=lambda given: services.void_row(row=row, **given, **by(request)),
        done="已作废。",
        then=back,
        cancel=back,
    )
