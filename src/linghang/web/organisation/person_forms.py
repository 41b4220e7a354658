"""Forms on people: registering, correcting, moving, leaving, coming back, merging."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse

from linghang.foundation import clock
from linghang.org import policy, services
from linghang.org.memberships.rules import LINES, Line
from linghang.org.models import Person
from linghang.web.access import require
from linghang.web.forms import PersonField, UnitField, page
from linghang.web.organisation.fields import since, why
from linghang.web.organisation.people import seen
from linghang.web.organisation.unit_forms import asks
from linghang.web.requests import Request

DAY = timedelta(days=1)
KEEP = "不改就留空。"


def _by(request: Request) -> dict[str, Any]:
    return {"actor": request.actor, "at": clock.now()}


def _file(code: str) -> str:
    return reverse("person", args=[code])


def _owner(request: Request, code: str) -> Person:
    """The person, if they may be read about (else 404) and changed (else 403)."""
    owner = seen(request, code)
    require(policy.may_edit_people(request.rights))
    return owner


class PersonForm(forms.Form):
    """A new person."""

    code = forms.CharField(label="工号", max_length=40)
    name = forms.CharField(label="姓名", max_length=80)
    home = UnitField(label="所在科室", kinds=LINES[Line.HOME].kinds)
    active_from = since("到院日期")
    licence = forms.CharField(
        label="医师执业证书编码",
        max_length=30,
        required=False,
        help_text="病案首页按它找到经治医师；不是医师的留空。",
    )
    id_card = forms.CharField(label="证件号码", max_length=40, required=False)
    mobile = forms.CharField(label="手机号", max_length=20, required=False)


@asks
def add(request: Request) -> HttpResponse:
    """Register somebody who works here."""
    require(policy.may_edit_people(request.rights))
    return page(
        request,
        PersonForm,
        title="登记人员",
        submit="登记",
        deed=lambda given: services.add_person(**given, **_by(request)),
        done=lambda made: f"已登记{made.name}（{made.code}）。",
        then=lambda made: _file(made.code),
        initial={"active_from": request.today},
        draft="org.person.add",
        note="证件号码和手机号加密保存。工会小组和清廉网格按所在科室自动编入。",
        cancel=reverse("people"),
    )


class CorrectForm(forms.Form):
    """What is known of a person; sealed numbers are never filled in for reading."""

    name = forms.CharField(label="姓名", max_length=80)
    licence = forms.CharField(label="医师执业证书编码", max_length=30, required=False)
    id_card = forms.CharField(label="新的证件号码", max_length=40, required=False, help_text=KEEP)
    mobile = forms.CharField(label="新的手机号", max_length=20, required=False, help_text=KEEP)


@asks
def correct(request: Request, code: str) -> HttpResponse:
    """Correct what is known of a person; an empty number stays as it is."""
    owner = _owner(request, code)

    def deed(given: dict[str, Any]) -> Person:
        sealed = {field: given[field] or None for field in ("id_card", "mobile")}
        return services.correct_person(code=owner.code, **{**given, **sealed}, **_by(request))

    return page(
        request,
        CorrectForm,
        title=f"更正{owner.name}的信息",
        submit="更正",
        deed=deed,
        done="已更正。",
        then=_file(owner.code),
        initial={"name": owner.name, "licence": owner.licence},
        cancel=_file(owner.code),
    )


class BelongForm(forms.Form):
    """Another place along a line."""

    line = forms.ChoiceField(
        label="调动什么", choices=[(line.value, facts.name) for line, facts in LINES.items()]
    )
    unit = UnitField(label="调到")
    active_from = since()


@asks
def belong(request: Request, code: str) -> HttpResponse:
    """Move a person along a line; the home takes union group and grid cell along."""
    owner = _owner(request, code)

    def deed(given: dict[str, Any]) -> None:
        line = Line(given.pop("line"))
        if line is Line.HOME:
            services.transfer_home(person=owner.code, **given, **_by(request))
        else:
            services.join(person=owner.code, line=line, **given, **_by(request))

    return page(
        request,
        BelongForm,
        title=f"调动{owner.name}",
        submit="调动",
        deed=deed,
        done="已调动。",
        then=_file(owner.code),
        initial={"line": Line.HOME.value, "active_from": request.today},
        note="调动人事关系时，工会小组和清廉网格随新科室调整；党员组织关系单独转接。",
        cancel=_file(owner.code),
    )


class ReleaseForm(forms.Form):
    """The last day here."""

    last_day = since("最后在院日", help_text="次日零时起不再有任何权限。")
    reason = why("离院原因", longest=100, help_text="如：调出、退休、辞职。")
    is_at_once = forms.BooleanField(label="立即生效：今天起就不再有任何权限", required=False)


@asks
def release(request: Request, code: str) -> HttpResponse:
    """Let somebody leave, at once or after a last day."""
    owner = _owner(request, code)

    def deed(given: dict[str, Any]) -> Person:
        day = request.today if given["is_at_once"] else given["last_day"] + DAY
        return services.release(
            code=owner.code,
            active_to=day,
            reason=given["reason"],
            today=request.today,
            **_by(request),
        )

    return page(
        request,
        ReleaseForm,
        title=f"为{owner.name}办理离院",
        submit="办理离院",
        deed=deed,
        done="已办理离院。",
        then=reverse("people"),
        initial={"last_day": request.today},
        note="全部任职、授权代办（授出的和受托的）和归属到日终止，登录账号停用，会话和接口令牌失效。"
        "工号保留，以后返院仍用原工号。",
        cancel=_file(owner.code),
        grave=True,
    )


class ReturnForm(forms.Form):
    """The first day here again."""

    active_from = since("返院日期")
    home = UnitField(label="所在科室", kinds=LINES[Line.HOME].kinds)


@asks
def come_back(request: Request, code: str) -> HttpResponse:
    """Let somebody who left work here again."""
    owner = _owner(request, code)
    return page(
        request,
        ReturnForm,
        title=f"为{owner.name}办理返院",
        submit="办理返院",
        deed=lambda given: services.come_back(code=owner.code, **given, **_by(request)),
        done="已办理返院。原有的登录账号仍停用，已通知安全管理员核实后恢复。",
        then=_file(owner.code),
        initial={"active_from": request.today},
        note="岗位不会自动恢复，需要重新任命；原有的登录账号仍停用，由安全管理员核实本人后恢复。",
        cancel=_file(owner.code),
    )


def _others(request: Request) -> QuerySet[Person]:
    return Person.objects.current().visible_to(request.rights, request.today)


class MergePeopleForm(forms.Form):
    """The registration that stays."""

    into = PersonField(label="并入（保留的登记）", among=_others)
    reason = why("依据", help_text="如：核对身份证，为同一人。")


@asks
def merge(request: Request, code: str) -> HttpResponse:
    """Make this registration and another of the same person one."""
    owner = _owner(request, code)
    return page(
        request,
        MergePeopleForm,
        title=f"合并重复登记：{owner.name}（{owner.code}）",
        submit="合并",
        deed=lambda given: services.merge_people(
            duplicate=owner.code, today=request.today, **given, **_by(request)
        ),
        done=lambda stays: f"已并入{stays.name}（{stays.code}）。",
        then=lambda stays: _file(stays.code),
        note=f"{owner.code} 的归属、任职、登录账号和通知都转到保留的登记上，"
        f"以后用 {owner.code} 仍能找到本人。此项办理不能撤回。",
        cancel=_file(owner.code),
        grave=True,
    )
