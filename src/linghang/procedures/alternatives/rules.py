"""Steps that stand at one place of the way because one field's answer picks one of them. Pure.

归口论证 is one step in the eyes of an office, though another department does it for each class of
goods. What is counted, drawn and named together is such a station.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from linghang.procedures.definitions import Interval, Procedure, Seat, Step
from linghang.procedures.needs.definitions import Condition

OPENING, CLOSING = "（", "）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One place of the way: a step, or steps of which exactly one is taken.

    key: its first step's in the file. number: "" for one that stands beside the counted ones.
    after: keys of the stations before it. by: the condition that picks, of each step; empty for
    a single step.
    """

    key: str
    number: str
    title: str
    steps: tuple[Step, ...]
    after: tuple[str, ...] = ()
    by: tuple[Condition, ...] = ()

    @property
    def headed(self) -> str:
        """The title with its number before it."""
        return f"{self.number}. {self.title}" if self.number else self.title

    @property
    def shared(self) -> tuple[Seat, ...]:
        """The seats that every one of its steps has."""
        first, *others = (step.who for step in self.steps)
        return tuple(seat for seat in first if all(seat in who for who in others))

    def only(self, step: Step) -> Station:
        """The same station when one of its steps is the one that is taken."""
        return replace(self, title=step.title, steps=(step,), by=())


def stations(definition: Procedure) -> tuple[Station, ...]:
    """Every station of the procedure, in the order of the file, numbered from 1."""
    kept = _worked_out.get(id(definition))
    if kept is None or kept[0] is not definition:
        if len(_worked_out) >= MOST_KEPT:
            _worked_out.clear()
        kept = _worked_out[id(definition)] = (definition, _stations(definition))
    return kept[1]


# A chart asks for every box and every line; a definition, once read, never changes.
_worked_out: dict[int, tuple[Procedure, tuple[Station, ...]]] = {}
MOST_KEPT = 300


def _stations(definition: Procedure) -> tuple[Station, ...]:
    groups = list(_groups(definition))
    key_of = {step.key: group[0].key for group in groups for step in group}
    found, number = [], 0
    for group in groups:
        first = group[0]
        number += not first.beside
        found.append(
            Station(
                key=first.key,
                number="" if first.beside else str(number),
                title=first.title if len(group) == 1 else _stem(first),
                steps=group,
                after=tuple(dict.fromkeys(key_of[key] for key in first.after if key in key_of)),
                by=tuple(_picked(step) for step in group) if len(group) > 1 else (),
            )
        )
    return tuple(found)


def numbers(definition: Procedure) -> dict[str, str]:
    """Step → its number; "" for one that stands beside the counted ones."""
    return {step.key: one.number for one in stations(definition) for step in one.steps}


def titles(definition: Procedure, keys: Iterable[str]) -> list[str]:
    """What the steps are called: once for all steps of a station, where all of them are meant."""
    wanted = set(keys)
    told = []
    for one in stations(definition):
        meant = [step.title for step in one.steps if step.key in wanted]
        told += [one.title] if len(meant) == len(one.steps) else meant
    return told


def _groups(definition: Procedure) -> Iterator[tuple[Step, ...]]:
    gathered: dict[str, list[Step]] = {}
    for step in definition.steps:
        fits = (
            key
            for key, group in gathered.items()
            if all(_are_alternatives(definition, one, step) for one in group)
        )
        gathered.setdefault(next(fits, step.key), []).append(step)
    yield from (tuple(group) for group in gathered.values())


def _are_alternatives(definition: Procedure, one: Step, other: Step) -> bool:
    """Whether one answer picks between the two and nothing else tells them apart on the chart."""
    stem = _stem(one)
    return (
        bool(stem)
        and stem == _stem(other)
        and _exclude(_picking(one), _picking(other))
        and all(of(one) == of(other) for of in SAME)
        and _of(definition, one.key) == _of(definition, other.key)
    )


SAME: tuple[Callable[[Step], object], ...] = (
    lambda step: step.stage,
    lambda step: (step.mode, step.count, step.of),
    lambda step: (step.after, step.join, step.may_precede),
    lambda step: (step.optional, step.returns_to, step.may_reject),
    lambda step: (step.substitutes, step.beside, step.ends),
)


def _of(definition: Procedure, key: str) -> tuple[object, ...]:
    """What the rest of the procedure says about a step, but for its name."""
    kept_apart = [
        (number, key in one.steps, key in one.against)
        for number, one in enumerate(definition.different)
        if key in one.all and (one.against or len(one.steps) > 1)
    ]
    terms = [_without(one, key) for one in definition.intervals if key in (one.start, one.end)]
    later = [step.key for step in definition.steps if key in step.after]
    late = [step.key for step in definition.steps if key in step.may_precede]
    returning = [step.key for step in definition.steps if key in step.returns_to]
    return kept_apart, terms, later, late, returning


def _without(interval: Interval, key: str) -> Mapping[str, object]:
    told = interval.model_dump()
    return {name: "" if value == key else value for name, value in told.items()}


def _picking(step: Step) -> Condition | None:
    """The condition on one field that is all that the step asks for."""
    if step.when is None or len(step.when.conditions) != 1:
        return None
    (one,) = step.when.conditions
    return one if isinstance(one.equals, str | bool) or one.among else None


def _picked(step: Step) -> Condition:
    found = _picking(step)
    if found is None:
        raise ValueError(f"{step.key} is picked by no answer")
    return found


def _exclude(one: Condition | None, other: Condition | None) -> bool:
    if one is None or other is None or one.field != other.field:
        return False
    return _answers(one).isdisjoint(_answers(other))


def _answers(one: Condition) -> set[str | bool]:
    return set(one.among) if one.equals is None else {one.equals}


def _stem(step: Step) -> str:
    """What stands before the brackets that end a title; "" without any."""
    stem, opening, _ = step.title.partition(OPENING)
    return stem if opening and step.title.endswith(CLOSING) else ""
