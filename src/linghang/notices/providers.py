"""Duties that this engine and those below it know of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q

from linghang.foundation.parameters.models import ParameterChange
from linghang.foundation.period import day_label
from linghang.notices.duties import Duty
from linghang.notices.models import Notice
from linghang.org import posts
from linghang.org.definitions import Capability
from linghang.org.models import Appointment
from linghang.org.posts_held.rules import Basis, title_on
from linghang.org.rules import Rights, title

SOON = timedelta(days=30)


def notices_to_confirm(rights: Rights, today: date) -> Iterator[Duty]:
    """Notices of the person that ask for a confirmation."""
    for notice in Notice.objects.of(rights.person).filter(must_confirm=True, confirmed_at=None):
        yield Duty(
            section="owe",
            title=notice.title,
            why="须确认的通知",
            subject=("notices.notice", str(notice.pk)),
            due=notice.due,
            about=(notice.subject_type, notice.subject_id),
        )


def parameters_to_approve(rights: Rights, today: date) -> Iterator[Duty]:
    """Drafts of rule parameters by others, for those who may approve them."""
    if not rights.has(Capability.PARAMETERS_APPROVE):
        return
    mine = Q(drafted_by=rights.person) | Q(drafted_for=rights.person)
    for change in ParameterChange.objects.drafts().exclude(mine):
        yield Duty(
            section="waits",
            title=f"规则参数“{change.parameter.name}”的改动待批准",
            why=f"{change.basis}：{change.shown}，{day_label(change.active_from)}起",
            subject=("parameters.parameterchange", str(change.pk)),
            due=change.active_from,
        )


def appointments_that_end(rights: Rights, today: date) -> Iterator[Duty]:
    """Own posts and delegations, given or received, that end within 30 days."""
    ending = (
        Appointment.objects.on(today)
        .filter(Q(person__code=rights.person) | Q(principal__person__code=rights.person))
        .filter(active_to__lte=today + SOON)
        .select_related("person", "unit", "principal__person")
    )
    for row in ending:
        known = posts.post(row.post)
        principal = row.principal.person.name if row.principal else ""
        called = title_on(Basis(row.basis), title(known, row.unit.name), principal)
        whose = "" if row.person.code == rights.person else f"授权{row.person.name}："
        last = (row.active_to or today) - timedelta(days=1)
        yield Duty(
            section="soon",
            title=f"{whose}{called}，{day_label(last)}后终止",
            why="任职或授权30日内到期",
            subject=("org.appointment", str(row.pk)),
            due=last,
        )
