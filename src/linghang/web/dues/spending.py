"""党费使用和公示: what dues were used for, and the sums of a year as members are told them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.dues import queries, rules
from linghang.dues.models import Publication
from linghang.dues.models import Use as UseRow
from linghang.dues.spending import services
from linghang.dues.spending.rules import USE_NAMES, Use
from linghang.org.models import Unit
from linghang.org.party import policy as party_policy
from linghang.web import lists, subjects
from linghang.web.access import hide_unless, require
from linghang.web.dues.seen import MoneyField
from linghang.web.forms import page
from linghang.web.lists import Column, Empty, Filter, Link, Listing, Mark, Way
from linghang.web.meetings.forms import ReasonForm, asks, by, day_field
from linghang.web.requests import Request

PURPOSES = [(one.value, name) for one, name in USE_NAMES.items()]


def _deed(row: UseRow) -> Any:
    if row.voided_at:
        return Mark(f"作废：{row.void_reason}", "")
    return Link("作废", reverse("dues-use-void", args=[row.pk]))


USES = Listing(
    code="dues.uses",
    title="党费使用",
    counted="笔",
    columns=(
        Column("matter", "事项", sort="matter"),
        Column("used_on", "日期", sort="used_on", tone="nowrap"),
        Column("unit", "党组织", value="unit.name"),
        Column("purpose", "用途", value=lambda one: USE_NAMES[Use(one.purpose)]),
        Column("amount", "金额（元）", value=lambda one: rules.yuan(one.amount), tone="number"),
        Column("approval", "批准依据"),
        Column("voucher", "凭证号"),
        Column("deed", "办理", value=_deed, only="page", tone="nowrap"),
    ),
    filters=(
        Filter("q", "事项或凭证号", path=("matter", "voucher")),
        Filter("purpose", "用途", Way.CHOICE, path="purpose", options=tuple(PURPOSES)),
        Filter("used_on", "日期", Way.DAY, path="used_on"),
    ),
    order="-used_on",
    empty=Empty("还没有登记党费使用", "每一笔写明用途、批准依据和凭证号。"),
)


@require_safe
def uses(request: Request) -> HttpResponseBase:
    """Everything that dues were used for."""
    require(party_policy.may_oversee_dues(request.rights))
    ways = [("登记使用", reverse("dues-use-add"), True)]
    rows = UseRow.objects.select_related("unit")
    return lists.page(
        request, USES, rows, template="web/lists/with_ways.html", context={"ways": ways}
    )


class UseForm(forms.Form):
    """One use."""

    unit = forms.ChoiceField(label="使用的党组织")
    used_on = day_field("日期")
    purpose = forms.ChoiceField(label="用途", choices=PURPOSES)
    matter = forms.CharField(label="事项", max_length=120)
    amount = MoneyField(label="金额（元）")
    approval = forms.CharField(label="批准依据", max_length=200, help_text="哪次会议、哪份批复。")
    voucher = forms.CharField(label="凭证号", max_length=40, required=False)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]


@asks
def add_use(request: Request) -> HttpResponse:
    """Enter a use."""
    require(party_policy.may_oversee_dues(request.rights))
    kinds = ("party_committee", "party_general_branch", "party_branch")
    rows = Unit.objects.on(request.today).filter(kind__in=kinds).order_by("kind", "code")

    def deed(given: dict[str, Any]) -> UseRow:
        given["purpose"] = Use(given["purpose"])
        return services.use(**given, today=request.today, **by(request))

    return page(
        request,
        UseForm,
        units=list(rows.values_list("code", "name")),
        title="登记党费使用",
        submit="登记",
        deed=deed,
        done=lambda made: f"已登记：{made.matter}，{rules.yuan(made.amount)}元。",
        then=reverse("dues-uses"),
        initial={"used_on": request.today},
        cancel=reverse("dues-uses"),
        draft="dues.use",
    )


@asks
def void_use(request: Request, pk: int) -> HttpResponse:
    """Make a use void."""
    hide_unless(party_policy.may_oversee_dues(request.rights))
    row = get_object_or_404(UseRow, pk=pk)
    return page(
        request,
        ReasonForm,
        title=f"作废党费使用：{row.matter}",
        submit="作废",
        grave=True,
        deed=lambda given: services.void_use(use_id=pk, **given, **by(request)),
        done="已作废。",
        then=reverse("dues-uses"),
        cancel=reverse("dues-uses"),
    )


@asks
def publish(request: Request) -> HttpResponse:
    """The year so far as it would be published, and the deed."""
    require(party_policy.may_oversee_dues(request.rights))
    year = request.today.year
    return page(
        request,
        forms.Form,
        title=f"公示{year}年党费收缴使用情况",
        note="公示只有各支部的合计数，没有任何人的基数和金额。公示后全体党员可以查看。",
        submit="公示",
        deed=lambda _given: services.publish(year=year, today=request.today, **by(request)),
        done="已公示。",
        then=lambda made: reverse("dues-publication", args=[made.pk]),
        cancel=reverse("dues-office"),
        template="web/dues/publish.html",
        context={
            "told": told(services.figures(year, request.today)),
            "past": Publication.objects.all()[:12],
        },
    )


@require_safe
def publication(request: Request, pk: int) -> HttpResponse:
    """What was published, to be printed and put up; for members and for the office."""
    hide_unless(party_policy.may_see_own_dues(request.rights))
    row = get_object_or_404(Publication, pk=pk)
    person = request.actor.person
    if not party_policy.may_oversee_dues(request.rights) and not queries.is_member(
        person, request.today
    ):
        raise Http404
    context = {"publication": row, "told": told(row.figures)}
    return render(request, "web/dues/publication.html", context)


def told(figures: dict[str, Any]) -> dict[str, Any]:
    """Sums as words of a page: rows of branches and uses, and their totals."""
    branches = [
        (one["name"], one["members"], *(rules.yuan(one[key]) for key in ("due", "paid", "extra")))
        for one in figures["branches"]
    ]
    uses = [(one["purpose"], one["times"], rules.yuan(one["amount"])) for one in figures["uses"]]
    total = {
        key: rules.yuan(sum(one[key] for one in figures["branches"]))
        for key in ("due", "paid", "extra")
    }
    spent = rules.yuan(sum(one["amount"] for one in figures["uses"]))
    members = sum(one["members"] for one in figures["branches"])
    return {"branches": branches, "uses": uses, "total": total, "spent": spent, "members": members}


subjects.register("dues.publication", "dues-publication")
subjects.register("dues.use", lambda _id: reverse("dues-uses"))
