"""Deed: approve a programme as it reads now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from linghang.commitments import keeping, reach, telling
from linghang.commitments.closing import passed
from linghang.commitments.content import rules as content
from linghang.commitments.deeds import What
from linghang.commitments.definitions import Role
from linghang.commitments.faults import Complaint, refuse
from linghang.commitments.keeping import Happening
from linghang.commitments.models import Answer, Commitment, Programme, Step
from linghang.commitments.setting import basis
from linghang.commitments.setting.basis import Cited
from linghang.commitments.spells.rules import ACCEPTED, Standing
from linghang.commitments.versions import services as versions
from linghang.commitments.writing import services as writing
from linghang.commitments.writing import tree, whole
from linghang.foundation.access import Actor
from linghang.procedures.days import Day

# Whoever did one of these since the last approval does not approve the next time.
WRITTEN = (
    *(What.SET_UP, What.ADDED, What.CHANGED, What.MOVED, What.LINKED),
    *(What.REGROUPED, What.VOIDED, What.DAY_SET),
)


@transaction.atomic
def approve(
    *,
    programme_id: int,
    actor: Actor,
    at: datetime,
    today: date,
    text: str = "",
    cited: Cited = basis.NOTHING,
) -> Programme:
    """Approve a programme as it reads now (审定): what was planned begins, what was changed holds.

    Whoever set it up, or added or changed anything since the last approval, does not approve it.
    cited: the decision that it rests on; of some kinds what was approved changes by one alone.
    Raises CannotCommit, Programme.DoesNotExist.
    """
    programme = writing.locked(programme_id)
    rows = list(
        Commitment.objects.filter(programme=programme)
        .exclude(standing=Standing.VOIDED.value)
        .order_by("path")
    )
    again, cited = _changed(programme, rows), cited.plain
    is_needed = basis.is_needed(programme.definition, programme, rows, bool(again))
    found = _not_approving(programme, rows, actor, today)
    found += basis.faults(programme, cited, actor, today, is_needed=is_needed)
    refuse("不能审定", found)
    waiting = [row for row in rows if row.begun_on is None]
    problems = _hold(programme, rows, waiting, today)
    kept = basis.keep(programme, cited)
    about = (basis.THING, str(kept.pk)) if kept else ("", "")
    programme.approved_hash = programme.content_hash = whole.hash_of(programme)
    programme.approved_by, programme.approved_on = actor.person, today
    programme.standing = Programme.Standing.IN_FORCE
    programme.save()
    step = keeping.keep_of_programme(
        programme,
        What.APPROVED,
        actor=actor,
        at=at,
        today=today,
        text=text.strip(),
        hash=programme.approved_hash,
        about=about,
        facts={"count": len(rows), "document": kept.document if kept else ""},
    )
    begun = [
        Happening(
            commitment=row,
            what=What.BEGUN,
            changes={"standing": Standing.OPEN.value},
            hash=row.content_hash,
            about=about,
        )
        for row in waiting
    ]
    begun += [
        Happening(
            commitment=row,
            what=What.REAPPROVED,
            changes={} if row.role == Role.TASK.value else {"waits": False},
            hash=_read(row),
            about=about,
        )
        for row in again
    ]
    keeping.keep_all(begun, actor=actor, at=at, today=today)
    versions.keep((row, step) for row in problems)
    tasks = [row for row in waiting if row.role == Role.TASK.value]
    telling.begun(programme, tasks, actor=actor, at=at, today=today)
    return programme


def _hold(
    programme: Programme, rows: list[Commitment], waiting: list[Commitment], today: date
) -> list[Commitment]:
    """What waits begins, and all that is said holds. Returns the problems, which are answered by
    what begins with them."""
    for row in rows:
        row.programme = programme
        row.begun_on = row.begun_on or today
    Commitment.objects.bulk_update(waiting, ["begun_on"], batch_size=500)
    problems = [row for row in rows if row.role == Role.FINDING.value]
    hashes = tree.content_hashes(problems)
    for row in rows:
        row.content_hash = row.approved_hash = hashes.get(row.pk, row.content_hash)
        if row.closed_hash:
            row.closed_hash = row.content_hash
        row.closed_dossier = row.dossier_hash
    Commitment.objects.bulk_update(
        rows, ["content_hash", "approved_hash", "closed_hash", "closed_dossier"], batch_size=500
    )
    return problems


def _read(row: Commitment) -> str:
    """What of it was approved: with what lies behind it where it stands closed."""
    is_closed = bool(row.closed_dossier)
    return (
        content.of_closing(row.content_hash, row.closed_dossier) if is_closed else row.content_hash
    )


def _changed(programme: Programme, rows: list[Commitment]) -> list[Commitment]:
    """What was approved once and reads otherwise now, or has lost tasks."""
    steps = since_approval(programme).filter(what=What.REGROUPED.value)
    regrouped = set(steps.values_list("commitment", flat=True))
    begun = [row for row in rows if row.begun_on is not None]
    return [row for row in begun if row.needs_approval or row.pk in regrouped]


def _not_approving(
    programme: Programme, rows: list[Commitment], actor: Actor, today: date
) -> list[Complaint]:
    found = []
    if programme.standing in (Programme.Standing.ENDED, Programme.Standing.VOIDED):
        found.append(Complaint("", f"方案{programme.get_standing_display()}"))
    rights = reach.of_actor(actor, today)
    if rights is None:
        return [*found, Complaint("", "方案由担任有关职务的人审定，系统不能代办")]
    allowed = reach.may_approve(programme.definition, rights, programme.unit_id, Day(today))
    if not allowed:
        found.append(Complaint("", allowed.reason))
    place = Day(today).place(programme.unit_id)
    persons = place.people({actor.person, actor.on_behalf_of or actor.person})
    if not persons.isdisjoint(place.people(_writers(programme))):
        found.append(Complaint("", "拟订和修改的人不能自己审定"))
    return found + [Complaint("", says) for says in _wrong(rows, today)]


def _writers(programme: Programme) -> set[str]:
    """Who set it up, or changed anything of it since it was approved last."""
    steps = since_approval(programme).filter(what__in=[one.value for one in WRITTEN])
    return set(steps.values_list("person", flat=True))


def since_approval(programme: Programme) -> QuerySet[Step]:
    """The deeds on it and on all in it since it was approved last; a query for that."""
    last = programme.steps.filter(what=What.APPROVED.value).order_by("-pk").first()
    return programme.steps.filter(pk__gt=last.pk) if last else programme.steps.all()


def _wrong(rows: Sequence[Commitment], today: date) -> Iterator[str]:
    """What of its commitments can't be approved."""
    if not any(row.role == Role.TASK.value for row in rows):
        yield "还没有列入任务"
    answers = Answer.objects.filter(problem__in=[row.pk for row in rows])
    answers = answers.exclude(measure__standing=Standing.VOIDED.value)
    answered = set(answers.values_list("problem", flat=True))
    bare = [r.number for r in rows if r.role == Role.FINDING.value and r.pk not in answered]
    if bare:
        yield f"问题{'、'.join(bare[:5])}{'等' if len(bare) > 5 else ''}还没有整改措施"
    accepted = {one.value for one in ACCEPTED}
    for row in rows:
        is_changed = row.closed_hash not in ("", row.content_hash) and row.standing in accepted
        if is_changed and passed.is_by(row, row.owner, today):
            yield f"{row.number}的责任人核验过它的销号，请先换责任人"
