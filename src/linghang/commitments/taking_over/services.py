"""Deed: take over a programme that was kept elsewhere, with its history, in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from linghang.commitments import keeping, reach, searched, trail_actions
from linghang.commitments.content import rules as content
from linghang.commitments.definitions import Role
from linghang.commitments.faults import Complaint, refuse
from linghang.commitments.models import Answer, Commitment, Help, Programme
from linghang.commitments.taking_over import happened, rules
from linghang.commitments.taking_over.rules import Brought, Frame
from linghang.commitments.targets import figures
from linghang.commitments.writing import naming, tree, whole
from linghang.commitments.writing import rules as writing_rules
from linghang.commitments.writing import services as writing
from linghang.foundation.access import Actor
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.search import services as search
from linghang.ledgers.directory import Directory
from linghang.procedures.terms import rules as terms

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """By whom and when the programme was approved."""

    by: str
    on: date


@transaction.atomic
def take_over(
    *,
    programme_id: int,
    rows: Sequence[Brought],
    approved: Approved,
    actor: Actor,
    at: datetime,
    today: date,
    clock: Callable[[date], datetime] | None = None,
    directory: Directory | None = None,
) -> list[Commitment]:
    """Enter everything that an older ledger holds into an empty programme; it is in force then.

    All of it became known today, so figures of earlier days name it as entered later. clock: gives
    the instant of a day where each deed is known to have been entered on its own day, as when a
    system with its own journal is moved over. Nobody is told: all have done it. Raises CannotCommit
    with every complaint, and nothing is entered then; Programme.DoesNotExist.
    """
    programme = writing.locked(programme_id)
    directory = directory or Directory()
    known, found = [], []
    for one in rows:
        wanted, unknown = naming.named(one.wanted.plain, programme.definition, directory)
        known.append(replace(one, wanted=wanted))
        found += unknown
    refuse("不能承接", found + _complaints(programme, known, approved, actor, today))
    by_key = _tree(programme, known)
    made = list(by_key.values())
    for row, one in zip(made, known, strict=True):
        row.begun_on = one.begun_on or approved.on
    happened.settle(programme, made, known)
    digests = happened.digests_of(known)
    _hash(by_key, known, digests)
    _save(by_key, known)
    journal = happened.Journal(
        programme=programme,
        approved=approved.on,
        approved_by=approved.by,
        actor=actor,
        at=at,
        today=today,
        clock=clock,
        digests=digests,
    )
    journal.write(made, known)
    programme.approved_by, programme.approved_on = approved.by, approved.on
    programme.approved_hash = programme.content_hash = whole.hash_of(programme)
    programme.standing = Programme.Standing.IN_FORCE
    programme.save()
    keeping.leave(
        trail_actions.TAKEN_OVER,
        programme,
        actor=actor,
        at=at,
        programme=programme,
        facts={"count": len(made)},
    )
    search.refresh(kind=searched.KIND, keys=[str(row.pk) for row in made])
    return list(Commitment.objects.filter(programme=programme).order_by("path"))


def _complaints(
    programme: Programme, rows: Sequence[Brought], approved: Approved, actor: Actor, today: date
) -> list[Complaint]:
    found = writing.not_leading(programme, actor, today, "承接")
    if programme.commitments.exists():
        found.append(Complaint("", "方案里已有任务，只能承接到空的方案"))
    if reach.of_actor(actor, today) is None:
        found.append(Complaint("", "承接由牵头部门的人办理，系统不能代办"))
    needs_another = programme.definition.approval
    if needs_another and approved.by in (actor.person, programme.entered_by):
        found.append(Complaint("approved", "登记的人不能同时是审定的人"))
    if not programme.began_on <= approved.on <= today:
        found.append(Complaint("approved", "审定日期在方案开始以前，或在今天以后"))
    found += _of_tree(programme, rows)
    if found:
        return found
    frame = Frame(
        kind=programme.definition,
        days=programme.known_days,
        approved_on=approved.on,
        today=today,
        below=_below(rows),
        extensions=terms.bound(programme.definition.extensions, parameters.in_force(today)),
    )
    return rules.complaints(rows, frame)


def _of_tree(programme: Programme, rows: Sequence[Brought]) -> list[Complaint]:
    found = []
    by_key: dict[str, Brought] = {}
    numbers: set[str] = set()
    kind = programme.definition
    for one in rows:
        if one.key in by_key:
            found.append(Complaint(one.key, f"{one.key} 写了两次"))
        if one.above and one.above not in by_key:
            found.append(Complaint(one.key, f"上级 {one.above} 不在它之前"))
            continue
        if one.wanted.number and one.wanted.number in numbers:
            found.append(Complaint(one.key, f"序号 {one.wanted.number} 已经用过"))
        by_key[one.key] = one
        numbers.add(one.wanted.number)
        above = by_key[one.above].wanted.level if one.above else ""
        found += writing_rules.complaints(
            kind,
            one.wanted,
            parent_level=above,
            began=programme.began_on,
            sensitive=programme.sensitivity,
        )
        source = str(one.wanted.target.get("source", ""))
        if source and not figures.is_source(source):
            found.append(Complaint("target", f"没有 {source} 这个指标或台账统计"))
    problems = {
        key
        for key, one in by_key.items()
        if one.wanted.level in kind.by_level
        and kind.by_level[one.wanted.level].role is Role.FINDING
    }
    for one in rows:
        if strange := sorted(set(one.answers) - problems):
            found.append(Complaint(one.key, f"所对应的问题 {'、'.join(strange)} 不在其中"))
    return found


def _below(rows: Sequence[Brought]) -> dict[str, list[str]]:
    """Key → keys of everything under it."""
    above = {one.key: one.above for one in rows}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key in above:
        up = above[key]
        while up:
            found[up].append(key)
            up = above[up]
    return found


def _tree(programme: Programme, rows: Sequence[Brought]) -> dict[str, Commitment]:
    """Key → the row in its place, in the order of the tree; not saved."""
    by_key: dict[str, Commitment] = {}
    numbers: defaultdict[str, int] = defaultdict(int)
    for one in rows:
        parent = by_key.get(one.above)
        numbers[one.above] += 1
        place = numbers[one.above]
        above = parent.number if parent else ""
        row = Commitment(
            programme=programme,
            path=f"{parent.path if parent else ''}{place:0{writing_rules.WIDTH}d}",
            number=one.wanted.number or (f"{above}.{place}" if above else str(place)),
            since=programme.began_on,
            source_type=one.wanted.source[0],
            source_id=one.wanted.source[1],
            **tree.columns(programme, one.wanted),
        )
        row.due = row.first_due
        by_key[one.key] = row
    return by_key


def _save(by_key: dict[str, Commitment], rows: Sequence[Brought]) -> None:
    """Write the rows level by level; then who helps, and what answers what."""
    for depth in range(max((row.depth for row in by_key.values()), default=-1) + 1):
        those = [one for one in rows if by_key[one.key].depth == depth]
        for one in those:
            by_key[one.key].parent = by_key.get(one.above)
        Commitment.objects.bulk_create([by_key[one.key] for one in those], batch_size=BATCH)
    helps = [
        Help(commitment=by_key[one.key], unit_id=unit)
        for one in rows
        for unit in dict.fromkeys(one.wanted.helps)
        if unit != one.wanted.unit
    ]
    Help.objects.bulk_create(helps, batch_size=BATCH)
    answers = [
        Answer(problem=by_key[problem], measure=by_key[one])
        for one, problems in _problems(by_key, rows).items()
        for problem in problems
    ]
    Answer.objects.bulk_create(answers, batch_size=BATCH)


def _problems(by_key: dict[str, Commitment], rows: Sequence[Brought]) -> dict[str, list[str]]:
    """Measure → keys of the problems that it answers; the one above it is always one."""
    above = {one.key: one.above for one in rows}
    found = {}
    for one in rows:
        if by_key[one.key].role != Role.TASK.value:
            continue
        up = one.above
        while up and by_key[up].role in tree.THROUGH:
            up = above[up]
        first = [up] if up and by_key[up].role == Role.FINDING.value else []
        found[one.key] = list(dict.fromkeys([*first, *one.answers]))
    return found


def _hash(
    by_key: dict[str, Commitment], rows: Sequence[Brought], digests: Mapping[int, str]
) -> None:
    problems = _problems(by_key, rows)
    measures: defaultdict[str, list[str]] = defaultdict(list)
    for key, answered in problems.items():
        for problem in answered:
            measures[problem].append(by_key[key].number)
    for one in rows:
        row = by_key[one.key]
        row.content_hash = content.digest(
            content.says(
                row.told(),
                helps=set(one.wanted.helps) - {one.wanted.unit},
                answers=[by_key[key].number for key in problems.get(one.key, ())],
                under=by_key[one.above].number if one.above else "",
                measures=measures[one.key] if row.role == Role.FINDING.value else None,
            )
        )
        row.approved_hash = row.content_hash
        if one.is_accepted:
            row.closed_hash = row.content_hash
            row.closed_dossier = row.dossier_hash = happened.dossier_of(one, digests)
