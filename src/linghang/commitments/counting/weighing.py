"""How far goals, problems and measures have come by the weights of what they consist of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from linghang.commitments.definitions import Role
from linghang.commitments.models import Answer, Commitment
from linghang.commitments.progress.rules import Part
from linghang.commitments.progress.rules import shares as shares_of
from linghang.commitments.spells.rules import ACCEPTED, COUNTED, Standing

COLUMNS = ("pk", "parent", "role", "weight", "standing", "target")


def shares(programme: int, *, under: str = "") -> dict[int, Fraction | None]:
    """What consists of others → its share accepted by weight today, 0…1; None where nothing counts.

    under: path; of this branch alone. Empty where nobody gave a weight: a share by weights would
    say no more than a count. Of all of it, whoever asks: a goal stands for everybody alike. Three
    queries at most.
    """
    rows = Commitment.objects.filter(programme=programme, path__startswith=under).order_by("path")
    if not rows.exclude(weight=None).exists():
        return {}
    told = list(rows.values(*COLUMNS))
    below: defaultdict[int, list[int]] = defaultdict(list)
    for one in told:
        if one["parent"] is not None:
            below[one["parent"]].append(one["pk"])
    problems = [one["pk"] for one in told if one["role"] == Role.FINDING.value]
    known = {one["pk"] for one in told}
    if problems:
        answers = Answer.objects.filter(problem__in=problems, measure__in=known)
        for problem, measure in answers.values_list("problem", "measure"):
            if measure not in below[problem]:
                below[problem].append(measure)
    found = shares_of({one["pk"]: _part(one, below[one["pk"]]) for one in told})
    return {pk: share for pk, share in found.items() if below[pk]}


def _part(one: Mapping[str, Any], below: list[int]) -> Part:
    standing, role = Standing(one["standing"]), Role(one["role"])
    stands = role is Role.TASK or (role is Role.GOAL and bool(one["target"]))
    if standing not in COUNTED and role is not Role.HEADING:
        return Part(weight=one["weight"])
    is_accepted = standing in ACCEPTED
    return Part(
        weight=one["weight"],
        is_accepted=is_accepted if stands else None,
        whole=is_accepted and role is Role.TASK,
        below=below,
    )
