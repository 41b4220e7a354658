"""The deeds on texts as forms: propose, write, ask, answer, weigh, confirm, review, correct."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from linghang.foundation import clock
from linghang.foundation.access import deny
from linghang.org import policy as rights_policy
from linghang.procedures.services import CannotStart
from linghang.texts import catalog, queries, services
from linghang.texts.consulting import services as consulting
from linghang.texts.definitions import (
    ACTION_NAMES,
    ANSWER_NAMES,
    CAUSE_NAMES,
    CONCLUSION_NAMES,
    Action,
)
from linghang.texts.keeping import services as keeping
from linghang.texts.models import Consultation, Version
from linghang.texts.papers.reading import CannotReadPaper, words_of
from linghang.texts.structure.rules import tidied
from linghang.web.access import require
from linghang.web.forms import UnitField, page
from linghang.web.policies.seen import policy_seen, version_seen
from linghang.web.requests import Request

asks = require_http_methods(["GET", "HEAD", "POST"])
ROWS = 28


def _by(request: Request) -> dict[str, Any]:
    return {"actor": request.actor, "at": clock.now()}


def _day(label: str, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def _long(label: str, longest: int, rows: int = 3, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=longest, widget=widget, **more)


def _choices(names: dict[Any, str]) -> list[tuple[str, str]]:
    return [(str(code), name) for code, name in names.items()]


class NewForm(forms.Form):
    """A text to be."""

    title = forms.CharField(
        label="名称", max_length=120, help_text="如“外出进修管理办法”，不写书名号；不得写涉密内容。"
    )
    category = forms.ChoiceField(
        label="类别", choices=lambda: [("", "请选择"), *_choices(catalog.names())]
    )
    cause = forms.ChoiceField(label="立项缘由", choices=_choices(CAUSE_NAMES))
    explanation = _long("说明", 500, required=False, help_text="依据哪份文件、整改哪个问题。")
    is_trial = forms.BooleanField(label="试行", required=False)


@asks
def new(request: Request) -> HttpResponse:
    """Propose a new text for one's own department."""
    require(rights_policy.may_read_policies(request.rights))
    if not queries.is_head(request.rights):
        require(deny("新制度由主责部门的负责人提出", who_can="本部门负责人"))
    unit = request.rights.unit
    return page(
        request,
        NewForm,
        title="提出新制度",
        submit="提出",
        note=f"由{unit.name}主责。提出后先立项、起草，再征求意见、审查、上会，最后编号发布。",
        deed=lambda given: services.adopt(
            **given, owner=unit.code, today=request.today, **_by(request)
        ),
        done=lambda made: f"已提出《{made.title}》。",
        then=lambda made: reverse("policy-version", args=[made.pk]),
        draft="policies.new",
        cancel=reverse("policy-list"),
        blame={services.CannotBegin: "title", CannotStart: ""},
    )


class ChangeForm(forms.Form):
    """Why a text is to change."""

    title = forms.CharField(
        label="新名称", max_length=120, required=False, help_text="名称不改的不填。"
    )
    cause = forms.ChoiceField(label="原因", choices=_choices(CAUSE_NAMES))
    explanation = _long("说明", 500, required=False)
    is_trial = forms.BooleanField(label="试行", required=False)


class EndForm(forms.Form):
    """Why a text is to end."""

    cause = forms.ChoiceField(label="原因", choices=_choices(CAUSE_NAMES))
    explanation = _long("说明", 500, help_text="为什么废止，由哪项制度替代。")


@asks
def revise(request: Request, pk: int) -> HttpResponse:
    """Propose to revise a text in force."""
    return _change(request, pk, Action.REVISE, ChangeForm)


@asks
def abolish(request: Request, pk: int) -> HttpResponse:
    """Propose to abolish a text in force."""
    return _change(request, pk, Action.ABOLISH, EndForm)


def _change(request: Request, pk: int, action: Action, form: type[forms.Form]) -> HttpResponse:
    found = policy_seen(request, pk)
    require(queries.may_review(request.rights, found))
    name = ACTION_NAMES[action]
    return page(
        request,
        form,
        title=f"提出{name}《{found.title}》",
        submit=f"提出{name}",
        note=f"由{found.owner.name}主责；现行版本在新版施行以前继续有效。",
        deed=lambda given: services.change(
            policy_id=pk, action=action, today=request.today, **given, **_by(request)
        ),
        done=f"已提出{name}。",
        then=lambda made: reverse("policy-version", args=[made.pk]),
        draft=f"policies.{action}.{pk}",
        cancel=reverse("policy", args=[pk]),
        grave=action is Action.ABOLISH,
    )


class WordsForm(forms.Form):
    """The words of a version: typed, or taken from a file."""

    file = forms.FileField(
        label="导入文件",
        required=False,
        help_text="Word（.docx）或文本（.txt）；选了文件就以文件的文字为准。扫描件不能导入。",
    )
    body = _long("正文", 250_000, ROWS, required=False)
    note = forms.CharField(label="改动说明", max_length=200, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "body"
        ].help_text = "一段一行；“第一章”“第一条”写在行首，系统据此生成目录和对照。不得写涉密内容。"

    def clean(self) -> dict[str, Any]:
        """The words of the file stand in the place of what was typed."""
        given = super().clean() or {}
        upload = given.pop("file", None)
        given["file_name"] = ""
        if upload:
            try:
                given["body"] = words_of(upload.name, upload.read())
            except CannotReadPaper as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
            given["file_name"] = upload.name
        elif not tidied(given.get("body", "")):
            raise forms.ValidationError("请填写正文，或者选择文件。")
        return given


@asks
def write(request: Request, pk: int) -> HttpResponse:
    """Write a further draft; the words of the last one, or of the version in force, are there."""
    found = version_seen(request, pk)
    require(queries.may_draft(queries.proceeding_of(found, request.today), request.rights))
    last = found.drafts.order_by("number").last()
    return page(
        request,
        WordsForm,
        title=f"写《{found.title}》的正文",
        submit="保存为新的一稿",
        note="每保存一次留存一稿，可以互相对照。",
        deed=lambda given: services.save_draft(version_id=pk, **given, **_by(request)),
        done=lambda made: f"已保存{made}。",
        then=reverse("policy-version", args=[pk]),
        draft=f"policies.words.{pk}.{last.number if last else 0}",
        initial={
            "body": last.body if last else _former(found),
            "seen": last.number if last else 0,
        },
        cancel=reverse("policy-version", args=[pk]),
    )


def _former(found: Version) -> str:
    rows = found.policy.versions.published().exclude(action=Action.ABOLISH.value)
    former = rows.order_by("number").last()
    return former.body if former else ""


class AskForm(forms.Form):
    """Which departments, and until when."""

    units = forms.MultipleChoiceField(label="部门", widget=forms.CheckboxSelectMultiple)
    due_date = _day("答复期限", required=False, help_text="不填的按规定的期限。")

    def __init__(self, *args: Any, departments: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = departments  # type: ignore[attr-defined]


@asks
def ask(request: Request, pk: int) -> HttpResponse:
    """Ask departments for their opinion on the last draft."""
    found = version_seen(request, pk)
    require(queries.may_consult(queries.proceeding_of(found, request.today), request.rights))
    return page(
        request,
        AskForm,
        departments=queries.departments(request.today, but=found.policy.owner.code),
        title=f"就《{found.title}》征求意见",
        submit="发出",
        deed=lambda given: consulting.ask(
            version_id=pk, today=request.today, **given, **_by(request)
        ),
        done=lambda asked: f"已向{len(asked)}个部门征求意见。",
        then=reverse("policy-version", args=[pk]),
        cancel=reverse("policy-version", args=[pk]),
    )


def _asked(request: Request, pk: int) -> Consultation:
    rows = Consultation.objects.select_related("version__policy__owner", "unit", "draft")
    found = get_object_or_404(rows, pk=pk)
    version_seen(request, found.version_id)
    return found


class AnswerForm(forms.Form):
    """What the department says."""

    answer = forms.ChoiceField(
        label="意见", choices=_choices(ANSWER_NAMES), widget=forms.RadioSelect
    )
    opinion = _long("具体意见", 5_000, 6, required=False, help_text="改哪一条、怎样改、为什么。")


@asks
def answer(request: Request, pk: int) -> HttpResponse:
    """Answer for one's own department."""
    found = _asked(request, pk)
    require(queries.may_answer(request.rights, found))
    return page(
        request,
        AnswerForm,
        title=f"答复《{found.version.title}》的征求意见",
        submit="答复",
        note=f"代表{found.unit.name}，对{found.draft}答复。",
        deed=lambda given: consulting.answer(
            consultation_id=pk, today=request.today, **given, **_by(request)
        ),
        done="已答复。",
        then=reverse("policy-version", args=[found.version_id]),
        draft=f"policies.answer.{pk}",
        initial={"answer": "agrees"},
        cancel=reverse("policy-version", args=[found.version_id]),
    )


class WeighForm(forms.Form):
    """What came of a proposal."""

    adopted = _long("采纳情况", 500, help_text="采纳、部分采纳或者不采纳，写明理由。")


@asks
def weigh(request: Request, pk: int) -> HttpResponse:
    """Say what came of a department's proposal."""
    found = _asked(request, pk)
    require(queries.may_review(request.rights, found.version.policy))
    return page(
        request,
        WeighForm,
        title=f"登记{found.unit.name}意见的采纳情况",
        submit="登记",
        note=found.opinion,
        deed=lambda given: consulting.weigh(consultation_id=pk, **given, **_by(request)),
        done="已登记采纳情况。",
        then=reverse("policy-version", args=[found.version_id]),
        cancel=reverse("policy-version", args=[found.version_id]),
    )


@asks
def read(request: Request, pk: int) -> HttpResponse:
    """Say that one has read a version in force."""
    found = version_seen(request, pk)
    return page(
        request,
        forms.Form,
        title=f"登记阅知《{found.title}》",
        submit="我已阅知",
        note=f"第{found.number}版。登记一次即可；只记录已阅知，不记录阅读时间和次数。",
        deed=lambda _given: keeping.confirm(version_id=pk, today=request.today, **_by(request)),
        done="已登记阅知。",
        then=reverse("policy-version", args=[pk]),
        cancel=reverse("policy-version", args=[pk]),
    )


class ReviewForm(forms.Form):
    """What a regular review came to."""

    conclusion = forms.ChoiceField(
        label="结论", choices=_choices(CONCLUSION_NAMES), widget=forms.RadioSelect
    )
    findings = _long("评估情况", 2_000, 5, help_text="执行得怎样，与上位规定是否一致，有什么问题。")
    next_due = _day("下次评估日期", required=False)


@asks
def review(request: Request, pk: int) -> HttpResponse:
    """Record a regular review."""
    found = policy_seen(request, pk)
    require(queries.may_review(request.rights, found))
    return page(
        request,
        ReviewForm,
        title=f"评估《{found.title}》",
        submit="登记评估",
        note="结论为需要修订或者建议废止的，随后在制度页面提出。",
        deed=lambda given: keeping.review(
            policy_id=pk, today=request.today, **given, **_by(request)
        ),
        done="已登记评估。",
        then=reverse("policy", args=[pk]),
        draft=f"policies.review.{pk}",
        initial={"conclusion": "keep"},
        cancel=reverse("policy", args=[pk]),
    )


class CorrectForm(forms.Form):
    """Where a text is filed."""

    category = forms.ChoiceField(label="类别", choices=lambda: _choices(catalog.names()))
    owner = UnitField(label="主责部门")
    review_due = _day("下次评估日期", required=False)
    reason = _long("更正原因", 200)


@asks
def correct(request: Request, pk: int) -> HttpResponse:
    """Correct where a text is filed."""
    found = policy_seen(request, pk)
    require(rights_policy.may_manage_policies(request.rights))
    return page(
        request,
        CorrectForm,
        title=f"更正《{found.title}》的登记",
        submit="更正",
        note="只改归类、主责部门和评估日期；正文只能通过修订改变。",
        deed=lambda given: keeping.correct(policy_id=pk, **given, **_by(request)),
        done="已更正登记。",
        then=reverse("policy", args=[pk]),
        initial={
            "category": found.category,
            "owner": found.owner.code,
            "review_due": found.review_due,
        },
        cancel=reverse("policy", args=[pk]),
    )
