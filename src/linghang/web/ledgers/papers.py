"""The files behind an entry: shown with their days, and taken by who may read the entry."""

from __future__ import annotations

from urllib.parse import quote

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from linghang.foundation import clock
from linghang.ledgers.entering.papers import name_of
from linghang.ledgers.models import Entry, Paper
from linghang.ledgers.opening import services
from linghang.web.ledgers.reached import Book, entry
from linghang.web.lists import Column, Link, Listing, Mark
from linghang.web.lists.cells import Value
from linghang.web.requests import Request


def listing(book: Book, of: Entry) -> Listing:
    """The files of an entry as a small table."""
    names = {one.code: one.name for one in book.ledger.fields}
    today = book.request.today

    def valid(one: Paper) -> Value:
        until = one.evidence.valid_until
        is_past = until and until < today and not one.replaced_on
        return Mark(f"{until} 已过期", "failed") if is_past else until

    return Listing(
        code="ledgers.papers",
        title="佐证材料",
        counted="份",
        columns=(
            Column("field", "材料", value=lambda one: names.get(one.field, one.field)),
            Column(
                "name",
                "文件",
                value=lambda one: Link(name_of(one), book.url("ledger-paper", of.pk, one.pk)),
            ),
            Column("happened_on", "发生日期", value="evidence.happened_on", tone="nowrap"),
            Column("stored_at", "存入", value="evidence.stored_at", tone="nowrap"),
            Column("valid_until", "有效期至", value=valid, tone="nowrap"),
            Column("added_by", "上传人", is_person=True, tone="nowrap"),
            Column("replaced_on", "状态", value=_state, tone="nowrap"),
        ),
    )


def _state(one: Paper) -> Value:
    """Whether a later file took its place."""
    return Mark(f"{one.replaced_on} 已被替换", "") if one.replaced_on else ""


def shown(of: Entry) -> list[Paper]:
    """Those that were not taken off; earlier ones of a field beside what took their place."""
    return list(of.papers.kept().select_related("evidence"))


@require_safe
def paper(request: Request, code: str, pk: int, paper: int) -> FileResponse:
    """A file, byte for byte as it was handed in; to take one out of a sealed ledger is told."""
    _, found = entry(request, code, pk)
    row = get_object_or_404(found.papers.kept().select_related("evidence"), pk=paper)
    name, stream = services.open_paper(paper_id=row.pk, actor=request.actor, at=clock.now())
    response = FileResponse(stream, content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
