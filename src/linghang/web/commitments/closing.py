"""Deeds of closing and after: ask for it, pass or send back, extend, look back, as forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from linghang.commitments.closing import services as closing
from linghang.commitments.deeds import What
from linghang.commitments.extending import services as extending
from linghang.commitments.models import Extension
from linghang.commitments.progress.rules import Kind
from linghang.commitments.reviewing import services as reviewing
from linghang.commitments.spells.rules import ACCEPTED
from linghang.foundation.period import day_label
from linghang.web.commitments import standing
from linghang.web.commitments.deeds import asked, asks, is_open, long
from linghang.web.commitments.possible import may_plan
from linghang.web.commitments.reached import by
from linghang.web.commitments.seen import Seen, seen_at
from linghang.web.meetings.forms import day_field
from linghang.web.requests import Request

MOST_PAPERS = 5


class ApplyForm(forms.Form):
    """Words of self-examination."""

    text = long("自查情况", help="对照完成标准，写明做到了什么、凭什么算办成。")


@asks
def apply(request: Request, pk: int) -> HttpResponse:
    """Ask for closing; what it lacks is said above the form."""
    seen = seen_at(request, pk)
    now = standing.now(seen)
    return asked(
        request,
        seen,
        is_open,
        ApplyForm,
        title="申请销号",
        submit="申请销号",
        deed=lambda row, given: closing.apply(commitment_id=row.pk, **given, **by(request)),
        done="已申请销号，等他人逐级核验。",
        asks=[f"还差：{says}。" for says in now.lacks] or ["佐证材料已具备。办理的人不参加验收。"],
        draft=f"commitments.apply.{pk}",
    )


def _to_verify(seen: Seen) -> list[str]:
    """What a checker holds against each other: the standard, the self-examination, the evidence."""
    row = seen.row
    asked_for = row.steps.filter(what=What.ASKED.value).order_by("-pk").first()
    papers = list(row.papers.filter(removed_on=None).order_by("-happened_on", "-pk"))
    named = "；".join(f"{one.name}（{day_label(one.happened_on)}）" for one in papers[:MOST_PAPERS])
    more = "等" if len(papers) > MOST_PAPERS else ""
    told = (
        ("完成标准", row.standard),
        ("自查情况", asked_for.text if asked_for else ""),
        ("佐证材料", f"{len(papers)}份，{named}{more}" if papers else "没有"),
    )
    return [f"{name}：{text}" for name, text in told if text]


class ReturnForm(forms.Form):
    """Why it is sent back."""

    reason = long("退回理由", help="写明哪一条没有做到、还要补什么。")


@asks
def pass_on(request: Request, pk: int) -> HttpResponse:
    """Pass the closing step that lies open."""
    seen = seen_at(request, pk)
    now = standing.now(seen)
    return asked(
        request,
        seen,
        lambda _seen: now.may_decide,
        forms.Form,
        title=f"{now.step}通过",
        submit="通过",
        deed=lambda row, _given: closing.decide(commitment_id=row.pk, **by(request)),
        done=f"“{now.step}”已通过。",
        asks=_to_verify(seen),
    )


@asks
def send_back(request: Request, pk: int) -> HttpResponse:
    """Send the asked closing back, with the reason."""
    seen = seen_at(request, pk)
    now = standing.now(seen)

    def deed(row: Any, given: dict[str, Any]) -> Any:
        return closing.decide(commitment_id=row.pk, returned_because=given["reason"], **by(request))

    return asked(
        request,
        seen,
        lambda _seen: now.may_decide,
        ReturnForm,
        title="退回销号申请",
        submit="退回",
        deed=deed,
        done="已退回，责任部门会收到通知。",
        asks=_to_verify(seen),
        grave=True,
    )


class ExtendForm(forms.Form):
    """A later day and why."""

    to = day_field("申请延期至")
    reason = long("理由", help="原定时限始终显示，不因延期改变。")


@asks
def extend(request: Request, pk: int) -> HttpResponse:
    """Ask for a later day."""
    return asked(
        request,
        pk,
        lambda seen: is_open(seen) and seen.row.due is not None,
        ExtendForm,
        title="申请延期",
        submit="申请延期",
        deed=lambda row, given: extending.ask(commitment_id=row.pk, **given, **by(request)),
        done="已申请延期，等待审批。",
    )


class ExtensionForm(forms.Form):
    """Whether it is granted."""

    grant = forms.ChoiceField(
        label="意见",
        choices=(("1", "同意延期"), ("0", "不同意")),
        widget=forms.RadioSelect({"data-inline": "1"}),
    )
    answer = long("说明", rows=2, required=False, help="不同意的要写明理由。")


@asks
def extension(request: Request, pk: int, extension: int) -> HttpResponse:
    """Grant an extension, or not."""
    seen = seen_at(request, pk)
    row = seen.row
    found = get_object_or_404(Extension, pk=extension, commitment=row)

    def deed(_row: Any, given: dict[str, Any]) -> Any:
        return extending.decide(
            extension_id=found.pk,
            grant=given["grant"] == "1",
            answer=given["answer"],
            **by(request),
        )

    return asked(
        request,
        seen,
        lambda one: one.may_extend and found.decided_on is None,
        ExtensionForm,
        title="审批延期",
        submit="确定",
        deed=deed,
        done=lambda made: "已同意延期。" if made.is_granted else "已答复不同意延期。",
        asks=[
            f"时限：由{day_label(found.from_due)}延至{day_label(found.to_due)}"
            + (f"；原定{day_label(row.first_due)}" if row.first_due else ""),
            f"理由：{found.reason}",
        ],
    )


@asks
def plan_review(request: Request, pk: int) -> HttpResponse:
    """Set a day on which to look back: one more, or another day for one that waits."""
    seen = seen_at(request, pk)
    row = seen.row
    waiting = list(row.reviews.filter(done_on=None).order_by("planned_on"))
    made: dict[str, Any] = {"on": day_field("回头看日期")}
    if waiting:
        made["review"] = forms.ChoiceField(
            label="安排",
            choices=[
                *((str(each.pk), f"改期：原定{day_label(each.planned_on)}的") for each in waiting),
                ("0", "再安排一次"),
            ],
            widget=forms.RadioSelect,
        )
        made["reason"] = long("改期理由", rows=2, required=False, help="改期的写明。")

    def deed(row: Any, given: dict[str, Any]) -> Any:
        return reviewing.plan(
            commitment_id=row.pk,
            on=given["on"],
            review_id=int(given.get("review") or 0) or None,
            reason=given.get("reason", ""),
            **by(request),
        )

    return asked(
        request,
        seen,
        may_plan,
        type("PlanReviewForm", (forms.Form,), made),
        title="安排回头看",
        submit="安排",
        deed=deed,
        done=lambda review: f"已安排{day_label(review.planned_on)}回头看，到期前列入工作台。",
        initial={"review": str(waiting[0].pk)} if waiting else {},
        asks=["办理过这项任务的人不参加回头看。"],
    )


class ReviewForm(forms.Form):
    """What was found when it was looked at again."""

    rebound = forms.ChoiceField(
        label="结果",
        choices=(("0", "巩固：所做的仍然有效"), ("1", "反弹：问题又出现，重新办理")),
        widget=forms.RadioSelect,
    )
    text = long("情况", help="看了什么、问了谁、依据什么判断。")


@asks
def review(request: Request, pk: int) -> HttpResponse:
    """Say what was found looking back; a relapse opens it again, with the link."""

    def may(seen: Seen) -> bool:
        accepted = seen.row.standing in {each.value for each in ACCEPTED}
        goes_on = seen.row.type == Kind.CONTINUOUS and seen.row.is_under_way
        return seen.may_review and (accepted or goes_on)

    def deed(row: Any, given: dict[str, Any]) -> Any:
        return reviewing.look_back(
            commitment_id=row.pk,
            rebound=given["rebound"] == "1",
            text=given["text"],
            **by(request),
        )

    return asked(
        request,
        pk,
        may,
        ReviewForm,
        title="回头看",
        submit="登记结果",
        deed=deed,
        done=lambda made: (
            "已登记：反弹，重新办理。" if made.result == "rebound" else "已登记：巩固。"
        ),
    )
