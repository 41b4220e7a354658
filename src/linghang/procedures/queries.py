"""Read models of proceedings: what one may see, what lies open, what is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from linghang.foundation.access import Decision, allow, deny
from linghang.org.rules import Rights
from linghang.procedures import catalog, reach, rules, subjects
from linghang.procedures.days import Day
from linghang.procedures.definitions import MATTER, Outcome, Procedure, Step
from linghang.procedures.models import Act, Proceeding, ProceedingQuerySet, Turn
from linghang.procedures.needs.rules import EXPLAIN
from linghang.procedures.progress.rules import Status, Verb
from linghang.procedures.reading import Reading
from linghang.procedures.rules import Answer, Attempt, Block, Met
from linghang.procedures.seats.rules import Doer, said, sits, sits_in_any
from linghang.procedures.terms import rules as terms

SOON = timedelta(days=7)
BY_PROCEEDING = ("proceeding_id", "step", "seat")


def visible_to(rights: Rights, today: date) -> ProceedingQuerySet:
    """Proceedings in which the acting post has a part, or in which it has acted.

    A part: a step, the start, the oversight or the watching falls to the post on that unit.
    The system's administrators have none, so they see none; another post of the same person sees
    what is that post's alone, and one that has ended nothing.
    """
    if not rights.in_force:
        return Proceeding.objects.none()
    by_units: defaultdict[frozenset[str] | None, list[str]] = defaultdict(list)
    for one in reach.parts(rights, Day(today)):
        by_units[one.units].append(one.procedure)
    acted = Act.objects.filter(appointment=rights.appointment).order_by()
    part = Q(pk__in=acted.values("proceeding"))
    for units, of in by_units.items():
        place = Q() if units is reach.EVERYWHERE else Q(unit__code__in=units)
        part |= Q(procedure__in=of) & place
    return Proceeding.objects.filter(part)


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
    return any(rights.post.code in seat.posts for seat in definition.doing)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An open step on which a post's voice is wanted. due, from_day: as in Open."""

    proceeding: Proceeding
    step: Step
    due: date | None
    from_day: date | None


def mine(
    rights: Rights,
    today: date,
    *,
    about: str = "",
    besides: Collection[str] = (),
    day: Day | None = None,
) -> list[Wanted]:
    """The open steps on which the acting post's voice is wanted, the most pressing first.

    about: only of proceedings about things of that kind. besides: of none about these. day: today,
    where the caller has read it already. Reads what is kept beside the acts, so that it asks no
    more for many: none is put together.
    """
    rows = Turn.objects.filter(
        post=rights.post.code, proceeding__outcome=Outcome.RUNNING.value
    ).select_related("proceeding__unit")
    if about:
        rows = rows.filter(proceeding__subject_type=about)
    turns = list(rows.exclude(proceeding__subject_type__in=besides).order_by(*BY_PROCEEDING))
    day = day or Day(today)
    doer = day.doer(rights) if turns else None
    if doer is None or not doer.is_here or doer.is_limited:
        return []
    found: dict[tuple[int, str], Wanted] = {}
    for turn in turns:
        proceeding = turn.proceeding
        definition = proceeding.definition
        step = definition.by_key[turn.step]
        if is_for(turn, definition, step, doer, day):
            found[proceeding.pk, step.key] = Wanted(
                proceeding=proceeding,
                step=step,
                due=turn.due,
                from_day=turn.from_day if turn.from_day and turn.from_day > today else None,
            )
    return sorted(found.values(), key=lambda one: (one.due or date.max, one.proceeding.pk))


def is_for(turn: Turn, definition: Procedure, step: Step, doer: Doer, day: Day) -> bool:
    """Whether the step is theirs to do: the seat is free and nothing of their own keeps them out.

    The same as rules.permitted() asks of a doer.
    """
    proceeding = turn.proceeding
    place = day.place(proceeding.unit.code)
    if not sits(step.who[turn.seat], doer, place):
        return False
    if (doer.is_delegated and not step.substitutes) or not doer.held.isdisjoint(definition.never):
        return False
    persons = place.people(doer.persons)
    if not persons.isdisjoint(place.people(turn.out)):
        return False
    if not place.units(doer.departments).isdisjoint(place.units(turn.out_departments)):
        return False
    return step.by_concerned or persons.isdisjoint(place.people(_concerned(proceeding, day)))


def _concerned(proceeding: Proceeding, day: Day) -> set[str]:
    told = subjects.concerned(proceeding.subject_type, proceeding.subject_id, day.on)
    return {*proceeding.concerned, *told}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """A step on the page of a proceeding: where it stands, who acts, what stands in the way.

    due: its last day in time, also when it is done. was_late: done after that day.
    answer: what the acting post may do here and why not; None for a step that lies not open.
    may_enter: whether it may enter something at the step. entered: the days of what was.
    prompts: what will ask for an explanation, as far as it can be told before the form.
    """

    step: Step
    status: Status
    done_on: date | None
    due: date | None
    open: Open | None
    answer: Answer | None
    prompts: tuple[Block, ...] = ()
    may_enter: bool = False
    entered: tuple[date, ...] = ()

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
        found_open = opened(reading, step) if is_open else None
        ran = rules.terms_of(reading.definition, step.key, reading.state, bare)
        found.append(
            StepLine(
                step=step,
                status=reading.way.status(step.key),
                done_on=reading.state.done_on(step.key),
                due=terms.due(ran),
                open=found_open,
                answer=_bare(reading, step, doer) if is_open else None,
                prompts=_prompts(found_open),
                may_enter=is_open and bool(_bare(reading, step, doer, Verb.ENTER)),
                entered=tuple(one.day for one in reading.state.entries(step.key)),
            )
        )
    return found


def _prompts(one: Open | None) -> tuple[Block, ...]:
    return tuple(block for block in one.blocks if block.code == EXPLAIN) if one else ()


def why_not(reading: Reading, rights: Rights, step: Step, verb: Verb = Verb.APPROVE) -> Answer:
    """What keeps the acting post from a step today, but for what the form itself asks for."""
    return _bare(reading, step, reading.day.doer(rights), verb)


def _bare(reading: Reading, step: Step, doer: Doer, verb: Verb = Verb.APPROVE) -> Answer:
    attempt = Attempt(verb=verb, step=step.key, day=reading.day.on)
    facts = reading.facts([step] if verb is Verb.APPROVE else [])
    answer = rules.permitted(reading.definition, reading.acts, doer, attempt, facts)
    asked = {"field", "document", "explain", "day_of_record"}
    return Answer(tuple(one for one in answer.blocks if one.code not in asked), answer.seat)


def rests_on(reading: Reading, step: Step) -> tuple[Met, ...]:
    """The records on which the step can rest today."""
    return tuple(
        met
        for met in reading.facts([step]).requirements.values()
        if met and met.is_met and met.says
    )


def oversight(reading: Reading, rights: Rights) -> Decision:
    """Whether the acting post may void the proceeding and move it, and who may."""
    doer = reading.day.doer(rights)
    seats = reading.definition.overseers
    holders = said(seats, reading.day.posts)
    if rights.in_force and sits_in_any(seats, doer, reading.facts().place):
        return allow(f"{rights.title}可以作废这件事、改用新版程序")
    return deny(f"作废和改用新版由{holders}办理", who_can=holders)
