"""原因分析: the problems of a programme by cause, with what was done and what came again."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linghang.commitments.causes import queries
from linghang.commitments.definitions import Role
from linghang.web.commitments.reached import plan
from linghang.web.requests import Request


@require_safe
def causes(request: Request, pk: int) -> HttpResponse:
    """A line for each kind of cause, as far as the post sees the problems."""
    found = plan(request, pk)
    if found.kind.causes is None:
        raise Http404
    context = {
        "plan": found,
        "problem": found.level_of(Role.FINDING),
        "measure": found.task_level,
        "lines": [
            (line, f"{line.paid / 100:,.2f}") for line in queries.lines(found.kind, found.rows())
        ],
        "printed_on": request.today,
    }
    return render(request, "web/commitments/causes.html", context)
