"""通知设置: where one wants to be reached outside, and when nothing is sent."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from linghang.foundation import clock
from linghang.foundation.fields import masks
from linghang.foundation.fields.definitions import Field, Kind, Mask
from linghang.notices import channels, quiet
from linghang.notices.addresses import services
from linghang.notices.definitions import CHANNEL_NAMES, OUTWARD, Channel
from linghang.notices.models import Address
from linghang.web import forms
from linghang.web.requests import Request

WRITTEN = {
    Channel.MAIL: "院内邮箱，如 zhang.san@hospital.cn。",
    Channel.WECOM: "企业微信通讯录里的账号；群机器人会在群里点名提醒您登录查看。",
    Channel.DINGTALK: "钉钉通讯录里的账号（userId）；群机器人会在群里点名提醒您登录查看。",
}
MASKS = {Channel.MAIL: Mask.EMAIL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One channel as the page shows it. address: masked; "" without one."""

    channel: Channel
    name: str
    is_set: bool
    address: str
    is_on: bool
    undeliverable: str


@require_safe
def settings_page(request: Request) -> HttpResponse:
    """All channels, and the quiet hours of the hospital."""
    rows = Address.objects.filter(person__code=request.actor.person)
    own = {Channel(row.channel): row for row in rows}
    ways = channels.configured()
    hours = quiet.hours(request.today)
    context = {
        "channels": [_shown(channel, own.get(channel), channel in ways) for channel in OUTWARD],
        "hours": hours if hours.start != hours.end else None,
    }
    return render(request, "web/notices/settings.html", context)


def _shown(channel: Channel, row: Address | None, is_set: bool) -> Shown:
    return Shown(
        channel=channel,
        name=CHANNEL_NAMES[channel],
        is_set=is_set,
        address=row.value.masked(lambda text: masks.apply(MASKS.get(channel, Mask.ENDS), text))
        if row
        else "",
        is_on=bool(row and row.is_on),
        undeliverable=row.undeliverable_why if row else "",
    )


def _channel(code: str) -> Channel:
    """An outward channel; anything else is not there."""
    if code not in OUTWARD:
        raise Http404
    return Channel(code)


def set_address(request: Request, channel: str) -> HttpResponse:
    """Set one's own address on a channel."""
    chosen = _channel(channel)
    name = CHANNEL_NAMES[chosen]
    declared = Field(
        code="value", name="地址", kind=Kind.TEXT, required=True, longest=64, help=WRITTEN[chosen]
    )
    return forms.page(
        request,
        forms.of_fields([declared]),
        title=f"设置{name}通知地址",
        note="地址加密保存，只用于提醒您登录查看；发出的话不带任何具体内容。",
        submit="保存",
        deed=lambda values: services.set_address(
            channel=chosen, value=values["value"], actor=request.actor, at=clock.now()
        ),
        done=f"{name}通知地址已保存。",
        then=reverse("notice-settings"),
        cancel=reverse("notice-settings"),
        blame={services.CannotSet: "value"},
    )


@require_POST
def switch(request: Request, channel: str) -> HttpResponseRedirect:
    """Use one's own address or not."""
    row = _own(request, channel)
    services.switch(
        channel=Channel(row.channel), is_on=not row.is_on, actor=request.actor, at=clock.now()
    )
    setting = "不再发送" if row.is_on else "恢复发送"
    messages.success(request, f"{row.get_channel_display()}通知{setting}；站内通知不受影响。")
    return redirect("notice-settings")


@require_POST
def remove(request: Request, channel: str) -> HttpResponseRedirect:
    """Delete one's own address."""
    row = _own(request, channel)
    services.remove(channel=Channel(row.channel), actor=request.actor, at=clock.now())
    messages.success(request, f"{row.get_channel_display()}通知地址已删除。")
    return redirect("notice-settings")


def _own(request: Request, channel: str) -> Address:
    return get_object_or_404(
        Address, person__code=request.actor.person, channel=_channel(channel).value
    )
