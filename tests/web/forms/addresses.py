"""The product's addresses and two forms, so that forms can be tried without any engine's deed."""

from __future__ import annotations

from datetime import date

from django import forms as django
from django.http import HttpResponse
from django.urls import include, path

from linghang.foundation.errors import Refused
from linghang.org.definitions import Kind
from linghang.web import forms
from linghang.web.forms import Group, PersonField, UnitField
from linghang.web.requests import Request

DONE: list[dict[str, object]] = []
DRAFT = "tests.trip"


class Full(Refused):
    """The bus is full."""


class TripForm(django.Form):
    """A trip that somebody makes."""

    goal = django.CharField(label="去向", help_text="写到街道。")
    day = django.DateField(label="日期", widget=django.DateInput({"type": "date"}))
    unit = UnitField(label="科室", kinds=[Kind.DEPARTMENT])
    person = PersonField(label="带队人", required=False)
    secret = django.CharField(label="暗号", required=False, widget=django.PasswordInput)


def trip(request: Request) -> HttpResponse:
    """Go on a trip; the bus takes nobody to 满员."""

    def deed(facts: dict[str, object]) -> date:
        if facts["goal"] == "满员":
            raise Full("车已坐满，请换一天。")
        DONE.append(facts)
        return facts["day"]

    return forms.page(
        request,
        TripForm,
        title="安排出行",
        submit="安排",
        deed=deed,
        done=lambda day: f"已安排：{day}。",
        then=lambda day: f"/trip/?done={day}",
        draft=DRAFT,
        groups=(Group("去哪里", ("goal", "day")),),
        blame={Full: "day"},
        cancel="/",
    )


urlpatterns = [path("trip/", trip), path("", include("linghang.web.urls"))]
handler404 = "linghang.web.views.errors.not_found"
handler500 = "linghang.web.views.errors.broken"
