"""One proceeding: its steps, its dossier and its timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.db.models import F
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation.fields.definitions import Kind
from linghang.meetings.models import Meeting
from linghang.procedures import catalog, queries
from linghang.procedures.days import Day
from linghang.procedures.definitions import Outcome
from linghang.procedures.models import Act, ActDocument, Proceeding
from linghang.procedures.progress.rules import VERB_NAMES, Verb
from linghang.procedures.reading import Reading
from linghang.web import subjects
from linghang.web.procedures import people
from linghang.web.procedures.charts import drawn, names_on
from linghang.web.procedures.overview import outcome_mark
from linghang.web.procedures.steps import Place, shown_steps
from linghang.web.requests import Request

MEETING = "meetings.meeting"


def found(request: Request, pk: int) -> Reading:
    """The proceeding as it stands today; 404 for one in which the acting post has no part."""
    rows = queries.visible_to(request.rights, request.today).whole()
    row: Proceeding = get_object_or_404(rows, pk=pk)
    return Reading(row, Day(request.today), request.today)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAct:
    """An act of the timeline. counts: whether no return has taken it away.

    reason, explanation: opened where they are sealed. rests_on: what records say that it rests
    on, and where they are shown.
    """

    act: Act
    reason: str
    explanation: str
    verb: str
    step: str
    to: str
    person: str
    principal: str
    fields: tuple[tuple[str, str], ...]
    rests_on: tuple[tuple[str, str], ...]
    counts: bool


@require_safe
def proceeding(request: Request, pk: int) -> HttpResponse:
    """Where it stands, what stands in the way and who can lift it, what was done and decided on."""
    reading = found(request, pk)
    current = catalog.current(reading.proceeding.procedure)
    is_newer = bool(current) and current.hash != reading.proceeding.definition_hash  # type: ignore[union-attr]
    oversees = bool(queries.oversight(reading, request.rights))
    running = reading.state.outcome is Outcome.RUNNING
    names = names_on(request)
    lines = queries.lines(reading, request.rights)
    steps = shown_steps(request, reading, lines, names)
    context = {
        "proceeding": reading.proceeding,
        "definition": reading.definition,
        "outcome": outcome_mark(reading.proceeding),
        "steps": [one for one in steps if one.place is Place.LISTED],
        "open": [one for one in steps if one.line.open],
        "depending": [one for one in steps if one.place is Place.DEPENDING],
        "skipped": [one for one in steps if one.place is Place.SKIPPED],
        "dossier": _dossier(reading),
        "kept_until": reading.kept_until,
        "acts": _timeline(request, reading),
        "concerned": people.names(set(reading.concerned)),
        "chart": drawn(reading.definition, names, {line.step.key: line.status for line in lines}),
        "may_void": oversees and reading.state.outcome is not Outcome.VOIDED,
        "may_move": oversees and running and is_newer,
    }
    return render(request, "web/procedures/proceeding.html", context)


def _timeline(request: Request, reading: Reading) -> list[ShownAct]:
    rows = sorted(reading.proceeding.acts.all(), key=lambda act: act.number)
    open_meetings = _open_meetings(request, rows)

    def way_to(kind: str, pk: str) -> str:
        return "" if kind == MEETING and pk not in open_meetings else subjects.address(kind, pk)

    fields = {**reading.definition.fields, **reading.definition.entry_fields}
    named = {code for code, field in fields.items() if field.kind is Kind.PERSON}
    told = {text for row in rows for code, text in row.fields.items() if code in named}
    known_people = people.names(
        {code for row in rows for code in (row.person, row.on_behalf_of)} | told
    )
    valid = {act.number for act in reading.state.valid}
    known = reading.definition.by_key
    return [
        ShownAct(
            act=row,
            reason=(worded := row.worded())[0],
            explanation=worded[1],
            verb=VERB_NAMES[Verb(row.verb)],
            step=known[row.step].title if row.step in known else row.step,
            to=known[row.to].title if row.to in known else row.to,
            person=known_people.get(row.person, row.person),
            principal=known_people.get(row.on_behalf_of, row.on_behalf_of),
            fields=tuple(
                (
                    fields[code].name if code in fields else code,
                    known_people.get(text, text) if code in named else text,
                )
                for code, text in row.fields.items()
            ),
            rests_on=tuple((one["says"], way_to(*one["about"])) for one in row.rests_on),
            counts=row.number in valid or row.verb not in (Verb.APPROVE, Verb.ENTER, Verb.REJECT),
        )
        for row in rows
    ]


def _open_meetings(request: Request, rows: Sequence[Act]) -> set[str]:
    """Of the meetings that acts rest on those whose records the post may read."""
    asked = {one["about"][1] for row in rows for one in row.rests_on if one["about"][0] == MEETING}
    seen = Meeting.objects.visible_to(request.rights).filter(pk__in=asked) if asked else ()
    return {str(one.pk) for one in seen}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPaper:
    """A document of the dossier: what it is, from which step, and in which version."""

    kind: str
    step: str
    paper: ActDocument


def _dossier(reading: Reading) -> list[ShownPaper]:
    """What counts now; what a return took away stays in the timeline."""
    valid = {act.number for act in reading.state.valid}
    rows = sorted(reading.proceeding.acts.all(), key=lambda act: act.number)
    return [
        ShownPaper(
            kind=_kind(reading, row.step, paper.kind),
            step=reading.definition.by_key[row.step].title,
            paper=paper,
        )
        for row in rows
        if row.number in valid
        for paper in row.documents.all()
    ]


def _kind(reading: Reading, step: str, kind: str) -> str:
    declared = reading.definition.by_key[step]
    asked = (*declared.needs.documents, *declared.entry.needs.documents)
    names = {paper.kind: paper.name for paper in asked}
    return names.get(kind, kind)


@require_safe
def paper(request: Request, pk: int, paper: int) -> FileResponse:
    """A document of the dossier, byte for byte as it was acted on."""
    reading = found(request, pk)
    rows = ActDocument.objects.filter(
        act__proceeding=reading.proceeding, sha256=F("evidence__sha256")
    )
    row: ActDocument = get_object_or_404(rows.select_related("evidence"), pk=paper)
    response = FileResponse(row.evidence.open(), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.name)}"
    return response


subjects.register("procedures.proceeding", "proceeding")
subjects.register(
    "procedures.step", lambda named: reverse("proceeding", args=[named.partition(".")[0]])
)
