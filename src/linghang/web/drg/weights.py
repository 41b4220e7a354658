"""权重表: tables of weights and where they come from; the hospital's own come in and go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from linghang.cases.grouping import catalog, loading, services, standing
from linghang.cases.grouping.loading import About
from linghang.cases.grouping.models import OwnWeights
from linghang.cases.grouping.rules import TRUST_NAMES, Weights, is_active
from linghang.foundation import clock
from linghang.foundation.errors import Refused
from linghang.foundation.fields.definitions import Field, Kind, Option
from linghang.foundation.intake.definitions import Upload
from linghang.foundation.intake.models import Batch, State
from linghang.foundation.sheets.definitions import Limits
from linghang.org import policy
from linghang.web import lists
from linghang.web.access import hide_unless, require
from linghang.web.complained import complained
from linghang.web.forms import of_fields
from linghang.web.lists import Column, Deed, Empty, Listing, Mark, Words
from linghang.web.requests import Request

LOCAL = "local"
LOCAL_NAME = "地方方案（本产品没有其规则）"
LIMIT = 8 * 1024 * 1024
NO_FILE = "没有选择文件。"


@dataclass(frozen=True, slots=True)
class Line:
    """One table. own: the hospital's row, None for one of the catalog."""

    weights: Weights
    own: OwnWeights | None
    today: date

    @property
    def key(self) -> str:
        return str(self.own.pk) if self.own else self.weights.code

    @property
    def edition(self) -> str:
        return standing.titles().get(self.weights.edition, LOCAL_NAME)

    @property
    def groups(self) -> int:
        return loading.covered(self.weights)[0]

    @property
    def missing(self) -> int | None:
        return loading.covered(self.weights)[1]

    @property
    def loaded(self) -> date | None:
        return timezone.localtime(self.own.loaded_at).date() if self.own else None

    @property
    def span(self) -> str:
        ends = f"至{self.weights.active_to}前" if self.weights.active_to else "起"
        return f"{self.weights.active_from} {ends}"

    @property
    def state(self) -> Mark:
        if self.own is None:
            return Mark("参考")
        if self.own.withdrawn_at:
            return Mark("已停用")
        active = is_active(self.weights.active_from, self.weights.active_to, on=self.today)
        return Mark("在用", "done") if active else Mark("不在期内", "warning")


def _withdraw(request: Request, keys: Sequence[str], _reason: str) -> str:
    own = [int(key) for key in keys if key.isdecimal()]
    if len(own) < len(keys):
        raise Refused("参考权重表不能停用；不用它的，在规则参数“参考权重表”中写 none。")
    for key in own:
        services.withdraw_weights(table_id=key, actor=request.actor, at=clock.now())
    return f"已停用{len(own)}张权重表，仍可备查。"


TABLES = Listing(
    code="drg.weights",
    title="权重表",
    columns=(
        Column("name", "名称", value=lambda one: Words(one.weights.name, one.edition)),
        Column("state", "状态", tone="nowrap"),
        Column("span", "启用期", tone="nowrap", sort="weights.active_from"),
        Column("groups", "有权重的组", tone="number"),
        Column("missing", "无权重的组", tone="number"),
        Column(
            "source",
            "依据",
            value=lambda one: Words(one.weights.source, TRUST_NAMES[one.weights.trust]),
        ),
        Column("person", "载入人", value="own.person", is_person=True, only="file"),
        Column("loaded", "载入", tone="nowrap"),
    ),
    deeds=(
        Deed(
            "withdraw",
            "停用",
            _withdraw,
            ask=policy.may_settle_cases,
            confirm="停用后，病例不再按这张表计权重；表保留备查，不能恢复，要再用须重新载入。",
            grave=True,
        ),
    ),
    counted="张",
    key="key",
    headed=True,
    empty=Empty("还没有权重表", "载入统筹地区公布的权重后，入组病例才有权重。"),
)


def _fields() -> list[Field]:
    editions = (
        *(Option(code=code, name=title) for code, title in standing.titles().items()),
        Option(code=LOCAL, name=LOCAL_NAME),
    )
    return [
        Field(code="name", name="名称", kind=Kind.TEXT, required=True, longest=80,
              help="例如：本市2025年DRG权重"),
        Field(code="edition", name="分组方案", kind=Kind.CHOICE, required=True, options=editions,
              help="表里的组编码属于哪个方案。"),
        Field(code="active_from", name="启用日期", kind=Kind.DATE, required=True),
        Field(code="active_to", name="停用日期", kind=Kind.DATE,
              help="从这一天起不再用；不知道的不填。"),
        Field(code="source", name="依据", kind=Kind.TEXT, required=True, longest=300,
              help="公布文件的名称和文号。"),
    ]  # fmt: skip


@csrf_exempt  # only until the upload handler is set: _tables checks the form like any other
def tables(request: Request) -> HttpResponseBase:
    """The tables, and for who may bring one in the form; POST checks a file or does a deed."""
    hide_unless(policy.may_open_cases(request.rights))
    if request.method == "POST":
        request.upload_handlers = [TemporaryFileUploadHandler(request)]
    return _tables(request)


@csrf_protect
def _tables(request: Request) -> HttpResponseBase:
    form_class = of_fields(_fields())
    if request.method != "POST" or "deed" in request.POST:
        return _shown(request, form_class())
    require(policy.may_settle_cases(request.rights))
    form = form_class(request.POST)
    if not form.is_valid():
        return _shown(request, form, status=422)
    try:
        batch = _staged(request, form.cleaned_data)
    except Refused as refusal:
        return _shown(request, form, refusal=str(refusal), status=422)
    return redirect("drg-weights-batch", batch.pk)


def _staged(request: Request, given: dict[str, Any]) -> Batch:
    files = cast("list[TemporaryUploadedFile]", request.FILES.getlist("file"))
    if len(files) != 1:
        raise Refused(NO_FILE if not files else "一次只上传一张权重表。")
    if (files[0].size or 0) > min(LIMIT, Limits().bytes):
        raise Refused("这个文件太大，不像是权重表；请只留DRG组和权重两列。")
    about = About(
        name=given["name"],
        edition="" if given["edition"] == LOCAL else given["edition"],
        active_from=given["active_from"],
        active_to=given["active_to"],
        source=given["source"],
    )
    upload = Upload(files[0].name or "", Path(files[0].temporary_file_path()))
    return loading.stage(upload=upload, about=about, actor=request.actor, at=clock.now())


def _shown(
    request: Request, form: forms.Form, *, refusal: str = "", status: int = 200
) -> HttpResponseBase:
    may = policy.may_settle_cases(request.rights)
    waiting = Batch.objects.filter(kind=loading.KIND, state=State.STAGED)
    context = {
        "form": form,
        "refusal": refusal,
        "may_settle": may,
        "waiting": waiting if may else [],
    }
    template = "web/drg/weights.html"
    if request.method == "POST" and "deed" not in request.POST:
        shown = lists.shown(request, TABLES, _lines(request.today))
        return lists.answer(request, shown, template=template, context=context, status=status)
    return lists.page(request, TABLES, _lines(request.today), template=template, context=context)


def _lines(today: date) -> list[Line]:
    own: Iterable[OwnWeights] = OwnWeights.objects.order_by("-pk")
    kept = [loaded.item.typed for loaded in catalog.tables().items.values()]
    return [
        *(Line(one.typed(), one, today) for one in own),
        *(Line(one, None, today) for one in kept),
    ]


@require_safe
def batch(request: Request, batch_id: int) -> HttpResponse:
    """A table that was checked: what it holds, what is wrong, and the deeds on it."""
    return _page(request, _found(request, batch_id))


def _found(request: Request, batch_id: int) -> Batch:
    hide_unless(policy.may_settle_cases(request.rights))
    return get_object_or_404(Batch, pk=batch_id, kind=loading.KIND)


def _page(
    request: Request, found: Batch, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    state = State(found.state)
    context = {
        "batch": found,
        "edition": standing.titles().get(found.facts["edition"], LOCAL_NAME),
        "may": {
            "commit": state is State.STAGED,
            "discard": state in (State.STAGED, State.REFUSED),
        },
        "refusal": refusal,
        **complained(request, found),
    }
    return render(request, "web/drg/weights_batch.html", context, status=status)


@require_POST
def commit(request: Request, batch_id: int) -> HttpResponse:
    """载入: the table counts from its day on."""
    found = _found(request, batch_id)
    try:
        table = loading.commit(batch_id=found.pk, actor=request.actor, at=clock.now())
    except Refused as refusal:
        found.refresh_from_db()
        return _page(request, found, refusal=refusal, status=422)
    messages.success(request, f"权重表“{table}”已载入：{len(table.weights)}组。")
    return redirect("drg-weights")


@require_POST
def discard(request: Request, batch_id: int) -> HttpResponse:
    """放弃: the table never counts."""
    found = _found(request, batch_id)
    try:
        loading.discard(batch_id=found.pk)
    except Refused as refusal:
        found.refresh_from_db()
        return _page(request, found, refusal=refusal, status=422)
    messages.success(request, "已放弃这张权重表，没有改变在用的权重。")
    return redirect("drg-weights")
