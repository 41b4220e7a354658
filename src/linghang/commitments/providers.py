"""Duties that this engine knows of: what one checks, decides, looks back at; what one owes.

One line for each programme, however many commitments; a few at once stand by themselves. The
organisation is read once for all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Q

from linghang.commitments import catalog, reach
from linghang.commitments.blocking import owed
from linghang.commitments.blocking.owed import COMMITMENT, FEW, PROGRAMME
from linghang.commitments.closing.rules import SUBJECT
from linghang.commitments.models import Commitment, Extension, Programme, Review
from linghang.commitments.spells.rules import Standing
from linghang.foundation.catalog.registry import Loaded
from linghang.notices.duties import Duty
from linghang.org.rules import Rights
from linghang.procedures import catalog as procedures_catalog
from linghang.procedures import queries as procedures
from linghang.procedures.days import Day
from linghang.procedures.definitions import Procedure, Step
from linghang.procedures.queries import Wanted
from linghang.procedures.terms import rules as terms

WAITING, EXTENSIONS, REVIEWS, DAYS = (
    "commitments.waiting",
    "commitments.extensions",
    "commitments.reviews",
    "commitments.days",
)


def duties(rights: Rights, today: date) -> Iterator[Duty]:
    """Everything of commitments that the post should know of."""
    day = Day(today)
    for told in (owed.duties, to_check, to_decide, to_review, to_meet):
        yield from told(rights, day)


def to_check(rights: Rights, day: Day) -> Iterator[Duty]:
    """Closings whose next step falls to the post, without those that it did itself."""
    if not any(_sits(rights, _checking(loaded.item)) for loaded in _closings()):
        return
    waiting: defaultdict[Programme, list[tuple[Commitment, Wanted]]] = defaultdict(list)
    for row, wanted in waiting_for(rights, day):
        waiting[row.programme].append((row, wanted))
    for programme, found in waiting.items():
        if len(found) > FEW:
            dues = [wanted.due for _, wanted in found if wanted.due]
            yield Duty(
                section="waits",
                title=f"{programme.title}：{len(found)}项待验收",
                why="销号程序轮到本职务核验",
                subject=(WAITING, str(programme.pk)),
                due=min(dues, default=None),
            )
            continue
        for row, wanted in found:
            yield Duty(
                section="waits",
                title=f"{row.number} {row.title}：{wanted.step.title}",
                why=f"“{programme.title}”申请销号，轮到本职务核验",
                subject=(COMMITMENT, str(row.pk)),
                due=wanted.due,
            )


def _closings() -> Iterator[Loaded[Procedure]]:
    """The procedures by which commitments are closed; asks no database."""
    found = procedures_catalog.catalog().items.values()
    return (loaded for loaded in found if loaded.item.subject == SUBJECT)


def _checking(closing: Procedure) -> Iterator[Step]:
    """The steps after the first: who only asks for closing has nothing to check."""
    firsts = {one.key for one in closing.firsts}
    return (one for one in closing.steps if one.key not in firsts)


def _sits(rights: Rights, steps: Iterable[Step]) -> bool:
    return any(rights.post.code in seat.posts for step in steps for seat in step.who)


def _holds(rights: Rights, of: str) -> bool:
    """Whether the post holds one of these seats in some kind, on whatever unit; no database."""
    return any(
        rights.post.code in seat.posts
        for loaded in catalog.catalog().items.values()
        for seat in getattr(loaded.item.seats, of)
    )


def waiting_for(rights: Rights, day: Day) -> list[tuple[Commitment, Wanted]]:
    """Commitments whose closing waits for the post, in the order of the tree."""
    wanted = {
        int(one.proceeding.subject_id): one
        for one in procedures.mine(rights, day.on, about=SUBJECT, day=day)
        if one.step.key not in {step.key for step in one.proceeding.definition.firsts}
    }
    if not wanted:
        return []
    rows = Commitment.objects.filter(pk__in=wanted).select_related("programme", "unit")
    found = list(rows.order_by("programme", "path"))
    did = reach.done_by(reach.people(rights), found)
    return [(row, wanted[row.pk]) for row in found if row.pk not in did]


def to_decide(rights: Rights, day: Day) -> Iterator[Duty]:
    """Extensions that the post may grant, and programmes that wait for its approval."""
    if not (rights.post.is_leader or _holds(rights, "extend") or _holds(rights, "decide")):
        return
    asked = Extension.objects.filter(decided_on=None).select_related(
        "commitment__programme", "commitment__unit"
    )
    count: defaultdict[Programme, int] = defaultdict(int)
    for one in asked:
        if one.asked_by != rights.person and reach.may_extend(one.commitment, rights, day):
            count[one.commitment.programme] += 1
    for programme, number in count.items():
        yield Duty(
            section="waits",
            title=f"{programme.title}：{number}项申请延期",
            why="延期由本职务审批",
            subject=(EXTENSIONS, str(programme.pk)),
        )
    for programme in _to_approve(rights, day):
        yield Duty(
            section="waits",
            title=f"{programme.title}：待审定",
            why="方案拟订或修改后由本职务审定",
            subject=(PROGRAMME, str(programme.pk)),
        )


def _to_approve(rights: Rights, day: Day) -> Iterator[Programme]:
    if not _holds(rights, "decide"):
        return
    changed = Commitment.objects.needing_approval().values("programme")
    planned = Commitment.objects.tasks().filter(standing=Standing.PLANNED.value)
    rows = Programme.objects.filter(standing__in=["draft", "in_force"]).filter(
        Q(pk__in=planned.values("programme"))
        | Q(pk__in=changed)
        | Q(pk__in=Programme.objects.needing_approval().order_by().values("pk"))
    )
    for programme in rows.exclude(entered_by=rights.person):
        kind = programme.definition
        if reach.may_approve(kind, rights, programme.unit_id, day):
            yield programme


def to_review(rights: Rights, day: Day) -> Iterator[Duty]:
    """Looks back whose day has come, for those who lead the programme; per programme."""
    if not _holds(rights, "lead"):
        return
    rows = Review.objects.filter(done_on=None).exclude(commitment__standing="voided")
    waiting: defaultdict[Programme, list[date]] = defaultdict(list)
    today = day.on
    for one in rows.select_related("commitment__programme"):
        programme = one.commitment.programme
        values = day.values(today)
        days = terms.bound(programme.definition.lights.days, values)
        if (one.planned_on - today).days <= days:
            waiting[programme].append(one.planned_on)
    for programme, dues in waiting.items():
        if reach.may_lead(programme.definition, rights, programme.unit_id, day):
            yield Duty(
                section="soon",
                title=f"{programme.title}：{len(dues)}项到期回头看",
                why="销号后按期回头看，由牵头部门组织",
                subject=(REVIEWS, str(programme.pk)),
                due=min(dues),
            )


def to_meet(rights: Rights, day: Day) -> Iterator[Duty]:
    """Days of programmes that the post leads, near or passed, of which nobody said that they were
    met; per programme, one query beside the organisation, none where no kind that the post leads
    has days."""
    kinds = [
        code
        for code, loaded in catalog.catalog().items.items()
        if loaded.item.days and any(rights.post.code in one.posts for one in loaded.item.seats.lead)
    ]
    if not kinds:
        return
    rows = Programme.objects.filter(kind__in=kinds, standing__in=["draft", "in_force"])
    rows = rows.order_by("pk")
    for programme in rows:
        owed = programme.days_owed
        if not owed:
            continue
        kind, today = programme.definition, day.on
        ahead = terms.bound(kind.lights.days, day.values(today))
        near = {code: on for code, on in owed.items() if (on - today).days <= ahead}
        if not near or not reach.may_lead(kind, rights, programme.unit_id, day):
            continue
        names = {one.code: one.name for one in kind.days}
        told = (f"{names[code]}{_when(on, today)}" for code, on in near.items())
        first = min(near.values())
        yield Duty(
            section="owe" if first < today else "soon",
            title=f"{programme.title}：{'，'.join(told)}",
            why="方案的节点由牵头部门办理，办了的登记办结",
            subject=(DAYS, str(programme.pk)),
            due=first,
        )


def _when(day: date, today: date) -> str:
    left = (day - today).days
    return f"逾期{-left}天" if left < 0 else f"还有{left}天" if left else "今天到期"
