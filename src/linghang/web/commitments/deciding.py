"""A decision of a body that is to be changed: put up to it, as a form."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from linghang.commitments.deciding import services as deciding
from linghang.commitments.deciding.providers import EXECUTION
from linghang.web import subjects
from linghang.web.commitments.deeds import asked, asks, long
from linghang.web.commitments.reached import by
from linghang.web.commitments.seen import Seen
from linghang.web.requests import Request


class PutUpForm(forms.Form):
    """What is to be changed, and why."""

    reason = long(
        "变更的内容和理由", help="写明改什么、停什么、为什么。原来作决定的会议作为新议题议决。"
    )


def is_open(seen: Seen) -> bool:
    """Whether the post leads a task that rests on such a decision, and may put it up now."""
    row = seen.row
    may = seen.plan.leads and row.is_under_way and seen.plan.kind.binding is not None
    return may and deciding.is_bound(row) and not deciding.is_waiting(row)


@asks
def put_up(request: Request, pk: int) -> HttpResponse:
    """Put the change of a decision up to the body that took it."""
    return asked(
        request,
        pk,
        is_open,
        PutUpForm,
        title="提请变更",
        submit="提请",
        deed=lambda row, given: deciding.put_up(commitment_id=row.pk, **given, **by(request)),
        done="已提请，登记会议议题时从待议事项中选取；议决通过后再修改或作废。",
    )


subjects.register(EXECUTION, lambda _key: reverse("commitment-overview"))
