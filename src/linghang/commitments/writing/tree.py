"""Adding to the tree and moving within it: the rows, without rights and steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from linghang.commitments.content import rules as content
from linghang.commitments.definitions import Rhythm, Role
from linghang.commitments.due import rules as due
from linghang.commitments.models import Answer, Commitment, Help, Programme
from linghang.commitments.spells.rules import Standing
from linghang.commitments.writing import rules
from linghang.commitments.writing.rules import Wanted

# Between a problem and its measures: causes, and what they are judged by.
THROUGH = (Role.HEADING.value, Role.GOAL.value)


def place(programme: Programme, parent: Commitment | None) -> str:
    """The path behind the last child; the programme's row is locked."""
    siblings = Commitment.objects.filter(programme=programme, parent=parent)
    return rules.next_path(parent.path if parent else "", siblings.values_list("path", flat=True))


def number(programme: Programme, parent: Commitment | None) -> str:
    """The next number that is free: 2.3 under 2."""
    rows = Commitment.objects.filter(programme=programme)
    count = rows.filter(parent=parent).count()
    above = parent.number if parent else ""
    taken = rows.filter(number__startswith=above).values_list("number", flat=True)
    return rules.next_number(above, taken, count)


def columns(programme: Programme, wanted: Wanted) -> dict[str, Any]:
    """What was entered, as columns; unit None for none, rhythm that of the kind for a task."""
    level = programme.definition.by_level[wanted.level]
    rhythm = wanted.rhythm
    if rhythm is None:
        rhythm = programme.definition.rhythm if level.role is Role.TASK else Rhythm.NONE
    facts, _ = rules.read_facts(level.fields, wanted.fields)
    day = wanted.due
    if wanted.due_rule is not None:
        day = due.resolve(wanted.due_rule, programme.known_days)
    return {
        "level": wanted.level,
        "role": level.role.value,
        "title": wanted.title,
        "text": wanted.text,
        "type": wanted.type,
        "unit_id": wanted.unit or None,
        "owner": wanted.owner,
        "leader": wanted.leader,
        "first_due": day,
        "due_rule": wanted.due_rule.told() if wanted.due_rule else {},
        "standard": wanted.standard,
        "weight": wanted.weight,
        "rhythm": rhythm.value,
        "target": dict(wanted.target),
        "facts": facts,
    }


def problem_above(above: Commitment | None) -> Commitment | None:
    """The problem under which something stands, be it through its causes and figures; a query for
    each of these."""
    while above is not None and above.role in THROUGH:
        above = above.parent
    return above if above is not None and above.role == Role.FINDING.value else None


def top(row: Commitment) -> int:
    """The commitment (pk) at the top of its branch; a query for each level above that is not at
    hand."""
    while row.parent is not None:
        row = row.parent
    return row.pk


def stays(row: Commitment) -> bool:
    """A problem, and a cause of one, stay where they were found."""
    is_cause = row.role == Role.HEADING.value and problem_above(row.parent) is not None
    return row.role == Role.FINDING.value or is_cause


def link(row: Commitment, problems: Iterable[int]) -> None:
    """Let a measure answer these problems and no others."""
    wanted = set(problems)
    Answer.objects.filter(measure=row).exclude(problem__in=wanted).delete()
    known = set(Answer.objects.filter(measure=row).values_list("problem", flat=True))
    Answer.objects.bulk_create(
        [Answer(problem_id=pk, measure=row) for pk in sorted(wanted - known)]
    )


def help_with(row: Commitment, units: Iterable[str]) -> None:
    """Let these units help with a commitment and no others."""
    wanted = set(units) - {row.unit_id or ""}
    Help.objects.filter(commitment=row).exclude(unit__code__in=wanted).delete()
    known = set(Help.objects.filter(commitment=row).values_list("unit__code", flat=True))
    Help.objects.bulk_create(
        [Help(commitment=row, unit_id=code) for code in sorted(wanted - known)]
    )


def content_hash(row: Commitment) -> str:
    """The hash of what it says today; four queries."""
    return content_hashes([row])[row.pk]


def content_hashes(
    rows: Sequence[Commitment], *, gone: Iterable[Commitment] = ()
) -> dict[int, str]:
    """Commitment → the hash of what it says today (see contents)."""
    return {pk: content.digest(told) for pk, told in contents(rows, gone=gone).items()}


def contents(
    rows: Sequence[Commitment], *, gone: Iterable[Commitment] = ()
) -> dict[int, dict[str, Any]]:
    """Commitment → what it says today; four queries for all.

    Of a problem also what answers it, as far as that has begun. gone: what is voided just now.
    """
    pks = [row.pk for row in rows]
    helps = _grouped(Help.objects.filter(commitment__in=pks).values_list("commitment", "unit"))
    answers = Answer.objects.filter(measure__in=pks)
    answered = _grouped(answers.values_list("measure", "problem__number"))
    problems = [row.pk for row in rows if row.role == Role.FINDING.value]
    begun = Answer.objects.filter(problem__in=problems, measure__begun_on__isnull=False)
    begun = begun.exclude(measure__standing=Standing.VOIDED.value)
    begun = begun.exclude(measure__in=[one.pk for one in gone])
    measures = _grouped(begun.values_list("problem", "measure__number"))
    parents = Commitment.objects.filter(pk__in=[r.parent_id for r in rows if r.parent_id])
    above = dict(parents.order_by().values_list("pk", "number"))
    return {
        row.pk: content.says(
            row.told(),
            helps=helps[row.pk],
            answers=answered[row.pk],
            under=above[row.parent_id] if row.parent_id else "",
            measures=measures[row.pk] if row.role == Role.FINDING.value else None,
        )
        for row in rows
    }


def _grouped(pairs: Iterable[tuple[int, Any]]) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for pk, word in pairs:
        found[pk].append(word)
    return found


def move(row: Commitment, path: str) -> None:
    """Bring a commitment and all below it to another place."""
    below = list(Commitment.objects.below(row))
    for each in below:
        each.path = path + each.path[len(row.path) :]
    row.path = path
    row.save(update_fields=["path", "parent"])
    Commitment.objects.bulk_update(below, ["path"], batch_size=500)
