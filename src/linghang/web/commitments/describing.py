"""What a programme says of itself, as a form: document, team, contacts of a public notice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse

from linghang.commitments.models import Programme
from linghang.commitments.setting import describing
from linghang.web.commitments.deeds import FORM, asks, long
from linghang.web.commitments.entry_form import FACT, RawField, facts_as_typed
from linghang.web.commitments.reached import by, led
from linghang.web.forms import page
from linghang.web.requests import Request


@asks
def describe(request: Request, pk: int) -> HttpResponse:
    """Change the facts of a programme, saying why."""
    found = led(request, pk)
    facts = found.kind.facts
    if not facts:
        raise Http404
    made: dict[str, Any] = {f"{FACT}{one.code}": RawField(one) for one in facts}
    made["reason"] = long("修改理由", rows=2)

    def deed(given: dict[str, Any]) -> Programme:
        told = {one.code: given[f"{FACT}{one.code}"] for one in facts}
        why = given["reason"]
        return describing.describe(programme_id=pk, fields=told, reason=why, **by(request))

    return page(
        request,
        type("DescribeForm", (forms.Form,), made),
        title=f"修改信息：{found.programme.title}",
        submit="保存",
        deed=deed,
        done="已修改。",
        then=found.url("commitment-programme"),
        cancel=found.url("commitment-programme"),
        initial=facts_as_typed(facts, found.programme.facts),
        template=FORM,
        context={"above": found.above, "here": "修改信息"},
    )
