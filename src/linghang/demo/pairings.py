"""Pairings of 三培养 in some branches: with progress, late, ended, one that led to something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from linghang.branches.cultivation.rules import Kind
from linghang.branches.models import Pairing
from linghang.branches.pairing import services
from linghang.demo.office_work import holder_at
from linghang.meetings.bodies.queries import below
from linghang.org.memberships.rules import Line
from linghang.org.models import Coverage, Membership

SAID = (
    "参加学科组集中学习，跟随培养人门诊和查房。",
    "独立完成带教任务，承担科内小讲课两次。",
    "主持一项院内课题，得到科室认可。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Two:
    """nth: which member of the branch, or of its departments where a member is to come of it."""

    branch: str
    kind: Kind
    goal: str
    since: date
    months: int
    noted: int = 2
    nth: int = 6
    became: str = ""
    ended: str = ""


PAIRS = (
    Two(branch="B01", kind=Kind.MEMBER, goal="递交入党申请书", since=date(2025, 3, 4), months=18),
    Two(
        branch="B01",
        kind=Kind.PROFESSIONAL,
        goal="独立开展介入手术",
        since=date(2025, 2, 11),
        months=24,
        noted=3,
    ),
    Two(
        branch="B01",
        kind=Kind.MANAGER,
        goal="担任医疗组长",
        since=date(2024, 9, 3),
        months=14,
        noted=1,
        nth=7,
    ),
    Two(
        branch="B02",
        kind=Kind.MEMBER,
        goal="成为入党积极分子",
        since=date(2025, 4, 15),
        months=12,
    ),
    Two(
        branch="B05",
        kind=Kind.PROFESSIONAL,
        goal="亚专科骨干",
        since=date(2024, 10, 8),
        months=18,
        noted=3,
        became="内镜亚专科骨干",
    ),
    Two(
        branch="B07",
        kind=Kind.MANAGER,
        goal="病区副护士长",
        since=date(2025, 1, 14),
        months=24,
        ended="培养对象外出进修一年，返回后重新结对。",
    ),
    Two(
        branch="B12",
        kind=Kind.PROFESSIONAL,
        goal="取得专科护士资质",
        since=date(2025, 5, 20),
        months=18,
        noted=1,
    ),
)


def do(*, today: date, clock: Callable[[], datetime]) -> None:
    """The pairs; nothing when there are any."""
    if Pairing.objects.exists():
        return
    for one in PAIRS:
        _pair(one, today, clock())


def _pair(one: Two, today: date, at: datetime) -> None:
    by: dict[str, Any] = {
        "actor": holder_at("branch_secretary", one.branch),
        "at": at,
        "today": today,
    }
    members = Membership.objects.on(today).filter(below(one.branch, today), line=Line.PARTY)
    rows = _outsiders(one.branch, today) if one.kind is Kind.MEMBER else members
    row = services.pair(
        unit=one.branch,
        person=rows.order_by("person__code")[one.nth].person.code,
        mentor=members.order_by("person__code")[0].person.code,
        kind=one.kind,
        goal=one.goal,
        since=one.since,
        due_on=one.since + timedelta(days=30 * one.months),
        **by,
    )
    day = one.since
    for says in SAID[: one.noted]:
        day += timedelta(days=85)
        services.note(pairing_id=row.pk, day=day, says=says, **by)
    day = min(day + timedelta(days=60), today)
    if one.became:
        services.achieve(
            pairing_id=row.pk, day=day, became=one.became, document="科室聘任通知", **by
        )
    if one.ended:
        services.end(pairing_id=row.pk, day=day, reason=one.ended, **by)


def _outsiders(branch: str, today: date) -> QuerySet[Membership]:
    """Who works in the branch's departments and is no member."""
    homes = Coverage.objects.on(today).filter(unit__code=branch).values("covered")
    members = Membership.objects.filter(line=Line.PARTY).values("person")
    rows = Membership.objects.on(today).filter(line=Line.HOME, unit__in=homes)
    return rows.exclude(person__in=members)
