"""The deeds of procedures: start, act, void, move to another version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from linghang.foundation import locks
from linghang.foundation.access import Actor
from linghang.foundation.catalog import services as versions
from linghang.foundation.catalog.registry import Loaded
from linghang.foundation.errors import Refused
from linghang.foundation.sensitivity import rules as sensitivity
from linghang.foundation.sensitivity.definitions import Level
from linghang.org.models import Person, Unit
from linghang.org.rights import rights_of
from linghang.procedures import (
    catalog,
    recording,
    remembering,
    requirements,
    rules,
    subjects,
    trail_actions,
)
from linghang.procedures.days import Day
from linghang.procedures.definitions import MATTER, Procedure, Seat
from linghang.procedures.models import Act, Proceeding
from linghang.procedures.progress.rules import Verb, Way, state_of
from linghang.procedures.reading import Reading, dossier_digest
from linghang.procedures.recording import CannotAct, Deed, SomebodyWasFaster
from linghang.procedures.rules import Answer, Attempt, Facts
from linghang.procedures.seats.rules import Doer
from linghang.procedures.trail_actions import STARTED

__all__ = [
    "CannotAct",
    "CannotStart",
    "SomebodyWasFaster",
    "act",
    "move_to_version",
    "start",
    "void",
    "withdraw",
]


class CannotStart(Refused):
    """The proceeding may not be opened; the message lists every reason and who could."""


@transaction.atomic
def start(
    *,
    procedure: str,
    unit: str,
    title: str,
    actor: Actor,
    at: datetime,
    today: date,
    subject: tuple[str, str] = (MATTER, ""),
    concerned: Sequence[str] = (),
    level: str = Level.INTERNAL,
) -> Proceeding:
    """Open a proceeding about a thing of the unit, bound to the definition in use today.

    subject: kind and id; a registered kind tells its unit, title and persons itself, and what is
    given here for them does not count. concerned: codes of persons. Raises CannotStart, and
    Unit.DoesNotExist.
    """
    loaded = _declared(procedure)
    told = subjects.describe(*subject, today)
    if told is not None:
        unit, title, concerned = told.unit, told.title, sorted(told.concerned)
    day = Day(today)
    doer = _doer(day, actor, today)
    concerned = sorted(set(concerned))
    answer = rules.may_start(loaded.item, doer, _facts_to_start(day, unit, concerned))
    reasons = _reasons_of_matter(loaded.item, subject, title, level, told is None, concerned)
    if not answer:
        reasons.append(answer.decision.reason)
    if reasons:
        raise CannotStart(f"不能发起“{loaded.item.name}”：{'；'.join(reasons)}。{_who(answer)}")
    _keep(loaded, at)
    proceeding = Proceeding(
        procedure=procedure,
        definition_hash=loaded.hash,
        subject_type=subject[0],
        subject_id=subject[1],
        title=title.strip(),
        level=Level(level),
        unit=Unit.objects.get(code=unit),
        concerned=concerned,
        started_by=actor.person,
        started_for=actor.on_behalf_of or "",
        started_at=at,
    )
    try:
        with transaction.atomic():
            proceeding.save()
    except IntegrityError:
        raise CannotStart(f"不能发起“{loaded.item.name}”：这件事已经在办理中。") from None
    deed = Deed(verb=Verb.START, actor=actor, doer=doer, at=at, today=today, day=today)
    fresh = state_of(loaded.item, ())
    recording.write(proceeding, deed, number=1, dossier=dossier_digest(fresh, {}, ()))
    remembering.remember(proceeding, Way(fresh), day)
    trail_actions.leave(
        STARTED,
        proceeding,
        actor=actor,
        at=at,
        facts={"procedure": loaded.item.name, "version": loaded.hash[:8], "unit": unit},
        personal={"title": proceeding.title},
    )
    recording.tell(proceeding, deed, Way(fresh))
    return proceeding


def _declared(procedure: str) -> Loaded[Procedure]:
    loaded = catalog.current(procedure)
    if loaded is None:
        raise CannotStart(f"没有“{procedure}”这个程序。")
    return loaded


def _facts_to_start(day: Day, unit: str, concerned: Sequence[str]) -> Facts:
    place = day.place(unit)
    return Facts(
        today=day.on,
        place=place,
        calendar=day.calendar,
        concerned=place.people(concerned),
        posts=day.posts,
    )


def _reasons_of_matter(
    definition: Procedure,
    subject: tuple[str, str],
    title: str,
    level: str,
    is_free: bool,
    concerned: Sequence[str],
) -> list[str]:
    reasons = []
    if subject[0] != definition.subject:
        reasons.append("这个程序不办这类事项")
    elif is_free and subject[0] != MATTER:
        reasons.append("没有找到这件事项")
    elif not title.strip():
        reasons.append("没有写标题")
    if definition.for_one and len(concerned) != 1:
        reasons.append("逐人办理，要写明涉及的人员，且只写一人")
    known = set(Person.objects.filter(code__in=concerned).values_list("code", flat=True))
    if strange := [code for code in concerned if code not in known]:
        reasons.append(f"没有人员 {'、'.join(strange)}")
    return reasons + sensitivity.reasons_not_to_keep(title, "", level)


def _keep(loaded: Loaded[Procedure], at: datetime) -> None:
    versions.keep(
        kind=catalog.KIND, code=loaded.item.code, hash=loaded.hash, body=loaded.body, at=at
    )


@transaction.atomic
def act(
    *,
    proceeding_id: int,
    step: str,
    verb: Verb,
    seen: int,
    actor: Actor,
    at: datetime,
    today: date,
    day: date | None = None,
    to: str = "",
    reason: str = "",
    explanation: str = "",
    fields: Mapping[str, object] | None = None,
    documents: Sequence[tuple[str, int]] = (),
) -> Act:
    """Approve (办理), reject or send back a step; judged by the rules in force on its day.

    seen: how many acts the actor had seen. day: on which it happened, None for today. to: where
    it is sent back to. explanation: why it is done though a requirement that asks for one is not
    met; it is kept, and the overseers are told. fields: code → what was typed. documents: kind
    and id of stored evidence.

    Raises CannotAct with every reason; SomebodyWasFaster when two act at once: the second one is
    told, and nothing of theirs is written. Raises Proceeding.DoesNotExist, Evidence.DoesNotExist.
    """
    proceeding = _locked(proceeding_id)
    _wait_for_others(proceeding, step)
    deed = Deed(
        verb=verb,
        step=step,
        actor=actor,
        doer=_doer(now := Day(today), actor, today),
        at=at,
        today=today,
        day=day or today,
        to=to,
        reason=reason.strip(),
        explanation=explanation.strip(),
        documents=recording.documents(documents),
    )
    reading = Reading(proceeding, now, deed.day)
    if len(reading.acts) != seen:
        raise SomebodyWasFaster
    declared = reading.definition.by_key.get(step)
    typed = {code: raw for code, raw in (fields or {}).items() if raw not in (None, "")}
    attempt = Attempt(
        verb=verb,
        step=step,
        day=deed.day,
        to=to,
        reason=deed.reason,
        explanation=deed.explanation,
        fields=typed,
        documents=[document for document, _ in deed.documents],
    )
    facts = reading.facts([declared] if declared else [], typed)
    answer = rules.permitted(reading.definition, reading.acts, deed.doer, attempt, facts)
    _refuse(proceeding, f"不能办理“{declared.title if declared else step}”", answer, deed, typed)
    assert declared is not None
    deed.fields = recording.plain(declared, typed)
    deed.seat = answer.seat
    deed.prompts = answer.prompts
    deed.rests_on = [met for met in facts.requirements.values() if met and met.is_met and met.says]
    papers = [document for document, _ in deed.documents]
    digest = dossier_digest(reading.state, deed.fields, papers, deed.rests_on)
    return recording.done(reading, deed, digest, declared)


@transaction.atomic
def void(
    *, proceeding_id: int, reason: str, seen: int, actor: Actor, at: datetime, today: date
) -> Act:
    """Void a proceeding (作废), also one that has ended; it stays to be seen.

    Raises CannotAct, SomebodyWasFaster, Proceeding.DoesNotExist.
    """
    proceeding = _locked(proceeding_id)
    deed = _overseeing(Verb.VOID, proceeding, reason, actor, at, today)
    reading = Reading(proceeding, Day(today), today)
    _oversee(reading, deed, seen, "不能作废")
    return recording.done(reading, deed, dossier_digest(reading.state, {}, ()))


@transaction.atomic
def withdraw(
    *, subject: tuple[str, str], reason: str, actor: Actor, at: datetime, today: date
) -> Act | None:
    """Void what runs about a thing that is no more: whoever may void the thing ends it, too.

    For the engine that looks after the thing; None where nothing runs. Raises CannotAct.
    """
    running = Proceeding.objects.running().filter(subject_type=subject[0], subject_id=subject[1])
    found = running.values_list("pk", flat=True).first()
    if found is None:
        return None
    proceeding = _locked(found)
    deed = _overseeing(Verb.VOID, proceeding, reason, actor, at, today)
    reading = Reading(proceeding, Day(today), today)
    return recording.done(reading, deed, dossier_digest(reading.state, {}, ()))


@transaction.atomic
def move_to_version(
    *, proceeding_id: int, reason: str, seen: int, actor: Actor, at: datetime, today: date
) -> Act:
    """Let a running proceeding go on under the definition in use today.

    What was done must count there as it did, and hurt none of its separations.
    Raises CannotAct, SomebodyWasFaster, Proceeding.DoesNotExist.
    """
    proceeding = _locked(proceeding_id)
    deed = _overseeing(Verb.MOVE, proceeding, reason, actor, at, today)
    reading = Reading(proceeding, Day(today), today)
    _oversee(reading, deed, seen, "不能改用新版程序")
    loaded = catalog.current(proceeding.procedure)
    if loaded is None or loaded.hash == proceeding.definition_hash:
        raise CannotAct("不能改用新版程序：没有更新的版本。")
    reasons = rules.reasons_not_to_move(
        loaded.item,
        reading.acts,
        spoke=_spoke(proceeding),
        values=reading.day.values(today),
        place=reading.day.place(proceeding.unit.code),
    )
    if reasons:
        raise CannotAct(f"不能改用新版程序：{'；'.join(reasons)}。")
    _keep(loaded, at)
    proceeding.definition_hash = loaded.hash
    proceeding.save(update_fields=["definition_hash"])
    return recording.done(reading, deed, dossier_digest(reading.state, {}, ()))


def _spoke(proceeding: Proceeding) -> dict[int, Seat]:
    """Number of an act on a step → the seat that spoke, by the version that judged it."""
    return {
        act.number: catalog.version(proceeding.procedure, act.definition_hash)
        .by_key[act.step]
        .who[act.seat]
        for act in proceeding.acts.all()
        if act.step
    }


def _locked(proceeding_id: int) -> Proceeding:
    """The row, locked: PostgreSQL lets others wait, SQLite has one writer at a time anyhow."""
    rows = Proceeding.objects.select_for_update(of=("self",)).select_related("unit")
    return rows.prefetch_related("acts__documents").get(pk=proceeding_id)


def _wait_for_others(proceeding: Proceeding, step: str) -> None:
    """Two that stay below a limit one by one may pass it together: the second is judged after.

    The lock is of the whole procedure: which sum a deed belongs to follows from what it says.
    """
    declared = proceeding.definition.by_key.get(step)
    asked = declared.needs.requirements if declared else ()
    if requirements.looks_beside(one.provider for one in asked):
        locks.until_commit(f"procedures.{proceeding.procedure}")


def _doer(day: Day, actor: Actor, today: date) -> Doer:
    """Raises CannotAct for the system: what a person must answer for, no machine does."""
    if actor.appointment is None:
        raise CannotAct("程序只能由担任有关职务的人办理，系统不能代办。")
    return day.doer(rights_of(actor.appointment, today))


def _overseeing(
    verb: Verb, proceeding: Proceeding, reason: str, actor: Actor, at: datetime, today: date
) -> Deed:
    return Deed(
        verb=verb,
        actor=actor,
        doer=_doer(Day(today), actor, today),
        at=at,
        today=today,
        day=today,
        reason=reason.strip(),
    )


def _oversee(reading: Reading, deed: Deed, seen: int, what: str) -> None:
    if len(reading.acts) != seen:
        raise SomebodyWasFaster
    answer = rules.may_oversee(
        reading.definition,
        reading.acts,
        deed.doer,
        reading.facts(),
        verb=deed.verb,
        reason=deed.reason,
    )
    _refuse(reading.proceeding, what, answer, deed, {})


def _refuse(
    proceeding: Proceeding, what: str, answer: Answer, deed: Deed, typed: Mapping[str, object]
) -> None:
    reasons = [] if answer else [answer.decision.reason]
    text = "\n".join([deed.reason, deed.explanation, *(str(raw) for raw in typed.values())])
    reasons += sensitivity.reasons_not_to_keep(proceeding.title, text, proceeding.level)
    if reasons:
        refusal = CannotAct(f"{what}：{'；'.join(reasons)}。{_who(answer)}")
        refusal.proceeding, refusal.deed, refusal.answer = proceeding, deed, answer
        raise refusal


def _who(answer: Answer) -> str:
    return "" if answer else f"可以解决的人：{answer.decision.who_can}。"
