"""What is done on the proceeding of a filing, fate by fate: worked out once, written many times."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from linghang.demo.ledgers.planning import Fate
from linghang.foundation.fields import rules as fields
from linghang.procedures.definitions import Outcome, Procedure, Step
from linghang.procedures.progress.rules import Act, State, Verb, Way, state_of
from linghang.procedures.reading import dossier_digest
from linghang.procedures.seats import rules as seats

LONGEST = 60
SENT_BACK = "佐证材料不全，请补充后再报。"
VOID = "与另一单位重复报送，作废。"
ANY_DAY = date(2025, 1, 1)
Fields = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One act, but for who did it and when. fields: as the kind of each writes them."""

    verb: Verb
    step: str = ""
    seat: int = 0
    to: str = ""
    reason: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    dossier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """All acts of a proceeding with its outcome."""

    deeds: tuple[Deed, ...]
    outcome: Outcome


class Shapes:
    """The shapes of one procedure. steps: step → fields as typed."""

    def __init__(self, procedure: Procedure, steps: Fields, values: Mapping[str, object]) -> None:
        self.procedure, self.steps, self.values = procedure, steps, values

    @functools.cache  # noqa: B019 lives as long as the ledger is written
    def of(self, fate: Fate) -> Shape:
        """What is done until the fate is met."""
        deeds: list[Deed] = []
        first = self.procedure.firsts[0].key
        for wanted in self._wanted(fate, first):
            deeds.append(self._with_digest(deeds, wanted))
        return Shape(deeds=tuple(deeds), outcome=self._state(deeds).outcome)

    def _wanted(self, fate: Fate, first: str) -> Iterator[Deed]:
        hand_in = self._approval(self.procedure.by_key[first], 0)
        yield Deed(verb=Verb.START)
        yield hand_in
        if fate in (Fate.RETURNED, Fate.MENDED):
            second = self._open([Deed(verb=Verb.START), hand_in])[0]
            yield Deed(verb=Verb.SEND_BACK, step=second.key, to=first, reason=SENT_BACK)
        if fate is Fate.MENDED:
            yield hand_in
        if fate is Fate.DROPPED:
            yield Deed(verb=Verb.VOID, reason=VOID)
        if fate in (Fate.VERIFIED, Fate.MENDED):
            yield from self._to_the_end([Deed(verb=Verb.START), hand_in])

    def _to_the_end(self, deeds: list[Deed]) -> Iterator[Deed]:
        """Each step that lies open by each seat that it wants, until nothing is left to do."""
        while len(deeds) < LONGEST and (lies_open := self._open(deeds)):
            step = lies_open[0]
            deed = self._approval(step, seats.wanted(step, self._state(deeds))[0])
            deeds.append(deed)
            yield deed

    def _approval(self, step: Step, seat: int) -> Deed:
        known = {one.code: one for one in step.needs.fields}
        typed = {
            code: fields.show(known[code], fields.parse(known[code], raw).value)
            for code, raw in self.steps.get(step.key, {}).items()
        }
        return Deed(verb=Verb.APPROVE, step=step.key, seat=seat, fields=typed)

    def _with_digest(self, before: list[Deed], deed: Deed) -> Deed:
        digest = dossier_digest(self._state(before), dict(deed.fields), ())
        return Deed(
            verb=deed.verb,
            step=deed.step,
            seat=deed.seat,
            to=deed.to,
            reason=deed.reason,
            fields=deed.fields,
            dossier=digest,
        )

    def _open(self, deeds: list[Deed]) -> list[Step]:
        state = self._state(deeds)
        if state.outcome is not Outcome.RUNNING:
            return []
        return list(Way(state, self.values).open())

    def _state(self, deeds: list[Deed]) -> State:
        told = [
            Act(
                number=number,
                verb=one.verb,
                step=one.step,
                seat=one.seat,
                person=f"{number}",
                day=ANY_DAY,
                recorded_on=ANY_DAY,
                to=one.to,
                fields=one.fields,
            )
            for number, one in enumerate(deeds, 1)
        ]
        return state_of(self.procedure, told, in_force=lambda _: self.values)
