"""What the offices did in the last days before the visitor comes, each deed by who may do it.

So the workbench of the president holds a decision, the inboxes hold notices, and a delegation runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from linghang.demo.posts import DEMO_POSTS
from linghang.foundation.access import Actor
from linghang.foundation.parameters import services as parameters
from linghang.foundation.parameters.models import ParameterChange
from linghang.org.charges import services as charges
from linghang.org.models import Appointment
from linghang.org.posts_held import services as posts_held

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A rule parameter that the Party office drafts. decided: None, or what the president says."""

    code: str
    value: object
    active_from: date
    document: str
    reason: str
    is_approved: bool | None = None
    note: str = ""


DRAFTS = (
    Draft(
        code="materials.before_meeting",
        value=3,
        active_from=date(2026, 1, 1),
        document="《党委会议事规则（2025年修订）》第十二条",
        reason="议题材料送达过晚，委员来不及研究，修订后的议事规则改为提前三个工作日。",
        is_approved=True,
        note="同意，自新年度第一次党委会起执行。",
    ),
    Draft(
        code="major.amount_off_budget",
        value=50_000_000,
        active_from=date(2026, 1, 1),
        document="《“三重一大”决策制度实施办法（征求意见稿）》第六条",
        reason="与预算内起点金额统一，便于科室掌握。",
        is_approved=False,
        note="预算外支出应当从严，先征求财务科和纪检监察室意见后再报。",
    ),
    Draft(
        code="major.amount_in_budget",
        value=80_000_000,
        active_from=date(2026, 2, 1),
        document="《“三重一大”决策制度实施办法（2025年修订）》第六条",
        reason="设备单价上升，现行起点偏低，年度采购计划内的常规设备更新不必逐项上会。",
    ),
)
IN_CHARGE = ("O07", "O08", "O09", "D14", "D15", "D16")  # medical affairs and some surgery
IN_CHARGE_FROM = date(2025, 1, 20)
DELEGATED_FROM, DELEGATED_TO = date(2025, 12, 31), date(2026, 1, 9)


def do(*, today: date, clock: Clock) -> None:
    """Rule parameters, who of the leaders is in charge of what, and a deputy for the president."""
    if ParameterChange.objects.exists():
        return
    clerk, president = _holder("party_office_director"), _holder("president")
    for draft in DRAFTS:
        _draft(draft, _actor(clerk), _actor(president), today, clock)
    deputy = _holder("vice_president")
    charges.put_in_charge(
        appointment_id=deputy.pk,
        units=IN_CHARGE,
        active_from=IN_CHARGE_FROM,
        document="《关于院领导分工的通知》（领示院党〔2025〕2号）",
        actor=_actor(_holder("party_office_director")),
        at=clock(),
    )
    posts_held.delegate(
        appointment_id=president.pk,
        to=deputy.person.code,
        active_from=DELEGATED_FROM,
        active_to=DELEGATED_TO,
        reason="赴省里参加公立医院院长培训班，其间日常行政事务由副院长代办。",
        today=today,
        actor=_actor(president),
        at=clock(),
    )


def _draft(draft: Draft, clerk: Actor, president: Actor, today: date, clock: Clock) -> None:
    change = parameters.draft(
        code=draft.code,
        value=draft.value,
        active_from=draft.active_from,
        document=draft.document,
        reason=draft.reason,
        actor=clerk,
        at=clock(),
        today=today,
    )
    if draft.is_approved is None:
        return
    if draft.is_approved:
        parameters.approve(
            change_id=change.pk, actor=president, at=clock(), today=today, note=draft.note
        )
    else:
        parameters.refuse(change_id=change.pk, note=draft.note, actor=president, at=clock())


def _holder(code: str) -> Appointment:
    post = DEMO_POSTS[code]
    return (
        Appointment.objects.filter(post=post.post, unit__code=post.unit, active_to=None)
        .select_related("person")
        .earliest("pk")
    )


def holder_at(post: str, unit: str) -> Actor:
    """Who holds a post on a unit today, acting under it."""
    held = Appointment.objects.filter(post=post, unit__code=unit, active_to=None).earliest("pk")
    return _actor(held)


def _actor(held: Appointment) -> Actor:
    return Actor(person=held.person.code, appointment=held.pk)
