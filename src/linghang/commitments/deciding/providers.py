"""Tells meetings what waits for the body, and posts that they owe it a report."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Q

from linghang.commitments import catalog
from linghang.commitments.deciding import rules
from linghang.commitments.deciding.services import ITEM, THING
from linghang.commitments.deeds import What
from linghang.commitments.definitions import Binding, ProgrammeKind
from linghang.commitments.models import Commitment, Programme, Step
from linghang.commitments.spells.rules import UNDER_WAY
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.period import Period
from linghang.meetings.counting.rules import Verdict
from linghang.meetings.matters import Matter
from linghang.meetings.models import AgendaItem
from linghang.meetings.recording.rules import TOOK_PLACE
from linghang.notices.duties import Duty
from linghang.org.rules import Rights
from linghang.procedures.terms import rules as terms

EXECUTION = "commitments.execution"
MONTHS_BEFORE = 2


def _bindings() -> Iterator[tuple[ProgrammeKind, Binding]]:
    for loaded in catalog.catalog().items.values():
        if loaded.item.binding is not None:
            yield loaded.item, loaded.item.binding


def changes(unit: str, kinds: Collection[str], on: date) -> list[Matter]:
    """Changes of decisions that were put up and that no meeting has dealt with; three queries."""
    bound = {kind.code: one for kind, one in _bindings() if one.body in kinds}
    if not bound:
        return []
    steps = Step.objects.filter(
        what=What.PUT_UP.value,
        day__lte=on,
        commitment__programme__kind__in=bound,
        commitment__standing__in=[one.value for one in UNDER_WAY],
    )
    asked = dict(steps.order_by("pk").values_list("commitment", "day"))
    if not asked:
        return []
    dealt = _dealt(asked)
    rows = Commitment.objects.filter(pk__in=set(asked) - dealt).select_related("programme")
    found = []
    for row in rows.order_by("programme", "path"):
        binding = bound[row.programme.kind]
        title = f"变更或停止“{row.title}”（{row.programme.number} {row.number}）"
        found.append(Matter(about=(THING, str(row.pk)), title=title[:120], item=binding.change))
    return found


def _dealt(asked: dict[int, date]) -> set[int]:
    """Those that a meeting dealt with, and did not put off, on or after the day on which they were
    put up."""
    items = AgendaItem.objects.filter(
        about_type=THING,
        about_id__in=[str(pk) for pk in asked],
        form__meeting__state__in=TOOK_PLACE,
    ).exclude(verdict=Verdict.DEFERRED.value)
    told = items.values_list("about_id", "form__meeting__day")
    return {int(pk) for pk, day in told if day >= asked[int(pk)]}


def reports(unit: str, kinds: Collection[str], on: date) -> list[Matter]:
    """The report on execution that the body has not heard in the period; a query each."""
    found = []
    for kind, binding in _bindings():
        if binding.body not in kinds:
            continue
        period = _period(binding, on)
        if not heard(kind.code, binding, period) and _decided(kind.code, period):
            about = (EXECUTION, f"{kind.code}@{period.code}")
            title = f"{period.label}{binding.name}决定执行情况报告"
            found.append(Matter(about=about, title=title, item=binding.report))
    return found


def _period(binding: Binding, on: date) -> Period:
    times = terms.bound(binding.times, parameters.in_force(on))
    return rules.period_of(times, on)


def heard(kind: str, binding: Binding, period: Period) -> bool:
    """Whether the body heard the report of the period; one query."""
    told = AgendaItem.objects.filter(
        about_type=EXECUTION,
        about_id=f"{kind}@{period.code}",
        form__kind=binding.body,
        form__meeting__state__in=TOOK_PLACE,
    )
    return told.exclude(verdict=Verdict.DEFERRED.value).exists()


def _decided(kind: str, period: Period) -> bool:
    """Whether there was anything to report on: a task of the body under way in the period."""
    rows = Commitment.objects.filter(programme__kind=kind, begun_on__lt=period.end)
    rows = rows.filter(programme__standing=Programme.Standing.IN_FORCE)
    under_way = Q(standing__in=[one.value for one in UNDER_WAY])
    return rows.filter(under_way | Q(source_type=ITEM)).exists()


def reporting(rights: Rights, today: date) -> Iterator[Duty]:
    """What the post owes the body in the last two months of the period (§2.6.6)."""
    for kind, binding in _bindings():
        if rights.post.code not in binding.reporters or not rights.in_force:
            continue
        period = _period(binding, today)
        near = terms.add_months(today, MONTHS_BEFORE) >= period.end
        if near and _decided(kind.code, period) and not heard(kind.code, binding, period):
            yield Duty(
                section="owe",
                title=f"向{binding.name}报告{period.label}决定执行情况",
                why=f"{binding.name}的决定由院长组织实施，按期报告执行情况",
                subject=(EXECUTION, kind.code),
                due=period.last_day,
            )
