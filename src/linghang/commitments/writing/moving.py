"""Deed: bring a commitment to another place in its tree."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from linghang.commitments import belonging, keeping
from linghang.commitments.deeds import What
from linghang.commitments.definitions import Role
from linghang.commitments.faults import Complaint, refuse
from linghang.commitments.keeping import Happening
from linghang.commitments.models import Answer, Commitment
from linghang.commitments.spells.rules import Standing
from linghang.commitments.writing import fixed, regrouping, rules, services, tree, whole
from linghang.foundation.access import Actor


@transaction.atomic
def move(
    *,
    commitment_id: int,
    parent: int | None,
    reason: str = "",
    answers_still: bool = True,
    actor: Actor,
    at: datetime,
    today: date,
) -> Commitment:
    """Bring a commitment with all below it under another one, behind its children (调整位置).

    A measure answers the problem that it comes under; it keeps the others that it answers, also
    the one above it until now unless `answers_still` is False. What has begun is moved with a
    reason, and needs to be approved again. Raises CannotCommit, Commitment.DoesNotExist.
    """
    row = services.locked_one(commitment_id)
    services.locked(row.programme_id)
    above = services.parent_of(row.programme, parent)
    found = services.not_leading(row.programme, actor, today, "调整位置")
    found += _not_moving(row, above, reason)
    kind = row.programme.definition
    if not kind.may_stand_under(row.level, above.level if above else ""):
        name = kind.by_level[above.level].name if above else "最上层"
        found.append(Complaint("parent", f"“{row.declared.name}”不能放在“{name}”之下"))
    if above is not None and above.path.startswith(row.path):
        found.append(Complaint("parent", "不能放到自己的下级之下"))
    if row.begun_on and tree.stays(row):
        found.append(Complaint("parent", fixed.NOT_CHANGED))
    refuse("不能调整位置", found)
    was, goals, problems = row.path, _goals_above(row), regrouping.answered([row])
    former_top = tree.top(row)
    if not answers_still and (former := tree.problem_above(row.parent)):
        row.answers.filter(problem=former).delete()
    row.parent = above
    tree.move(row, tree.place(row.programme, above))
    if row.role == Role.TASK.value and (problem := tree.problem_above(above)):
        Answer.objects.get_or_create(problem=problem, measure=row)
    services.rehash(row)
    answers = row.answers.values_list("problem", flat=True)
    happened = Happening(
        commitment=row,
        what=What.MOVED,
        text=reason.strip(),
        changes={
            **_placed(row, former_top),
            **belonging.moved(belonging.ANSWERS, problems, answers),
            **belonging.moved(belonging.GOALS, goals, _goals_above(row)),
        },
        hash=row.content_hash,
    )
    touched = problems ^ set(answers)
    others = regrouping.regrouped(touched, text=f"{row.number}：{reason.strip()}")
    others += regrouping.left(row.programme, _left(row, was, goals), text=reason.strip())
    others += _moved_along(row, former_top, reason.strip())
    keeping.keep_each([happened, *others], actor=actor, at=at, today=today)
    row.refresh_from_db(fields=["standing", "since", "due"])
    whole.renew(row.programme_id)
    return row


def _placed(row: Commitment, former_top: int) -> dict[str, Any]:
    top = tree.top(row)
    return {"above": row.parent_id, **({"top": top} if top != former_top else {})}


def _moved_along(row: Commitment, former_top: int, reason: str) -> list[Happening]:
    """The deeds on everything below it, where it came under another top of the tree."""
    top = tree.top(row)
    if top == former_top:
        return []
    below = Commitment.objects.below(row).select_related("programme")
    text = f"随“{row.number} {row.title}”调整" + (f"：{reason}" if reason else "")
    return [
        Happening(
            commitment=one, what=What.MOVED, text=text, changes={"top": top}, hash=one.content_hash
        )
        for one in below
    ]


def _left(row: Commitment, was: str, goals: set[int]) -> list[str]:
    """From where open tasks were taken, when they came out from under a goal."""
    if not goals - _goals_above(row):
        return []
    below = Commitment.objects.filter(programme=row.programme_id, path__startswith=row.path)
    return [was] if below.tasks().under_way().exists() else []


def _not_moving(row: Commitment, above: Commitment | None, reason: str) -> list[Complaint]:
    """What stands against moving it, but for the levels."""
    found = []
    if row.standing == Standing.VOIDED.value:
        found.append(Complaint("", "已经作废，不能调整位置"))
    found += fixed.being_checked(row)
    if row.parent_id == (above.pk if above else None):
        found.append(Complaint("parent", "已经在这里"))
    elif above is not None:
        found += fixed.not_under(above)
    if row.begun_on and not reason.strip():
        found.append(Complaint("reason", "已经下达的，调整位置要写明理由"))
    if row.weight is not None:
        beside = Commitment.objects.filter(programme=row.programme_id, parent=above)
        beside = beside.exclude(standing=Standing.VOIDED.value).exclude(pk=row.pk)
        heavy = rules.too_heavy([row.weight, *beside.values_list("weight", flat=True)])
        found += [Complaint("parent", heavy)] if heavy else []
    return found


def _goals_above(row: Commitment) -> set[int]:
    paths = [row.path[:end] for end in range(rules.WIDTH, len(row.path), rules.WIDTH)]
    found = Commitment.objects.filter(programme=row.programme, path__in=paths)
    return set(found.filter(role=Role.GOAL.value).values_list("pk", flat=True))
