"""五个本子: the record books of a branch and year, printable, with their inspection."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.meetings.books import catalog, queries, services
from linghang.meetings.books.definitions import Book
from linghang.meetings.models import BookCheck
from linghang.org import policy
from linghang.org.definitions import Kind
from linghang.org.models import Unit
from linghang.org.party import policy as party_policy
from linghang.web import details
from linghang.web.access import require
from linghang.web.details import Related
from linghang.web.forms import page
from linghang.web.lists import Column, Link, Listing, Mark, Words, years
from linghang.web.lists.cells import Value
from linghang.web.meetings.forms import asks, by, day_field
from linghang.web.meetings.seen import unit_recorded, unit_seen
from linghang.web.requests import Request

YEARS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A book of a branch and year: how many meetings, and its last inspection."""

    book: Book
    unit: str
    year: int
    entries: int
    check: BookCheck | None

    @property
    def state(self) -> Value:
        return state(self.check) if self.check else Words("", "没有检查")


def state(check: BookCheck) -> Mark:
    """How far an inspection is."""
    if check.corrected_on:
        return Mark(f"已于{check.corrected_on.isoformat()}整改", "done")
    if check.correct_by:
        return Mark(f"{check.correct_by.isoformat()}前整改", "warning")
    return Mark("检查过，不要求整改", "done")


BOOKS = Listing(
    code="meetings.books",
    title="记录本",
    counted="本",
    columns=(
        Column("name", "记录本", value="book.name"),
        Column("entries", "会议次数", tone="number"),
        Column("state", "检查"),
    ),
    link=lambda one: reverse("book", args=[one.unit, one.book.code, one.year]),
)


def _corrected(one: BookCheck, may: bool) -> Value:
    if one.corrected_on:
        return Words(one.correction, one.corrected_on.isoformat())
    if may and one.correct_by:
        return Link("登记整改", reverse("book-correct", args=[one.pk]))
    return ""


def _checks(may: bool) -> Listing:
    known = catalog.books()
    return Listing(
        code="meetings.book_checks",
        title="检查意见",
        counted="条",
        columns=(
            Column(
                "book",
                "记录本",
                value=lambda one: known[one.book].name if one.book in known else one.book,
            ),
            Column(
                "day",
                "检查",
                value=lambda one: Words(one.checked_on.isoformat(), one.checked_by.name),
            ),
            Column("remarks", "意见"),
            Column("state", "情况", value=state),
            Column("corrected", "整改", value=lambda one: _corrected(one, may)),
        ),
    )


def _branch(request: Request, code: str) -> Unit:
    unit = unit_seen(request, code)
    if unit.kind != Kind.PARTY_BRANCH:
        raise Http404
    return unit


@require_safe
def books(request: Request, code: str) -> HttpResponse:
    """The books of a branch with their inspections."""
    unit, year = _branch(request, code), years.asked(request)
    checks = queries.checks(code, year)
    last: dict[str, BookCheck] = {}
    for check in checks:
        last.setdefault(check.book, check)
    counts = queries.counted(code, year, request.today)
    rows = [
        Row(
            book=one.item,
            unit=code,
            year=year,
            entries=sum(counts.get(kind, 0) for kind in one.item.kinds),
            check=last.get(one.item.code),
        )
        for one in catalog.books().items.values()
    ]
    may = bool(policy.may_record_meetings(request.rights, code, Kind(unit.kind)))
    return details.page(
        request,
        title=f"{year}年记录本",
        subtitle=unit.name,
        above=[(unit.name, reverse("unit-meetings", args=[code]))],
        years=years.links(request),
        related=[
            Related(listing=BOOKS, rows=rows),
            Related(listing=_checks(may), rows=checks, says=f"{year}年还没有检查。"),
        ],
    )


def _book(code: str) -> Book:
    known = catalog.books()
    if code not in known:
        raise Http404
    return known[code]


@require_safe
def book(request: Request, code: str, book: str, year: int) -> HttpResponse:
    """One book, as it is printed: cover, contents, meetings one by one, signatures."""
    unit, declared = _branch(request, code), _book(book)
    entries = queries.entries(code, declared, year, today=request.today, rights=request.rights)
    return render(
        request,
        "web/meetings/book.html",
        {
            "unit": unit,
            "book": declared,
            "year": year,
            "entries": entries,
            "parts": {one.value for one in declared.columns},
            "talks": queries.talks(code, year) if declared.talks else None,
            "checks": queries.checks(code, year, book),
            "may_check": bool(party_policy.may_check_books(request.rights)),
            "printed_on": request.today,
        },
    )


class CheckForm(forms.Form):
    """When it was inspected, what was found, until when it has to be put right."""

    checked_on = day_field("检查日期")
    remarks = forms.CharField(
        label="检查意见", max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )
    correct_by = day_field("整改期限", required=False, help_text="不要求整改的不填。")


@asks
def check(request: Request, code: str, book: str, year: int) -> HttpResponse:
    """Inspect a book."""
    unit, declared = _branch(request, code), _book(book)
    require(party_policy.may_check_books(request.rights))
    back = reverse("book", args=[code, book, year])
    return page(
        request,
        CheckForm,
        title=f"检查{declared.name}：{unit.name}",
        note=f"{year}年。",
        submit="登记检查",
        initial={"checked_on": request.today},
        deed=lambda given: services.check(
            unit=code, book=book, year=year, today=request.today, **given, **by(request)
        ),
        done="已登记检查。",
        then=back,
        draft=f"meetings.book.{code}.{book}.{year}",
        cancel=back,
    )


class CorrectForm(forms.Form):
    """When it was put right, and how."""

    corrected_on = day_field("整改日期")
    correction = forms.CharField(
        label="整改情况", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


@asks
def correct(request: Request, pk: int) -> HttpResponse:
    """Say how what an inspection asked for was put right."""
    row = get_object_or_404(BookCheck.objects.select_related("unit"), pk=pk)
    unit = unit_recorded(request, row.unit.code)
    back = f"{reverse('books', args=[unit.code])}?year={row.year}"
    return page(
        request,
        CorrectForm,
        title=f"登记整改：{catalog.books()[row.book].name}",
        note=f"检查意见：{row.remarks}",
        submit="登记整改",
        initial={"corrected_on": request.today},
        deed=lambda given: services.correct(
            check_id=pk, today=request.today, **given, **by(request)
        ),
        done="已登记整改。",
        then=back,
        cancel=back,
    )
