"""What the page of a batch shows: counts, notes, questions, differences, complaints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from linghang.foundation.intake import complaints
from linghang.foundation.intake.models import Batch, State
from linghang.foundation.sheets.mending import SEVERITIES
from linghang.org.exchange import preview
from linghang.org.exchange.definitions import SHEET_NAMES
from linghang.org.exchange.models import Question
from linghang.org.exchange.planning.plan import OTHER, WHAT_NAMES, What
from linghang.org.models import Membership, Person
from linghang.web.pages import Pages
from linghang.web.requests import Request

COMPLAINTS_PER_PAGE = 50
LINES_PER_PAGE = 50
MOST_QUESTIONS = 50
MOST_KINDS = 30


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody we know who may be the person of the row."""

    code: str
    name: str
    home: str
    days: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what helps to answer it."""

    question: Question
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """How many rows of a sheet become what."""

    name: str
    counts: tuple[tuple[str, int, bool], ...]


def context(request: Request, batch: Batch) -> dict[str, Any]:
    """Everything but the batch itself."""
    severity, says = request.GET.get("severity", ""), request.GET.get("says", "")
    pages = Pages.of(request, per_page=COMPLAINTS_PER_PAGE)
    lines, total = complaints.page(
        batch.complaints_file,
        severity=severity if severity in SEVERITIES else "",
        says=says,
        offset=pages.offset,
        limit=COMPLAINTS_PER_PAGE,
    )
    what = request.GET.get("what", "")
    waiting = Question.objects.filter(batch=batch, answer="")
    return {
        "may": _deeds(batch, waiting.exists()),
        "sheets": _sheets(batch),
        "asked": _asked(list(waiting[:MOST_QUESTIONS])),
        "other": OTHER,
        "answered": Question.objects.filter(batch=batch).exclude(answer="").count(),
        "outcomes": _outcomes(request, batch, what),
        "whats": [(one.value, WHAT_NAMES[one]) for one in preview.SHOWN],
        "what": what,
        "counts": batch.complaint_counts[:MOST_KINDS],
        "complaints": lines,
        "pages": pages.over(total),
        "severities": SEVERITIES,
        "severity": severity,
        "says": says,
    }


def _deeds(batch: Batch, is_asked: bool) -> dict[str, bool]:
    """Which buttons make sense; the service decides again when one is pressed."""
    state, is_kept = State(batch.state), batch.uploads.exists()
    checked = bool(batch.facts.get("digest"))
    return {
        "commit": state is State.STAGED and checked and not is_asked,
        "retry": state in (State.STAGED, State.REFUSED, State.INTERRUPTED) and is_kept,
        "discard": state in (State.RECEIVED, State.STAGED, State.REFUSED, State.INTERRUPTED),
        "undo": state is State.COMMITTED,
        "marked": bool(batch.complaint_counts) and is_kept,
    }


def _sheets(batch: Batch) -> list[Sheet]:
    counts = batch.facts.get("counts", {})
    return [
        Sheet(
            name,
            tuple(
                (WHAT_NAMES[what], counts[sheet].get(what.value, 0), what is What.REFUSED)
                for what in What
                if what in (What.NEW, What.CHANGED, What.UNCHANGED) or what.value in counts[sheet]
            ),
        )
        for sheet, name in SHEET_NAMES.items()
        if sheet in counts
    ]


def _asked(questions: list[Question]) -> list[Asked]:
    """With the candidates' names, departments and days, in two queries."""
    codes = {code for question in questions for code in question.candidates}
    people = {person.code: person for person in Person.objects.filter(code__in=codes)}
    homes = dict(
        Membership.objects.filter(person__code__in=codes, line="home")
        .order_by("active_from")
        .values_list("person__code", "unit__name")
    )
    return [
        Asked(
            question,
            tuple(
                Candidate(code, people[code].name, homes.get(code, ""), people[code].span.label)
                for code in question.candidates
                if code in people
            ),
        )
        for question in questions
    ]


def _outcomes(request: Request, batch: Batch, what: str) -> dict[str, Any]:
    """A page of the rows that change something, and the numbers of the pages beside it."""
    text = request.GET.get("rows", "1")
    page = int(text) if text.isdigit() and 0 < int(text) < 10_000 else 1
    lines = preview.outcomes(
        batch, what=what, offset=(page - 1) * LINES_PER_PAGE, limit=LINES_PER_PAGE + 1
    )
    return {
        "lines": [
            {**one, "sheet": SHEET_NAMES[one["sheet"]], "what_name": WHAT_NAMES[What(one["what"])]}
            for one in lines[:LINES_PER_PAGE]
        ],
        "before": page - 1 if page > 1 else None,
        "after": page + 1 if len(lines) > LINES_PER_PAGE else None,
    }
