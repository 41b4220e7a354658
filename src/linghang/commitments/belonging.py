"""Which tasks counted for which problems and goals, and on which days.

A measure may come to answer another problem, a task may be moved below another goal. What held on
the days before stays as it was: the deed says what it changed (`moved`), and counts from its day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from linghang.commitments.deeds import What
from linghang.commitments.definitions import Role
from linghang.commitments.models import Answer, Commitment, Programme, Step
from linghang.commitments.spells import rules as spells
from linghang.commitments.spells.rules import Days, Turn

ANSWERS, GOALS = "answers", "goals"
MOVING = (What.CHANGED.value, What.LINKED.value, What.MOVED.value)


def moved(name: str, before: Iterable[int], after: Iterable[int]) -> dict[str, Any]:
    """What a deed changed of what a task counts for; nothing for nothing. name: ANSWERS, GOALS."""
    first, then = sorted(set(before)), sorted(set(after))
    return {} if first == then else {name: {"before": first, "after": then}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """Commitment → when what it counts for was changed, in order. of: by ANSWERS or GOALS."""

    of: Mapping[str, Mapping[int, list[Turn]]] = field(default_factory=dict)

    def formerly(self, name: str, pks: Iterable[int]) -> set[int]:
        """What these ever counted for, as far as it was changed."""
        turns = self.of.get(name, {})
        return {
            one for pk in pks for turn in turns.get(pk, ()) for one in (*turn.before, *turn.after)
        }


def turns(programme: Programme) -> Turns:
    """Every change of what the tasks of a programme count for; one query."""
    found: dict[str, defaultdict[int, list[Turn]]] = {
        ANSWERS: defaultdict(list),
        GOALS: defaultdict(list),
    }
    rows = Step.objects.filter(programme=programme, what__in=MOVING).exclude(changes={})
    for pk, day, changes in rows.order_by("day", "pk").values_list("commitment", "day", "changes"):
        for name in found:
            if pk is not None and name in changes:
                told = changes[name]
                turn = Turn(
                    day=day, before=frozenset(told["before"]), after=frozenset(told["after"])
                )
                found[name][pk].append(turn)
    return Turns(of=found)


def below(
    programme: Programme, above: Collection[Commitment], changed: Turns
) -> dict[int, dict[int, list[Days]]]:
    """Problem or goal → task → the days on which it counted for it, now or formerly."""
    problems = {row.pk for row in above if row.role == Role.FINDING.value}
    found = {**{row.pk: {} for row in above}, **measures(problems, changed)}
    goals = [row for row in above if row.role == Role.GOAL.value]
    if goals:
        _of_goals(found, programme, goals, changed.of.get(GOALS, {}))
    return found


def measures(problems: set[int], changed: Turns) -> dict[int, dict[int, list[Days]]]:
    """Problem → measure → the days on which it answered it, now or formerly; one query."""
    found: dict[int, dict[int, list[Days]]] = {pk: {} for pk in problems}
    turned = changed.of.get(ANSWERS, {})
    answers = Answer.objects.filter(problem__in=problems).values_list("problem", "measure")
    pairs = set(answers)
    for measure, each in turned.items():
        named = {pk for turn in each for pk in (*turn.before, *turn.after)}
        pairs |= {(problem, measure) for problem in named & problems}
    for problem, measure in pairs:
        found[problem][measure] = spells.counted(problem, turned.get(measure, ()))
    return found


def _of_goals(
    found: dict[int, dict[int, list[Days]]],
    programme: Programme,
    goals: list[Commitment],
    turned: Mapping[int, list[Turn]],
) -> None:
    """A task below something that was moved counted where that stood."""
    paths = dict(
        Commitment.objects.filter(pk__in=list(turned)).order_by().values_list("path", "pk")
    )
    tasks = Commitment.objects.filter(programme=programme, role=Role.TASK.value)
    for pk, path in tasks.order_by().values_list("pk", "path"):
        moves = [
            turn for place, one in paths.items() if path.startswith(place) for turn in turned[one]
        ]
        moves.sort(key=lambda turn: turn.day)
        for goal in goals:
            named = {one for turn in moves for one in (*turn.before, *turn.after)}
            if path.startswith(goal.path) or goal.pk in named:
                found[goal.pk][pk] = spells.counted(goal.pk, moves if goal.pk in named else ())
