"""The facts of a public notice, as of a day; the text follows from rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from linghang.commitments.counting import queries as counting
from linghang.commitments.counting.queries import Asked, Figures
from linghang.commitments.deeds import What
from linghang.commitments.definitions import ProgrammeKind, Role
from linghang.commitments.models import Answer, Commitment, Programme
from linghang.commitments.progress.rules import State
from linghang.commitments.publishing import rules
from linghang.commitments.publishing.rules import Measure, Notice, Problem, Told
from linghang.commitments.spells.rules import Standing, state_of
from linghang.commitments.writing.rules import shown_facts


def notice(programme: Programme, on: date) -> Notice | None:
    """The notice on a programme as of a day; None where its kind publishes nothing.

    Of all of it, so it is for those who see all. The same number of queries for few and for many.
    """
    kind = programme.definition
    if kind.publication is None:
        return None
    asked = {
        role: Asked(programmes=[programme.pk], level=kind.counted_level(role))
        for role in (Role.FINDING, Role.TASK)
    }
    tallies = {
        role: counting.as_of(on, one, role=role).get("", Figures(role=role)).tally
        for role, one in asked.items()
    }
    group = programme.members.filter(active_from__lte=on).exclude(active_to__lte=on)
    return rules.notice(
        Told(
            title=programme.title,
            on=on,
            words=kind.telling(programme.words),
            by_problem=tallies[Role.FINDING],
            by_measure=tallies[Role.TASK],
            feedback_on=programme.feedback_on,
            approved_on=_approved_on(programme, on),
            group=group.count(),
            yields=list(_yields(kind, counting.produced(on, asked[Role.TASK]))),
            problems=_problems(programme, on, asked),
            contacts=list(_contacts(programme, kind)),
            changed=Commitment.objects.filter(programme=programme).needing_approval().count(),
            is_changed=programme.needs_approval,
        )
    )


def _approved_on(programme: Programme, on: date) -> date | None:
    """When it had been approved last, as of the day; without approval, when it was set up."""
    steps = programme.steps.filter(commitment=None, day__lte=on).order_by("-day", "-pk")
    deed = What.APPROVED if programme.definition.approval else What.SET_UP
    found = steps.filter(what=deed.value).values_list("day", flat=True).first()
    if found is None and programme.approved_on and programme.approved_on <= on:
        return programme.approved_on  # approved before such steps were kept
    return found


def _yields(kind: ProgrammeKind, made: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Counts alone: nobody is named (§3.3.4)."""
    for one in kind.yields:
        if number := made.get(one.code, 0):
            yield one.name, f"{number / 100:,.2f}元" if one.money else f"{number:,}{one.counted}"


def _contacts(programme: Programme, kind: ProgrammeKind) -> Iterator[tuple[str, str]]:
    assert kind.publication is not None
    told = dict(shown_facts(kind.facts, programme.facts))
    names = {fact.code: fact.name for fact in kind.facts}
    for code in kind.publication.contacts:
        yield names[code], told.get(names[code], "")


def _problems(programme: Programme, on: date, asked: dict[Role, Asked]) -> list[Problem]:
    """In the order of the tree, each with the measures that answer it and how they stood."""
    publication = programme.definition.publication
    assert publication is not None
    problems = _stood(on, asked[Role.FINDING], Role.FINDING)
    measures = _stood(on, asked[Role.TASK], Role.TASK)
    rows = Commitment.objects.in_bulk([*problems, *measures])
    of: defaultdict[int, list[Measure]] = defaultdict(list)
    answers = Answer.objects.filter(problem__in=problems, measure__in=measures)
    for problem, measure in answers.order_by("measure__path").values_list("problem", "measure"):
        row = rows[measure]
        of[problem].append(Measure(title=row.title, state=measures[measure], due=row.due))
    return [
        Problem(
            number=row.number,
            text=row.text or row.title,
            state=problems[row.pk],
            withheld=str(row.facts.get(publication.withheld, "")),
            outcome=str(row.facts.get(publication.outcome, "")),
            measures=of[row.pk],
        )
        for row in sorted((rows[pk] for pk in problems), key=lambda row: row.path)
    ]


def _stood(on: date, asked: Asked, role: Role) -> dict[int, State]:
    """Commitment → how it stood, of those that count."""
    held = counting.spans(on, asked, role).order_by()
    told = held.values_list("commitment", "standing")
    found = {pk: state_of(Standing(standing)) for pk, standing in told}
    return {pk: state for pk, state in found.items() if state is not None}
