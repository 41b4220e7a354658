"""Where a proceeding stands: derived anew from its immutable acts each time, never stored. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from linghang.foundation.fields import rules as fields
from linghang.procedures.definitions import Join, Mode, Outcome, Procedure, Step
from linghang.procedures.progress.conditions.rules import holds


class Verb(StrEnum):
    """What an act is."""

    START = "start"
    APPROVE = "approve"
    ENTER = "enter"
    REJECT = "reject"
    SEND_BACK = "send_back"
    VOID = "void"
    MOVE = "move"


VERB_NAMES: dict[Verb, str] = {
    Verb.START: "发起",
    Verb.APPROVE: "办理",
    Verb.ENTER: "登记",
    Verb.REJECT: "不同意",
    Verb.SEND_BACK: "退回",
    Verb.VOID: "作废",
    Verb.MOVE: "改用新版程序",
}


class Status(StrEnum):
    """Where a step stands. Passed: it was passed over.

    Skipped: its condition does not hold, or did not on the day on which one went on past it.
    """

    WAITING = "waiting"
    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    PASSED = "passed"
    REJECTED = "rejected"


STATUS_NAMES: dict[Status, str] = {
    Status.WAITING: "未到",
    Status.OPEN: "可办理",
    Status.DONE: "已办",
    Status.SKIPPED: "不适用",
    Status.PASSED: "已越过",
    Status.REJECTED: "不予通过",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document in the version that was acted on. sha256: of its content, hex."""

    kind: str
    sha256: str
    name: str = ""
    evidence: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One deed on a proceeding; never changed and never taken away.

    number: its place, from 1. seat: which of the step's seats spoke. person, on_behalf_of: codes.
    departments: all to which these two belonged on that day. day: when it happened, recorded_on:
    when it was entered. to: where it was sent back to. fields: code → text as it can be read again.
    """

    number: int
    verb: Verb
    person: str
    day: date
    recorded_on: date
    step: str = ""
    seat: int = 0
    on_behalf_of: str = ""
    departments: frozenset[str] = frozenset()
    to: str = ""
    reason: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()

    @property
    def persons(self) -> frozenset[str]:
        """Who did it, and in whose name: both count as having acted."""
        return frozenset({self.person, self.on_behalf_of} - {""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a step that takes several. values: field → its value."""

    day: date
    values: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class State:
    """Where a proceeding stands.

    acts: all of them. valid: those that still count, in order; a return takes away what came
    after, but they stay among `acts`. needless: steps whose condition names a rule parameter and
    did not hold on the day on which one went on past them; that stays right, whatever it is since.
    """

    definition: Procedure
    outcome: Outcome
    acts: tuple[Act, ...]
    valid: tuple[Act, ...]
    needless: frozenset[str] = frozenset()

    @cached_property
    def _of_step(self) -> dict[str, list[Act]]:
        found: dict[str, list[Act]] = {}
        for act in self.valid:
            found.setdefault(act.step, []).append(act)
        return found

    def voices(self, key: str, verb: Verb = Verb.APPROVE) -> tuple[Act, ...]:
        """The valid acts of that kind on a step, in order."""
        return tuple(act for act in self._of_step.get(key, ()) if act.verb is verb)

    def is_done(self, key: str) -> bool:
        """Whether all voices that the step needs have agreed, and none has refused."""
        return key in self._done

    @cached_property
    def _done(self) -> frozenset[str]:
        known = self.definition.by_key
        return frozenset(
            key
            for key in self._of_step
            if _agreed(known[key], self.voices(key)) and not self.is_refused(key)
        )

    def is_refused(self, key: str) -> bool:
        """Whether so many refused that the step can't be agreed to any more."""
        return _refused(self.definition.by_key[key], self.voices(key, Verb.REJECT))

    def done_on(self, key: str) -> date | None:
        """The day on which the step was done; None when it is not."""
        if not self.is_done(key):
            return None
        return max(act.day for act in self.voices(key))

    @cached_property
    def texts(self) -> dict[str, str]:
        """Field → the text last entered among the valid acts; entries have their own."""
        acts = (act for act in self.valid if act.verb is not Verb.ENTER)
        return {code: text for act in acts for code, text in act.fields.items()}

    @cached_property
    def values(self) -> dict[str, Any]:
        """Field → its value, as the kind of the field knows it."""
        known = self.definition.fields
        return {
            code: fields.parse(known[code], text).value
            for code, text in self.texts.items()
            if code in known
        }

    def entries(self, key: str) -> tuple[Entry, ...]:
        """What was entered one by one at a step and counts, in order."""
        known = self.definition.entry_fields
        return tuple(
            Entry(
                day=act.day,
                values={
                    code: fields.parse(known[code], text).value
                    for code, text in act.fields.items()
                    if code in known
                },
            )
            for act in self.voices(key, Verb.ENTER)
        )

    @cached_property
    def documents(self) -> tuple[tuple[Act, Document], ...]:
        """The dossier: each document with the act that brought it, in order."""
        return tuple((act, document) for act in self.valid for document in act.documents)

    @cached_property
    def latest_record(self) -> date | None:
        """The last day on which anything was entered; the clock may not stand before it."""
        return max((act.recorded_on for act in self.acts), default=None)


# Day → the rule parameters that were in force.
Values = Mapping[str, object]
InForce = Callable[[date], Values]


def state_of(
    definition: Procedure, acts: Iterable[Act], *, in_force: InForce = lambda _: {}
) -> State:
    """Where the acts lead. Total: acts that no rule would have allowed change no outcome.

    in_force: rule parameters that conditions name; each act is judged by those of its own day.
    What ended stays ended; only a voiding follows.
    """
    told = tuple(sorted(acts, key=lambda act: act.number))
    state = State(definition=definition, outcome=Outcome.RUNNING, acts=told, valid=())
    for act in told:
        if act.verb is Verb.VOID:
            return replace(state, outcome=Outcome.VOIDED)
        if state.outcome is Outcome.RUNNING:
            state = _with(state, act, in_force)
    return state


def _with(state: State, act: Act, in_force: InForce) -> State:
    definition = state.definition
    if act.verb is Verb.ENTER and act.step in definition.by_key:
        return replace(state, valid=(*state.valid, act))
    if act.verb in (Verb.APPROVE, Verb.REJECT) and act.step in definition.by_key:
        needless = state.needless | _left_behind(state, act, in_force)
        state = replace(state, valid=(*state.valid, act), needless=needless)
        return replace(state, outcome=_outcome(act, state, in_force))
    if act.verb is Verb.SEND_BACK and act.to in definition.by_key:
        gone = definition.following[act.to] | {act.to}
        valid = tuple(each for each in state.valid if each.step not in gone)
        return replace(state, valid=valid, needless=state.needless - gone)
    return state


def _left_behind(state: State, act: Act, in_force: InForce) -> set[str]:
    """The steps that the act goes past because their condition does not hold on its day."""
    definition = state.definition
    open_yet = definition.before[act.step] & definition.by_parameter - state.needless
    if all(state.is_done(key) for key in open_yet):
        return set()
    way, found = Way(state, in_force(act.day)), set()
    waiting = list(definition.by_key[act.step].after)
    while waiting:
        key = waiting.pop()
        if key not in found and not state.is_done(key) and way.is_settled(key):
            found.add(key)
            waiting.extend(definition.by_key[key].after)
    return found & definition.by_parameter


def _outcome(act: Act, state: State, in_force: InForce) -> Outcome:
    if act.verb is Verb.REJECT:
        return Outcome.REJECTED if state.is_refused(act.step) else Outcome.RUNNING
    done = [step for step in state.definition.steps if step.ends and state.is_done(step.key)]
    way = Way(state, in_force(act.day)) if done else None
    ends = (step.ends for step in done if way and way.is_settled(step.key))
    return next(ends, None) or Outcome.RUNNING


def _agreed(step: Step, voices: Sequence[Act]) -> bool:
    if step.mode is Mode.ONE:
        return bool(voices)
    if step.mode is Mode.N_OF_M:
        return _different(voices) >= step.voices
    if step.mode is Mode.SEQUENCE:
        return [act.seat for act in voices] == list(range(step.voices))
    return {act.seat for act in voices} == set(range(step.voices))


def _refused(step: Step, refusals: Sequence[Act]) -> bool:
    if step.mode is not Mode.N_OF_M:
        return bool(refusals)
    return _different(refusals) > (step.of or 0) - step.voices


def _different(voices: Sequence[Act]) -> int:
    """How many voices there are when nobody is heard twice, also not through a substitute."""
    heard: set[str] = set()
    count = 0
    for act in voices:
        if heard.isdisjoint(act.persons):
            count += 1
        heard |= act.persons
    return count


@dataclass(frozen=True, eq=False)
class Way:
    """Which steps lie open: reads a state, remembers what it found."""

    state: State
    values: Values = field(default_factory=dict)
    _settled: dict[str, bool] = field(default_factory=dict)
    _passed: dict[str, bool] = field(default_factory=dict)

    def step(self, key: str) -> Step:
        """The declaration."""
        return self.state.definition.by_key[key]

    def applies(self, key: str) -> bool | None:
        """Whether the step's condition holds; None while nobody knows."""
        when = self.step(key).when
        if when is None:
            return True
        return holds(when, self._answers(key), self.values)

    def _answers(self, key: str) -> dict[str, Any]:
        """Field → value, for the fields whose step is behind; None where it was left empty."""
        definition = self.state.definition
        known: dict[str, Any] = {}
        for other in definition.before[key] - {key}:
            for one in definition.by_key[other].needs.fields:
                if self.state.is_done(other) or self.is_settled(other):
                    known[one.code] = self.state.values.get(one.code)
        return known

    def is_settled(self, key: str) -> bool:
        """Done or needless, and so is all that it needs before it."""
        if key not in self._settled:
            self._settled[key] = False  # a circle never settles
            step = self.step(key)
            free = self.state.is_done(key) or step.optional or self.is_needless(key)
            self._settled[key] = free and self._follows(key)
        return self._settled[key]

    def is_needless(self, key: str) -> bool:
        """Whether its condition does not hold, or did not when one went on past it."""
        return key in self.state.needless or self.applies(key) is False

    def _follows(self, key: str) -> bool:
        step = self.step(key)
        settled = [self.is_settled(other) for other in step.after]
        if step.join is Join.ALL or all(settled):
            return all(settled)
        return any(self.is_settled(each) and self.state.is_done(each) for each in step.after)

    def is_ready(self, key: str) -> bool:
        """Whether what must come before is done, or may be caught up and could be done now."""
        step = self.step(key)
        if self._follows(key):
            return True
        late = {each for each in step.may_precede if self._follows(each)}
        free = [self.is_settled(each) or each in late for each in step.after]
        if step.join is Join.ALL:
            return all(free)
        return any(each in late for each in step.after)

    def is_passed(self, key: str) -> bool:
        """Whether the proceeding went on without the step, so that nobody needs it any more."""
        if key not in self._passed:
            self._passed[key] = False
            nexts = [step for step in self.state.definition.steps if key in step.after]
            self._passed[key] = bool(nexts) and all(self._without(key, step) for step in nexts)
        return self._passed[key]

    def _without(self, key: str, later: Step) -> bool:
        if self.is_passed(later.key):
            return True
        if key in later.may_precede and not self.step(key).optional:
            return False
        went_on = bool(self.state.voices(later.key))
        step = self.step(key)
        return went_on and (step.optional or step.when is not None or later.join is Join.ANY)

    def status(self, key: str) -> Status:
        """Where the step stands."""
        if self.state.is_refused(key):
            return Status.REJECTED
        if self.state.is_done(key):
            return Status.DONE
        if self.is_needless(key):
            return Status.SKIPPED
        if self.is_passed(key):
            return Status.PASSED
        return Status.OPEN if self.applies(key) and self.is_ready(key) else Status.WAITING

    def missing(self, key: str) -> tuple[Step, ...]:
        """The steps directly before it that are not behind yet."""
        return tuple(
            self.step(other) for other in self.step(key).after if not self.is_settled(other)
        )

    def open(self) -> tuple[Step, ...]:
        """The steps that can be acted on; none in a proceeding that has ended."""
        if self.state.outcome is not Outcome.RUNNING:
            return ()
        steps = self.state.definition.steps
        return tuple(step for step in steps if self.status(step.key) is Status.OPEN)
