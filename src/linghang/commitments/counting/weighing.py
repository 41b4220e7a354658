"""How far goals, problems and measures have come by the weights of what they consist of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from linghang.commitments import belonging
from linghang.commitments.definitions import Role
from linghang.commitments.models import Programme, Span
from linghang.commitments.progress.rules import Part, weighted
from linghang.commitments.progress.rules import shares as shares_of
from linghang.commitments.spells.rules import ACCEPTED, COUNTED, Standing

COLUMNS = ("commitment", "above", "role", "weight", "standing", "is_measured")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Of what consists of others how much is accepted by weight, 0…1; None where nothing counts.

    of: by commitment. tops: (weight, share) of what stands at the top of the tree.
    """

    of: Mapping[int, Fraction | None] = field(default_factory=dict)
    tops: Mapping[int, tuple[Decimal | None, Fraction | None]] = field(default_factory=dict)

    @property
    def whole(self) -> Fraction | None:
        """Of the programme as a whole."""
        return weighted(self.tops.values())


def shares(programme: Programme, on: date, *, known: date | None = None, under: str = "") -> Shares:
    """How far each has come as of a day, by the weights and the tree of then.

    known: see counting.queries.Asked. under: path; of this branch alone, as it is today. Empty
    where nobody gave a weight: a share by weights would say no more than a count. Of all of it,
    whoever asks: a goal stands for everybody alike. Four queries at most.
    """
    rows = Span.objects.as_of(on, known).filter(programme=programme)
    if under:
        rows = rows.filter(commitment__path__startswith=under)
    if not rows.exclude(weight=None).exists():
        return Shares()
    told = list(rows.order_by().values(*COLUMNS))
    below = _below(programme, told, on)
    found = shares_of({one["commitment"]: _part(one, below) for one in told})
    tops = [one for one in told if one["above"] is None]
    return Shares(
        of={pk: share for pk, share in found.items() if below[pk]},
        tops={one["commitment"]: (one["weight"], found[one["commitment"]]) for one in tops},
    )


def _below(
    programme: Programme, told: list[dict[str, Any]], on: date
) -> defaultdict[int, list[int]]:
    """Commitment → what it consisted of on the day: what stood below it, or answered it."""
    below: defaultdict[int, list[int]] = defaultdict(list)
    for one in told:
        if one["above"] is not None:
            below[one["above"]].append(one["commitment"])
    problems = {one["commitment"] for one in told if one["role"] == Role.FINDING.value}
    if not problems:
        return below
    known = {one["commitment"] for one in told}
    answered = belonging.measures(problems, belonging.turns(programme))
    for problem, measures in answered.items():
        for measure, days in measures.items():
            is_answering = measure in known and any(one.hold(on) for one in days)
            if is_answering and measure not in below[problem]:
                below[problem].append(measure)
    return below


def _part(one: Mapping[str, Any], below: Mapping[int, list[int]]) -> Part:
    standing, role = Standing(one["standing"]), Role(one["role"])
    stands = role is Role.TASK or (role is Role.GOAL and one["is_measured"])
    if standing not in COUNTED and role is not Role.HEADING:
        return Part(weight=one["weight"])
    is_accepted = standing in ACCEPTED
    return Part(
        weight=one["weight"],
        is_accepted=is_accepted if stands else None,
        whole=is_accepted and role is Role.TASK,
        below=below.get(one["commitment"], []),
    )
