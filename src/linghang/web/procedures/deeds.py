"""The deeds on a proceeding as forms: start, do a step, refuse or send back, void, move."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from linghang.foundation import clock
from linghang.foundation.evidence import services as evidence
from linghang.foundation.fields import rules as fields
from linghang.foundation.sensitivity.definitions import CHOICES, LEVEL_HELP, LEVEL_NAMES, Level
from linghang.procedures import catalog, queries, services, subjects
from linghang.procedures.definitions import MATTER, Step
from linghang.procedures.models import Act, Proceeding
from linghang.procedures.progress.rules import Verb
from linghang.procedures.reading import Reading
from linghang.procedures.wording.rules import paragraphs
from linghang.web.access import require
from linghang.web.forms import PersonField, UnitField, page
from linghang.web.procedures.charts import names_on
from linghang.web.procedures.people import around
from linghang.web.procedures.proceedings import found
from linghang.web.procedures.step_form import step_form
from linghang.web.requests import Request

asks = require_http_methods(["GET", "HEAD", "POST"])


def by(request: Request) -> dict[str, Any]:
    """Who does it, and when."""
    return {"actor": request.actor, "at": clock.now(), "today": request.today}


class StartForm(forms.Form):
    """What it is about, and of which unit."""

    title = forms.CharField(label="标题", max_length=200, help_text="不得写涉密内容。")
    unit = UnitField(label="所属单位", help_text="由哪个单位的有关职务办理，从它算起。")
    level = forms.ChoiceField(
        label="敏感程度",
        choices=CHOICES,
        initial=Level.INTERNAL.value,
        required=False,
        help_text="；".join(f"{LEVEL_NAMES[one]}：{says}" for one, says in LEVEL_HELP.items())
        + "。",
    )
    concerned = PersonField(
        label="涉及人员", among=around, required=False, help_text="本人不参与办理自己的事项。"
    )


class StartForOneForm(StartForm):
    """The same for what is dealt with one person at a time."""

    concerned = PersonField(
        label="涉及人员", among=around, help_text="逐人办理；本人不参与办理自己的事项。"
    )


@asks
def start(request: Request, code: str) -> HttpResponse:
    """Open a proceeding of one's unit."""
    loaded = catalog.current(code)
    if loaded is None or loaded.item.subject != MATTER:  # others begin where their thing is
        raise Http404
    names = names_on(request)

    def deed(given: dict[str, Any]) -> Proceeding:
        concerned = [given["concerned"]] if given["concerned"] else []
        return services.start(
            procedure=code,
            unit=given["unit"],
            title=given["title"],
            concerned=concerned,
            level=given["level"] or Level.INTERNAL,
            **by(request),
        )

    first = paragraphs(loaded.item, names)[0]
    return page(
        request,
        StartForOneForm if loaded.item.for_one else StartForm,
        title=f"发起“{loaded.item.name}”",
        submit="发起",
        deed=deed,
        done=lambda made: f"已发起：{made.title}。",
        then=lambda made: reverse("proceeding", args=[made.pk]),
        initial={"unit": request.rights.unit.code},
        note=f"第一步是“{first.title}”。",
        asks=first.told,
        cancel=reverse("procedure", args=[code]),
    )


@asks
def act(request: Request, pk: int, step: str) -> HttpResponse:
    """Do a step: fill in what it asks for and hand in its documents."""
    reading, declared = fallen_to(request, pk, step)
    back = reverse("proceeding", args=[pk])

    def deed(given: dict[str, Any]) -> Act:
        return services.act(
            proceeding_id=pk,
            step=step,
            verb=Verb.APPROVE,
            seen=given["seen"],
            day=given.get("day") or request.today,
            reason=given["opinion"],
            explanation=given.get("explanation", ""),
            fields={
                one.code: fields.show(one, given[one.code])
                for one in declared.needs.fields
                if one.code in given
            },
            documents=stored(request, reading, declared, given),
            **by(request),
        )

    names = names_on(request)
    told = paragraphs(reading.definition, names)
    rested = queries.rests_on(reading, declared)
    return page(
        request,
        step_form(reading, declared, names),
        title=f"办理“{declared.title}”",
        submit="办理",
        deed=deed,
        done=f"已办理“{declared.title}”。",
        then=back,
        # Of this state of things: a draft from before somebody else acted would only be refused.
        draft=f"procedures.{pk}.{step}.{len(reading.acts)}",
        initial={
            **reading.state.texts,
            "seen": len(reading.acts),
            "day": next((met.day for met in rested if met.day), request.today),
        },
        note=reading.proceeding.title,
        asks=(
            *next(one.told for one in told if one.key == step),
            *(f"依据：{met.says}。" for met in rested if met.about[0]),
        ),
        cancel=back,
    )


def fallen_to(
    request: Request, pk: int, step: str, verb: Verb = Verb.APPROVE
) -> tuple[Reading, Step]:
    """404 for who may not see it, 403 for whom the step does not fall to, with the reason."""
    reading = found(request, pk)
    declared = reading.definition.by_key.get(step)
    if declared is None:
        raise Http404
    if request.method != "POST":  # the deed itself answers a form that was sent
        require(queries.why_not(reading, request.rights, declared, verb).decision)
    return reading, declared


def stored(
    request: Request, reading: Reading, declared: Step, given: dict[str, Any]
) -> list[tuple[str, int]]:
    """The files that the form brought, each with its kind, as kept."""
    kept_ones = []
    about = reading.proceeding
    untold = subjects.is_confidential(about.subject_type, about.subject_id)
    for paper in declared.needs.documents:
        for number in range(max(paper.least, 1)):
            upload = given.get(f"paper_{paper.kind}_{number}")
            if upload:
                kept = evidence.store(
                    content=upload.read(),
                    name=upload.name,
                    media_type=upload.content_type or "application/octet-stream",
                    happened_on=given.get("day") or request.today,
                    untold=untold,
                    actor=request.actor,
                    at=clock.now(),
                )
                kept_ones.append((paper.kind, kept.pk))
    return kept_ones


@asks
def refuse(request: Request, pk: int, step: str) -> HttpResponse:
    """Reject a step or send it back, with the reason."""
    reading, declared = fallen_to(request, pk, step)
    back = reverse("proceeding", args=[pk])
    choices = [
        (f"to:{key}", f"退回到“{reading.definition.by_key[key].title}”")
        for key in declared.returns_to
    ]
    if declared.may_reject:
        choices.append(("reject", "不同意，程序到此终止"))
    if not choices:
        raise Http404

    def deed(given: dict[str, Any]) -> Act:
        to = given["what"].partition(":")[2]
        return services.act(
            proceeding_id=pk,
            step=step,
            verb=Verb.SEND_BACK if to else Verb.REJECT,
            to=to,
            seen=given["seen"],
            reason=given["reason"],
            **by(request),
        )

    return page(
        request,
        _refusal(choices, reading),
        title=f"退回或不同意“{declared.title}”",
        submit="确定",
        deed=deed,
        done="已登记。",
        then=back,
        initial={"seen": len(reading.acts), "what": choices[0][0]},
        note=reading.proceeding.title,
        cancel=back,
        grave=True,
    )


def _refusal(choices: list[tuple[str, str]], reading: Reading) -> type[forms.Form]:
    made: dict[str, Any] = {
        "what": forms.ChoiceField(label="处理意见", choices=choices, widget=forms.RadioSelect),
        **_reason(reading).base_fields,
    }
    return type("RefusalForm", (forms.Form,), made)


def _reason(reading: Reading) -> type[ReasonForm]:
    """The form of a reason; it says who will read it."""
    about = reading.proceeding
    said = "能看到这件程序的人都能看到理由，并写入留痕。"
    if subjects.is_confidential(about.subject_type, about.subject_id):
        said = "只有能看到这件程序的人看到理由，留痕里不写。"
    if reading.definition.sealed:
        said += "理由加密保存。"
    field = forms.CharField(
        label="理由", max_length=1000, widget=forms.Textarea({"rows": 3}), help_text=said
    )
    return type("ReasonForm", (ReasonForm,), {"reason": field})


class ReasonForm(forms.Form):
    """A reason, and how many acts were seen."""

    reason = forms.CharField(label="理由", max_length=1000, widget=forms.Textarea({"rows": 3}))
    seen = forms.IntegerField(widget=forms.HiddenInput)


@asks
def void(request: Request, pk: int) -> HttpResponse:
    """Void a proceeding."""
    reading = _overseen(request, pk)
    back = reverse("proceeding", args=[pk])
    return page(
        request,
        _reason(reading),
        title=f"作废“{reading.proceeding.title}”",
        submit="作废",
        deed=lambda given: services.void(proceeding_id=pk, **given, **by(request)),
        done="已作废；原记录保留，可以查看。",
        then=back,
        initial={"seen": len(reading.acts)},
        note="作废后不能恢复；确需再办的，另行发起。",
        cancel=back,
        grave=True,
    )


@asks
def move(request: Request, pk: int) -> HttpResponse:
    """Let a running proceeding go on under the version in use."""
    reading = _overseen(request, pk)
    back = reverse("proceeding", args=[pk])
    return page(
        request,
        _reason(reading),
        title=f"“{reading.proceeding.title}”改用新版程序",
        submit="改用新版",
        deed=lambda given: services.move_to_version(proceeding_id=pk, **given, **by(request)),
        done="已改用新版程序。",
        then=back,
        initial={"seen": len(reading.acts)},
        note="已经办过的步骤照旧有效；与新版不符的，不能改用。",
        cancel=back,
    )


def _overseen(request: Request, pk: int) -> Reading:
    """404 for who may not see it, 403 for who does not oversee it."""
    reading = found(request, pk)
    require(queries.oversight(reading, request.rights))
    return reading
