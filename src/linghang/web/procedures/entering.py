"""What is entered one by one while a step lies open: a half-yearly check, one of several hired."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from linghang.foundation.fields import rules as fields
from linghang.procedures import services
from linghang.procedures.models import Act
from linghang.procedures.progress.rules import Verb
from linghang.web.forms import page
from linghang.web.procedures.charts import names_on
from linghang.web.procedures.deeds import asks, by, fallen_to, stored
from linghang.web.procedures.step_form import entry_form
from linghang.web.requests import Request


@asks
def enter(request: Request, pk: int, step: str) -> HttpResponse:
    """One entry at an open step; the step itself is done by another deed."""
    reading, declared = fallen_to(request, pk, step, Verb.ENTER)
    if declared.entries is None:
        raise Http404
    back, entry = reverse("proceeding", args=[pk]), declared.entry

    def deed(given: dict[str, Any]) -> Act:
        return services.act(
            proceeding_id=pk,
            step=step,
            verb=Verb.ENTER,
            seen=given["seen"],
            day=given.get("day") or request.today,
            fields={
                one.code: fields.show(one, given[one.code])
                for one in entry.needs.fields
                if one.code in given
            },
            documents=stored(request, reading, entry, given),
            **by(request),
        )

    name, count = declared.entries.name, len(reading.state.entries(step))
    return page(
        request,
        entry_form(reading, declared, names_on(request)),
        title=f"登记{name}",
        submit="登记",
        deed=deed,
        done=f"已登记{name}。",
        then=back,
        draft=f"procedures.{pk}.{step}.{len(reading.acts)}",
        initial={"seen": len(reading.acts), "day": request.today},
        note=f"{reading.proceeding.title}，{declared.title}：已登记{count}次。",
        cancel=back,
    )
