"""What is on its way: the list, and one proceeding with its steps, its dossier and its timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.db.models import F
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation.fields.definitions import Kind
from linghang.meetings.models import Meeting
from linghang.procedures import catalog, queries
from linghang.procedures.days import Day
from linghang.procedures.definitions import OUTCOME_NAMES, Outcome
from linghang.procedures.holders import holders
from linghang.procedures.models import Act, ActDocument, Proceeding
from linghang.procedures.progress.rules import STATUS_NAMES, VERB_NAMES, Status, Verb
from linghang.procedures.queries import StepLine
from linghang.procedures.reading import Reading
from linghang.web import lists, subjects
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Way
from linghang.web.procedures import people
from linghang.web.procedures.charts import drawn, names_on
from linghang.web.requests import Request

MOST_NAMED = 5
MEETING = "meetings.meeting"
OUTCOME_TONES = {
    Outcome.RUNNING: "going",
    Outcome.COMPLETED: "done",
    Outcome.REJECTED: "failed",
    Outcome.VOIDED: "",
}
STEP_TONES = {Status.DONE: "done", Status.OPEN: "going", Status.REJECTED: "failed"}


def _procedures(_request: Request) -> list[tuple[str, str]]:
    return [(code, loaded.item.name) for code, loaded in catalog.catalog().items.items()]


def _name(one: Proceeding) -> str:
    loaded = catalog.current(one.procedure)
    return loaded.item.name if loaded else one.procedure


def _outcome(one: Proceeding) -> Mark:
    outcome = Outcome(one.outcome)
    return Mark(OUTCOME_NAMES[outcome], OUTCOME_TONES[outcome])


PROCEEDINGS = Listing(
    code="procedures.proceedings",
    title="程序办理",
    counted="件",
    note="您的职务有份办理、监管或者您办过的。轮到您办的，工作台上也会列出。",
    columns=(
        Column("title", "标题"),
        Column("procedure", "程序", value=_name),
        Column("unit", "所属单位", value="unit.name", tone="nowrap"),
        Column("outcome", "结果", value=_outcome, tone="nowrap"),
        Column("started_by", "发起人", is_person=True, tone="nowrap"),
        Column("started_at", "发起时间", sort="started_at", tone="nowrap"),
        Column("ended_on", "结束日期", sort="ended_on", tone="nowrap"),
    ),
    filters=(
        Filter("q", "标题", path="title"),
        Filter("procedure", "程序", Way.CHOICE, path="procedure", options=_procedures),
        Filter(
            "outcome",
            "结果",
            Way.CHOICE,
            path="outcome",
            options=[(one.value, name) for one, name in OUTCOME_NAMES.items()],
        ),
    ),
    order="-started_at",
    link=lambda row: reverse("proceeding", args=[row.pk]),
    empty=Empty(
        "还没有您有份办理的事项",
        "可以由您发起的，在“程序与流程图”里打开程序，按“发起”。",
    ),
)


@require_safe
def proceeding_list(request: Request) -> HttpResponseBase:
    """Those that the acting post may see."""
    rows = queries.visible_to(request.rights, request.today).select_related("unit")
    return lists.page(request, PROCEEDINGS, rows)


def found(request: Request, pk: int) -> Reading:
    """The proceeding as it stands today; 404 for one in which the acting post has no part."""
    rows = queries.visible_to(request.rights, request.today).whole()
    row: Proceeding = get_object_or_404(rows, pk=pk)
    return Reading(row, Day(request.today), request.today)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStep:
    """A step as the page writes it. act, refuse: addresses, "" where the post may not."""

    number: int
    line: StepLine
    mark: Mark
    act: str
    refuse: str
    due: date | None
    is_late: bool
    holders: str

    @property
    def applies(self) -> bool:
        """Whether its condition holds, as far as that is known."""
        return self.line.status is not Status.SKIPPED


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
    steps = [
        _step(request, reading, number, line)
        for number, line in enumerate(queries.lines(reading, request.rights), start=1)
    ]
    current = catalog.current(reading.proceeding.procedure)
    is_newer = bool(current) and current.hash != reading.proceeding.definition_hash  # type: ignore[union-attr]
    oversees = bool(queries.oversight(reading, request.rights))
    running = reading.state.outcome is Outcome.RUNNING
    names = names_on(request)
    context = {
        "proceeding": reading.proceeding,
        "definition": reading.definition,
        "outcome": _outcome(reading.proceeding),
        "steps": steps,
        "open": [one for one in steps if one.line.open],
        "skipped": [one for one in steps if not one.applies],
        "dossier": _dossier(reading),
        "kept_until": reading.kept_until,
        "acts": _timeline(request, reading),
        "concerned": people.names(set(reading.concerned)),
        "chart": drawn(
            reading.definition, names, {one.line.step.key: one.line.status for one in steps}
        ),
        "may_void": oversees and reading.state.outcome is not Outcome.VOIDED,
        "may_move": oversees and running and is_newer,
    }
    return render(request, "web/procedures/proceeding.html", context)


def _step(request: Request, reading: Reading, number: int, line: StepLine) -> ShownStep:
    args = [reading.proceeding.pk, line.step.key]
    mine = line.answer is not None and not any(
        block.code in {"seat", "not_here", "substitute", "limited", "concerned"}
        for block in line.answer.blocks
    )
    answered = line.answer is not None and not line.answer.blocks
    can_refuse = answered and (line.step.may_reject or line.step.returns_to)
    is_open, due = line.open is not None, line.due
    return ShownStep(
        number=number,
        line=line,
        mark=Mark(STATUS_NAMES[line.status], STEP_TONES.get(line.status, "")),
        act=reverse("proceeding-act", args=args) if mine and line.answer else "",
        refuse=reverse("proceeding-refuse", args=args) if can_refuse else "",
        due=due,
        holders=_holders(reading, line) if line.open else "",
        is_late=line.was_late or (is_open and due is not None and due < request.today),
    )


def _holders(reading: Reading, line: StepLine) -> str:
    """By name, so that one knows whom to ask; the first few of many."""
    found = holders(reading, line.step)
    named = list(dict.fromkeys(f"{held.person_name}（{held.title}）" for held in found))
    told = "、".join(named[:MOST_NAMED])
    return f"{told}等{len(named)}人" if len(named) > MOST_NAMED else told


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
