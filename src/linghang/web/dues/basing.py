"""核定基数: a sheet is pasted or uploaded, checked line by line, then entered as a whole."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from linghang.dues import queries, rules
from linghang.dues.bases import rules as pasted
from linghang.dues.bases import services
from linghang.dues.bases.rules import Complaint, Pasted
from linghang.dues.bases.services import NewBase
from linghang.dues.queries import MemberLine
from linghang.dues.rules import BY_INCOME, CATEGORY_NAMES, State
from linghang.foundation.errors import Refused
from linghang.foundation.sheets import reading
from linghang.web.dues.seen import MonthField, branch_kept
from linghang.web.meetings.forms import asks, by
from linghang.web.requests import Request

PAGE = "web/dues/bases.html"


class BasesForm(forms.Form):
    """From which month, and the sheet as text or as a file."""

    month = MonthField(label="自何月起")
    sheet = forms.CharField(
        label="基数表",
        required=False,
        widget=forms.Textarea(attrs={"rows": 14, "data-no-draft": "", "spellcheck": "false"}),
        help_text="从 Excel 复制后粘贴；一人一行，第一行是列名。",
    )
    file = forms.FileField(
        label="或者上传文件", required=False, help_text=".xlsx 或 .csv，读第一张表。"
    )


@sensitive_post_parameters("sheet")
@asks
def bases(request: Request, code: str) -> HttpResponse:
    """Check a sheet; enter it once it is without complaint and was looked at."""
    unit = branch_kept(request, code)
    lines = queries.sheet(code, request.today.year, request.today, opens=True)
    context: dict[str, Any] = {"unit": unit, "title": f"核定党费基数：{unit.name}"}
    if request.method != "POST":
        first = {"month": f"{request.today:%Y-%m}", "sheet": _now(lines)}
        return render(request, PAGE, {**context, "form": BasesForm(initial=first)})
    form = BasesForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, PAGE, {**context, "form": form}, status=422)
    try:
        text = _text(form.cleaned_data["file"]) or form.cleaned_data["sheet"]
        return _answer(request, code, form, text, lines, context)
    except Refused as refusal:
        return render(request, PAGE, {**context, "form": form, "refusal": refusal}, status=422)


def _answer(
    request: Request,
    code: str,
    form: BasesForm,
    text: str,
    lines: list[MemberLine],
    context: dict[str, Any],
) -> HttpResponse:
    month = form.cleaned_data["month"]
    members = {
        one.person: one.name
        for one in queries.sheet(code, month.year, request.today, opens=False)
        if one.states[month] is not State.ELSEWHERE or not _has_base(one, lines)
    }
    found, complaints = pasted.read(text, members)
    if request.POST.get("do") == "set" and not complaints and found:
        changed = services.set_bases(
            unit=code,
            month=month,
            bases=[_new(one) for one in found],
            today=request.today,
            **by(request),
        )
        messages.success(request, f"已核定：{changed}名党员的基数有变动，其余不变。")
        return redirect("dues-unit", code)
    shown = BasesForm(initial={"month": f"{month:%Y-%m}", "sheet": text})
    checked = {
        "complaints": complaints or _nothing(found),
        "found": len(found),
        "changes": _changes(found, lines),
        "month": rules.label([month]),
    }
    status = 422 if checked["complaints"] else 200
    return render(request, PAGE, {**context, "form": shown, "checked": checked}, status=status)


def _has_base(one: MemberLine, lines: list[MemberLine]) -> bool:
    return any(each.person == one.person and each.base for each in lines)


def _nothing(found: tuple[Pasted, ...]) -> list[Complaint]:
    return [] if found else [Complaint(row=1, column="工号", value="", says="没有读到一行基数")]


def _new(one: Pasted) -> NewBase:
    return NewBase(
        person=one.person, category=one.category, amount=one.amount, parts=dict(one.parts)
    )


def _changes(found: tuple[Pasted, ...], lines: list[MemberLine]) -> list[tuple[str, str, str]]:
    """(name, before, now) of the bases that would change."""
    known = {one.person: one for one in lines}
    told = []
    for one in found:
        before = known[one.person].base if one.person in known else None
        if before is None or (before.category, before.amount) != (one.category, one.amount):
            name = known[one.person].name if one.person in known else one.person
            old = _said(before.category, before.amount) if before else "未核定"
            told.append((name, old, _said(one.category, one.amount)))
    return told


def _said(category: rules.Category, amount: int) -> str:
    name = CATEGORY_NAMES[category]
    return f"{name} {rules.yuan(amount)}元" if category in BY_INCOME else name


def _now(lines: list[MemberLine]) -> str:
    """The sheet to start from: every member with the base in force."""
    rows = []
    for one in lines:
        base = one.base
        amount = f"{base.amount / 100:.2f}" if base and base.category in BY_INCOME else ""
        category = CATEGORY_NAMES[base.category] if base else "在职"
        rows.append((one.person, one.name, category, amount))
    return pasted.as_text(rows)


def _text(file: UploadedFile[Any] | None) -> str:
    """The first sheet of a file as text with tabs; "" without a file. Raises Refused."""
    if file is None:
        return ""
    suffix = Path(file.name or "").suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"bases{suffix}"
        path.write_bytes(file.read())
        book = reading.read(path, name=file.name or "")
    rows = book.sheets[0].rows if book.sheets else []
    return "\n".join("\t".join(_cell(cell) for cell in row) for row in rows)


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\t", " ").replace("\n", " ").strip()
