"""整改情况通报: the draft as of a day, and the texts that were settled, to be read and taken."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from linghang.commitments.models import KeptNotice
from linghang.commitments.publishing import queries
from linghang.commitments.publishing.rules import Notice
from linghang.foundation import clock
from linghang.foundation.desk import services as desk
from linghang.foundation.period import day_label
from linghang.ledgers import directory
from linghang.org.founding.queries import hospital_name
from linghang.reports.composition import Chapter, Composition, Head, Piece
from linghang.reports.gongwen import document as gongwen
from linghang.reports.rules import chapter_number
from linghang.web.commitments.figures import when
from linghang.web.commitments.issuing import may_publish
from linghang.web.commitments.listed import DOCX
from linghang.web.commitments.reached import Plan, plan
from linghang.web.requests import Request


def _found(request: Request, pk: int) -> tuple[Plan, Notice, date]:
    """For those who see all of a programme that is made public; else 404."""
    found, on = plan(request, pk), when(request).on
    made = queries.notice(found.programme, on) if found.sees_all else None
    if made is None:
        raise Http404
    return found, made, on


def _kept_one(request: Request, pk: int, number: int) -> tuple[Plan, KeptNotice]:
    """A settled text, for those who see all of its programme; else 404."""
    found = plan(request, pk)
    row = found.programme.notices.filter(number=number).first() if found.sees_all else None
    if row is None:
        raise Http404
    return found, row


@require_safe
def notice(request: Request, pk: int) -> HttpResponse:
    """The draft, with what stands against publishing it, and the texts settled so far."""
    found, made, on = _found(request, pk)
    settled = list(found.programme.notices.all())
    context = {
        **_told(found, made, on),
        "settled": settled,
        "of_day": next((row for row in settled if row.on == on), None),
        "is_past": on < request.today,
        "may_settle": may_publish(found) and not made.lacks,
    }
    return render(request, "web/commitments/notice.html", context)


@require_safe
def kept(request: Request, pk: int, number: int) -> HttpResponse:
    """A settled text, word for word, with when and where it was made public."""
    found, row = _kept_one(request, pk, number)
    names = directory.names({row.kept_by, row.published_by})
    context = {
        **_told(found, row.told(), row.on),
        "row": row,
        "settled_by": names.get(row.kept_by, row.kept_by),
        "published_by": names.get(row.published_by, row.published_by),
        "may_publish": row.published_on is None and may_publish(found),
    }
    return render(request, "web/commitments/notice_kept.html", context)


def _told(found: Plan, made: Notice, on: date) -> dict[str, Any]:
    return {
        "plan": found,
        "notice": made,
        "chapters": [
            (chapter_number(number), heading, paragraphs)
            for number, (heading, paragraphs) in enumerate(made.chapters, 1)
        ],
        "on": on,
        "by": hospital_name(),
    }


@require_safe
def document(request: Request, pk: int) -> HttpResponse:
    """The draft in the form of an official paper; the trail says who took it."""
    _, made, on = _found(request, pk)
    return _paper(request, made, on, "草稿")


@require_safe
def kept_document(request: Request, pk: int, number: int) -> HttpResponse:
    """A settled text in the form of an official paper."""
    _, row = _kept_one(request, pk, number)
    return _paper(request, row.told(), row.on, f"第{row.number}稿")


def _paper(request: Request, made: Notice, on: date, which: str) -> HttpResponse:
    at = clock.now()
    desk.tell_export(
        listing="commitments.notice",
        title=made.title,
        conditions=f"截至{day_label(on)}，{which}",
        rows=len(made.chapters[1][1]),
        format="docx",
        reason="",
        actor=request.actor,
        at=at,
    )
    head = Head(
        title=made.title,
        heading=made.title,
        layout="letter",
        hospital=hospital_name(),
        office="",
        dated=day_label(on),
    )
    chapters = tuple(
        Chapter(heading=heading, paragraphs=tuple(((Piece(text),),) for text in paragraphs))
        for heading, paragraphs in made.chapters
    )
    body = gongwen.docx(Composition(head=head, chapters=chapters), at=at)
    response = HttpResponse(body, content_type=DOCX)
    name = f"{made.title}（{which}）.docx"
    named = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = named or "attachment"
    return response
