"""What is on the table when a commitment is to be closed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Q

from linghang.commitments.closing import excusing, rules
from linghang.commitments.closing.rules import Lack, Lifts
from linghang.commitments.deeds import What
from linghang.commitments.models import Commitment, Paper, Produced, Review, Step
from linghang.commitments.progress.rules import Kind, Measure
from linghang.commitments.spells.rules import ACCEPTED, Standing

SETTLED = [one.value for one in (*ACCEPTED, Standing.VOIDED)]


def reasons(row: Commitment, today: date) -> list[str]:
    """Every reason, in Chinese, why closing can't be asked for or granted now."""
    return [one.says for one in lacks([row], today)[row.pk]]


def lacks(rows: Collection[Commitment], today: date) -> dict[int, list[Lack]]:
    """Task → what its closing lacks now; a few queries however many rows, and those of the figures
    that targets name.

    rows: a few, with their programmes.
    """
    relapses = _relapses(rows)
    measures, papers, below = _measures(rows), _papers(rows), _below(rows)
    targets = excusing.lacking(rows, today, since=relapses)
    return {
        row.pk: [
            *_unapproved(row),
            *rules.lacks(
                measure=measures[row.pk],
                since=_since(row, relapses.get(row.pk)),
                evidence=papers[row.pk],
                below=below[row.pk],
                targets=targets[row.pk],
                today=today,
            ),
        ]
        for row in rows
    }


def _unapproved(row: Commitment) -> list[Lack]:
    waits = row.approved_hash and row.approved_hash != row.content_hash
    return [Lack(says=rules.NOT_APPROVED, lifts=Lifts.DECIDE)] if waits else []


def _measures(rows: Collection[Commitment]) -> dict[int, Measure]:
    """Tasks as the rules of rectification know them; two queries."""
    pks = [row.pk for row in rows]
    made: defaultdict[int, Counter[str]] = defaultdict(Counter)
    came = Produced.objects.filter(commitment__in=pks, voided_on=None).order_by()
    for pk, code, number in came.values_list("commitment", "code", "number"):
        made[pk][code] += number
    held = Review.objects.filter(commitment__in=pks, result=Review.Result.HELD).order_by()
    looked = Counter(held.values_list("commitment", flat=True))
    return {
        row.pk: Measure(
            kind=Kind(row.type) if row.type else Kind.BY_DATE,
            policies=sum(
                made[row.pk][one.code] for one in row.programme.definition.yields if one.policy
            ),
            reviews=looked[row.pk],
        )
        for row in rows
    }


def _papers(rows: Collection[Commitment]) -> Mapping[int, list[date]]:
    """Task → the days of the files that stand behind it; one query."""
    found: defaultdict[int, list[date]] = defaultdict(list)
    kept = Paper.objects.filter(commitment__in=[row.pk for row in rows], removed_on=None)
    for pk, day in kept.order_by().values_list("commitment", "happened_on"):
        found[pk].append(day)
    return found


def _below(rows: Collection[Commitment]) -> dict[int, dict[str, str]]:
    """Task → the tasks under it that are not accepted, number → unit; one query."""
    under = Q(pk__in=[])
    for row in rows:
        end = row.path + "A"
        under |= Q(programme=row.programme_id, path__gt=row.path, path__lt=end)
    tasks = Commitment.objects.tasks().filter(under).exclude(standing__in=SETTLED)
    told = list(tasks.order_by("path").only("programme", "path", "number", "unit"))
    return {
        row.pk: {
            one.number: one.unit_id or ""
            for one in told
            if one.programme_id == row.programme_id and one.path.startswith(row.path)
        }
        for row in rows
    }


def _since(row: Commitment, again: date | None) -> date | None:
    """The first day on which evidence counts; what relapsed needs evidence of its second time."""
    since = rules.evidence_since(row.programme.definition, row.type, row.programme.known_days)
    return max(since, again) if since and again else since


def _relapses(rows: Collection[Commitment]) -> dict[int, date]:
    """The day on which each was last opened again; those that never were are absent."""
    steps = Step.objects.filter(commitment__in=[row.pk for row in rows], what=What.REOPENED.value)
    found = steps.order_by("day").values_list("commitment", "day")
    return {pk: day for pk, day in found if pk is not None}


def changed(row: Commitment, today: date) -> list[str]:
    """What reads otherwise than when it was closed, in Chinese: 需重新审定; nothing for nothing."""
    if not row.closed_hash:
        return []
    found = []
    if row.closed_hash != row.content_hash:
        found.append("销号后内容有修改")
    if row.closed_dossier != row.dossier_hash:
        found.append("销号后佐证材料、反馈或成果有变化")
    lacking = excusing.lacking([row], today, since=_relapses([row]))
    return found + [f"销号后{says}" for says in lacking[row.pk]]
