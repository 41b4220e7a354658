"""The figure of a target that no record tells, as a form, with what it rests on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse

from linghang.commitments.targets import rules as targets
from linghang.commitments.targets import services
from linghang.commitments.targets.rules import Op, Target
from linghang.ledgers.models import Entry
from linghang.web.commitments.deeds import Uploads, asked, asks, uploads
from linghang.web.commitments.reached import by
from linghang.web.commitments.seen import Seen, seen_at
from linghang.web.forms import Group
from linghang.web.meetings.forms import day_field
from linghang.web.requests import Request


def may(seen: Seen) -> bool:
    """Whether the post says what the figure is: a target that is not bound, of what has begun."""
    return seen.may_observe


def _what(aim: Target) -> dict[str, Any]:
    """The field for what was seen: a grade among grades, what happened, or a number."""
    if aim.grade:
        grades = [("", "请选择"), *((one, one) for one in aim.grades)]
        return {"text": forms.ChoiceField(label="等次", choices=grades, help_text="由低到高。")}
    if aim.op is Op.EVENT:
        return {
            "text": forms.CharField(
                label="完成情况", max_length=200, help_text="如：通过竣工验收。"
            )
        }
    unit = f"（{aim.unit}）" if aim.unit else ""
    return {
        "value": forms.DecimalField(
            label=f"现值{unit}",
            max_digits=20,
            decimal_places=6,
            widget=forms.NumberInput({"inputmode": "decimal", "step": "any"}),
        )
    }


def _about(paper: str, record: str) -> tuple[str, str]:
    """What the figure rests on, of what is there already; the service asks who may name it."""
    if paper:
        return services.PAPER, paper
    if not record.strip():
        return "", ""
    entry = Entry.objects.in_force().filter(number=record.strip()).first()
    return "ledgers.entry", str(entry.pk) if entry else "0"


@asks
def observe(request: Request, pk: int) -> HttpResponse:
    """Say what the figure of the target is, or that its event happened."""
    seen = seen_at(request, pk)
    row = seen.row
    aim = targets.target(row.target)
    if aim is None:
        raise Http404
    papers = row.papers.filter(removed_on=None).order_by("-happened_on", "-pk")
    known = [(str(paper.pk), f"{paper.happened_on} {paper.name}") for paper in papers]
    made: dict[str, Any] = {
        **_what(aim),
        "day": day_field("截至日期", help_text="这个数所说的是哪一天。"),
        "basis": Uploads(
            label="依据", required=False, most=1, help_text="统计表、批文、证书等，一份。"
        ),
    }
    if known:
        made["paper"] = forms.ChoiceField(
            label="或者：已有的材料", required=False, choices=[("", "—"), *known]
        )

    made["record"] = forms.CharField(
        label="或者：台账记录编号", required=False, max_length=24, help_text="已核验的记录。"
    )

    def deed(_row: Any, given: dict[str, Any]) -> Any:
        files, paper = given.pop("basis"), given.pop("paper", "")
        record, brought = given.pop("record"), uploads(files, given["day"])
        return services.observe(
            commitment_id=row.pk,
            upload=brought[0] if brought else None,
            about=("", "") if brought else _about(paper, record),
            **given,
            **by(request),
        )

    told = [f"目标：{aim.says}；目前{row.target_shown or '没有登记'}。"]
    return asked(
        request,
        seen,
        may,
        type("ObserveForm", (forms.Form,), made),
        title="登记目标现值",
        submit="登记",
        deed=deed,
        done="已登记目标现值。",
        asks=[*told, "同一天再登记的，以后一次为准；以前的仍看得到。"],
        initial={"day": request.today},
        groups=(
            Group("", tuple(name for name in ("value", "text", "day") if name in made)),
            Group("凭什么", tuple(name for name in ("basis", "paper", "record") if name in made)),
        ),
    )
