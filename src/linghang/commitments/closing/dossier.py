"""What is on the table when a commitment is to be closed."""

from __future__ import annotations

from datetime import date

from linghang.commitments.closing import excusing, rules
from linghang.commitments.content import rules as content
from linghang.commitments.deeds import What
from linghang.commitments.definitions import Role
from linghang.commitments.models import Commitment
from linghang.commitments.progress.rules import Kind, Measure
from linghang.commitments.spells.rules import ACCEPTED, Standing

NOT_APPROVED = "内容修改后还没有重新审定"


def measure_of(row: Commitment, *, is_accepted: bool = False) -> Measure:
    """A task as the rules of rectification know it; two queries."""
    policies = [one.code for one in row.programme.definition.yields if one.policy]
    made = row.yields.filter(code__in=policies, voided_on=None)
    return Measure(
        kind=Kind(row.type) if row.type else Kind.BY_DATE,
        is_accepted=is_accepted,
        policies=sum(made.values_list("number", flat=True)),
        reviews=row.reviews.filter(result="held").count(),
    )


def reasons(row: Commitment, today: date) -> list[str]:
    """Every reason, in Chinese, why closing can't be asked for or granted now."""
    waits = row.approved_hash and row.approved_hash != row.content_hash
    below = Commitment.objects.below(row).filter(role=Role.TASK.value)
    settled = [one.value for one in (*ACCEPTED, Standing.VOIDED)]
    papers = row.papers.filter(removed_on=None)
    found = [NOT_APPROVED] if waits else []
    return found + rules.reasons_not_to_apply(
        measure=measure_of(row),
        since=_since(row),
        evidence=list(papers.values_list("happened_on", flat=True)),
        below=below.exclude(standing__in=settled).values_list("number", flat=True),
        targets=excusing.lacking(row, today, since=_relapse(row)),
        today=today,
    )


def _since(row: Commitment) -> date | None:
    """The first day on which evidence counts; what relapsed needs evidence of its second time."""
    since = rules.evidence_since(row.programme.definition, row.type, row.programme.known_days)
    again = _relapse(row)
    return max(since, again) if since and again else since


def _relapse(row: Commitment) -> date | None:
    """The day on which it was last opened again; None where it never was."""
    relapses = row.steps.filter(what=What.REOPENED.value)
    return relapses.order_by("-day").values_list("day", flat=True).first()


def digest(row: Commitment) -> str:
    """The hash of what is on the table: what it says, its files, reports and what came of it."""
    made = row.yields.filter(voided_on=None)
    return content.of_closing(
        row.content_hash,
        row.papers.filter(removed_on=None).values_list("evidence__sha256", flat=True),
        row.notes.count(),
        [f"{code}:{number}" for code, number in made.values_list("code", "number")],
    )


def changed(row: Commitment, today: date) -> list[str]:
    """What reads otherwise than when it was closed, in Chinese: 需重新审定; nothing for nothing."""
    closed = row.steps.filter(what=What.CLOSED.value).order_by("-pk").first()
    if closed is None or not row.closed_hash:
        return []
    found = []
    if row.closed_hash != row.content_hash:
        found.append("销号后内容有修改")
    elif closed.hash != digest(row):
        found.append("销号后佐证材料、反馈或成果有变化")
    lacking = excusing.lacking(row, today, since=_relapse(row))
    return found + [f"销号后{says}" for says in lacking]
