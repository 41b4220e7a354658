"""Writing an act down: the row, its documents, what follows for the proceeding, and the trail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.evidence.models import Evidence
from linghang.foundation.fields import rules as fields_rules
from linghang.notices import services as notices
from linghang.procedures import (
    catalog,
    effects,
    remembering,
    rules,
    subjects,
    trail_actions,
    watching,
)
from linghang.procedures.definitions import Outcome, Step
from linghang.procedures.effects import Doing
from linghang.procedures.holders import overseers
from linghang.procedures.models import SEALED, Act, ActDocument, Proceeding
from linghang.procedures.progress.rules import Document, State, Verb, Way, state_of
from linghang.procedures.reading import Reading
from linghang.procedures.rules import Answer, Block, Met
from linghang.procedures.seats.rules import Doer
from linghang.procedures.subjects import Happened
from linghang.procedures.terms import rules as terms
from linghang.procedures.trail_actions import DENIED, EXPLAINED, OF_VERB

# What an audit asks for afterwards: somebody tried what keeps duties apart, or what may not be.
KEPT = frozenset({"separation", "never", "concerned", "requirement", "clock"})


class CannotAct(Refused):
    """The deed is not allowed; the message lists every reason and who could lift it."""

    proceeding: Proceeding | None = None
    deed: Deed | None = None
    answer: Answer = Answer()

    @transaction.atomic
    def remember(self) -> None:
        """Leave the refusal in the trail, with the reasons of weight; a slip in a form is none."""
        told = [one.says for one in self.answer.blocks if one.code in KEPT]
        if self.proceeding is None or self.deed is None or not told:
            return
        definition, step = self.proceeding.definition, self.deed.step
        trail_actions.leave(
            DENIED,
            self.proceeding,
            actor=self.deed.actor,
            at=self.deed.at,
            facts={
                "procedure": definition.name,
                "step": definition.by_key[step].title if step in definition.by_key else step,
                "codes": sorted({one.code for one in self.answer.blocks} & KEPT),
            },
            personal={"reason": "；".join(told)},
        )


class SomebodyWasFaster(CannotAct):
    """Since the page was shown somebody else acted; nothing was written."""

    def __init__(self) -> None:
        super().__init__("没有办理：您打开页面之后，已经有人办理了这件事，请看过最新情况再办。")


@dataclass(kw_only=True)
class Deed:
    """One call, with everything that is known of it."""

    verb: Verb
    actor: Actor
    doer: Doer
    at: datetime
    today: date
    day: date
    step: str = ""
    seat: int = 0
    to: str = ""
    reason: str = ""
    explanation: str = ""
    prompts: tuple[Block, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
    documents: list[tuple[Document, Evidence]] = field(default_factory=list)
    rests_on: list[Met] = field(default_factory=list)


def documents(given: Sequence[tuple[str, int]]) -> list[tuple[Document, Evidence]]:
    """The stored files by kind and id, with their digests. Raises Evidence.DoesNotExist."""
    rows = Evidence.objects.in_bulk([pk for _, pk in given])
    missing = [pk for _, pk in given if pk not in rows]
    if missing:
        raise Evidence.DoesNotExist(f"no evidence {missing}")
    return [
        (
            Document(kind=kind, sha256=rows[pk].sha256, name=rows[pk].name, evidence=pk),
            rows[pk],
        )
        for kind, pk in given
    ]


def plain(step: Step, typed: Mapping[str, object]) -> dict[str, str]:
    """What was typed, as the kind of the field writes it."""
    known = {one.code: one for one in step.needs.fields}
    return {
        code: fields_rules.show(known[code], fields_rules.parse(known[code], raw).value)
        for code, raw in typed.items()
    }


def done(reading: Reading, deed: Deed, dossier: str, step: Step | None = None) -> Act:
    """Write the act, what follows of it for the proceeding, and the trail."""
    proceeding = reading.proceeding
    written = write(proceeding, deed, number=len(reading.acts) + 1, dossier=dossier)
    definition = proceeding.definition
    acts = (*reading.acts, written.told())
    state = state_of(definition, acts, in_force=reading.day.values)
    outcome = state.outcome
    if outcome is not Outcome(proceeding.outcome):
        proceeding.outcome = outcome.value
        proceeding.ended_on = None if outcome is Outcome.RUNNING else deed.day
        proceeding.save(update_fields=["outcome", "ended_on"])
    way = Way(state, reading.day.values(reading.day.on))
    now_open = {one.key for one in way.open()}
    remembering.remember(proceeding, way, reading.day)
    followed = _effects(reading, deed, step, state) if step else []
    was_open = frozenset(one.key for one in reading.way.open())
    settled = was_open - now_open | ({deed.step} if deed.verb is Verb.ENTER else frozenset())
    watching.settle(proceeding.pk, settled, deed.at)
    known = definition.by_key
    trail_actions.leave(
        OF_VERB[deed.verb],
        proceeding,
        actor=deed.actor,
        at=deed.at,
        facts={
            "procedure": definition.name,
            "step": step.title if step else "",
            "to": known[deed.to].title if deed.to in known else "",
            "day": deed.day.isoformat(),
            "late": is_late(reading, deed),
            "number": written.number,
            "version": proceeding.definition_hash[:8],
            "dossier": dossier,
            "outcome": outcome.value,
            **({"rests_on": [one.says for one in deed.rests_on]} if deed.rests_on else {}),
            **({"effects": followed} if followed else {}),
        },
        personal={} if deed.verb in (Verb.APPROVE, Verb.ENTER) else {"reason": deed.reason},
    )
    if deed.prompts:
        _explain(reading, deed, step)
    tell(proceeding, deed, way)
    return written


def _explain(reading: Reading, deed: Deed, step: Step | None) -> None:
    """What was explained stays in the trail, and the overseers are told."""
    proceeding = reading.proceeding
    facts = {
        "procedure": reading.definition.name,
        "step": step.title if step else "",
        "prompts": "；".join(one.says for one in deed.prompts),
    }
    trail_actions.leave(
        EXPLAINED,
        proceeding,
        actor=deed.actor,
        at=deed.at,
        facts={**facts, "opens": sorted({pk for one in deed.prompts for pk in one.opens})},
        personal={"explanation": deed.explanation},
    )
    people = list(dict.fromkeys(held.person for held in overseers(reading)))
    told = SEALED if _is_sealed(proceeding) else deed.explanation
    notices.notify(
        kind="procedure_explained",
        to=people,
        subject=proceeding,
        facts={**facts, "title": proceeding.title, "explanation": told},
        actor=deed.actor,
        at=deed.at,
    )


def _effects(reading: Reading, deed: Deed, step: Step, state: State) -> list[str]:
    """Carry out what follows from a step that this deed completed; what it did, in Chinese."""
    if not step.effects or not state.is_done(step.key) or reading.state.is_done(step.key):
        return []
    proceeding = reading.proceeding
    done = {each.key: state.done_on(each.key) for each in reading.definition.steps}
    return [
        effects.carry_out(
            one.effect,
            Doing(
                proceeding=proceeding.pk,
                title=proceeding.title,
                unit=reading.day.place(proceeding.unit.code).code,
                concerned=tuple(sorted(reading.concerned)),
                fields=state.texts,
                done_on={key: day for key, day in done.items() if day},
                params=one.params,
                day=deed.day,
                actor=deed.actor,
                at=deed.at,
            ),
        )
        for one in step.effects
    ]


def tell(proceeding: Proceeding, deed: Deed, way: Way) -> None:
    """Let the engine that looks after the subject know, last of all: it may still refuse."""
    subjects.tell(
        Happened(
            subject=(proceeding.subject_type, proceeding.subject_id),
            proceeding=proceeding.pk,
            procedure=proceeding.procedure,
            verb=deed.verb,
            step=deed.step,
            open=frozenset(step.key for step in way.open()),
            outcome=Outcome(proceeding.outcome),
            actor=deed.actor,
            day=deed.day,
            today=deed.today,
            at=deed.at,
        )
    )


def is_late(reading: Reading, deed: Deed) -> bool:
    """Whether the step's last day in time had passed on the day of the deed."""
    found = rules.terms_of(reading.definition, deed.step, reading.state, reading.facts())
    latest = terms.due(found)
    return latest is not None and deed.day > latest


def _is_sealed(proceeding: Proceeding) -> bool:
    """By the version that it is bound to, or the one in use: none was sealed at first."""
    current = catalog.current(proceeding.procedure)
    return proceeding.definition.sealed or (current is not None and current.item.sealed)


def write(proceeding: Proceeding, deed: Deed, *, number: int, dossier: str) -> Act:
    """The row with its documents. Raises SomebodyWasFaster when the number is taken."""
    assert deed.actor.appointment is not None  # the system does nothing here
    row = Act(
        proceeding=proceeding,
        number=number,
        verb=deed.verb.value,
        step=deed.step,
        seat=deed.seat,
        person=deed.actor.person,
        on_behalf_of=deed.actor.on_behalf_of or "",
        appointment=deed.actor.appointment,
        held=deed.doer.title,
        departments=sorted(deed.doer.departments),
        day=deed.day,
        recorded_on=deed.today,
        recorded_at=deed.at,
        to=deed.to,
        prompts=[{"says": one.says, "opens": list(one.opens)} for one in deed.prompts],
        fields=deed.fields,
        rests_on=[
            {"says": one.says, "about": list(one.about)} for one in deed.rests_on if one.about[0]
        ],
        definition_hash=proceeding.definition_hash,
        dossier=dossier,
    )
    row.word(deed.reason, deed.explanation, sealed=_is_sealed(proceeding))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise SomebodyWasFaster from None
    ActDocument.objects.bulk_create(
        [
            ActDocument(act=row, kind=one.kind, name=one.name, evidence=stored, sha256=one.sha256)
            for one, stored in deed.documents
        ]
    )
    return row
