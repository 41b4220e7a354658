"""Which programmes and commitments a post sees, and who may do what: what the seats say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from linghang.commitments import catalog
from linghang.commitments.deeds import What
from linghang.commitments.definitions import ProgrammeKind, Role
from linghang.commitments.models import (
    Answer,
    Commitment,
    CommitmentQuerySet,
    Help,
    Member,
    Note,
    Observation,
    Paper,
    Produced,
    Programme,
    ProgrammeQuerySet,
    Step,
)
from linghang.commitments.writing.rules import WIDTH
from linghang.foundation.access import Actor, Decision, allow, deny
from linghang.org.rights import rights_of
from linghang.org.rules import Rights
from linghang.procedures import reach
from linghang.procedures.days import Day
from linghang.procedures.definitions import Seat
from linghang.procedures.seats.rules import said, sits_in_any

EVERYWHERE = reach.EVERYWHERE
MOST_LISTED = 10_000


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of programme. units: whose commitments the post sees, EVERYWHERE for all."""

    kind: str
    units: frozenset[str] | None


def parts(rights: Rights, day: Day) -> Iterator[Part]:
    """Each kind in which the post holds a seat, with the units that it reaches there."""
    if not rights.in_force:
        return
    for loaded in catalog.catalog().items.values():
        yield Part(loaded.item.code, units(loaded.item, rights, day))


def reporting(rights: Rights, day: Day) -> Iterator[Part]:
    """Each kind in which the post reports for its units, and for which."""
    for loaded in catalog.catalog().items.values() if rights.in_force else ():
        seats = [one for one in loaded.item.seats.own if _names(one, rights)]
        if seats:
            yield Part(loaded.item.code, reach.units(seats, rights, day))


def units(kind: ProgrammeKind, rights: Rights, day: Day) -> frozenset[str] | None:
    """Units whose commitments of the kind the post sees, EVERYWHERE for all; empty for none."""
    seats = [one for one in (*kind.seats.overlooking, *kind.seats.own) if _names(one, rights)]
    return reach.units(seats, rights, day) if seats and rights.in_force else frozenset()


def _names(seat: Seat, rights: Rights) -> bool:
    return rights.post.code in seat.posts


def people(rights: Rights) -> set[str]:
    """The person, and whoever it acts for."""
    return {rights.person, rights.on_behalf_of or rights.person}


def _led(rights: Rights, today: date) -> Q:
    """Programmes that the person leads (组长), or whose leading group it belongs to."""
    group = Member.objects.filter(person__in=people(rights)).filter(_on(today))
    return Q(leader__in=people(rights)) | Q(pk__in=group.order_by().values("programme"))


def led_in_person(rights: Rights, today: date) -> ProgrammeQuerySet:
    """Programmes of which the person sees everything as leader or of the leading group."""
    led = Programme.objects.filter(_led(rights, today)).order_by()
    return led.exclude(standing=Programme.Standing.DRAFT)


def sees_all(kind: ProgrammeKind, rights: Rights, today: date) -> bool:
    """Whether the post sees every commitment of the kind (领导小组, 牵头部门)."""
    return units(kind, rights, Day(today)) is EVERYWHERE


def own(rights: Rights, today: date) -> CommitmentQuerySet:
    """What the post has to do with itself: its units' commitments and those they help with, what it
    answers for, and programmes that it leads; without what stands above."""
    if not is_asked(rights):
        return Commitment.objects.none()
    reached = _reached(rights, today)
    return Commitment.objects.filter(Q(programme__kind__in=reached.kinds) | reached.rows)


def is_asked(rights: Rights) -> bool:
    """Whether the post has to do with commitments at all; who runs the system has not."""
    return rights.in_force and not rights.post.code.endswith("_administrator")


@dataclass(frozen=True, slots=True)
class _Reached:
    """kinds: of which the post sees everything. rows: what it sees of others, but for the tree."""

    kinds: list[str]
    rows: Q


def _reached(rights: Rights, today: date) -> _Reached:
    """Each term of `rows` can be looked up in an index of its own."""
    by_units: defaultdict[frozenset[str], list[str]] = defaultdict(list)
    kinds = []
    for part in parts(rights, Day(today)):
        if part.units is EVERYWHERE:
            kinds.append(part.kind)
        elif part.units:
            by_units[part.units].append(part.kind)
    mine = people(rights)
    led = Programme.objects.filter(_led(rights, today)).order_by().values("pk")
    rows = Q(owner__in=mine) | Q(leader__in=mine) | Q(programme__in=led)
    for reached, of in by_units.items():
        within = Q(programme__in=Programme.objects.filter(kind__in=of).order_by().values("pk"))
        helped = Help.objects.filter(unit__code__in=reached).values("commitment")
        rows |= (within & Q(unit__code__in=reached)) | (within & Q(pk__in=helped))
    return _Reached(kinds, rows)


def _on(today: date) -> Q:
    """Rows with a span of days that holds the day."""
    return Q(active_from__lte=today) & (Q(active_to=None) | Q(active_to__gt=today))


def visible_to(
    rights: Rights, today: date, within: Collection[int] | None = None
) -> CommitmentQuerySet:
    """The commitments that the post sees: its own with their figures, the headings, problems and
    goals above them, and the problems that its measures answer. Outsiders see none.

    within: only of these programmes (pk). Three queries are asked at once, of what is the post's
    own; ask it once for a page, and of one programme where the page is about one.
    """
    if not is_asked(rights):
        return Commitment.objects.none()
    reached = _reached(rights, today)
    everything = Q(programme__kind__in=reached.kinds)
    mine = Commitment.objects.filter(reached.rows).exclude(everything)
    mine = mine.exclude(programme__standing=Programme.Standing.DRAFT).order_by()
    here = mine if within is None else mine.filter(programme__in=within)
    rows = list(here.values_list("pk", "programme", "path"))
    pks = {pk for pk, _, _ in rows}
    if within is None:
        answered = Answer.objects.filter(measure__in=_listed(pks, mine))
    else:  # by measures of whatever programme
        answered = Answer.objects.filter(problem__programme__in=within, measure__in=mine)
    rows += answered.order_by().values_list("problem", "problem__programme", "problem__path")
    above = set(_above(rows))
    found = everything | Q(pk__in=_listed(pks, here)) | Q(pk__in=above - pks)
    seen = Commitment.objects.filter(found)
    return seen if within is None else seen.filter(programme__in=within)


def _listed(pks: set[int], rows: CommitmentQuerySet) -> Any:
    """The rows by number, or as a query where they are too many to be listed."""
    return pks if len(pks) <= MOST_LISTED else rows.values("pk")


def _above(rows: Iterable[tuple[int, int, str]]) -> Iterator[int]:
    """What stands above these in their trees, themselves among it, but no tasks; and their
    figures, the goals under them that name no unit of their own; one query."""
    places: defaultdict[int, set[str]] = defaultdict(set)
    own: defaultdict[int, set[str]] = defaultdict(set)
    for _, programme, path in rows:
        places[programme] |= {path[:end] for end in range(WIDTH, len(path) + 1, WIDTH)}
        own[programme].add(path)
    found = Commitment.objects.filter(programme__in=list(places)).exclude(role=Role.TASK.value)
    told = found.order_by().values_list("pk", "programme", "path", "role", "unit")
    for pk, programme, path, role, unit in told:
        is_figure = role == Role.GOAL.value and unit is None
        if path in places[programme] or (is_figure and path[:-WIDTH] in own[programme]):
            yield pk


def programmes(
    rights: Rights, today: date, within: Collection[int] | None = None
) -> ProgrammeQuerySet:
    """The programmes of which the post sees anything. within: only these (pk)."""
    if not is_asked(rights):
        return Programme.objects.none()
    reached = _reached(rights, today)
    seen, known = Commitment.objects.filter(reached.rows).order_by(), Programme.objects.all()
    if within is not None:
        seen, known = seen.filter(programme__in=within), known.filter(pk__in=within)
    others = _led(rights, today) | Q(pk__in=seen.values("programme"))
    others &= ~Q(standing=Programme.Standing.DRAFT)
    return known.filter(Q(kind__in=reached.kinds) | others)


def of_actor(actor: Actor, today: date) -> Rights | None:
    """The rights under which somebody acts; None for the system."""
    return rights_of(actor.appointment, today) if actor.appointment is not None else None


def seated(
    kind: ProgrammeKind, seats: Collection[Seat], rights: Rights, unit: str, day: Day, deed: str
) -> Decision:
    """Whether the post holds one of the seats for the unit, and who does."""
    holders = said(tuple(seats), day.posts) or "（目录没有写）"
    if rights.in_force and sits_in_any(tuple(seats), day.doer(rights), day.place(unit)):
        return allow(f"{rights.title}可以{deed}")
    return deny(f"“{kind.name}”由{holders}{deed}", who_can=holders)


def may_lead(kind: ProgrammeKind, rights: Rights, unit: str, day: Day) -> Decision:
    """Whether the post sets up programmes led by the unit, decomposes and changes them."""
    return seated(kind, kind.seats.lead, rights, unit, day, "牵头办理")


def may_approve(kind: ProgrammeKind, rights: Rights, unit: str, day: Day) -> Decision:
    """Whether the post approves a programme led by the unit (审定)."""
    return seated(kind, kind.seats.decide, rights, unit, day, "审定")


def may_report(row: Commitment, rights: Rights, day: Day) -> Decision:
    """Whether the post reports on the commitment: for its unit or one that helps, or the owner."""
    kind = row.programme.definition
    if rights.in_force and row.owner and row.owner in people(rights):
        return allow("本人是责任人")
    places = [row.unit_id or "", *row.helps.values_list("unit__code", flat=True)]
    found = [seated(kind, kind.seats.own, rights, unit, day, "反馈进展") for unit in places if unit]
    return (
        next((one for one in found if one), found[0])
        if found
        else deny("没有责任部门", who_can=said(kind.seats.lead, day.posts))
    )


def may_extend(row: Commitment, rights: Rights, day: Day) -> Decision:
    """Whether the post grants extensions of the commitment; its own leader always does."""
    kind = row.programme.definition
    if rights.in_force and row.leader and row.leader in people(rights):
        return allow("本人是责任领导")
    return seated(kind, kind.seats.extend, rights, row.unit_id or "", day, "审批延期")


def may_review(row: Commitment, rights: Rights, day: Day) -> Decision:
    """Whether the post looks back at the commitment (回头看)."""
    kind = row.programme.definition
    seats = (*kind.seats.lead, *kind.seats.verify, *kind.seats.supervise, *kind.seats.decide)
    return seated(kind, seats, rights, row.unit_id or "", day, "组织回头看")


def may_see_names(kind: ProgrammeKind, rights: Rights) -> bool:
    """Whether the post sees the names of persons dealt with; others see how many."""
    return rights.in_force and any(_names(one, rights) for one in kind.seats.names)


def doers(row: Commitment) -> list[str]:
    """Who did it: who answers for it, reported on it, brought its files, said what came of it or
    what its targets have come to, or asked for its closing; one query."""
    aims = Q(commitment=row) | Q(
        commitment__programme=row.programme_id,
        commitment__path__startswith=row.path,
        commitment__role=Role.GOAL.value,
    )
    seen = Observation.objects.filter(aims).order_by().values_list("person", flat=True)
    asked = row.steps.filter(what=What.ASKED.value).order_by()
    told = seen.union(
        row.notes.order_by().values_list("person", flat=True),
        row.papers.order_by().values_list("added_by", flat=True),
        row.yields.order_by().values_list("person", flat=True),
        asked.values_list("person", flat=True),
        asked.values_list("on_behalf_of", flat=True),
    )
    return sorted({row.owner, *told} - {""})


def done_by(people: Collection[str], rows: Collection[Commitment]) -> set[int]:
    """The commitments (pk) that one of these did, see `doers`; two queries for all."""
    pks = [row.pk for row in rows]
    mine = [
        model.objects.filter(commitment__in=pks, **{f"{column}__in": people})
        for model, column in (
            (Note, "person"),
            (Paper, "added_by"),
            (Produced, "person"),
            (Observation, "person"),
        )
    ]
    asks = Step.objects.filter(commitment__in=pks, what=What.ASKED.value)
    mine.append(asks.filter(Q(person__in=people) | Q(on_behalf_of__in=people)))
    first, *others = (one.order_by().values_list("commitment", flat=True) for one in mine)
    found = {row.pk for row in rows if row.owner in people} | set(first.union(*others))
    seen = Observation.objects.filter(
        person__in=people,
        commitment__role=Role.GOAL.value,
        commitment__programme__in={row.programme_id for row in rows},
    )
    places = set(seen.order_by().values_list("commitment__programme", "commitment__path"))
    below = {
        row.pk
        for row in rows
        if any(of == row.programme_id and path.startswith(row.path) for of, path in places)
    }
    return found | below
