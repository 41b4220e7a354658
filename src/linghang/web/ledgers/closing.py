"""年度归档: years of a ledger are locked, and opened again with a reason, by its overseers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms as django
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from linghang.ledgers import reasons
from linghang.ledgers.closing import queries, services
from linghang.ledgers.filing.rules import IN_FORCE, Standing
from linghang.ledgers.models import Closing, Entry
from linghang.web import details, forms
from linghang.web.details import Facts, Related
from linghang.web.ledgers import changing
from linghang.web.ledgers.reached import Book, book, by
from linghang.web.lists import Column, Link, Listing, Mark
from linghang.web.lists.cells import Value
from linghang.web.requests import Request

MOST_TOLD = 12
WAITING = (Standing.SUBMITTED.value, Standing.RETURNED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A year of a ledger. closing: the one in force, None while it is open."""

    year: int
    in_force: int
    waiting: int
    drafts: int
    closing: Closing | None
    deed: Value

    @property
    def state(self) -> Mark:
        """Locked or open."""
        if self.closing:
            return Mark(f"已归档 {self.closing.closed_at:%Y-%m-%d}", "done")
        return Mark("未归档", "")


YEARS = Listing(
    code="ledgers.years",
    title="各年度",
    columns=(
        Column("year", "年度", value=lambda one: f"{one.year}年", tone="nowrap"),
        Column("in_force", "生效记录", tone="number"),
        Column("waiting", "待审核或退回", tone="number"),
        Column("drafts", "草稿", tone="number"),
        Column("state", "状态", tone="nowrap"),
        Column("deed", "办理", only="page"),
    ),
)
BEFORE = Listing(
    code="ledgers.closings",
    title="归档与重新开放",
    columns=(
        Column("year", "年度", value=lambda one: f"{one.year}年", tone="nowrap"),
        Column("closed_at", "归档", tone="nowrap"),
        Column("closed_by", "归档人", is_person=True, tone="nowrap"),
        Column("entries", "记录数", tone="number"),
        Column("digest", "内容摘要", value=lambda one: one.digest[:12], tone="nowrap"),
        Column("opened_at", "重新开放", tone="nowrap"),
        Column("reason", "理由", value=reasons.shown, tone="long"),
    ),
)


def _overseen(request: Request, code: str) -> Book:
    found = book(request, code)
    if found.is_part or not found.oversees():
        raise Http404
    return found


@require_safe
def closing(request: Request, code: str) -> HttpResponse:
    """Every year that has entries, and what was locked before."""
    found = _overseen(request, code)
    closings = list(Closing.objects.filter(ledger=found.code))
    return details.page(
        request,
        title="年度归档",
        subtitle=found.shown.name,
        above=[("台账", reverse("ledger-overview")), (found.shown.name, found.url())],
        facts=[Facts("说明", [("归档", NOTE)])],
        related=[
            Related(listing=YEARS, rows=_years(found, closings), says="还没有记录。"),
            Related(listing=BEFORE, rows=closings, says="还没有归档过。"),
        ],
    )


NOTE = (
    "一年结束、全部审核完毕以后归档。归档后的记录不能再改，补录和更正由监管的职务办理；"
    "重新开放要写明理由，每一次都留痕。"
)


def _years(found: Book, closings: list[Closing]) -> list[Year]:
    rows = Entry.objects.filter(ledger=found.code).order_by()
    counted = rows.values("day__year").annotate(
        in_force=Count("pk", filter=Q(standing__in=IN_FORCE)),
        waiting=Count("pk", filter=Q(standing__in=WAITING)),
        drafts=Count("pk", filter=Q(standing=Standing.DRAFT.value)),
    )
    standing = {one.year: one for one in closings if one.opened_at is None}
    return [
        _year(found, dict(row), standing.get(row["day__year"]))
        for row in sorted(counted, key=lambda row: -row["day__year"])
    ]


def _year(found: Book, row: Mapping[str, Any], closed: Closing | None) -> Year:
    year = row["day__year"]
    deed: Value = ""
    if closed:
        deed = Link("重新开放", found.url("ledger-reopen", closed.pk))
    elif year < found.request.today.year:
        deed = Link("归档", found.url("ledger-close", year))
    return Year(
        year=year,
        in_force=row["in_force"],
        waiting=row["waiting"],
        drafts=row["drafts"],
        closing=closed,
        deed=deed,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Request, code: str, year: int) -> HttpResponse:
    """Lock a year."""
    found = _overseen(request, code)
    return forms.page(
        request,
        django.Form,
        title=f"归档{year}年“{found.shown.name}”",
        submit="归档",
        deed=lambda _cleaned: services.close(ledger=found.code, year=year, **by(request)),
        done=lambda made: f"已归档{year}年，共{made.entries}条。",
        then=found.url("ledger-closing"),
        note=NOTE + _drafts(found, year),
        cancel=found.url("ledger-closing"),
        grave=True,
    )


def _drafts(found: Book, year: int) -> str:
    """Whose drafts would be left behind: they are asked to hand them in before."""
    several = queries.drafts(found.code, year)
    if not several:
        return ""
    told = "、".join(f"{one.person}{one.count}条" for one in several[:MOST_TOLD])
    more = f"等{len(several)}人" if len(several) > MOST_TOLD else ""
    return f"还有没报送的草稿：{told}{more}。归档后草稿由监管的职务补录，请先请他们报送或删去。"


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: Request, code: str, pk: int) -> HttpResponse:
    """Open a locked year again."""
    found = _overseen(request, code)
    row = Closing.objects.filter(pk=pk, ledger=found.code, opened_at=None).first()
    if row is None:
        raise Http404
    help = f"监管这本台账的职务能看到。{changing.SEALED if found.is_sealed else ''}"
    reason = django.CharField(
        label="理由", max_length=500, widget=django.Textarea({"rows": 3}), help_text=help
    )
    return forms.page(
        request,
        type("ReopeningForm", (django.Form,), {"reason": reason}),
        title=f"重新开放{row.year}年“{found.shown.name}”",
        submit="重新开放",
        deed=lambda cleaned: services.reopen(
            closing_id=pk, reason=cleaned["reason"], **by(request)
        ),
        done=f"已重新开放{row.year}年。",
        then=found.url("ledger-closing"),
        note="开放后这一年的记录可以更正、补录，改好后请再次归档。",
        cancel=found.url("ledger-closing"),
        grave=True,
    )
