"""A proceeding put together: its definition, what was done, and what the day says about it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from linghang.procedures import requirements, subjects
from linghang.procedures.days import Day
from linghang.procedures.definitions import Procedure, Step, Unit
from linghang.procedures.models import Proceeding
from linghang.procedures.needs import rules as needs
from linghang.procedures.needs.definitions import Requirement
from linghang.procedures.progress.rules import Act, Document, State, Verb, Way, state_of
from linghang.procedures.requirements import Asked
from linghang.procedures.rules import Facts, Met
from linghang.procedures.terms import rules as terms


@dataclass(frozen=True)
class Reading:
    """One proceeding as it stands on a day. on: the day of the deed, whose rules are in force."""

    proceeding: Proceeding
    day: Day
    on: date

    @cached_property
    def definition(self) -> Procedure:
        """The version that it is bound to."""
        return self.proceeding.definition

    @cached_property
    def acts(self) -> tuple[Act, ...]:
        """What was done, in order."""
        return self.proceeding.told()

    @cached_property
    def state(self) -> State:
        """Where that led."""
        return state_of(self.definition, self.acts, in_force=self.day.values)

    @cached_property
    def way(self) -> Way:
        """Which steps lie open."""
        return Way(self.state, self.day.values(self.on))

    @cached_property
    def concerned(self) -> frozenset[str]:
        """Persons whom it is about: as entered, and as its subject says today."""
        place = self.day.place(self.proceeding.unit.code)
        told = subjects.describe(
            self.proceeding.subject_type, self.proceeding.subject_id, self.day.on
        )
        return place.people({*self.proceeding.concerned, *(told.concerned if told else ())})

    @cached_property
    def kept_until(self) -> date | None:
        """The last day for which its file must be kept; None while it runs, or without a term."""
        keep, ended = self.definition.keep, self.proceeding.ended_on
        if keep is None or ended is None:
            return None
        years = terms.bound(keep, self.day.values(ended))
        return terms.after(ended, years, Unit.YEARS, self.day.calendar)

    def facts(self, steps: Iterable[Step] = (), typed: Mapping[str, object] | None = None) -> Facts:
        """What the rules ask for.

        steps: those whose requirements are to be looked up. typed: what the form holds; without
        it, a requirement that looks at fields of the form itself waits for them.
        """
        return Facts(
            today=self.day.on,
            place=self.day.place(self.proceeding.unit.code),
            calendar=self.day.calendar,
            concerned=self.concerned,
            values=self.day.values(self.on),
            earlier=self.day.values,
            requirements={
                (step.key, number): met
                for step in steps
                for number, met in self._requirements(step, typed)
            },
            posts=self.day.posts,
        )

    def _requirements(
        self, step: Step, typed: Mapping[str, object] | None
    ) -> Iterator[tuple[int, Met | None]]:
        told = needs.known(self.definition, step, self.state, typed)
        values = self.day.values(self.on)
        for number, one in enumerate(step.needs.requirements):
            if needs.applies(one.when, told, values):
                waits = not (self._looks_at(one) <= told.keys())
                yield number, None if waits else self._ask(one, told)

    def _looks_at(self, one: Requirement) -> frozenset[str]:
        named = {each.field for each in one.when.conditions} if one.when else set()
        return requirements.reads(one.provider, one.params) | named

    def _ask(self, one: Requirement, told: Mapping[str, Any]) -> Met:
        asked = Asked(
            subject=(self.proceeding.subject_type, self.proceeding.subject_id),
            proceeding=self.proceeding.pk,
            unit=self.proceeding.unit.code,
            params=one.params,
            on=self.on,
            definition=self.definition,
            calendar=self.day.calendar,
            fields=told,
            values=self.day.values(self.on),
        )
        return requirements.ask(one.provider, asked)


def dossier_digest(
    state: State,
    fields: dict[str, str],
    documents: Iterable[Document],
    rests_on: Iterable[Met] = (),
) -> str:
    """SHA-256 (hex) of everything that counts with what this act adds: what was decided upon."""
    papers = [document for _, document in state.documents] + list(documents)
    told: dict[str, object] = {
        "fields": {**state.texts, **fields},
        "documents": sorted((one.kind, one.sha256) for one in papers),
    }
    if entries := [[act.step, act.fields] for act in state.valid if act.verb is Verb.ENTER]:
        told["entries"] = entries
    if rested := [one.says for one in rests_on]:
        told["rests_on"] = rested
    body = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()
