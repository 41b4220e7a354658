"""Two versions, or two drafts, beside each other or in one line of reading."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linghang.texts.comparing import rules
from linghang.texts.comparing.rules import CHANGE_NAMES, Change, Row
from linghang.texts.models import Policy
from linghang.web.policies.seen import drafts_seen, policy_seen, versions_seen
from linghang.web.requests import Request

TONES = {Change.ADDED: "done", Change.REMOVED: "failed", Change.CHANGED: "going"}


@dataclass(frozen=True, slots=True)
class Side:
    """Something that can be compared. code: in the address."""

    code: str
    name: str
    body: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An article as the page writes it."""

    row: Row
    name: str
    tone: str


@require_safe
def compare(request: Request, pk: int) -> HttpResponse:
    """?old= and ?new= name two of what the post may read; ?look=line shows both in one."""
    found = policy_seen(request, pk)
    sides = _sides(request, found)
    if len(sides) < 2:
        raise Http404
    by_code = {one.code: one for one in sides}
    old = by_code.get(request.GET.get("old", ""), sides[-2])
    new = by_code.get(request.GET.get("new", ""), sides[-1])
    rows = rules.compared(old.body, new.body)
    told = rules.counts(rows)
    only_changed = request.GET.get("only") == "changed"
    shown = [
        Shown(row, CHANGE_NAMES[row.change], TONES.get(row.change, ""))
        for row in rows
        if not only_changed or row.change is not Change.SAME
    ]
    context = {
        "policy": found,
        "sides": sides,
        "old": old,
        "new": new,
        "rows": shown,
        "counts": [
            (CHANGE_NAMES[change], told[change]) for change in Change if change is not Change.SAME
        ],
        "is_line": request.GET.get("look") == "line",
        "only_changed": only_changed,
    }
    return render(request, "web/policies/compare.html", context)


def _sides(request: Request, found: Policy) -> list[Side]:
    """Versions with words, each with the drafts on the way to it, the oldest first."""
    sides = []
    for one in versions_seen(request, found):
        for draft in drafts_seen(request, one):
            name = f"第{one.number}版第{draft.number}稿"
            sides.append(Side(f"d{one.number}.{draft.number}", name, draft.body))
        if one.body:
            name = f"第{one.number}版（{one.active_from}施行）"
            sides.append(Side(f"v{one.number}", name, one.body))
    return sides
