"""A programme as forms: set up, set a day, its leading group, end, void."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from linghang.commitments import catalog
from linghang.commitments.deeds import What
from linghang.commitments.definitions import Day, ProgrammeKind
from linghang.commitments.models import Programme
from linghang.commitments.progress.rules import STATE_NAMES
from linghang.commitments.setting import days as setting_days
from linghang.commitments.setting import group as grouping
from linghang.commitments.setting import meeting, services
from linghang.commitments.setting.services import Described
from linghang.foundation.period import day_label
from linghang.foundation.sensitivity.definitions import CHOICES
from linghang.ledgers import directory
from linghang.web import details
from linghang.web.commitments.approving import approvals
from linghang.web.commitments.deeds import long
from linghang.web.commitments.entry_form import FACT, RawField
from linghang.web.commitments.lines import of_programme, told_facts
from linghang.web.commitments.overview import startable
from linghang.web.commitments.reached import Plan, by, led, plan
from linghang.web.details import Facts, Way
from linghang.web.forms import Group, PersonField, UnitField, page
from linghang.web.forms.choosers import WITH_CODE
from linghang.web.lists.cells import Value
from linghang.web.meetings.forms import day_field
from linghang.web.procedures.people import around
from linghang.web.requests import Request

asks = require_http_methods(["GET", "HEAD", "POST"])
FORM = "web/commitments/form.html"


@require_safe
def choose(request: Request) -> HttpResponse:
    """Which kind of programme to set up."""
    codes = startable(request)
    if not codes:
        raise Http404
    kinds = [catalog.catalog().items[code].item for code in codes]
    if len(kinds) == 1:
        return redirect("commitment-new-of", kinds[0].code)
    return render(request, "web/commitments/choose.html", {"kinds": kinds})


def _kind(request: Request, code: str) -> ProgrammeKind:
    if code not in startable(request):
        raise Http404
    return catalog.catalog().items[code].item


def _form(kind: ProgrammeKind) -> type[forms.Form]:
    made: dict[str, Any] = {
        "title": forms.CharField(label="名称", max_length=200, help_text="不得写涉密内容。"),
        "unit": UnitField(label="牵头部门"),
        "leader": PersonField(label="组长", required=False, among=around),
        "began_on": day_field("开始日期", help_text="巡察为进驻之日；计划为生效之日。"),
        "feedback_on": day_field("反馈日期", required=False),
        "sensitivity": forms.ChoiceField(label="敏感程度", choices=CHOICES, required=False),
    }
    made |= {f"{FACT}{one.code}": RawField(one) for one in kind.facts}
    for one in kind.days:
        made[f"day_{one.code}"] = day_field(
            one.name, required=False, help_text="不填的按规定推算。" if one.after else ""
        )
    for state, name in STATE_NAMES.items():
        usual = kind.words.get(state, name)
        made[f"word_{state.value}"] = forms.CharField(
            label=f"“{name}”对外称", required=False, max_length=20, help_text=f"不填的用“{usual}”。"
        )
    return type("ProgrammeForm", (forms.Form,), made)


@asks
def new(request: Request, kind: str) -> HttpResponse:
    """Set up a programme of the kind; whoever leads it decomposes it then."""
    declared = _kind(request, kind)

    def deed(given: dict[str, Any]) -> Programme:
        described = Described(
            title=given["title"],
            unit=given["unit"],
            leader=given["leader"],
            began_on=given["began_on"],
            feedback_on=given["feedback_on"],
            days={
                one.code: given[f"day_{one.code}"]
                for one in declared.days
                if given[f"day_{one.code}"]
            },
            fields={one.code: given[f"{FACT}{one.code}"] for one in declared.facts},
            words={state.value: given[f"word_{state.value}"] for state in STATE_NAMES},
            sensitivity=given["sensitivity"],
        )
        return services.set_up(kind=kind, described=described, **by(request))

    return page(
        request,
        _form(declared),
        title=f"新建{declared.name}",
        note=declared.purpose,
        submit="建立",
        deed=deed,
        done=lambda made: f"已建立{made.number}，请逐项列入。",
        then=lambda made: reverse("commitment-board", args=[made.pk]),
        groups=(
            Group("", ("title", "unit", "leader", "began_on", "feedback_on")),
            Group("", tuple(f"{FACT}{one.code}" for one in declared.facts)),
            Group("节点日期", tuple(f"day_{one.code}" for one in declared.days), look="fold"),
            Group("对外用语", tuple(f"word_{one.value}" for one in STATE_NAMES), look="fold"),
        ),
        initial={"unit": request.rights.unit.code, "sensitivity": declared.sensitivity.value},
        draft=f"commitments.new.{kind}",
        cancel=reverse("commitment-overview"),
        template=FORM,
        context={"above": [("任务与整改", reverse("commitment-overview"))], "here": "新建"},
    )


@require_safe
def programme(request: Request, pk: int) -> HttpResponse:
    """What the programme is: its facts, days, leading group; the way to change them."""
    found = plan(request, pk)
    row, kind = found.programme, found.kind
    members = list(row.members.filter(active_to=None))
    names = directory.names({row.leader, *(one.person for one in members)})
    known = row.known_days
    said = _said(row)
    days = [
        (one.name, _stands(row, one, known.get(one.code), said.get(one.name, ""), request))
        for one in kind.days
    ]
    told: list[tuple[str, Value]] = [
        ("类别", kind.name),
        ("编号", row.number),
        ("牵头部门", row.unit.name),
        ("组长", names.get(row.leader, row.leader)),
        ("开始日期", day_label(row.began_on)),
        ("反馈日期", _day(row.feedback_on)),
        *told_facts(kind.facts, row.facts),
    ]
    people = [(one.duty, names.get(one.person, one.person)) for one in members]
    ways = []
    if found.leads:
        ways = [
            *([Way("修改信息", found.url("commitment-describe"), "pencil")] if kind.facts else []),
            Way("登记日期", found.url("commitment-day"), "calendar"),
            *([Way("登记办结", found.url("commitment-day-met"), "done")] if _owed(kind) else []),
            Way("领导小组", found.url("commitment-group"), "people"),
        ]
        if row.standing == Programme.Standing.IN_FORCE:
            ways.append(Way("结束方案", found.url("commitment-end"), "done"))
        ways.append(Way("作废方案", found.url("commitment-programme-void"), "delete", grave=True))
    return details.page(
        request,
        title=row.title,
        subtitle="方案信息",
        above=found.above[:1],
        marks=[of_programme(row)],
        facts=[
            Facts("方案", told),
            Facts("审定", approvals(found)),
            *([Facts("节点日期", days)] if days else []),
            Facts("领导小组", people or [("成员", "还没有登记")]),
            Facts("依据", [("依据", kind.source), ("用途", kind.purpose)]),
        ],
        ways=[Way("看任务", found.url(), "tree", main=True), *ways],
        history=("commitments.programme", str(row.pk)),
    )


def _owed(kind: ProgrammeKind) -> list[Day]:
    return [one for one in kind.days if one.owed]


def _said(row: Programme) -> dict[str, str]:
    """Name of a day → on what it stands that it was met, as said last."""
    steps = row.steps.filter(what=What.DAY_MET.value).order_by("pk")
    return dict(text.split("：", 1) for text in steps.values_list("text", flat=True))


def _stands(row: Programme, one: Day, day: date | None, said: str, request: Request) -> Value:
    """The day, and whether it was met; "" where nothing is owed or known."""
    if met := row.met.get(one.code):
        told = f"{_day(day) or '没有定日期'}，{day_label(date.fromisoformat(met))}办结"
        return f"{told}：{said}" if said else told
    if day is None or not one.owed or row.standing == Programme.Standing.VOIDED:
        return _day(day)
    left = (day - request.today).days
    told = f"还有{left}天" if left >= 0 else f"逾期{-left}天，没有登记办结"
    return f"{day_label(day)}，{told}"


def _day(day: date | None) -> str:
    return day_label(day) if day else ""


def _deed(
    found: Plan,
    request: Request,
    fields: Mapping[str, forms.Field],
    do: Callable[..., Any],
    *,
    here: str,
    **said: Any,
) -> HttpResponse:
    """The form of a deed on the programme. do: a service that takes the fields by their names."""
    return page(
        request,
        type("ProgrammeDeedForm", (forms.Form,), dict(fields)),
        title=f"{here}：{found.programme.title}",
        submit=said.pop("submit", here[:2]),
        deed=lambda given: do(programme_id=found.programme.pk, **given, **by(request)),
        then=said.pop("then", found.url()),
        cancel=found.url(),
        template=FORM,
        context={"above": found.above, "here": here},
        **said,
    )


@asks
def day(request: Request, pk: int) -> HttpResponse:
    """Set a day that was not known; the days that follow from it come of themselves."""
    found = led(request, pk)
    days = [("feedback", "反馈日期"), *((one.code, one.name) for one in found.kind.days)]
    return _deed(
        found,
        request,
        {
            "code": forms.ChoiceField(label="哪个日期", choices=days),
            "day": day_field("日期"),
            "reason": long(
                "理由", rows=2, required=False, help="审定以后改已有的日期要写明，并需重新审定。"
            ),
        },
        setting_days.set_day,
        here="登记日期",
        done="已登记；随它确定的时限已经得出。",
        then=found.url("commitment-programme"),
    )


@asks
def day_met(request: Request, pk: int) -> HttpResponse:
    """Say that what a day is for was done."""
    found = led(request, pk)
    owed = _owed(found.kind)
    if not owed:
        raise Http404
    first = next((code for code in found.programme.days_owed), owed[0].code)
    return _deed(
        found,
        request,
        {
            "code": forms.ChoiceField(label="节点", choices=[(one.code, one.name) for one in owed]),
            "day": day_field("办结日期"),
            "text": long("依据", rows=2, help="如：文号、经哪次会议、报送给谁。"),
        },
        meeting.meet,
        here="登记办结",
        submit="登记",
        done="已登记办结，不再提醒。",
        initial={"code": request.GET.get("code", first), "day": request.today},
        then=found.url("commitment-programme"),
    )


@asks
def group(request: Request, pk: int) -> HttpResponse:
    """Say who the leading group is: a person and a duty a line."""
    found = led(request, pk)
    members = found.programme.members.filter(active_to=None)
    names = directory.names({one.person for one in members})
    now = "\n".join(f"{names.get(one.person, '')}（{one.person}） {one.duty}" for one in members)
    lines = forms.CharField(
        label="成员",
        required=False,
        widget=forms.Textarea({"rows": 8}),
        help_text="一行一人：姓名或工号，空格，职务（组长、副组长、成员、办公室）。",
    )
    return _deed(
        found,
        request,
        {"members": lines},
        lambda members, **more: grouping.set_group(members=_members(members), **more),
        here="领导小组",
        submit="保存",
        done=lambda made: f"领导小组现有{len(made)}人，都看得到全部任务。",
        initial={"members": now},
        then=found.url("commitment-programme"),
    )


def _members(text: str) -> list[tuple[str, str]]:
    found = []
    for line in text.splitlines():
        words = line.split()
        if words:
            known = WITH_CODE.match(words[0])
            found.append((known["code"] if known else words[0], " ".join(words[1:])))
    return found


@asks
def end(request: Request, pk: int) -> HttpResponse:
    """End a programme of which nothing is under way."""
    found = led(request, pk)
    return _deed(
        found,
        request,
        {"text": long("说明", rows=2, required=False)},
        services.end,
        here="结束方案",
        done="已结束，只供查阅。",
        asks=["全部任务销号、节点都登记办结以后才能结束；回头看仍按计划进行。"],
        grave=True,
    )


@asks
def void(request: Request, pk: int) -> HttpResponse:
    """Void a programme and all in it."""
    found = led(request, pk)
    return _deed(
        found,
        request,
        {"reason": long("理由")},
        services.void,
        here="作废方案",
        done="已作废，连同全部任务；仍看得到，不再计入。",
        asks=["连同全部任务一起作废，不能恢复；办完了的用“结束方案”。"],
        grave=True,
    )
