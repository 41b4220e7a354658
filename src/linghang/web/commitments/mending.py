"""What was entered wrongly, as forms: correct a report, take off a file, take back a result.

Nothing disappears: what was wrong stays to be seen, struck through, with the reason.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from linghang.commitments.due.rules import period_says
from linghang.commitments.models import Note, Paper, Produced
from linghang.commitments.reporting import services as reporting
from linghang.commitments.reporting.services import Report
from linghang.commitments.spells.rules import Standing
from linghang.foundation.period import day_label
from linghang.web.commitments.deeds import ReportForm, asked, asks, is_reporting
from linghang.web.commitments.reached import by
from linghang.web.commitments.seen import Seen, seen_at
from linghang.web.forms import Group
from linghang.web.requests import Request

UNLOOKED = (Standing.OPEN.value, Standing.REOPENED.value)


def may_take_off(seen: Seen) -> bool:
    """Whether the post takes files off: not once somebody looks at them."""
    return seen.may_bring and seen.row.standing in UNLOOKED


def why(label: str, help: str) -> forms.CharField:
    """The reason of a deed in a line or two."""
    return forms.CharField(
        label=label, max_length=500, widget=forms.Textarea({"rows": 2}), help_text=help
    )


class CorrectReportForm(ReportForm):
    """The report as it should have been, and why."""

    papers = None  # type: ignore[assignment]
    reason = why("更正理由", "如：进度填错、把另一项任务的情况写进来了。")


@asks
def correct_report(request: Request, pk: int, note: int) -> HttpResponse:
    """Correct a report: a new one takes its place, the old one stays to be seen."""
    seen = seen_at(request, pk)
    row = seen.row
    old = get_object_or_404(Note.objects.filter(corrected_by=None), pk=note, commitment=row)

    def deed(_row: Any, given: dict[str, Any]) -> Note:
        said = Report(corrects=old.pk, **given)
        return reporting.report(commitment_id=row.pk, said=said, **by(request))

    period = f"（{period_says(old.period)}）" if old.period else ""
    return asked(
        request,
        seen,
        is_reporting,
        CorrectReportForm,
        title="更正反馈",
        submit="更正",
        deed=deed,
        done="已更正；原来的反馈仍看得到。",
        asks=[f"更正{day_label(old.day)}的反馈{period}，佐证材料不受影响。"],
        initial={
            "done": old.done,
            "difficulties": old.difficulties,
            "next": old.next,
            "percent": old.percent,
            "day": old.day,
        },
        groups=(
            Group("", ("done", "difficulties", "next", "percent", "day")),
            Group("为什么更正", ("reason",)),
        ),
    )


class TakeOffForm(forms.Form):
    """Why the file does not belong there."""

    reason = why("撤下理由", "如：传错了文件、是另一项任务的材料。")


@asks
def take_off(request: Request, pk: int, paper: int) -> HttpResponse:
    """Take a file off that does not belong there."""
    seen = seen_at(request, pk)
    row = seen.row
    found = get_object_or_404(Paper, pk=paper, commitment=row, removed_on=None)
    return asked(
        request,
        seen,
        may_take_off,
        TakeOffForm,
        title="撤下材料",
        submit="撤下",
        deed=lambda _row, given: reporting.detach(paper_id=found.pk, **given, **by(request)),
        done=lambda made: f"已撤下《{made.name}》，不再作为佐证；仍看得到。",
        asks=[f"《{found.name}》，{day_label(found.happened_on)}。撤下后划线保留，不能恢复。"],
        grave=True,
    )


class TakeBackForm(forms.Form):
    """Why the result does not count."""

    reason = why("作废理由", "如：重复登记、数量有误。")


@asks
def take_back(request: Request, pk: int, made: int) -> HttpResponse:
    """Take back a result that was entered wrongly."""
    seen = seen_at(request, pk)
    plan, row = seen.plan, seen.row
    found = get_object_or_404(Produced, pk=made, commitment=row, voided_on=None)
    declared = plan.kind.by_yield.get(found.code)
    if declared is None:
        raise Http404
    told = declared.told(found.number)
    return asked(
        request,
        seen,
        is_reporting,
        TakeBackForm,
        title="作废成果",
        submit="作废",
        deed=lambda _row, given: reporting.unproduce(produced_id=found.pk, **given, **by(request)),
        done="已作废这条成果，不再计入；仍看得到。",
        asks=[
            f"{declared.name}{told}，{day_label(found.day)}登记的事项。作废后划线保留，不能恢复。"
        ],
        grave=True,
    )
