"""Deeds of who does it, as forms: report, prove, say what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from linghang.commitments.faults import refuse
from linghang.commitments.models import Paper
from linghang.commitments.reporting import services as reporting
from linghang.commitments.reporting.services import Report, Upload
from linghang.commitments.spells.rules import Standing
from linghang.web.commitments.reached import by, one, story
from linghang.web.commitments.seen import Seen, seen_at
from linghang.web.forms import page
from linghang.web.forms.answers import ONCE
from linghang.web.ledgers.fields import PAPERS, SeveralFiles
from linghang.web.meetings.forms import day_field
from linghang.web.requests import Request

asks = require_http_methods(["GET", "HEAD", "POST"])
FORM = "web/commitments/form.html"
KINDS = "请用图片、视频、PDF、OFD、文档、表格、演示文稿或压缩包"
OVER = (Standing.VOIDED.value, Standing.PLANNED.value)


class Uploads(forms.Field):
    """Several files, on a phone straight from its camera; cleaned: a list. most: None for any
    number."""

    def __init__(self, *, most: int | None = None, **kwargs: Any) -> None:
        attrs = {"accept": PAPERS, "multiple": most != 1}
        self.most = most
        super().__init__(widget=SeveralFiles(attrs), **kwargs)

    def clean(self, value: Any) -> list[Any]:
        """Those that were chosen."""
        found = [file for file in value or [] if file]
        if self.required and not found:
            raise forms.ValidationError("请选择文件或拍照。")
        if self.most is not None and len(found) > self.most:
            raise forms.ValidationError(f"最多选{self.most}份。")
        if odd := [file.name for file in found if not _is_paper(file)]:
            raise forms.ValidationError(f"{'、'.join(odd)}不能作为材料：{KINDS}。")
        return found


def _is_paper(file: Any) -> bool:
    """Whether it is of a kind that the control offers; a browser only proposes them."""
    suffix = PurePath(file.name).suffix.lower()
    return str(file.content_type).startswith("image/") or suffix in (*PAPERS.split(","), ".txt")


def long(label: str, *, rows: int = 3, required: bool = True, help: str = "") -> forms.CharField:
    """A text of some lines."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=2000,
        widget=forms.Textarea({"rows": rows}),
        help_text=help,
    )


def uploads(files: list[Any], happened_on: Any) -> list[Upload]:
    """Files as the service takes them."""
    return [
        Upload(
            content=file.read(),
            name=file.name,
            media_type=file.content_type or "application/octet-stream",
            happened_on=happened_on,
        )
        for file in files
    ]


def asked(
    request: Request,
    about: int | Seen,
    may: Callable[[Seen], bool],
    form: type[forms.Form],
    **said: Any,
) -> HttpResponse:
    """The form of a deed on a commitment; 404 where it is not the post's to do. A form that was
    open while somebody else did it answers with the page of the commitment, and says so.

    about: its number, or what a view has found of it already.
    """
    seen = about if isinstance(about, Seen) else seen_at(request, about)
    if not may(seen):
        return _too_late(request, seen)
    plan, row = seen.plan, seen.row
    title, deed = said.pop("title"), said.pop("deed")
    above = [*plan.above, (f"{row.number} {row.title}", story(row))]
    return page(
        request,
        form,
        title=f"{title}：{row.number} {row.title}",
        deed=lambda given: deed(row, given),
        then=story(row),
        cancel=story(row),
        template=FORM,
        context={"above": above, "here": title},
        **said,
    )


def _too_late(request: Request, seen: Seen) -> HttpResponse:
    if request.method != "POST" or not request.POST.get(ONCE):
        raise Http404
    stands = seen.row.get_standing_display()
    says = f"这次没有办理：任务现在是“{stands}”，刚才已经有人办过。"
    messages.warning(request, says)
    return redirect(story(seen.row))


def is_reporting(seen: Seen) -> bool:
    """Whether the post reports on it: it has begun, and is not voided."""
    return seen.may_report and seen.row.standing not in OVER


def _open(seen: Seen) -> bool:
    return is_reporting(seen) and seen.row.is_under_way


def is_open(seen: Seen) -> bool:
    """Whether the post does something about it that is neither closed nor being closed."""
    return _open(seen) and seen.row.standing != Standing.CLOSING.value


class ReportForm(forms.Form):
    """What was done since the last time, with photos and files."""

    done = long("已做工作", help="做了什么、做到什么程度。")
    difficulties = long("困难", rows=2, required=False)
    next = long("下一步", rows=2, required=False)
    percent = forms.IntegerField(
        label="进度（%）",
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    papers = Uploads(label="佐证材料", required=False, help_text="不得上传涉密文件。")
    day = day_field("日期", help_text="做这些工作、形成这些材料的日期。")


@asks
def report(request: Request, pk: int) -> HttpResponse:
    """Report progress, on a phone with a photo."""

    def deed(row: Any, given: dict[str, Any]) -> Any:
        files, day = given.pop("papers"), given["day"]
        said = Report(**given)
        return reporting.report(
            commitment_id=row.pk, said=said, uploads=uploads(files, day), **by(request)
        )

    return asked(
        request,
        pk,
        _open,
        ReportForm,
        title="反馈进展",
        submit="反馈",
        deed=deed,
        done="已反馈。",
        initial={"day": request.today},
        draft=f"commitments.report.{pk}",
    )


class AttachForm(forms.Form):
    """Files with the day of what they prove."""

    papers = Uploads(label="佐证材料", help_text="可以选多份；不得上传涉密文件。")
    happened_on = day_field("发生日期", help_text="材料所证明的事发生的日期，不是上传的日期。")


@asks
def attach(request: Request, pk: int) -> HttpResponse:
    """Bring evidence, also after closing."""

    def deed(row: Any, given: dict[str, Any]) -> int:
        for upload in uploads(given["papers"], given["happened_on"]):
            reporting.attach(commitment_id=row.pk, upload=upload, **by(request))
        return len(given["papers"])

    return asked(
        request,
        pk,
        is_reporting,
        AttachForm,
        title="上传佐证",
        submit="上传",
        deed=deed,
        done=lambda count: f"已上传{count}份材料。",
        initial={"happened_on": request.today},
    )


@require_safe
def paper(request: Request, pk: int, paper: int) -> FileResponse:
    """A file behind a commitment, byte for byte."""
    _, row = one(request, pk)
    found = get_object_or_404(Paper.objects.select_related("evidence"), pk=paper, commitment=row)
    response = FileResponse(found.evidence.open(), content_type="application/octet-stream")
    named = content_disposition_header(as_attachment=True, filename=found.name)
    response["Content-Disposition"] = named or "attachment"
    return response


@asks
def produce(request: Request, pk: int) -> HttpResponse:
    """Say what came of it: rules revised, money recovered, people dealt with."""
    seen = seen_at(request, pk)
    plan = seen.plan
    if not plan.kind.yields:
        raise Http404
    named = [each.name for each in plan.kind.yields if each.named]
    made: dict[str, Any] = {
        "code": forms.ChoiceField(
            label="类别", choices=[(each.code, each.name) for each in plan.kind.yields]
        ),
        "number": forms.DecimalField(
            label="数量", min_value=0, initial=1, help_text="金额填元，其余填件数、项数或人次。"
        ),
        "title": forms.CharField(label="名称", max_length=300, required=False),
        "day": day_field("日期"),
    }
    if named:
        help = f"只在“{'、'.join(named)}”时填写；只有纪检的有关职务看得到，其他人只看人次。"
        made["names"] = long("涉及人员", rows=2, required=False, help=help)

    def deed(row: Any, given: dict[str, Any]) -> Any:
        declared = plan.kind.by_yield[given["code"]]
        number = given.pop("number")
        cents = int(number * 100) if declared.money else int(number)
        if cents != (number * 100 if declared.money else number):
            kind = "最多两位小数" if declared.money else "整数"
            refuse("不能登记成果", [f"{declared.name}的数量填{kind}"])
        return reporting.produce(commitment_id=row.pk, number=cents, **given, **by(request))

    return asked(
        request,
        seen,
        is_reporting,
        type("ProduceForm", (forms.Form,), made),
        title="登记成果",
        submit="登记",
        deed=deed,
        done="已登记成果。",
        initial={"day": request.today},
    )
