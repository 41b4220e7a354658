"""调度会清单: what a meeting has to talk about, ready to be read out, printed and taken along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linghang.commitments.models import Note
from linghang.foundation.period import day_label
from linghang.org.founding.queries import hospital_name
from linghang.reports.gongwen.roster import Roster
from linghang.web.commitments import columns
from linghang.web.commitments.lines import Line, lines
from linghang.web.commitments.listed import answered, written
from linghang.web.commitments.reached import Plan, plan
from linghang.web.lists import cells
from linghang.web.requests import Request

MOST = 200
HEADS = ("序号", "任务", "责任领导", "责任部门", "责任人", "时限", "情况", "进展和困难")
SECTIONS = (
    ("late", "逾期", "到期没有销号，请责任领导说明原因、明确完成日期"),
    ("soon", f"{columns.SOON}日内到期", "请责任部门说明能否按期"),
    ("silent", "没有按期反馈", "上一个反馈周期没有反馈进展"),
    ("returned", "销号被退回", "按退回意见补充后重新申请"),
    ("extension", "申请延期待审批", "请责任领导答复"),
    ("difficult", "反映困难", "最近一次反馈写了困难，请会议协调"),
    ("closing", "待验收", "请验收的部门抓紧核验"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the list. count: also of those that are not listed."""

    name: str
    says: str
    lines: Sequence[Line]
    count: int


@require_safe
def meeting(request: Request, pk: int) -> HttpResponse:
    """The list on a page, to be printed."""
    found = plan(request, pk)
    context = {
        "plan": found,
        "sections": sections(found),
        "heads": HEADS,
        "printed_on": request.today,
    }
    return render(request, "web/commitments/meeting.html", context)


@require_safe
def document(request: Request, pk: int) -> HttpResponse:
    """The list as a document."""
    found = plan(request, pk)
    made = Roster(
        title=f"{found.programme.title}调度会清单",
        headings=HEADS,
        by=hospital_name(),
        dated=day_label(request.today),
        sections=tuple(
            (f"{one.name}（{one.count}项）", tuple(row_of(line) for line in one.lines))
            for one in sections(found)
        ),
    )
    return answered(request, made, code="commitments.meeting")


def row_of(line: Line) -> tuple[str, ...]:
    """A line as texts under HEADS."""
    light = line.light_mark
    state = line.standing.text
    return (
        line.row.number,
        line.row.title,
        line.leader,
        line.unit,
        line.owner,
        written(line.due),
        f"{state}\n{cells.text(light)}" if light is not None else state,
        line.progress_told,
    )


def sections(found: Plan) -> list[Section]:
    """Every part, each commitment in all to which it belongs."""
    tasks = found.rows().tasks().select_related("programme").order_by("due", "path")
    rows: dict[str, Any] = {}
    counts: dict[str, int] = {}
    for code, _, _ in SECTIONS:
        is_told = code == "difficult"
        source = _difficult(found, tasks) if is_told else columns.waiting(found, tasks, code)
        rows[code] = list(source[: MOST + 1])
        if len(rows[code]) > MOST:
            counts[code] = source.count()
    chosen = {row.pk: row for part in rows.values() for row in part[:MOST]}
    told = lines(found, list(chosen.values()), reports=True, answered=False)
    known = {line.pk: line for line in told}
    difficult = [row for row in rows["difficult"] if known[row.pk].difficulties]
    rows["difficult"] = difficult
    return [
        Section(
            name=name,
            says=says,
            lines=[known[row.pk] for row in rows[code] if row.pk in known],
            count=counts.get(code, len(rows[code])),
        )
        for code, name, says in SECTIONS
    ]


def _difficult(found: Plan, tasks: Any) -> Any:
    """Under way, with difficulties in some report; the last one is looked at afterwards."""
    told = Note.objects.filter(commitment__programme=found.programme).exclude(difficulties="")
    return tasks.under_way().filter(pk__in=told.values("commitment"))
