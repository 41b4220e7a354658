"""亲属和利益关系申报: everybody declares their own; personnel and discipline see all."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation import clock
from linghang.foundation.access import deny
from linghang.org import policy
from linghang.org.models import Tie
from linghang.org.relatives import queries, services
from linghang.org.relatives.rules import RELATION_NAMES, Relation
from linghang.web import lists
from linghang.web.access import hide_unless, require
from linghang.web.forms import PersonField, page
from linghang.web.lists import Column, Empty, Filter, Link, Listing, Way, Words
from linghang.web.lists.cells import Value
from linghang.web.meetings.forms import asks, day_field
from linghang.web.requests import Request


def _relative(row: Tie) -> Value:
    who = row.relative.name if row.relative else row.name
    told = "；".join(part for part in (row.company, row.duty) if part)
    return Words(who, told) if who else Words(row.company, row.duty)


def _state(row: Tie) -> Value:
    if row.active_to is not None:
        return Words(f"{row.active_to.isoformat()}终止")
    return Link("终止", reverse("relatives-end", args=[row.pk]))


_COMMON = (
    Column("relation", "关系", value=lambda one: one.get_relation_display(), tone="nowrap"),
    Column("relative", "亲属、企业", value=_relative),
    Column("active_from", "申报日期", sort="active_from", tone="nowrap"),
)
RELATIVES = Listing(
    code="org.relatives",
    title="亲属和利益关系申报",
    counted="项",
    note="只有人事、纪检岗位和申报人本人可以看到；会议记录只提示应当回避，不写是什么关系。",
    columns=(
        Column("person", "申报人", value="person.name", sort="person__name", tone="nowrap"),
        *_COMMON,
    ),
    filters=(
        Filter(
            "relation",
            "关系",
            Way.CHOICE,
            path="relation",
            options=tuple((one.value, name) for one, name in RELATION_NAMES.items()),
        ),
        Filter("day", "申报日期", Way.DAY, path="active_from"),
    ),
    order="person__name",
    may_export=lambda _rights: deny("亲属和利益关系申报只在平台内查看，不导出", who_can="纪委书记"),
    empty=Empty("还没有申报", "本人在“我的申报”登记，也可以由人事科代为登记。"),
)
OWN = Listing(
    code="org.relatives.own",
    title="我的亲属和利益关系申报",
    counted="项",
    note="申报近亲属在本院或有业务往来企业任职、持股等情况，会议讨论到时据此提示回避。",
    columns=(*_COMMON, Column("state", "办理", value=_state, tone="nowrap")),
    order="-active_from",
    empty=Empty("还没有申报", "没有需要申报的情况，可以不登记。"),
)


@require_safe
def every(request: Request) -> HttpResponseBase:
    """All declarations in force or ended, with posts that relatives hold and may not."""
    require(policy.may_read_relatives(request.rights))
    rows = Tie.objects.visible_to(request.rights).select_related("person", "relative")
    apart = queries.posts_apart(request.rights.structure, request.today)
    names = {
        code: name
        for row in rows.filter(pk__in=list(apart))
        for code, name in (
            (row.person_id, row.person.name),
            (row.relative_id, row.relative.name if row.relative else ""),
        )
    }
    told = [(names[one.person], names[one.relative], one.says) for one in apart.values()]
    return lists.page(
        request,
        RELATIVES,
        rows,
        template="web/relatives/list.html",
        context={"others": policy.may_declare_relatives(request.rights, ""), "apart": told},
    )


@require_safe
def own(request: Request) -> HttpResponseBase:
    """What one declared oneself."""
    rows = Tie.objects.filter(person__code=request.actor.person).select_related("relative")
    return lists.page(request, OWN, rows, template="web/relatives/list.html", context={"own": True})


class TieForm(forms.Form):
    """A relative or an interest."""

    def __init__(self, *args: Any, for_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if for_others:
            self.fields["person"] = PersonField(label="申报人")
        self.fields["relation"] = forms.ChoiceField(
            label="关系", choices=[(one.value, name) for one, name in RELATION_NAMES.items()]
        )
        self.fields["relative"] = PersonField(label="亲属（本院职工）", required=False)
        self.fields["name"] = forms.CharField(
            label="亲属姓名（院外人员）", max_length=40, required=False
        )
        self.fields["company"] = forms.CharField(
            label="企业名称",
            max_length=120,
            required=False,
            help_text="与本院有业务往来的企业，写全称或常用简称，议题中出现时提示回避。",
        )
        self.fields["duty"] = forms.CharField(
            label="单位和职务、持股", max_length=120, required=False
        )
        self.fields["declared_on"] = day_field("申报日期")


def _declare(request: Request, *, others: bool) -> HttpResponse:
    back = reverse("relatives" if others else "relatives-own")

    def deed(given: dict[str, Any]) -> Tie:
        person = given.pop("person", request.actor.person)
        require(policy.may_declare_relatives(request.rights, person))
        return services.declare(
            person=person,
            relation=Relation(given.pop("relation")),
            actor=request.actor,
            at=clock.now(),
            today=request.today,
            **given,
        )

    return page(
        request,
        TieForm,
        for_others=others,
        title="登记亲属和利益关系申报" if others else "申报亲属和利益关系",
        submit="登记" if others else "申报",
        deed=deed,
        done="已登记申报。",
        then=back,
        initial={"declared_on": request.today},
        cancel=back,
    )


@asks
def declare(request: Request) -> HttpResponse:
    """Declare one's own."""
    return _declare(request, others=False)


@asks
def declare_for(request: Request) -> HttpResponse:
    """Enter what somebody else declared on paper."""
    require(policy.may_declare_relatives(request.rights, ""))
    return _declare(request, others=True)


class EndForm(forms.Form):
    """The first day on which it holds no more."""

    active_to = day_field("终止日期")


@asks
def end(request: Request, pk: int) -> HttpResponse:
    """A declaration holds no longer."""
    row = get_object_or_404(Tie.objects.visible_to(request.rights), pk=pk)
    hide_unless(policy.may_declare_relatives(request.rights, row.person_id))
    mine = row.person_id == request.actor.person
    back = reverse("relatives-own" if mine else "relatives")
    return page(
        request,
        EndForm,
        title=f"终止申报：{row.get_relation_display()}",
        submit="终止",
        deed=lambda given: services.end(tie_id=pk, actor=request.actor, at=clock.now(), **given),
        done="已终止，申报过的内容仍可查到。",
        then=back,
        initial={"active_to": request.today},
        cancel=back,
    )
