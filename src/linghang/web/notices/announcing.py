"""Sending a free notice to chosen posts or units, and its receipts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from linghang.foundation import clock
from linghang.notices import queries as notices
from linghang.notices.announcing import queries, services
from linghang.notices.models import Notice
from linghang.org import policy
from linghang.org import posts as post_catalog
from linghang.org.definitions import Capability
from linghang.web import lists, subjects
from linghang.web.access import require
from linghang.web.forms import UnitField, page
from linghang.web.notices.inbox import RECEIPTS
from linghang.web.organisation.fields import DayField
from linghang.web.requests import Request


class AnnounceForm(forms.Form):
    """What is told to whom; who that is today, the organisation knows."""

    title = forms.CharField(label="标题", max_length=100)
    body = forms.CharField(label="内容", max_length=2000, widget=forms.Textarea({"rows": 6}))
    unit = UnitField(
        label="发给哪个单位",
        required=False,
        among=lambda rights: rights.units(Capability.NOTICES_SEND),
        help_text="含下级单位；不填就是本职务可以发到的全部单位。",
    )
    posts = forms.MultipleChoiceField(
        label="只发给这些岗位",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选就是单位里的全体人员。",
    )
    must_confirm = forms.BooleanField(label="须逐人确认收到，逾期上报其上级", required=False)
    due = DayField(label="办理期限", required=False, help_text="没有期限的留空。")

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posts"].choices = choices  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: Request) -> HttpResponse:
    """Send a notice; then its receipts are shown."""
    rights = request.rights
    require(policy.may_announce(rights))
    allowed = rights.units(Capability.NOTICES_SEND)

    def deed(given: dict[str, Any]) -> list[Notice]:
        unit = given.pop("unit")
        below = rights.structure.subtree(unit) & allowed if unit else allowed
        return services.announce(
            **given, units=below, on=request.today, actor=request.actor, at=clock.now()
        )

    known = [loaded.item for loaded in post_catalog.catalog().items.values()]
    return page(
        request,
        AnnounceForm,
        title="发通知",
        submit="发出",
        deed=deed,
        done=lambda made: f"已发给{len(made)}人。谁已读、谁已确认，见下表。",
        then=lambda made: reverse("announcement", args=[made[0].subject_id]),
        draft="notices.announce",
        note="只发站内收件箱，和收件人自己设置的邮件、企业微信、钉钉（只提示有新通知，不带内容）。发出后不能收回。",
        cancel=reverse("notice-list"),
        choices=[(post.code, post.name) for post in known],
    )


@require_safe
def announcement(request: Request, number: str) -> HttpResponseBase:
    """The receipts of one's own free notice: a line for each who was told."""
    own = queries.of(number).filter(sender=request.actor.person).select_related("person")
    first = own.first()
    if first is None:
        raise Http404
    counted = notices.receipts(first)
    return lists.page(
        request,
        RECEIPTS,
        own,
        template="web/notices/announcement.html",
        context={"notice": first, "counted": counted},
    )


subjects.register("notices.announcement", "announcement")
