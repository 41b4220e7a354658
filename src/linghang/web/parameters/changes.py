"""Changes of rule parameters: drafting, reading, approving, sending back, withdrawing."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import forms as django_forms
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation import clock
from linghang.foundation.access import Decision
from linghang.foundation.evidence import services as evidence
from linghang.foundation.fields.definitions import Field, Kind, Option
from linghang.foundation.parameters import queries, services
from linghang.foundation.parameters.definitions import LOCK_NAMES, Lock, Parameter
from linghang.foundation.parameters.models import ParameterChange, State
from linghang.foundation.sensitivity.definitions import CHOICES, LEVEL_HELP, LEVEL_NAMES, Level
from linghang.org import policy
from linghang.org.models import Person
from linghang.web import details, forms, subjects
from linghang.web.access import require
from linghang.web.details import Facts, Way
from linghang.web.forms import Group
from linghang.web.lists import Mark
from linghang.web.lists.cells import Link, Value
from linghang.web.parameters import entering
from linghang.web.parameters.reading import STATE_TONES, declared_or_404, standing_of
from linghang.web.requests import Request

OWN, SUPERSEDING = "own", "superseding"
LARGEST = 20 * 1024 * 1024
KINDS_OF_FILE = (".pdf", ".ofd", ".doc", ".docx", ".jpg", ".jpeg", ".png")
NOTE = Field(code="note", name="意见", kind=Kind.LONG_TEXT, longest=500)


class EvidenceField(django_forms.FileField):
    """A scan or a file of the text from above."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        if found and not found.name.lower().endswith(KINDS_OF_FILE):
            raise django_forms.ValidationError(
                f"只收{'、'.join(kind[1:] for kind in KINDS_OF_FILE)}格式的文件。"
            )
        if found and found.size > LARGEST:
            raise django_forms.ValidationError("文件不能超过20MB，请压缩或只附有关页。")
        return found


def draft(request: Request, code: str) -> HttpResponse:
    """Propose a value from a day on."""
    require(policy.may_draft_parameters(request.rights))
    declared = declared_or_404(code)
    standing = standing_of(declared, request)
    value = standing.value if standing else declared.typed
    asked = [field.code for field in entering.fields(declared)]
    return forms.page(
        request,
        _form(declared),
        title=f"起草“{declared.name}”的改动",
        note=f"现行：{declared.shown(value)}。依据：{declared.source}。"
        f"本院{LOCK_NAMES[declared.lock]}。",
        submit="提交批准",
        initial={
            **entering.initial(value),
            "basis": SUPERSEDING if declared.lock is Lock.EXACT else OWN,
        },
        groups=[
            Group("改成什么", (*asked, "active_from", "active_to")),
            Group("凭什么改", ("basis", "document", "file", "level", "reason")),
        ],
        deed=lambda values: _draft(request, declared, values),
        done="已提交，等待另一人批准。",
        then=lambda change: reverse("parameter-change", args=[change.pk]),
        draft=f"parameters.draft.{code}",
        cancel=reverse("parameter", args=[code]),
    )


def _form(declared: Parameter) -> type[django_forms.Form]:
    options = [Option(code=OWN, name="本院规定")]
    if declared.is_locked:
        options.append(Option(code=SUPERSEDING, name="上级文件修订"))
    base = forms.of_fields(
        [
            *entering.fields(declared),
            Field(code="active_from", name="生效日期", kind=Kind.DATE, required=True),
            Field(
                code="active_to",
                name="终止日期",
                kind=Kind.DATE,
                help="当日起不再有效；长期有效的不填。",
            ),
            Field(
                code="basis",
                name="性质",
                kind=Kind.CHOICE,
                required=True,
                options=tuple(options),
                help="锁定的参数，只有上级文件修订才能放宽，须写文号并附文件。"
                if declared.is_locked
                else "",
            ),
            Field(code="document", name="文号", kind=Kind.TEXT, longest=120),
            Field(code="reason", name="理由", kind=Kind.LONG_TEXT, required=True, longest=500),
        ]
    )
    file = EvidenceField(
        label="文件", required=False, help_text="上级文件或会议纪要；不得上传涉密文件。"
    )
    level = django_forms.ChoiceField(
        label="文件的敏感程度",
        choices=CHOICES,
        initial=Level.INTERNAL.value,
        required=False,
        help_text="；".join(f"{LEVEL_NAMES[one]}：{says}" for one, says in LEVEL_HELP.items())
        + "。",
    )
    return type("DraftForm", (base,), {"file": file, "level": level})


def _draft(request: Request, declared: Parameter, values: dict[str, Any]) -> ParameterChange:
    at = clock.now()
    upload = values.get("file")
    kept = None
    if upload:
        kept = evidence.store(
            content=upload.read(),
            name=upload.name,
            media_type=upload.content_type or "application/octet-stream",
            happened_on=request.today,
            level=values.get("level") or Level.INTERNAL,
            actor=request.actor,
            at=at,
        )
    return services.draft(
        code=declared.code,
        value=entering.raw(declared, values),
        active_from=values["active_from"],
        active_to=values["active_to"],
        supersedes=values["basis"] == SUPERSEDING,
        document=values["document"] or "",
        evidence_id=kept.pk if kept else None,
        reason=values["reason"],
        actor=request.actor,
        at=at,
        today=request.today,
    )


@require_safe
def change(request: Request, change_id: int) -> HttpResponse:
    """One change with who drafted and who decided."""
    found = _found(request, change_id)
    return details.page(
        request,
        title=f"{found.parameter.name}：{found.shown}",
        subtitle=found.basis,
        above=[
            ("规则参数", reverse("parameter-list")),
            (found.parameter.name, reverse("parameter", args=[found.code])),
        ],
        marks=[Mark(found.get_state_display(), STATE_TONES.get(State(found.state), ""))],
        facts=[Facts("", _facts(found))],
        ways=_ways(request, found),
        history=("parameters.parameterchange", str(found.pk)),
    )


def _found(request: Request, change_id: int) -> ParameterChange:
    require(policy.may_read_parameters(request.rights))
    found = get_object_or_404(ParameterChange.objects.select_related("evidence"), pk=change_id)
    declared_or_404(found.code)
    return found


def _facts(found: ParameterChange) -> list[tuple[str, Value]]:
    codes = {found.drafted_by, found.drafted_for, found.approved_by, found.approved_for} - {""}
    names = dict(Person.objects.filter(code__in=codes).values_list("code", "name"))
    file = Link("", "")
    if found.evidence:
        url = reverse("parameter-change-file", args=[found.pk])
        file = Link(found.evidence.name, url)
    decided = "退回" if found.state == State.REFUSED else "批准"
    return [
        ("值", found.shown),
        ("改动前", _before(found)),
        ("生效", found.active_from),
        ("终止", found.active_to),
        ("文号", found.document),
        ("文件", file if file.text else None),
        ("理由", found.reason),
        ("起草", _who(names, found.drafted_by, found.drafted_for)),
        ("起草时间", found.drafted_at),
        (decided, _who(names, found.approved_by, found.approved_for)),
        ("决定时间", found.decided_at),
        ("意见", found.note),
    ]


def _before(found: ParameterChange) -> str | None:
    """What would hold on its first day without it."""
    if found.state == State.APPROVED:
        return None
    try:
        return queries.standing(found.code, found.active_from).shown
    except services.NotInForce:
        return None


def _who(names: dict[str, str], person: str, for_whom: str) -> str:
    if not person:
        return ""
    behalf = f"（代{names.get(for_whom, for_whom)}）" if for_whom else ""
    return f"{names.get(person, person)}{behalf}"


def _ways(request: Request, found: ParameterChange) -> list[Way]:
    """What the acting post may do with a draft; approving one's own is not offered."""
    if found.state != State.DRAFT:
        return []
    mine = request.actor.person in (found.drafted_by, found.drafted_for)
    if mine:
        return [Way("撤回", reverse("parameter-withdraw", args=[found.pk]), "undo")]
    if not policy.may_approve_parameters(request.rights):
        return []
    return [
        Way("批准", reverse("parameter-approve", args=[found.pk]), "done", main=True),
        Way("退回", reverse("parameter-refuse", args=[found.pk]), "undo"),
    ]


@require_safe
def file(request: Request, change_id: int) -> FileResponse:
    """The text from above, byte for byte as it was handed in."""
    found = _found(request, change_id)
    if found.evidence is None:
        raise Http404
    response = FileResponse(found.evidence.open(), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.evidence.name)}"
    return response


def approve(request: Request, change_id: int) -> HttpResponse:
    """Let a draft come into force."""
    found = _to_decide(request, change_id, policy.may_approve_parameters(request.rights))
    return _decision(
        request,
        found,
        title=f"批准“{found.parameter.name}”的改动",
        submit="批准",
        note=f"{found.basis}：{found.shown}，{found.active_from}起。理由：{found.reason}",
        fields=[NOTE],
        done="已批准，自生效日期起按新值执行。",
        deed=lambda values: services.approve(
            change_id=found.pk,
            note=values["note"] or "",
            actor=request.actor,
            at=clock.now(),
            today=request.today,
        ),
    )


def refuse(request: Request, change_id: int) -> HttpResponse:
    """Send a draft back."""
    found = _to_decide(request, change_id, policy.may_approve_parameters(request.rights))
    return _decision(
        request,
        found,
        title=f"退回“{found.parameter.name}”的改动",
        submit="退回",
        note=f"{found.basis}：{found.shown}，{found.active_from}起。",
        fields=[NOTE.model_copy(update={"name": "退回的理由", "required": True})],
        done="已退回起草人。",
        deed=lambda values: services.refuse(
            change_id=found.pk, note=values["note"], actor=request.actor, at=clock.now()
        ),
    )


def withdraw(request: Request, change_id: int) -> HttpResponse:
    """Take one's own draft back."""
    found = _to_decide(request, change_id, policy.may_draft_parameters(request.rights))
    return _decision(
        request,
        found,
        title=f"撤回“{found.parameter.name}”的改动",
        submit="撤回",
        note=f"{found.basis}：{found.shown}，{found.active_from}起。撤回后可以重新起草。",
        fields=[],
        done="已撤回。",
        deed=lambda _values: services.withdraw(
            change_id=found.pk, actor=request.actor, at=clock.now()
        ),
    )


def _to_decide(request: Request, change_id: int, decision: Decision) -> ParameterChange:
    require(decision)
    return _found(request, change_id)


def _decision(
    request: Request, found: ParameterChange, *, fields: list[Field], **more: Any
) -> HttpResponse:
    url = reverse("parameter-change", args=[found.pk])
    return forms.page(request, forms.of_fields(fields), then=url, cancel=url, **more)


subjects.register("parameters.parameterchange", "parameter-change")
