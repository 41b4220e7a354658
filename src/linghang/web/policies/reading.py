"""Reading a text: in force today or on another day, a single version, on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation.period import day_label
from linghang.org import policy as rights_policy
from linghang.procedures import queries as procedures
from linghang.procedures.reading import Reading
from linghang.texts import catalog, queries
from linghang.texts.definitions import ACTION_NAMES, CAUSE_NAMES, Action, Answer, Cause
from linghang.texts.models import Confirmation, Consultation, Draft, Policy, Review, Version
from linghang.texts.rules import State
from linghang.texts.structure import rules as structure
from linghang.web import details, subjects
from linghang.web.details import Facts, Related, Way
from linghang.web.lists import Column, Link, Listing, Mark, Words
from linghang.web.lists.cells import Value
from linghang.web.policies.seen import (
    drafts_seen,
    mark,
    policy_seen,
    state_of,
    version_seen,
    versions_seen,
)
from linghang.web.requests import Request

VERSIONS = Listing(
    code="policies.versions",
    title="历次版本",
    counted="版",
    columns=(
        Column("number", "版次", value=lambda one: f"第{one.number}版", tone="nowrap"),
        Column("action", "性质", value=lambda one: ACTION_NAMES[Action(one.action)]),
        Column("active_from", "施行", value=lambda one: one.active_from or "—", tone="nowrap"),
        Column("active_to", "失效", value=lambda one: one.active_to or "—", tone="nowrap"),
        Column("issue_number", "发文字号"),
        Column("compare", "对照", value=lambda one: _with_former(one), only="page"),
    ),
    link=lambda one: reverse("policy-version", args=[one.pk]),
)
DRAFTS = Listing(
    code="policies.drafts",
    title="各稿",
    counted="稿",
    columns=(
        Column("number", "稿次", value=str),
        Column("saved_at", "保存时间", tone="nowrap"),
        Column("saved_by", "起草人", is_person=True, tone="nowrap"),
        Column("note", "改动说明", value=lambda one: Words(one.note, one.file_name)),
        Column("compare", "对照", value=lambda one: _with_former_draft(one), only="page"),
    ),
    link=lambda one: reverse("policy-draft-shown", args=[one.pk]),
)
ASKED = Listing(
    code="policies.consultations",
    title="征求意见",
    counted="个部门",
    columns=(
        Column("unit", "部门", value="unit.name", tone="nowrap"),
        Column("answer", "意见", value=lambda one: _answered(one), tone="nowrap"),
        Column("opinion", "具体意见"),
        Column("adopted", "采纳情况"),
        Column("due_date", "期限", tone="nowrap"),
        Column("deed", "", value=lambda one: getattr(one, "deed", ""), only="page"),
    ),
)
REVIEWS = Listing(
    code="policies.reviews",
    title="定期评估",
    counted="次",
    columns=(
        Column("reviewed_on", "日期", tone="nowrap"),
        Column("conclusion", "结论", value=lambda one: one.get_conclusion_display()),
        Column("findings", "评估情况"),
    ),
)


def _with_former(one: Version) -> Value:
    if one.number < 2 or one.action == Action.ABOLISH or not one.body:
        return ""
    address = reverse("policy-compare", args=[one.policy_id])
    return Link("与上一版", f"{address}?old=v{one.number - 1}&new=v{one.number}")


def _with_former_draft(one: Draft) -> Value:
    if one.number < 2:
        return ""
    address = reverse("policy-compare", args=[one.version.policy_id])
    former = f"d{one.version.number}.{one.number - 1}"
    return Link("与上一稿", f"{address}?old={former}&new=d{one.version.number}.{one.number}")


def _answered(one: Consultation) -> Mark:
    if not one.answer:
        return Mark("未答复", "warning")
    tone = {"agrees": "done", "objects": "failed"}.get(one.answer, "going")
    return Mark(one.get_answer_display(), tone)


@require_safe
def policy(request: Request, pk: int) -> HttpResponse:
    """The words that hold today, or on ?on=; of an abolished text those that held last."""
    found = policy_seen(request, pk)
    versions = versions_seen(request, found)
    on = _day(request)
    shown = _of_day(versions, on)
    if shown is None:
        making = versions[-1]
        return _page(request, found, making, versions, on)
    return _page(request, found, shown, versions, on)


def _day(request: Request) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return request.today


def _of_day(versions: Sequence[Version], on: date) -> Version | None:
    """The last one with words that began by the day, else the first to come."""
    told = [one for one in versions if one.active_from and one.action != Action.ABOLISH]
    begun = [one for one in told if one.active_from and one.active_from <= on]
    return begun[-1] if begun else (told[0] if told else None)


@require_safe
def version(request: Request, pk: int) -> HttpResponse:
    """One version, whatever became of it; of one in making the last draft."""
    found = version_seen(request, pk)
    versions = versions_seen(request, found.policy)
    return _page(request, found.policy, found, versions, request.today)


def _page(
    request: Request,
    found: Policy,
    shown: Version,
    versions: Sequence[Version],
    on: date,
) -> HttpResponse:
    reading = queries.proceeding_of(shown, request.today)
    drafts = drafts_seen(request, shown)
    for draft in drafts:
        draft.version = shown
    body = shown.body or (drafts[-1].body if drafts and shown.active_from is None else "")
    told = structure.paragraphs(body)
    state = state_of(shown, request, versions)
    ends = next((one for one in versions if one.action == Action.ABOLISH and one.active_from), None)
    return details.page(
        request,
        title=f"《{shown.title}》",
        subtitle=_subtitle(shown, found),
        above=[("制度库", reverse("policy-list"))],
        marks=[mark(shown, request, versions), *([Mark("试行", "")] if shown.is_trial else [])],
        ways=_ways(request, found, shown, versions, reading),
        facts=[Facts("登记", _facts(request, found, shown, reading))],
        related=_related(request, found, shown, versions, drafts),
        history=(("texts.version", str(shown.pk)) if drafts else ("texts.policy", str(found.pk))),
        template="web/policies/policy.html",
        context={
            "contents": structure.contents(told) if len(told) > 1 else (),
            "paragraphs": told,
            "policy": found,
            "version": shown,
            "is_draft": shown.active_from is None,
            "is_past": state in (State.ABOLISHED, State.REPLACED),
            "ends": ends if state is State.ABOLISHED else None,
            "latest": versions[-1] if versions[-1].pk != shown.pk else None,
            "on": on,
        },
    )


def _subtitle(shown: Version, found: Policy) -> str:
    parts = [found.number or "未编号", catalog.name(found.category), found.owner.name]
    return " · ".join([*parts, f"第{shown.number}版"])


def _facts(
    request: Request, found: Policy, shown: Version, reading: Reading | None
) -> list[tuple[str, Value]]:
    told: list[tuple[str, Value]] = [
        ("性质", ACTION_NAMES[Action(shown.action)]),
        ("原因", Words(CAUSE_NAMES[Cause(shown.cause)], shown.explanation)),
        ("重要制度", "是" if shown.is_major else "否"),
        ("发文字号", shown.issue_number),
        ("决定依据", shown.basis),
        ("施行日期", day_label(shown.active_from) if shown.active_from else ""),
        ("失效日期", day_label(shown.active_to) if shown.active_to else ""),
        ("下次评估", day_label(found.review_due) if found.review_due else ""),
    ]
    if reading is not None:
        steps = "、".join(step.title for step in reading.way.open()) or "已结束"
        told.append(
            ("办理程序", Link(f"{reading.definition.name}（{steps}）", _way_to(request, reading)))
        )
    if shown.active_from is not None:
        count = Confirmation.objects.filter(version=shown).count()
        mine = Confirmation.objects.filter(version=shown, person__code=request.rights.person)
        day = mine.values_list("confirmed_on", flat=True).first()
        read = f"您于{day_label(day)}阅知" if day else "您还没有登记阅知"
        told.append(("阅知", Words(f"{count}人", read)))
    return told


def _way_to(request: Request, reading: Reading) -> str:
    """Where the proceeding is shown; "" to who may read the text and not how it came about."""
    seen = procedures.visible_to(request.rights, request.today)
    pk = reading.proceeding.pk
    return reverse("proceeding", args=[pk]) if seen.filter(pk=pk).exists() else ""


def _ways(
    request: Request,
    found: Policy,
    shown: Version,
    versions: Sequence[Version],
    reading: Reading | None,
) -> list[Way]:
    rights, ways = request.rights, []
    if shown.active_from is None:
        return _ways_of_making(request, shown, reading)
    if state_of(shown, request, versions) is State.IN_FORCE:
        ways += _ways_in_force(request, found, shown, versions)
    if shown.body:
        ways.append(Way("打印", reverse("policy-print", args=[shown.pk]), "print"))
    if sum(bool(one.body) for one in versions) > 1:
        ways.append(Way("对照各版", reverse("policy-compare", args=[found.pk]), "switch"))
    if rights_policy.may_manage_policies(rights):
        ways.append(Way("更正登记", reverse("policy-correct", args=[found.pk]), "pencil"))
    return ways


def _ways_of_making(request: Request, shown: Version, reading: Reading | None) -> list[Way]:
    rights, ways = request.rights, []
    if shown.action != Action.ABOLISH and queries.may_draft(reading, rights):
        ways.append(Way("写正文", reverse("policy-draft", args=[shown.pk]), "pencil", main=True))
    if queries.may_consult(reading, rights):
        ways.append(Way("征求意见", reverse("policy-ask", args=[shown.pk]), "send", main=True))
    if reading is not None and shown.dropped_on is None and (way := _way_to(request, reading)):
        ways.append(Way("办理程序", way, "done"))
    return ways


def _ways_in_force(
    request: Request, found: Policy, shown: Version, versions: Sequence[Version]
) -> list[Way]:
    rights, ways = request.rights, []
    own = Confirmation.objects.filter(version=shown, person__code=rights.person)
    if not own.exists():
        ways.append(Way("登记阅知", reverse("policy-read", args=[shown.pk]), "done", main=True))
    in_making = any(one.active_from is None and one.dropped_on is None for one in versions)
    if queries.may_review(rights, found):
        ways.append(Way("评估", reverse("policy-review", args=[found.pk]), "eye"))
        if not in_making:
            ways.append(Way("提出修订", reverse("policy-revise", args=[found.pk]), "pencil"))
            ways.append(Way("提出废止", reverse("policy-abolish", args=[found.pk]), "delete"))
    return ways


def _related(
    request: Request,
    found: Policy,
    shown: Version,
    versions: Sequence[Version],
    drafts: Sequence[Draft],
) -> list[Related]:
    related = [Related(listing=VERSIONS, rows=list(reversed(versions)))]
    if drafts:
        related.append(Related(listing=DRAFTS, rows=list(reversed(drafts))))
        asked = list(shown.consultations.select_related("unit"))
        for one in asked:
            one.deed = _deed(request, shown, one)  # type: ignore[attr-defined]
        if asked:
            related.insert(0, Related(listing=ASKED, rows=asked))
    reviews = list(Review.objects.filter(policy=found))
    if reviews:
        related.append(Related(listing=REVIEWS, rows=reviews, beside=True))
    return related


def _deed(request: Request, shown: Version, one: Consultation) -> Value:
    if shown.active_from is not None or shown.dropped_on is not None:
        return ""
    if not one.answer and queries.may_answer(request.rights, one):
        return Link("答复", reverse("policy-answer", args=[one.pk]))
    is_owner = shown.policy.owner.code == request.rights.unit.code
    wants = one.answer not in ("", Answer.AGREES) and not one.adopted
    if wants and is_owner and queries.is_head(request.rights):
        return Link("登记采纳情况", reverse("policy-weigh", args=[one.pk]))
    return ""


@require_safe
def printed(request: Request, pk: int) -> HttpResponse:
    """A version on paper: its words and nothing else."""
    found = version_seen(request, pk)
    if not found.body:
        raise Http404
    context = {
        "version": found,
        "policy": found.policy,
        "paragraphs": structure.paragraphs(found.body),
        "mark": mark(found, request, versions_seen(request, found.policy)),
    }
    return render(request, "web/policies/print.html", context)


@require_safe
def draft(request: Request, pk: int) -> HttpResponse:
    """One draft as it was saved."""
    row = Draft.objects.select_related("version").filter(pk=pk).first()
    if row is None:
        raise Http404
    of = version_seen(request, row.version_id)
    if row.pk not in {one.pk for one in drafts_seen(request, of)}:
        raise Http404
    told = structure.paragraphs(row.body)
    return details.page(
        request,
        title=f"《{of.title}》第{row.number}稿",
        subtitle=row.note,
        above=[
            ("制度库", reverse("policy-list")),
            (of.title, reverse("policy-version", args=[of.pk])),
        ],
        template="web/policies/policy.html",
        context={
            "contents": structure.contents(told) if len(told) > 1 else (),
            "paragraphs": told,
            "policy": of.policy,
            "version": of,
            "is_draft": True,
        },
    )


subjects.register("texts.policy", "policy")
subjects.register("texts.version", "policy-version")
