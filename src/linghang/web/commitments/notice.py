"""整改情况通报: what would be made public as of a day, to be read, printed and taken along."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from linghang.commitments.publishing import queries
from linghang.commitments.publishing.rules import Notice
from linghang.foundation import clock
from linghang.foundation.desk import services as desk
from linghang.foundation.period import day_label
from linghang.org.founding.queries import hospital_name
from linghang.reports.composition import Chapter, Composition, Head, Piece
from linghang.reports.gongwen import document as gongwen
from linghang.reports.rules import chapter_number
from linghang.web.commitments.figures import when
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


@require_safe
def notice(request: Request, pk: int) -> HttpResponse:
    """The text, with what stands against publishing it."""
    found, made, on = _found(request, pk)
    context = {
        "plan": found,
        "notice": made,
        "chapters": [
            (chapter_number(number), heading, paragraphs)
            for number, (heading, paragraphs) in enumerate(made.chapters, 1)
        ],
        "on": on,
        "by": hospital_name(),
    }
    return render(request, "web/commitments/notice.html", context)


@require_safe
def document(request: Request, pk: int) -> HttpResponse:
    """The same in the form of an official paper; the trail says who took it."""
    _, made, on = _found(request, pk)
    at = clock.now()
    desk.tell_export(
        listing="commitments.notice",
        title=made.title,
        conditions=f"截至{day_label(on)}",
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
    named = content_disposition_header(as_attachment=True, filename=f"{made.title}.docx")
    response["Content-Disposition"] = named or "attachment"
    return response
