"""A person's number in full: asked with a reason, shown once, and in the trail."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from linghang.foundation import clock
from linghang.foundation.errors import Refused
from linghang.org import policy, unmasking
from linghang.web.access import require
from linghang.web.organisation.people import seen
from linghang.web.requests import Request

LONGEST = 200


@require_http_methods(["GET", "HEAD", "POST"])
def unmask(request: Request, code: str) -> HttpResponse:
    """Ask for the reason; on POST show the number. 403 with the reason for who may not."""
    owner = seen(request, code)
    units = unmasking.units_of(owner, request.today)
    require(policy.may_unmask(request.rights, units))
    field = request.POST.get("field", "id_card")
    reason = request.POST.get("reason", "")[:LONGEST]
    context = {
        "owner": owner,
        "fields": list(unmasking.FIELDS.items()),
        "field": field,
        "reason": reason,
        "least": unmasking.LEAST_REASON,
    }
    status = 200
    if request.method == "POST":
        try:
            context["number"] = unmasking.unmask(
                person=owner.code,
                field=field,
                reason=reason,
                rights=request.rights,
                today=request.today,
                actor=request.actor,
                at=clock.now(),
            )
            context["called"] = unmasking.FIELDS[field]
        except Refused as refusal:
            context["refusal"], status = str(refusal), 422
    return render(request, "web/organisation/unmask.html", context, status=status)
