"""登记收缴: everybody paid in person this month, but for the exceptions that are chosen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse

from linghang.dues import queries, rules
from linghang.dues.paying import services
from linghang.dues.paying.services import Paid
from linghang.dues.queries import MemberLine
from linghang.dues.rules import State
from linghang.foundation.period import Period
from linghang.web.dues.seen import branch_kept, month_named
from linghang.web.forms import Group, page
from linghang.web.forms.selecting import Select
from linghang.web.meetings.forms import asks, by, day_field
from linghang.web.requests import Request

HOW = (("self", "本人交纳"), ("delegated", "委托代交"), ("", "未交"))
WAITING = (State.RUNNING, State.UNPAID, State.LATER)


class CollectForm(forms.Form):
    """The members who have not paid the month; all of them in person, until it is changed."""

    paid_on = day_field("交纳日期")
    receipt = forms.CharField(label="收据号", max_length=40, required=False)
    delegate = forms.CharField(
        label="代交人",
        max_length=80,
        required=False,
        help_text="有委托代交的，写明由谁代交。",
    )
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, lines: list[MemberLine], month: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = [one.person for one in lines]
        for one in lines:
            due = next(cell.due for cell in one.cells if cell.month == month)
            self.fields[f"of_{one.person}"] = forms.ChoiceField(
                label=f"{one.name}（{rules.yuan(due)}元）",
                choices=HOW,
                required=False,
                initial="self",
                widget=Select,
            )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        how = {one: given.pop(f"of_{one}", "") for one in self.people}
        if "delegated" in how.values() and not given.get("delegate"):
            self.add_error("delegate", "有委托代交的，要写明代交人")
        return {**given, "how": how}


@asks
def collect(request: Request, code: str, month: str) -> HttpResponse:
    """Take in the dues of one month."""
    unit, named = branch_kept(request, code), month_named(month)
    sheet = queries.sheet(code, named.year, request.today, opens=True)
    lines = [
        one
        for one in sheet
        if one.states.get(named) in WAITING
        and next(cell.due for cell in one.cells if cell.month == named) is not None
    ]
    if not sheet:
        raise Http404
    label = Period.month(named.year, named.month).label
    paid = sum(one.states.get(named) is State.PAID for one in sheet)
    return page(
        request,
        CollectForm,
        lines=lines,
        month=named,
        title=f"登记{label}党费：{unit.name}",
        note=f"已交{paid}人，待登记{len(lines)}人。默认都由本人交纳，只改例外的几人。"
        if lines
        else f"{label}应交的{paid}人都已登记。",
        submit="登记收缴",
        groups=(
            Group("这一次", ("paid_on", "receipt", "delegate", "note")),
            Group(
                f"党员（{len(lines)}人）", tuple(f"of_{one.person}" for one in lines), look="rows"
            ),
        ),
        deed=lambda given: _take(code, named, given, request),
        done=lambda made: f"已登记{len(made)}名党员{label}党费，共{_sum(made)}元。",
        then=reverse("dues-unit", args=[code]),
        initial={"paid_on": request.today},
        cancel=reverse("dues-unit", args=[code]),
    )


def _take(code: str, month: date, given: Mapping[str, Any], request: Request) -> list[Any]:
    paid = [
        Paid(
            person=person,
            months=(month,),
            delegate=given["delegate"] if how == "delegated" else "",
            receipt=given["receipt"],
        )
        for person, how in given["how"].items()
        if how
    ]
    return services.take(
        unit=code,
        paid=paid,
        paid_on=given["paid_on"],
        note=given["note"],
        today=request.today,
        **by(request),
    )


def _sum(made: list[Any]) -> str:
    return rules.yuan(sum(int(one.amount.open()) for one in made))
