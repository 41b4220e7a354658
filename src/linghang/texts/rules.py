"""What is in force when, and why a version can't come into force. Pure; days are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from linghang.foundation.period import day_label
from linghang.texts.definitions import Action

SOON_DAYS = 30


class State(StrEnum):
    """How a version stands on a day."""

    MAKING = "making"
    DROPPED = "dropped"
    COMING = "coming"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    ABOLISHED = "abolished"


STATE_NAMES = {
    State.MAKING: "办理中",
    State.DROPPED: "未通过",
    State.COMING: "待施行",
    State.IN_FORCE: "现行",
    State.REPLACED: "已被替代",
    State.ABOLISHED: "已废止",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A version as the rules know it. active_from None: not published; active_to: exclusive."""

    action: Action
    active_from: date | None = None
    active_to: date | None = None
    is_dropped: bool = False
    is_last: bool = True


def state(one: Standing, *, on: date) -> State:
    """How a version stands on a day. One that ended is 已废止 if no text followed it."""
    if one.active_from is None:
        return State.DROPPED if one.is_dropped else State.MAKING
    if on < one.active_from:
        return State.COMING
    if one.action is Action.ABOLISH:
        return State.ABOLISHED
    if one.active_to is None or on < one.active_to:
        return State.IN_FORCE
    return State.ABOLISHED if one.is_last else State.REPLACED


def reasons_not_to_begin(action: Action, *, is_in_force: bool, is_in_making: bool) -> list[str]:
    """Why a change can't be begun; every reason, in Chinese."""
    reasons = []
    if action is not Action.ADOPT and not is_in_force:
        reasons.append("没有现行的版本，不能修订或废止")
    if is_in_making:
        reasons.append("这项制度已有一个版本正在办理")
    return reasons


def reasons_not_to_publish(
    action: Action,
    *,
    active_from: date | None,
    day: date,
    number: str,
    is_number_taken: bool,
    has_text: bool,
    predecessor_from: date | None,
    review_due: date | None,
) -> list[str]:
    """Why a version can't be published (发布); every reason, in Chinese."""
    reasons = []
    if action is Action.ADOPT and not number:
        reasons.append("没有填写制度编号")
    if is_number_taken:
        reasons.append(f"制度编号“{number}”已经用于另一项制度")
    if action is not Action.ABOLISH and not has_text:
        reasons.append("没有正文")
    if active_from is None:
        reasons.append("没有填写施行日期")
        return reasons
    if active_from < day:
        reasons.append(f"施行日期（{day_label(active_from)}）早于发布日期，制度不能溯及既往")
    if predecessor_from is not None and active_from <= predecessor_from:
        reasons.append(f"施行日期不晚于上一版（{day_label(predecessor_from)}施行）")
    if review_due is not None and review_due <= active_from:
        reasons.append("评估日期不晚于施行日期")
    return reasons


def reasons_not_to_ask(units: Sequence[str], *, owner: str, asked: Sequence[str]) -> list[str]:
    """Why these departments can't be asked for their opinion (会签)."""
    reasons = []
    if not units:
        reasons.append("没有选择征求意见的部门")
    if owner in units:
        reasons.append("主责部门不向自己征求意见")
    if again := [unit for unit in units if unit in asked]:
        reasons.append(f"已经征求过意见、还没有答复：{'、'.join(again)}")
    return reasons


def is_review_due(review_due: date | None, *, on: date) -> bool:
    """Whether a regular review (定期评估) is due within a month, or overdue."""
    return review_due is not None and (review_due - on).days <= SOON_DAYS
