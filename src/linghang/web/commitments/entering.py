"""What a programme holds, as forms: list, change, void, take back a wrong closing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from linghang.commitments.definitions import Level, Role
from linghang.commitments.models import Commitment, Programme
from linghang.commitments.offering import registry
from linghang.commitments.offering.registry import Offer
from linghang.commitments.reviewing import services as reviewing
from linghang.commitments.spells.rules import ACCEPTED, Standing
from linghang.commitments.writing import moving, services
from linghang.web.commitments import entry_form
from linghang.web.commitments.deeds import asked, long
from linghang.web.commitments.possible import may_move
from linghang.web.commitments.reached import Plan, by, led, one, story
from linghang.web.commitments.seen import Seen, seen_at
from linghang.web.forms import page
from linghang.web.meetings.forms import day_field
from linghang.web.requests import Request

asks = require_http_methods(["GET", "HEAD", "POST"])
FORM, ADD = "web/commitments/form.html", "web/commitments/add.html"


@asks
def add(request: Request, pk: int) -> HttpResponse:
    """List a commitment under another one (?under=), at a level (?level=), one after the other; or
    take over a record (?from=)."""
    plan = led(request, pk)
    above = _above(plan, request.GET.get("under", ""))
    levels, level = _levels(plan, above, request.GET.get("level", ""))
    again = f"{plan.url('commitment-add')}?under={above.pk if above else ''}&level={level.code}"

    offer = _offer(request)

    def deed(given: dict[str, Any]) -> Commitment:
        wanted = entry_form.wanted(level, given, parent=above.pk if above else None)
        if offer is not None:
            wanted = replace(wanted, source=offer.source)
        return services.add(programme_id=plan.programme.pk, wanted=wanted, **by(request))

    def then(made: Commitment) -> str:
        if "one_more" in request.POST:
            return again
        if "below" in request.POST:
            return f"{plan.url('commitment-add')}?under={made.pk}"
        return story(made)

    last = _last(plan, above, level)
    here = f"在“{above.number} {above.title}”之下" if above else "最上一级"
    buttons = [("one_more", f"列入，再列一{level.counted}{level.name}")]
    if level is not plan.kind.levels[-1]:
        buttons.append(("below", "列入，再列它的下一级"))
    return page(
        request,
        entry_form.form_of(plan, level),
        title=f"列入{level.name}",
        note=f"{here}。{_begins(plan)}",
        submit="列入",
        buttons=buttons,
        deed=deed,
        done=lambda made: f"已列入{made.number} {made.title}。",
        then=then,
        groups=entry_form.groups(level),
        initial=_as_the_last(last) | _as_offered(offer),
        draft=f"commitments.add.{plan.programme.pk}.{above.pk if above else 0}.{level.code}",
        cancel=plan.url(),
        template=ADD,
        context={
            "above": plan.above,
            "here": f"列入{level.name}",
            "levels": [
                (f"?under={above.pk if above else ''}&level={one.code}", one.name, one is level)
                for one in levels
            ],
        },
    )


def _begins(plan: Plan) -> str:
    """From when on what is listed is to be done."""
    if not plan.kind.approval:
        return "列入即下达。"
    is_draft = plan.programme.standing == Programme.Standing.DRAFT
    return "方案审定后下达。" if is_draft else "重新审定后下达。"


def _above(plan: Plan, word: str) -> Commitment | None:
    if not word:
        return None
    row = plan.rows().filter(pk=int(word)).first() if word.isdigit() and len(word) < 18 else None
    if row is None:
        raise Http404
    return row


def _levels(plan: Plan, above: Commitment | None, wanted: str) -> tuple[list[Level], Level]:
    """What may stand there, and the level asked for; else what stands below, not beside."""
    levels = [one for one in plan.kind.levels if _fits(plan, one, above)]
    if not levels:
        raise Http404
    below = [one for one in levels if above is None or one.code != above.level]
    usual = next((one for one in below if not one.optional), (below or levels)[0])
    return levels, next((one for one in levels if one.code == wanted), usual)


def _fits(plan: Plan, level: Level, above: Commitment | None) -> bool:
    return plan.kind.may_stand_under(level.code, above.level if above else "")


def _last(plan: Plan, above: Commitment | None, level: Level) -> Commitment | None:
    """What was listed last at this place: the next one is often like it."""
    rows = plan.rows().filter(parent=above, level=level.code)
    return rows.order_by("-path").first()


def _as_the_last(last: Commitment | None) -> dict[str, Any]:
    """Of the last one what the next one shares: who, when, of which type."""
    if last is None:
        return {}
    shared = ("type", "unit", "owner", "leader", "due")
    return {name: value for name, value in entry_form.initial(last).items() if name in shared}


def _offer(request: Request) -> Offer | None:
    """The record that is taken over (?from=type:id); 404 for one that the post may not see."""
    kind, _, key = request.GET.get("from", "").partition(":")
    if not kind:
        return None
    found = registry.find(request.rights, (kind, key), request.today)
    if found is None:
        raise Http404
    return found


def _as_offered(offer: Offer | None) -> dict[str, Any]:
    if offer is None:
        return {}
    names = ("title", "text", "unit", "owner", "leader", "due", "standard")
    told = {name: getattr(offer, name) for name in names}
    return {name: value for name, value in told.items() if value}


@asks
def edit(request: Request, pk: int) -> HttpResponse:
    """Change what a commitment says; what was approved then needs to be approved again."""
    plan, row = one(request, pk)
    if not plan.leads or row.standing in (Standing.VOIDED.value, Standing.CLOSING.value):
        raise Http404
    level = plan.kind.by_level[row.level]

    def deed(given: dict[str, Any]) -> Commitment:
        reason = given.pop("reason", "")
        wanted = entry_form.wanted(level, given, parent=row.parent_id, row=row)
        return services.edit(commitment_id=row.pk, wanted=wanted, reason=reason, **by(request))

    return page(
        request,
        entry_form.form_of(plan, level, row),
        title=f"修改：{row.number} {row.title}",
        submit="保存",
        deed=deed,
        done="已保存。" if row.begun_on is None else "已保存，需重新审定。",
        then=story(row),
        groups=entry_form.groups(level, reason=row.begun_on is not None),
        initial=entry_form.initial(row),
        cancel=story(row),
        template=FORM,
        context={
            "above": [*plan.above, (f"{row.number} {row.title}", story(row))],
            "here": "修改",
        },
    )


@asks
def move(request: Request, pk: int) -> HttpResponse:
    """Bring a commitment with all below it under another one."""
    seen = seen_at(request, pk)
    plan, row = seen.plan, seen.row
    is_measure = row.parent is not None and row.parent.role == Role.FINDING.value
    made: dict[str, Any] = {
        "parent": forms.ChoiceField(label="移到哪一项之下", choices=_places(plan, row))
    }
    if is_measure:
        made["answers_still"] = forms.BooleanField(
            label=f"仍对应原来的问题（{row.parent}）", required=False
        )
    if row.begun_on is not None:
        made["reason"] = long("调整理由", rows=2, help="已经下达的，调整后需重新审定。")

    def deed(row: Commitment, given: dict[str, Any]) -> Commitment:
        parent = given.pop("parent")
        above = None if parent == TOP else int(parent)
        return moving.move(commitment_id=row.pk, parent=above, **given, **by(request))

    return asked(
        request,
        seen,
        may_move,
        type("MoveForm", (forms.Form,), made),
        title="调整位置",
        submit="调整",
        deed=deed,
        done=lambda made: (
            f"已移到{made.parent or '最上一级'}之下。" + ("需重新审定。" if made.begun_on else "")
        ),
        asks=["连同下级一起移动；序号不变，要改在“修改”中改。"],
    )


TOP = "top"


def _places(plan: Plan, row: Commitment) -> list[tuple[str, str]]:
    """Where it may stand, in the order of the tree, without where it stands now."""
    levels = [
        one.code for one in plan.kind.levels if plan.kind.may_stand_under(row.level, one.code)
    ]
    found = plan.rows().filter(level__in=levels).exclude(standing=Standing.VOIDED.value)
    found = found.exclude(path__startswith=row.path).order_by("path")
    if row.parent_id is not None:
        found = found.exclude(pk=row.parent_id)
    done = Q(role=Role.TASK.value, standing__in=[*(one.value for one in ACCEPTED), "closing"])
    told = found.exclude(done).values_list("pk", "number", "title")
    first = [("", "请选择")]
    top = [(TOP, "最上一级")] if plan.kind.may_stand_under(row.level, "") and row.parent else []
    return [*first, *top, *((str(pk), f"{number} {title}"[:60]) for pk, number, title in told)]


class VoidForm(forms.Form):
    """Why it counts no more."""

    reason = long("理由", help="如：重复列入、上级调整了任务。")


@asks
def void(request: Request, pk: int) -> HttpResponse:
    """Void a commitment with all below it."""
    closing = (Standing.VOIDED.value, Standing.CLOSING.value)
    return asked(
        request,
        pk,
        lambda seen: seen.plan.leads and seen.row.standing not in closing,
        VoidForm,
        title="作废",
        submit="作废",
        deed=lambda row, given: services.void(commitment_id=row.pk, **given, **by(request)),
        done=lambda made: f"已作废{len(made)}项；仍看得到，不再计入。",
        asks=["连同下级一起作废，不能恢复；确需再办的重新列入。"],
        grave=True,
    )


class CorrectForm(forms.Form):
    """From when it was not closed, and why."""

    day = day_field("自哪一天起更正", help_text="在销号日期和今天之间。")
    reason = long("理由")


@asks
def correct(request: Request, pk: int) -> HttpResponse:
    """Take back a closing that was recorded wrongly."""

    def may(seen: Seen) -> bool:
        return seen.plan.leads and seen.row.standing in {each.value for each in ACCEPTED}

    return asked(
        request,
        pk,
        may,
        CorrectForm,
        title="更正销号",
        submit="更正",
        deed=lambda row, given: reviewing.correct(commitment_id=row.pk, **given, **by(request)),
        done="已更正，恢复办理。",
        initial={"day": request.today},
        asks=["登记错了的销号才更正；问题又出现的，登记回头看的反弹。"],
        grave=True,
    )
