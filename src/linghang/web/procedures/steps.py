"""The steps of a proceeding as its page writes them: numbered as the office counts them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.urls import reverse

from linghang.procedures.alternatives.rules import Station, stations
from linghang.procedures.definitions import Outcome
from linghang.procedures.holders import holders
from linghang.procedures.progress.rules import STATUS_NAMES, Status
from linghang.procedures.queries import StepLine
from linghang.procedures.reading import Reading
from linghang.procedures.wording.rules import Names, condition
from linghang.web.lists import Mark
from linghang.web.requests import Request

MOST_NAMED = 5
STEP_TONES = {Status.DONE: "done", Status.OPEN: "going", Status.REJECTED: "failed"}
NOT_DONE, DEPENDS = Mark("未办"), Mark("视情况")
NOT_HERE = {"seat", "not_here", "substitute", "limited", "concerned"}


class Place(StrEnum):
    """Where on the page a step stands.

    LISTED: in the table. DEPENDING: it stands beside the counted steps, and whether it will be
    done hangs on an answer that nobody has given yet. SKIPPED: its condition does not hold.
    """

    LISTED = "listed"
    DEPENDING = "depending"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStep:
    """A step as the page writes it. act, refuse: addresses, "" where the post may not.

    condition: when it is done, as long as nobody knows or it does not hold; "" for always.
    """

    number: str
    title: str
    place: Place
    line: StepLine
    mark: Mark
    act: str
    refuse: str
    due: date | None
    is_late: bool
    holders: str
    condition: str

    @property
    def headed(self) -> str:
        """The title with its number before it."""
        return f"{self.number}. {self.title}" if self.number else self.title


def shown_steps(
    request: Request, reading: Reading, lines: Sequence[StepLine], names: Names
) -> list[ShownStep]:
    """Every step in the order of the procedure.

    Of steps of which an answer picks one, those alone that may still be meant: before the answer
    they are one line, after it the one that was picked.
    """
    by_key = {line.step.key: line for line in lines}
    return [
        shown
        for one in stations(reading.definition)
        for shown in _station(
            request, reading, one, [by_key[step.key] for step in one.steps], names
        )
    ]


def _station(
    request: Request, reading: Reading, one: Station, lines: list[StepLine], names: Names
) -> Iterator[ShownStep]:
    left = [line for line in lines if line.status is not Status.SKIPPED]
    if len(lines) > 1 and len(left) > 1 and all(_depends(reading, line) for line in left):
        told = _step(request, reading, one, left[0], names)
        picked = f"按“{reading.definition.fields[one.by[0].field].name}”由其中一个部门"
        yield replace(told, title=one.title, condition=picked)
        return
    yield from (_step(request, reading, one, line, names) for line in lines)


def _depends(reading: Reading, line: StepLine) -> bool:
    """Whether nobody knows yet if the step will be done."""
    running = reading.state.outcome is Outcome.RUNNING
    return running and line.status is Status.WAITING and reading.way.applies(line.step.key) is None


def _place(reading: Reading, line: StepLine) -> Place:
    if line.status is Status.SKIPPED:
        return Place.SKIPPED
    return Place.DEPENDING if line.step.beside and _depends(reading, line) else Place.LISTED


def _mark(reading: Reading, line: StepLine) -> Mark:
    if _depends(reading, line):
        return DEPENDS
    has_ended = reading.state.outcome is not Outcome.RUNNING
    if has_ended and line.status in (Status.WAITING, Status.OPEN):
        return NOT_DONE
    return Mark(STATUS_NAMES[line.status], STEP_TONES.get(line.status, ""))


def _step(
    request: Request, reading: Reading, one: Station, line: StepLine, names: Names
) -> ShownStep:
    args = [reading.proceeding.pk, line.step.key]
    mine = line.answer is not None and not any(
        block.code in NOT_HERE for block in line.answer.blocks
    )
    answered = line.answer is not None and not line.answer.blocks
    can_refuse = answered and (line.step.may_reject or line.step.returns_to)
    is_open, due = line.open is not None, line.due
    return ShownStep(
        number=one.number,
        title=line.step.title,
        place=_place(reading, line),
        line=line,
        mark=_mark(reading, line),
        act=reverse("proceeding-act", args=args) if mine and line.answer else "",
        refuse=reverse("proceeding-refuse", args=args) if can_refuse else "",
        due=due,
        is_late=line.was_late or (is_open and due is not None and due < request.today),
        holders=_holders(reading, line) if line.open else "",
        condition=f"{condition(reading.definition, line.step.when, names)}时"
        if line.status is Status.SKIPPED or _depends(reading, line)
        else "",
    )


def _holders(reading: Reading, line: StepLine) -> str:
    """By name, so that one knows whom to ask; the first few of many."""
    found = holders(reading, line.step)
    named = list(dict.fromkeys(f"{held.person_name}（{held.title}）" for held in found))
    told = "、".join(named[:MOST_NAMED])
    return f"{told}等{len(named)}人" if len(named) > MOST_NAMED else told
