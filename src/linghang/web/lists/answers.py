"""A list answers: as a page, as a piece of one, as a file, or with a deed on several rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from linghang.foundation import outages
from linghang.foundation.desk import queries as desk
from linghang.foundation.errors import Refused
from linghang.web.access import require
from linghang.web.lists import cells, drawing, reasons, sources, taking
from linghang.web.lists.asked import Asked
from linghang.web.lists.drawing import Shown
from linghang.web.lists.shapes import Deed, Listing
from linghang.web.requests import Request

PAGE, PIECE = "web/lists/page.html", "web/lists/list.html"
NOTHING_CHOSEN = "没有选中任何一行。请先在行首打勾，再办理。"
NO_REASON = "没有写明理由。请在“理由”里写清为什么要这样办，再提交。"
MOST_CHOSEN = 1_000


def page(
    request: Request,
    listing: Listing,
    source: Any,
    *,
    template: str = PAGE,
    context: Mapping[str, object] | None = None,
    status: int = 200,
) -> HttpResponseBase:
    """The whole answer of a view that is a list.

    source: a queryset (or a plain list) of what the post may see and nothing else: the list
    narrows it, orders it, cuts it into pages and writes it into files, always within it.
    template: extends `web/lists/page.html` where the page says more than the list. context: more
    for such a template. POST does one of the listing's deeds on the chosen rows.
    """
    asked = Asked.of(request, listing)
    if asked.format and listing.is_personal:
        require(listing.may_export(request.rights))
        return reasons.answer(request, asked, source)
    if request.method == "POST":
        return _deed(request, asked, source, template=template, context=context)
    if asked.format:
        require(listing.may_export(request.rights))
        return taking.answer(request, asked, source)
    found = _shown(request, asked, source)
    return answer(request, found, template=template, context=context, status=status)


def shown(request: Request, listing: Listing, source: Any, **more: Any) -> Shown:
    """The list as a template needs it, for pages that hold other things, too.

    Such a page includes `web/lists/list.html` with `list`. more: refusal, chosen and reason of a
    deed on several rows.
    """
    return _shown(request, Asked.of(request, listing), source, **more)


def _shown(request: Request, asked: Asked, source: Any, **more: Any) -> Shown:
    listing = asked.listing
    narrowed, asked = asked.applied(source, request)
    pages = asked.pages
    rows, total = sources.page(
        asked.ordered(narrowed),
        pages.offset,
        pages.per_page,
        by_keys=any(one.filter.by_keys for one in asked.active),
    )
    pages = pages.over(total)
    lines = listing.lines(request, rows) if listing.lines and rows else rows
    deeds = tuple(deed for deed in listing.deeds if deed.ask(request.rights))
    return Shown(
        listing=listing,
        asked=asked,
        pages=pages,
        path=request.path,
        head=drawing.head(asked, with_deeds=bool(deeds)),
        rows=drawing.rows(
            listing, lines, with_deeds=bool(deeds), chosen=more.get("chosen", frozenset())
        ),
        deeds=deeds,
        saved=desk.filters(request.actor.person, listing.code) if listing.filters else (),
        may_export=bool(listing.may_export(request.rights)),
        **more,
    )


def answer(
    request: Request,
    shown: Shown,
    *,
    template: str = PAGE,
    context: Mapping[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page that shows the list, or only the list where a script asked for it."""
    is_piece = request.htmx and request.htmx.target == shown.listing.id
    return render(
        request,
        PIECE if is_piece else template,
        {**(context or {}), "list": shown},
        status=status,
    )


def _deed(
    request: Request,
    asked: Asked,
    source: Any,
    *,
    template: str,
    context: Mapping[str, object] | None,
) -> HttpResponse:
    """Do the named deed on the chosen rows that the post may see; 422 in place when refused."""
    listing = asked.listing
    deed = next((one for one in listing.deeds if one.code == request.POST.get("deed")), None)
    chosen = request.POST.getlist("chosen")[:MOST_CHOSEN]
    reason = request.POST.get(f"reason_{deed.code}", "").strip() if deed else ""
    try:
        with outages.told():
            done = _done(request, asked, source, deed, chosen, reason)
        messages.success(request, done)
    except Refused as refusal:
        again = _shown(
            request,
            asked,
            source,
            refusal=str(refusal),
            chosen=frozenset(chosen),
            reason=reason,
        )
        return answer(request, again, template=template, context=context, status=422)
    return redirect(request.get_full_path())


class CannotDo(Refused):
    """A deed on several rows that cannot even begin."""


def _done(
    request: Request,
    asked: Asked,
    source: Any,
    deed: Deed | None,
    chosen: list[str],
    reason: str,
) -> str:
    if deed is None:
        raise CannotDo("没有这项办理。请刷新此页后再试。")
    require(deed.ask(request.rights))
    if deed.asks_reason and not reason:
        raise CannotDo(NO_REASON)
    keys = _within(source, asked.listing, chosen)
    if not keys:
        raise CannotDo(NOTHING_CHOSEN)
    return deed.do(request, keys, reason)


def _within(source: Any, listing: Listing, chosen: list[str]) -> list[str]:
    """The chosen keys that are in the source: another's row is as if it were not there."""
    path = listing.key.replace(".", "__")
    if isinstance(source, QuerySet):
        field = source.model._meta.pk if path == "pk" else source.model._meta.get_field(path)
        known = source.filter(**{f"{path}__in": _readable(field, chosen)})
        seen = {str(key) for key in known.order_by().values_list(path, flat=True)}
    else:
        seen = {str(cells.found(row, listing.key)) for row in source}
    return [key for key in chosen if key in seen]


def _readable(field: Any, chosen: list[str]) -> list[str]:
    """Keys that the column could hold; a number column is not asked for words."""
    if field.get_internal_type() in (
        "AutoField",
        "BigAutoField",
        "IntegerField",
        "BigIntegerField",
    ):
        return [key for key in chosen if key.isascii() and key.isdigit() and len(key) < 19]
    return chosen
