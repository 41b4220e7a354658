"""Entering: a new entry, a copy of one, a change of a draft, one in the place of a voided one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from linghang.ledgers import catalog, reach
from linghang.ledgers.entering import keeping
from linghang.ledgers.entering import services as entering
from linghang.ledgers.entering.services import Written
from linghang.ledgers.filing.rules import Standing
from linghang.ledgers.models import Entry
from linghang.org.models import Membership
from linghang.web import forms
from linghang.web.forms.choosers import read, written
from linghang.web.ledgers import entry_form, offered, opening
from linghang.web.ledgers.entry_form import Asked
from linghang.web.ledgers.reached import Book, by, writable
from linghang.web.ledgers.reached import entry as reached_entry
from linghang.web.requests import Request

asks = require_http_methods(["GET", "HEAD", "POST"])
FORM = "web/ledgers/form.html"
AS_DRAFT = "as_draft"
LAST = "last"


@asks
def new(request: Request, code: str) -> HttpResponse:
    """An empty form with one's own unit and today; ?like=last begins with the unit's last one."""
    book = writable(request, code)
    unit = _own_unit(book)
    first = book.ledger.first_title(request.today)
    start = Written(title=first, unit=unit, day=request.today)
    last = _last(book, unit)
    if request.GET.get("like") == LAST and last is not None:
        start = _copied(book, last)
    start = offered.begun(book, start)
    shown = catalog.catalog()[code]
    if shown.tag:
        start = replace(start, fields={**start.fields, book.ledger.tags: (shown.tag,)})
    above = [(shown.name, reverse("ledger", args=[code]))]
    way = f"{reverse('ledger-new', args=[code])}?like={LAST}" if last is not None else ""
    return _form(request, book, start, above=above, like_last=way)


def _own_unit(book: Book) -> str:
    """The acting post's unit, if it may be entered for; else the only one that may."""
    units, own = book.enterable(), book.request.rights.unit.code
    if units is reach.EVERYWHERE or own in units:
        return own
    return next(iter(units)) if len(units) == 1 else ""


def _last(book: Book, unit: str) -> Entry | None:
    rows = book.rows().filter(unit__code=unit).exclude(standing=Standing.VOIDED.value)
    return None if book.is_sealed else rows.order_by("-pk").first()


def _copied(book: Book, entry: Entry) -> Written:
    """What an entry says, for today; files are not copied."""
    said = entering.again(entry, opening.opened(book, entry))
    asked = {one.code for one in book.ledger.asked(book.request.today)}
    fields = {code: value for code, value in said.fields.items() if code in asked}
    today = book.request.today
    is_again = entry.standing != Standing.VOIDED
    title = (is_again and book.ledger.first_title(today)) or said.title
    return replace(said, title=title, day=today, until=None, fields=fields)


@asks
def copy(request: Request, code: str, pk: int) -> HttpResponse:
    """A new entry that begins with what another one says; in the place of one that is voided."""
    book, entry = reached_entry(request, code, pk)
    if not writable(request, code):
        raise Http404
    start = _copied(book, entry)
    replaces = None
    if entry.standing == Standing.VOIDED:
        replaces, start = entry.pk, replace(start, day=entry.day, until=entry.until)
    above = [(book.shown.name, book.url()), (_called(entry), book.url("ledger-entry", pk))]
    return _form(request, book, start, above=above, replaces=replaces, of=f"copy{pk}")


@asks
def edit(request: Request, code: str, pk: int) -> HttpResponse:
    """A draft, or one that was sent back, by who may enter for its unit."""
    book, entry = reached_entry(request, code, pk)
    if not reach.is_open_to_change(entry) or not book.enters_for(entry.unit_id):
        raise Http404
    start = entering.again(entry, opening.opened(book, entry))
    above = [(book.shown.name, book.url()), (_called(entry), book.url("ledger-entry", pk))]
    return _form(request, book, start, above=above, entry=entry, of=str(pk))


def _called(entry: Entry) -> str:
    return entry.number or "草稿"


def _form(
    request: Request,
    book: Book,
    start: Written,
    *,
    above: list[tuple[str, str]],
    entry: Entry | None = None,
    replaces: int | None = None,
    of: str = "new",
    like_last: str = "",
) -> HttpResponse:
    as_draft = AS_DRAFT in request.POST
    ledger = book.ledger
    asked = Asked(
        book=book,
        entry=entry,
        unfinished=as_draft,
        files=entering.files_of(entry) if entry else {},
    )

    def deed(cleaned: dict[str, Any]) -> Entry:
        return keeping.keep(
            ledger=ledger.code,
            written=entry_form.written_of(ledger, cleaned),
            uploads=entry_form.uploads_of(ledger, cleaned),
            taken_off=[int(pk) for pk in cleaned.get(entry_form.DROP) or ()],
            entry_id=entry.pk if entry else None,
            replaces=replaces,
            and_hand_in=not as_draft,
            **by(request),
        )

    verb = "修改" if entry else "登记"
    return forms.page(
        request,
        entry_form.made(asked),
        title=f"{verb}{book.shown.name}",
        submit="报送",
        buttons=((AS_DRAFT, "保存草稿"),),
        deed=deed,
        done=lambda made: "已保存草稿。" if as_draft else f"已报送：{made.number}，等待审核。",
        then=lambda made: book.url("ledger-entry", made.pk),
        draft=f"ledgers.{ledger.code}.{of}",
        initial=entry_form.initial_of(start),
        groups=entry_form.groups(asked),
        note=_note(book, entry),
        cancel=above[-1][1],
        template=FORM,
        context={
            "above": above,
            "like_last": like_last,
            "people_url": reverse("ledger-people", args=[book.code]),
            "choose_url": reverse("choose-people"),
        },
    )


def _note(book: Book, entry: Entry | None) -> str:
    told = book.ledger.purpose
    if entry is not None and entry.standing == Standing.RETURNED:
        told += " 这条是退回修改的，改好后再报送；同一次报送里退回的其他记录一并报送。"
    return told


@require_POST
def people(request: Request, code: str) -> JsonResponse:
    """Everybody who belongs to a unit for which the post may enter, as choosers write them.

    For lists of who took part: all are put in, and who was absent is taken out. POST, so that
    names stand in no log.
    """
    book = writable(request, code)
    _, unit = read(request.POST.get("unit", "").strip())
    structure = request.rights.structure
    if unit not in structure or not book.enters_for(unit):
        raise Http404
    units = structure.subtree(unit)
    rows = Membership.objects.on(request.today).filter(unit__code__in=units)
    found = rows.order_by("person__code").values_list("person__name", "person__code").distinct()
    return JsonResponse([written(name, one) for name, one in found], safe=False)
