"""A public notice as forms: settle its text, say where it was made public."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from linghang.commitments import reach
from linghang.commitments.models import KeptNotice, Programme
from linghang.commitments.publishing import services
from linghang.foundation.period import day_label
from linghang.web.commitments.figures import when
from linghang.web.commitments.reached import Plan, by, plan
from linghang.web.forms import page
from linghang.web.meetings.forms import day_field
from linghang.web.requests import Request

asks = require_http_methods(["GET", "HEAD", "POST"])
FORM = "web/commitments/form.html"


def may_publish(found: Plan) -> bool:
    """Whether the post settles notices and says where they were made public; after the programme's
    end, too."""
    in_force = (Programme.Standing.IN_FORCE, Programme.Standing.ENDED)
    if found.kind.publication is None or found.programme.standing not in in_force:
        return False
    place, rights = found.programme.unit_id, found.request.rights
    return found.sees_all and bool(reach.may_lead(found.kind, rights, place, found.day))


def _publishing(request: Request, pk: int) -> Plan:
    found = plan(request, pk)
    if not may_publish(found):
        raise Http404
    return found


class SettleForm(forms.Form):
    """As of which day."""

    on = day_field("截至")


@asks
def settle(request: Request, pk: int) -> HttpResponse:
    """Keep the text of a day word for word."""
    found = _publishing(request, pk)
    back = found.url("commitment-notice")

    def deed(given: dict[str, Any]) -> KeptNotice:
        return services.settle(programme_id=found.programme.pk, **given, **by(request))

    return page(
        request,
        SettleForm,
        title="公开通报定稿",
        note="定稿留存这一天的通报全文，以后任务再有变化也不改动；要改的另定一稿。",
        submit="定稿",
        deed=deed,
        done=lambda made: f"已定为第{made.number}稿，导出的公文以此为准。",
        then=lambda made: found.url("commitment-notice-kept", made.number),
        initial={"on": when(request).on},
        cancel=back,
        template=FORM,
        context={"above": [*found.above, ("整改情况通报", back)], "here": "定稿"},
    )


class PublishForm(forms.Form):
    """When, where and by whose decision."""

    day = day_field("公开日期")
    place = forms.CharField(
        label="公开在何处", max_length=200, help_text="如：医院网站、院内公告栏。"
    )
    basis = forms.CharField(
        label="公开依据", max_length=200, help_text="如：经某次会议审定，写明会议和日期。"
    )


@asks
def publish(request: Request, pk: int, number: int) -> HttpResponse:
    """Say that a settled text was made public."""
    found = _publishing(request, pk)
    row = found.programme.notices.filter(number=number, published_on=None).first()
    if row is None:
        raise Http404
    kept = found.url("commitment-notice-kept", row.number)
    today: date = request.today
    return page(
        request,
        PublishForm,
        title=f"登记公开：第{row.number}稿",
        note=f"截至{day_label(row.on)}的通报，{day_label(row.kept_on)}定稿。登记后不能再改。",
        submit="登记",
        deed=lambda given: services.publish(notice_id=row.pk, **given, **by(request)),
        done="已登记公开。",
        then=kept,
        initial={"day": today},
        cancel=kept,
        template=FORM,
        context={
            "above": [
                *found.above,
                ("整改情况通报", found.url("commitment-notice")),
                (f"第{row.number}稿", kept),
            ],
            "here": "登记公开",
        },
    )
