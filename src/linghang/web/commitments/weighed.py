"""How far a programme has come by the weights of then, as the dashboard shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from linghang.commitments.counting import weighing
from linghang.commitments.counting.weighing import Shares
from linghang.web.commitments.lines import weight_says
from linghang.web.commitments.reached import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One line: what stands at the top, its weight, how much of it is accepted, and was before."""

    name: str
    url: str
    weight: str
    share: str
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """All of it, and what stands at the top of the tree. before: "" without an earlier day."""

    share: str
    before: str
    lines: Sequence[Weighed]


def progress(found: Plan, on: date, since: date | None, *, is_then: bool) -> Progress | None:
    """As of a day, by the tree of then; None where no weight was given then.

    is_then: as it was known on each of the two days. Six queries at most, twice as many as for one.
    """

    def shares(day: date) -> Shares:
        return weighing.shares(found.programme, day, known=day if is_then else None)

    now = shares(on)
    if not now.tops:
        return None
    then = shares(since) if since else Shares()
    rows = found.rows().filter(pk__in=now.tops).order_by("path")
    lines = [
        Weighed(
            name=f"{number} {title}",
            url=f"{found.url()}?under={pk}",
            weight=weight_says(weight) if (weight := now.tops[pk][0]) is not None else "没有写明",
            share=_says(now.tops[pk][1]),
            before=_says(then.tops[pk][1]) if pk in then.tops else "",
        )
        for pk, number, title in rows.values_list("pk", "number", "title")
    ]
    return Progress(
        share=_says(now.whole), before=_says(then.whole) if then.tops else "", lines=lines
    )


def _says(share: Fraction | None) -> str:
    return "—" if share is None else f"{float(share):.1%}"
