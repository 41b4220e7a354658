"""The first page after the login, whatever the post."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linghang.cases.models import Manifest
from linghang.foundation.desk import queries as desk
from linghang.notices import duties
from linghang.notices.models import Notice
from linghang.web import periods, places, subjects
from linghang.web.requests import Request
from linghang.web.workbench.lines import groups

MOST_NOTICES, MOST_DRAFTS = 6, 5


@require_safe
def workbench(request: Request) -> HttpResponse:
    """What the acting post owes, waits for, watches; its person's new notices and drafts."""
    rights, person = request.rights, request.actor.person
    open_notices = Notice.objects.of(person).open()
    notices = list(open_notices[: MOST_NOTICES + 1])
    figures = places.home(rights)
    context = {
        "groups": groups(duties.duties_of(rights, request.today), request.today),
        "notices": [
            (notice, subjects.address("notices.notice", str(notice.pk)))
            for notice in notices[:MOST_NOTICES]
        ],
        "more_notices": len(notices) > MOST_NOTICES,
        "drafts": desk.drafts(person)[:MOST_DRAFTS],
        "has_figures": figures is not None,
        "freshness": periods.freshness(Manifest.current()) if figures is not None else "",
        "today": request.today,
    }
    return render(request, "web/workbench/page.html", context)
