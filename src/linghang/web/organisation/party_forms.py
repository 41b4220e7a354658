"""登记党员日期: the form of the Party office for the three dates of a member."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from linghang.foundation import clock
from linghang.org import policy
from linghang.org.definitions import Tree
from linghang.org.models import PartyRecord
from linghang.org.party import services
from linghang.org.party.rules import ENDING_NAMES, Ending
from linghang.web.access import require
from linghang.web.forms import page
from linghang.web.organisation.fields import last_day
from linghang.web.organisation.people import seen
from linghang.web.organisation.unit_forms import asks
from linghang.web.requests import Request

NAMES = ("applied_on", "admitted_on", "full_since", "ended_on")


class DatesForm(forms.Form):
    """What is left empty stays as it is."""

    applied_on = last_day("申请入党日期")
    admitted_on = last_day("入党日期", help_text="支部大会通过接收为预备党员的日期。")
    full_since = last_day("党龄起算日期", help_text="预备期满转为正式党员的日期。")
    ended_on = last_day("党籍终止日期")
    ending = forms.ChoiceField(
        label="终止方式",
        required=False,
        choices=[("", "没有终止"), *((one.value, name) for one, name in ENDING_NAMES.items())],
    )
    document = forms.CharField(
        label="依据", max_length=200, help_text="入党志愿书、批复的名称和文号等。"
    )


@asks
def enter(request: Request, code: str) -> HttpResponse:
    """Enter the dates of a member."""
    person = seen(request, code)
    require(policy.may_edit_tree(request.rights, Tree.PARTY))
    row = PartyRecord.objects.filter(person=person).first()
    back = reverse("person", args=[person.code])

    def deed(given: dict[str, Any]) -> PartyRecord:
        return services.enter(
            person=person.code,
            document=given["document"],
            **{name: given[name] for name in NAMES},
            ending=Ending(given["ending"]) if given["ending"] else None,
            actor=request.actor,
            at=clock.now(),
            today=request.today,
        )

    return page(
        request,
        DatesForm,
        title="登记党员日期",
        note=f"{person.name}（{person.code}）。申请、入党、党龄起算是三个不同的日期；"
        "在本平台办理发展党员的，由程序自动登记，不用在这里再填。",
        submit="登记",
        deed=deed,
        done=f"已登记{person.name}的党员日期。",
        then=back,
        cancel=back,
        initial={name: getattr(row, name) for name in (*NAMES, "ending")} if row else {},
    )
