"""The deed about plans: fix the themes of a year beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.meetings import catalog, trail_actions
from linghang.meetings.models import PlannedTheme, YearPlan
from linghang.org.models import Unit
from linghang.org.rules import refuse


class CannotPlanYear(Refused):
    """The plan cannot be kept; the message lists every reason."""


@transaction.atomic
def plan(
    *,
    unit: str,
    kind: str,
    year: int,
    themes: Mapping[int, str],
    keeper: str = "",
    actor: Actor,
    at: datetime,
    today: date,
) -> YearPlan:
    """Keep the plan of one kind of meeting for a year in place of the one before.

    themes: month → theme. A theme that stays the same keeps the day on which it was fixed; a month
    that is over takes no new theme (§1.4.1: fixed beforehand). keeper: 学习秘书, "" for none.
    Raises CannotPlanYear.
    """
    host = Unit.objects.select_for_update().get(code=unit)
    row = YearPlan.objects.filter(unit=host, kind=kind, year=year).first()
    before = {one.month: one for one in row.themes.all()} if row else {}
    wanted = {month: theme.strip() for month, theme in themes.items() if theme.strip()}
    declared = catalog.meetings()
    reasons = []
    if kind not in declared or not declared[kind].is_planned_by(host.kind):
        reasons.append(f"“{host.name}”不召开这种会议，也不为下级制定计划")
    over = [
        month
        for month in range(1, 13)
        if (before[month].theme if month in before else "") != wanted.get(month, "")
        and (year, month) < (today.year, today.month)
    ]
    if over:
        told = "、".join(f"{month}月" for month in over)
        reasons.append(f"{told}已经过去，主题应事先确定，不再改动")
    refuse(CannotPlanYear, "不能登记计划", reasons)
    if row is None:
        row = YearPlan(unit=host, kind=kind, year=year)
    row.keeper_id = keeper or None
    row.save()
    row.themes.all().delete()
    PlannedTheme.objects.bulk_create(
        PlannedTheme(
            plan=row, month=month, theme=theme, fixed_on=_fixed(before, month, theme, today)
        )
        for month, theme in sorted(wanted.items())
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.YEAR_PLANNED,
        subject=row,
        facts={
            "unit": host.name,
            "year": year,
            "kind": declared[kind].name,
            "themes": len(wanted),
        },
    )
    return row


def _fixed(before: Mapping[int, PlannedTheme], month: int, theme: str, today: date) -> date:
    known = before.get(month)
    return known.fixed_on if known and known.theme == theme else today
