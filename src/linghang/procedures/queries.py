"""Read models of proceedings: what one may see, what lies open, what is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from linghang.foundation.access import Decision, allow, deny
from linghang.org.rules import Rights
from linghang.procedures import catalog, rules
from linghang.procedures.days import Day
from linghang.procedures.definitions import MATTER, Procedure, Scope, Seat, Step
from linghang.procedures.models import Act, Proceeding, ProceedingQuerySet, Turn
from linghang.procedures.progress.rules import Status, Verb
from linghang.procedures.reading import Reading
from linghang.procedures.rules import Answer, Attempt, Block, Met
from linghang.procedures.seats.rules import Doer, said, seat_of, sits_in_any
from linghang.procedures.terms import rules as terms

SOON = timedelta(days=7)


def visible_to(rights: Rights, today: date) -> ProceedingQuerySet:
    """Proceedings in which the acting post has a part, or in which it has acted.

    A part: a step, the start or the oversight of the procedure falls to the post on that unit.
    The system's administrators have none, so they see none; another post of the same person sees
    what is that post's alone, and one that has ended nothing.
    """
    if not rights.in_force:
        return Proceeding.objects.none()
    acted = Act.objects.filter(proceeding=OuterRef("pk"), appointment=rights.appointment)
    part = Q(Exists(acted))
    day = Day(today)
    for loaded in catalog.catalog().items.values():
        seats = [seat for seat in loaded.item.seats if rights.post.code in seat.posts]
        if seats:
            part |= Q(procedure=loaded.item.code) & _units_of(seats, rights, day)
    return Proceeding.objects.filter(part)


def _units_of(seats: list[Seat], rights: Rights, day: Day) -> Q:
    """The units for which the post sits in one of the seats, as a filter of proceedings."""
    scopes = {seat.at for seat in seats}
    if scopes & {Scope.ANYWHERE, Scope.ELSEWHERE}:
        return Q()
    own = rights.unit.code
    units: set[str] = set()
    if Scope.UNIT in scopes:
        units.add(own)
    if Scope.ABOVE in scopes:
        units |= day.structure.subtree(own)
    if Scope.WITHIN in scopes:
        units |= {place.code for place in day.structure.path(own)}
    if Scope.COVERING in scopes:
        covered = (unit for unit, by in day.covering.items() if own in by)
        units |= {below for unit in covered for below in day.structure.subtree(unit)}
    if Scope.IN_CHARGE in scopes:
        people = {rights.person, rights.on_behalf_of}
        led = (unit for unit, person in day.charges.items() if person in people)
        units |= {below for unit in led for below in day.structure.subtree(unit)}
    former = {code for code, now in day.successors.items() if now in units}
    return Q(unit__code__in=units | former)


def of_things(kind: str, ids: Collection[str], today: date) -> dict[str, list[Reading]]:
    """Id → every proceeding about the thing, the latest first, for boards of the engines above.

    Asks nobody's rights: whoever shows it has asked for the thing itself. Four queries and those
    of the day, however many ids.
    """
    found: defaultdict[str, list[Reading]] = defaultdict(list)
    day = Day(today)
    for row in Proceeding.objects.filter(subject_type=kind, subject_id__in=ids).whole():
        found[row.subject_id].append(Reading(row, day, today))
    return dict(found)


def startable(rights: Rights, today: date) -> tuple[Procedure, ...]:
    """The procedures that the acting post may open for its own unit, of mere matters."""
    day = Day(today)
    doer = day.doer(rights)
    found = []
    for loaded in catalog.catalog().items.values():
        if loaded.item.subject == MATTER and _names(loaded.item, rights):
            facts = rules.Facts(
                today=today, place=day.place(rights.unit.code), calendar=day.calendar
            )
            if rules.may_start(loaded.item, doer, facts):
                found.append(loaded.item)
    return tuple(found)


def _names(definition: Procedure, rights: Rights) -> bool:
    return any(rights.post.code in seat.posts for seat in definition.seats)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A step that lies open.

    due: the last day in time. from_day: the first on which it can be done, if that is to come.
    blocks: what stands in its way today, whoever would act.
    """

    proceeding: Proceeding
    step: Step
    due: date | None
    from_day: date | None
    blocks: tuple[Block, ...]


def open_steps(rows: Collection[Proceeding], day: Day) -> Iterator[Open]:
    """Every step of the proceedings that lies open, in the order of rows and steps."""
    for row in rows:
        reading = Reading(row, day, day.on)
        for step in reading.way.open():
            yield opened(reading, step)


def opened(reading: Reading, step: Step) -> Open:
    """An open step with its days and what stands in the way."""
    facts = reading.facts([step])
    found = rules.terms_of(reading.definition, step.key, reading.state, facts)
    first = max((term.earliest for term in found if term.earliest), default=None)
    return Open(
        proceeding=reading.proceeding,
        step=step,
        due=terms.due(found),
        from_day=first if first and first > reading.day.on else None,
        blocks=rules.hindrances(reading.definition, reading.state, step, facts),
    )


def mine(rights: Rights, today: date) -> list[Open]:
    """The open steps on which the acting post's voice is wanted, the most pressing first."""
    turns = Turn.objects.filter(proceeding=OuterRef("pk"), post=rights.post.code)
    rows = visible_to(rights, today).running().filter(Exists(turns)).whole()
    day = Day(today)
    doer = day.doer(rights)
    found = []
    for row in rows:
        reading = Reading(row, day, today)
        found += [
            opened(reading, step) for step in reading.way.open() if _is_for(reading, step, doer)
        ]
    return sorted(found, key=lambda one: (one.due or date.max, one.proceeding.pk))


def _is_for(reading: Reading, step: Step, doer: Doer) -> bool:
    """Whether the step is theirs to do: the seat is free and no separation keeps them out."""
    facts = reading.facts()
    if seat_of(step, doer, facts.place, reading.state) is None:
        return False
    attempt = Attempt(verb=Verb.APPROVE, step=step.key, day=facts.today)
    answer = rules.permitted(reading.definition, reading.acts, doer, attempt, facts)
    personal = {"not_here", "substitute", "limited", "concerned", "spoken", "separation"}
    return personal.isdisjoint(block.code for block in answer.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """A step on the page of a proceeding: where it stands, who acts, what stands in the way.

    due: its last day in time, also when it is done. was_late: done after that day.
    answer: what the acting post may do here and why not; None for a step that lies not open.
    """

    step: Step
    status: Status
    done_on: date | None
    due: date | None
    open: Open | None
    answer: Answer | None

    @property
    def was_late(self) -> bool:
        """Whether it was done after its last day; that was allowed, and stays to be seen."""
        return None not in (self.done_on, self.due) and self.done_on > self.due  # type: ignore[operator]


def lines(reading: Reading, rights: Rights) -> list[StepLine]:
    """Every step of a proceeding, in the order of the definition."""
    doer = reading.day.doer(rights)
    open_keys = {step.key for step in reading.way.open()}
    found, bare = [], reading.facts()
    for step in reading.definition.steps:
        is_open = step.key in open_keys
        ran = rules.terms_of(reading.definition, step.key, reading.state, bare)
        found.append(
            StepLine(
                step=step,
                status=reading.way.status(step.key),
                done_on=reading.state.done_on(step.key),
                due=terms.due(ran),
                open=opened(reading, step) if is_open else None,
                answer=_bare(reading, step, doer) if is_open else None,
            )
        )
    return found


def why_not(reading: Reading, rights: Rights, step: Step) -> Answer:
    """What keeps the acting post from a step today, but for what the form itself asks for."""
    return _bare(reading, step, reading.day.doer(rights))


def _bare(reading: Reading, step: Step, doer: Doer) -> Answer:
    attempt = Attempt(verb=Verb.APPROVE, step=step.key, day=reading.day.on)
    facts = reading.facts([step])
    answer = rules.permitted(reading.definition, reading.acts, doer, attempt, facts)
    asked = {"field", "document", "day_of_record"}
    return Answer(tuple(one for one in answer.blocks if one.code not in asked), answer.seat)


def rests_on(reading: Reading, step: Step) -> tuple[Met, ...]:
    """The records on which the step can rest today."""
    return tuple(met for met in reading.facts([step]).requirements.values() if met.is_met)


def oversight(reading: Reading, rights: Rights) -> Decision:
    """Whether the acting post may void the proceeding and move it, and who may."""
    doer = reading.day.doer(rights)
    seats = reading.definition.overseers
    holders = said(seats, reading.day.posts)
    if rights.in_force and sits_in_any(seats, doer, reading.facts().place):
        return allow(f"{rights.title}可以作废这件事、改用新版程序")
    return deny(f"作废和改用新版由{holders}办理", who_can=holders)
