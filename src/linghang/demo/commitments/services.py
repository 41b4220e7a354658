"""The commitments of the demo hospital: every programme taken over with its year, then what was
revised and the last days by the deeds that everybody uses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from linghang.commitments.models import Programme
from linghang.commitments.publishing import services as publishing
from linghang.commitments.setting import group, meeting
from linghang.commitments.setting import services as setting
from linghang.commitments.setting.services import Described
from linghang.commitments.taking_over import services as taking_over
from linghang.commitments.taking_over.services import Approved
from linghang.commitments.targets import services as targets
from linghang.demo.commitments import last_days, reading, revising, sources, words
from linghang.demo.commitments.composing import Composer
from linghang.demo.commitments.plans import GROUP, PLANS, Plan
from linghang.demo.ledgers.scene import House
from linghang.demo.office_work import holder_at
from linghang.demo.proceeding import instant
from linghang.foundation.access import Actor
from linghang.foundation.evidence import services as evidence
from linghang.ledgers.directory import Directory

Clock = Callable[[], datetime]


@transaction.atomic
def do(*, today: date, clock: Clock) -> int:
    """Write every programme; returns how many commitments there are. Nothing when any is there."""
    if Programme.objects.exists():
        return 0
    house, known = House(today), sources.find(today)
    papers: dict[str, list[int]] = {}
    directory = Directory()
    count = 0
    for plan in PLANS:
        count += _one(plan, house, papers, known, directory)
    targets.renew(now=clock(), today=today)
    revising.do(house, today=today)
    last_days.do(house, today=today, clock=clock)
    return count


def _one(
    plan: Plan,
    house: House,
    papers: dict[str, list[int]],
    known: dict[str, tuple[str, str]],
    directory: Directory,
) -> int:
    actor = holder_at(*plan.by)
    described = Described(
        title=plan.title,
        unit=plan.unit,
        began_on=plan.began,
        feedback_on=plan.feedback,
        leader=plan.leader,
        days=plan.days,
        fields=plan.fields,
    )
    programme = setting.set_up(
        kind=plan.kind,
        described=described,
        actor=actor,
        at=instant(plan.began),
        today=max(plan.began, plan.feedback or plan.began),
    )
    kind = programme.definition
    if programme.sensitivity not in papers:
        papers[programme.sensitivity] = _papers(programme.sensitivity, actor, plan.began)
    composer = Composer(
        plan=plan, kind=kind, house=house, papers=papers[programme.sensitivity], sources=known
    )
    rows = taking_over.take_over(
        programme_id=programme.pk,
        rows=list(composer.rows(reading.lines(plan.text))),
        approved=Approved(by=house.holder(kind.seats.decide, plan.unit).person, on=plan.approved),
        actor=actor,
        at=instant(plan.approved),
        today=house.today,
        clock=instant,
        directory=directory,
    )
    if plan.group:
        group.set_group(
            programme_id=programme.pk,
            members=GROUP,
            actor=actor,
            at=instant(plan.approved),
            today=plan.approved,
        )
    _meet(programme, actor, house.today)
    return len(rows)


def _meet(programme: Programme, actor: Actor, today: date) -> None:
    """What was to be done by days long past was done; who leads is a little behind."""
    programme.refresh_from_db()
    publication = programme.definition.publication
    for code, due in programme.days_owed.items():
        if due >= today - timedelta(days=30):
            continue
        day = max(due - timedelta(days=2), programme.began_on)
        by: dict[str, Any] = {"actor": actor, "at": instant(day), "today": day}
        if publication is not None and code == publication.day:
            kept = publishing.settle(programme_id=programme.pk, on=day, **by)
            where: dict[str, Any] = {"place": "医院网站、院内公告栏", "basis": "经党委会审定"}
            publishing.publish(notice_id=kept.pk, day=day, **where, **by)
            continue
        told: dict[str, Any] = {"code": code, "day": day, "text": "已按时限报送，材料存牵头部门"}
        meeting.meet(programme_id=programme.pk, **told, **by)


def _papers(level: str, actor: Actor, day: date) -> list[int]:
    """One stored file of each sort; many commitments name them."""
    return [
        evidence.store(
            content=f"演示材料：{name}（{level}）".encode(),
            name=f"{name}.txt",
            media_type="text/plain",
            happened_on=day,
            level=level,
            actor=actor,
            at=instant(day),
        ).pk
        for name in words.PAPERS
    ]
