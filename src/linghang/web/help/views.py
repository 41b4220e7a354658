"""The pages of the help."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linghang.web.help import guides
from linghang.web.requests import Request


@require_safe
def contents(request: Request) -> HttpResponse:
    """All guides with their sections, and the keys of the keyboard."""
    found = [guide for name in guides.names() if (guide := guides.guide(name))]
    return render(request, "web/help/contents.html", {"guides": found})


@require_safe
def page(request: Request, name: str) -> HttpResponse:
    """One guide; a script that shows it beside a page asks for the text alone."""
    guide = guides.guide(name)
    if guide is None:
        raise Http404
    piece = "#text" if request.htmx and not request.htmx.boosted else ""
    return render(request, f"web/help/page.html{piece}", {"guide": guide})
