"""The deeds on superiors' forms as forms and buttons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from linghang.foundation import clock
from linghang.foundation.errors import Refused
from linghang.foundation.fields.definitions import Kind as FieldKind
from linghang.foundation.period import WrongPeriod
from linghang.indicators import catalog as indicators
from linghang.ledgers import catalog as ledgers
from linghang.ledgers import reach as entries
from linghang.ledgers.definitions import COMMON, UNTIL, Ledger, Secrecy
from linghang.reports.forms import reach, rules, services
from linghang.reports.forms.definitions import MOST_ROWS, WORD_NAMES, Binding, Kind
from linghang.reports.models import SuperiorForm
from linghang.web.access import require
from linghang.web.forms import page
from linghang.web.ledgers.forms import showing, telling
from linghang.web.requests import Request

asks = require_http_methods(["GET", "HEAD", "POST"])
Options = list[tuple[str, str]]
OTHERS: Options = [("text", "期间、单位、日期等文字"), ("indicator", "指标")]


def _by(request: Request) -> dict[str, Any]:
    return {"actor": request.actor, "at": clock.now()}


class NewForm(forms.Form):
    """An empty form as it came."""

    file = forms.FileField(
        label="空表",
        help_text=".xlsx 或 .docx，原样保存；只往绑定的格里填，其余一律不动。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.docx"}),
    )
    title = forms.CharField(label="名称", max_length=120, help_text="如“义诊活动统计表”。")
    source = forms.CharField(label="来源", max_length=120, help_text="哪一级、哪个部门要的。")


@asks
def new(request: Request) -> HttpResponse:
    """Keep an empty form."""
    require(reach.may_use(request.rights))

    def deed(given: dict[str, Any]) -> SuperiorForm:
        sent = given.pop("file")
        return services.keep(
            content=sent.read(), name=sent.name, **given, today=request.today, **_by(request)
        )

    return page(
        request,
        NewForm,
        title="上传上级报表的空表",
        submit="保存空表",
        deed=deed,
        done=lambda made: f"已保存“{made.title}”，请点格子绑定取数。",
        then=lambda made: reverse("ledger-form", args=[made.pk]),
        cancel=reverse("ledger-forms"),
        blame={Refused: "file"},
    )


class SourceForm(forms.Form):
    """Where a cell gets its content: first from where, then what."""

    source = forms.ChoiceField(label="从哪里取")

    def __init__(self, *args: Any, options: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", "请选择"), *options]  # type: ignore[attr-defined]


class ItemForm(forms.Form):
    """What of it, and how many rows a list has."""

    item = forms.ChoiceField(label="取什么")
    rows = forms.IntegerField(
        label="明细的行数",
        min_value=1,
        max_value=MOST_ROWS,
        initial=10,
        required=False,
        help_text="只对明细有用：从这一格往下，表里留了几行；合并的格算一行。",
    )
    after = forms.CharField(
        label="接在哪几个字后面",
        max_length=60,
        required=False,
        strip=False,
        help_text="格里有要留下的字时填写，如“填报单位：”；空着就填满整格。",
    )
    over = forms.BooleanField(label="可以盖掉格里原有的字", required=False)

    def __init__(self, *args: Any, options: Options, text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if text:
            self.fields["after"].help_text = f"这一格写着“{text}”。{self.fields['after'].help_text}"
        self.fields["item"].choices = [("", "请选择"), *options]  # type: ignore[attr-defined]
        if not any(code.startswith(Kind.ROWS) for code, _ in options):
            del self.fields["rows"]


@asks
def bind(request: Request, pk: int) -> HttpResponse:
    """Bind a cell in two steps: ?cell= asks from where, ?of= then asks what."""
    one = showing.found(request, pk)
    cell, of = request.GET.get("cell", ""), request.GET.get("of", "")
    back = reverse("ledger-form", args=[one.pk])
    if rules.ADDRESS.match(cell) is None or one.retired_at:
        return redirect(back)
    here = reverse("ledger-form-bind", args=[one.pk])
    sources = _sources(request)
    if of not in dict(sources):
        return page(
            request,
            SourceForm,
            options=sources,
            title=f"绑定 {cell}",
            submit="下一步",
            deed=lambda given: given["source"],
            then=lambda chosen: f"{here}?{_query(cell=cell, of=chosen)}",
            cancel=back,
        )
    return page(
        request,
        ItemForm,
        options=_items(of),
        text=_stands(one, cell),
        title=f"绑定 {cell}",
        submit="绑定",
        note=f"从“{dict(sources)[of]}”取。",
        deed=lambda given: services.bind(
            form_id=one.pk, binding=_binding(cell, of, given), **_by(request)
        ),
        done=f"{cell} 已绑定。",
        then=back,
        cancel=back,
        blame={services.CannotKeep: "item"},
    )


def _stands(one: SuperiorForm, cell: str) -> str:
    """The words in the cell of the empty form."""
    where = rules.place(cell)
    grid = next((each for each in services.grids(one) if each.name == where.sheet), None)
    return " ".join(grid.text(where).split()) if grid else ""


def _query(**given: str) -> str:
    return str(urlencode(given))


def _sources(request: Request) -> Options:
    found = [
        (one.code, one.name)
        for one in entries.known_to(request.rights)
        if ledgers.whole(one.code).secrecy is Secrecy.OPEN
    ]
    return [*OTHERS, *found]


def _items(of: str) -> Options:
    if of == "text":
        return [(f"text:{code}", name) for code, name in WORD_NAMES.items()]
    if of == "indicator":
        items = indicators.indicators().items.values()
        return [(f"indicator:{one.item.code}", one.item.name) for one in items]
    declared, ledger = ledgers.catalog()[of], ledgers.whole(of)
    figures = [(f"figure:{one.code}", f"统计数：{one.name}（{one.unit}）") for one in declared.told]
    return figures + [(f"rows:{code}", f"明细：{name}") for code, name in _columns(ledger)]


def _columns(ledger: Ledger) -> Options:
    common = [code for code in COMMON if code != UNTIL or ledger.labels.until]
    fields = [
        one.code
        for one in ledger.fields
        if one.kind is not FieldKind.FILE and not one.sensitive and one.retired is None
    ]
    return [(code, telling.column(ledger, code)) for code in (*common, *fields)]


def _binding(cell: str, of: str, given: dict[str, Any]) -> Binding:
    kind, _, item = given["item"].partition(":")
    more = {"after": given["after"], "over": given["over"]}
    if kind in (Kind.TEXT, Kind.INDICATOR):
        return Binding(cell=cell, kind=Kind(kind), source=item, **more)
    if kind == Kind.ROWS:
        more = {"rows": given["rows"] or 1, "over": given["over"]}
    return Binding(cell=cell, kind=Kind(kind), source=of, item=item, **more)


class SendForm(forms.Form):
    """What is handed to the superior."""

    period = forms.CharField(label="期间", max_length=20, help_text="如 2025、2025Q2、2025-06。")
    unit = forms.CharField(
        label="单位", max_length=80, required=False, help_text="全名或编码；不填为全院。"
    )
    to = forms.CharField(label="报给", max_length=120)


@asks
def send(request: Request, pk: int) -> HttpResponse:
    """Keep what is sent, as it is today."""
    one = showing.found(request, pk)
    back = reverse("ledger-form", args=[one.pk])
    if one.retired_at:
        return redirect(back)
    return page(
        request,
        SendForm,
        title=f"留存“{one.title}”",
        submit="留存",
        note="按今天的数填好，连同每一格的数、文件摘要、填报人一起保存；以后数有变化，这里会指出来。",
        initial={
            "period": request.GET.get("period", ""),
            "unit": request.GET.get("unit", ""),
            "to": one.source,
        },
        deed=lambda given: services.send(
            form_id=one.pk, asked=showing.asked(request), to=given["to"], **_by(request)
        ),
        done="已留存。",
        then=lambda made: reverse("ledger-form-sent", args=[made.pk]),
        cancel=back,
        blame={WrongPeriod: "period", showing.UnknownUnit: "unit"},
    )


@require_POST
def unbind(request: Request, pk: int) -> HttpResponse:
    """Leave a cell empty from now on."""
    one = showing.found(request, pk)
    key = request.POST.get("key", "")
    if not one.retired_at:
        services.unbind(form_id=one.pk, key=key, **_by(request))
        messages.success(request, f"{key} 不再填写。")
    return redirect("ledger-form", one.pk)


@require_POST
def restore(request: Request, pk: int) -> HttpResponse:
    """Go back to the bindings of an earlier version."""
    one = showing.found(request, pk)
    number = request.POST.get("number", "")
    if number.isdigit() and one.versions.filter(number=int(number)).exists() and not one.retired_at:
        services.restore(form_id=one.pk, number=int(number), **_by(request))
        messages.success(request, f"已恢复第{number}版的取数。")
    return redirect("ledger-form", one.pk)


@require_POST
def retire(request: Request, pk: int) -> HttpResponse:
    """Fill the form no more."""
    one = showing.found(request, pk)
    if not one.retired_at:
        services.retire(form_id=one.pk, **_by(request))
        messages.success(request, f"“{one.title}”已停用，留存的报表仍可查看。")
    return redirect("ledger-form", one.pk)
