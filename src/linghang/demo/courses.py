"""Proceedings of a lived-in year, written in bulk: each act by who held the post, each decision
on the record of a meeting. Deed by deed they would take minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time

from django.db import transaction

from linghang.demo import resolutions
from linghang.demo.proceeding import Course, Deed, Hall, instant
from linghang.foundation.access import Actor
from linghang.foundation.catalog import services as versions
from linghang.foundation.evidence import services as evidence
from linghang.foundation.evidence.models import Evidence
from linghang.foundation.fields import rules as fields_rules
from linghang.org.models import Unit
from linghang.org.posts_held.queries import Tenure
from linghang.procedures import catalog
from linghang.procedures.definitions import Outcome, Procedure, Step
from linghang.procedures.models import Act, ActDocument, Proceeding, Turn
from linghang.procedures.progress.rules import Act as Told
from linghang.procedures.progress.rules import Document, Verb, Way, state_of
from linghang.procedures.reading import dossier_digest

NOON = time(12)
THING = "procedures.proceeding"
Clock = Callable[[], datetime]


@transaction.atomic
def write(courses: Sequence[Course], *, hall: Hall, actor: Actor, clock: Clock) -> list[Proceeding]:
    """Write the proceedings in the order given; returns them. Meetings that they rest on, too."""
    at = clock()
    papers = _papers(courses, hall, actor, at)
    units = {one.code: one for one in Unit.objects.filter(code__in={c.unit for c in courses})}
    written = [_opened(one, units, hall, at) for one in courses]
    proceedings = Proceeding.objects.bulk_create([row for row, _ in written])
    rests = resolutions.Meetings(hall, at).write(list(zip(courses, proceedings, strict=True)))
    acts, attached, turns = [], [], []
    for number, (course, row) in enumerate(zip(courses, proceedings, strict=True)):
        made, found = _acts(course, row, hall, papers, rests[number])
        acts += made
        attached += found
        turns += _turns(row, made, hall)
    Act.objects.bulk_create(acts, batch_size=200)
    ActDocument.objects.bulk_create(attached, batch_size=200)
    Turn.objects.bulk_create(turns, batch_size=500)
    Proceeding.objects.bulk_update(proceedings, ["outcome", "ended_on"], batch_size=200)
    return proceedings


def _opened(
    course: Course, units: dict[str, Unit], hall: Hall, at: datetime
) -> tuple[Proceeding, Procedure]:
    loaded = catalog.catalog().items[course.procedure]
    versions.keep(
        kind=catalog.KIND, code=course.procedure, hash=loaded.hash, body=loaded.body, at=at
    )
    starter = hall.of(loaded.item.steps[0], 0, course.unit)
    row = Proceeding(
        procedure=course.procedure,
        definition_hash=loaded.hash,
        subject_type=course.subject[0],
        subject_id=course.subject[1],
        title=course.title,
        unit=units[course.unit],
        started_by=starter.person,
        started_at=instant(course.started_on),
    )
    return row, loaded.item


def _papers(
    courses: Sequence[Course], hall: Hall, actor: Actor, at: datetime
) -> dict[str, Evidence]:
    """One stored file for each kind of document that some step wants."""
    wanted: dict[str, str] = {}
    for procedure in {one.procedure for one in courses}:
        for step in catalog.catalog()[procedure].steps:
            papers = (*step.needs.documents, *step.entry.needs.documents)
            wanted |= {paper.kind: paper.name for paper in papers}
    return {
        kind: evidence.store(
            content=f"演示材料：{name}".encode(),
            name=f"{name[:40]}.txt".replace("/", "、"),
            media_type="text/plain",
            happened_on=hall.on,
            actor=actor,
            at=at,
        )
        for kind, name in wanted.items()
    }


def _acts(
    course: Course,
    row: Proceeding,
    hall: Hall,
    papers: dict[str, Evidence],
    rests: dict[str, list[dict[str, object]]],
) -> tuple[list[Act], list[ActDocument]]:
    definition = catalog.catalog()[course.procedure]
    made: list[Act] = []
    attached: list[ActDocument] = []
    told: list[Told] = []
    starts = Deed(step="", day=course.started_on, verb=Verb.START)
    for number, deed in enumerate((starts, *course.deeds), start=1):
        step = definition.by_key.get(deed.step, definition.steps[0])
        step = step.entry if deed.verb is Verb.ENTER else step
        tells = deed.verb in (Verb.APPROVE, Verb.ENTER)
        by = hall.of(step, deed.seat, course.unit)
        plain = _plain(step, deed) if tells else {}
        brought = [
            (one.kind, papers[one.kind])
            for one in (step.needs.documents if tells and deed.step else ())
            for _ in range(one.least)
        ]
        documents = tuple(
            Document(kind=kind, sha256=kept.sha256, name=kept.name, evidence=kept.pk)
            for kind, kept in brought
        )
        digest = dossier_digest(state_of(definition, told), plain, documents)
        act = _act(row, number, deed, by, hall, plain, digest, rests.get(deed.step, []))
        made.append(act)
        attached += [
            ActDocument(act=act, kind=kind, name=kept.name, evidence=kept, sha256=kept.sha256)
            for kind, kept in brought
        ]
        told.append(_told(act, documents))
    state = state_of(definition, told, in_force=hall.day.values)
    row.outcome = state.outcome.value
    row.ended_on = None if state.outcome is Outcome.RUNNING else made[-1].day
    return made, attached


def _plain(step: Step, deed: Deed) -> dict[str, str]:
    known = {one.code: one for one in step.needs.fields}
    return {
        code: fields_rules.show(known[code], fields_rules.parse(known[code], raw).value)
        for code, raw in deed.fields.items()
    }


def _act(
    row: Proceeding,
    number: int,
    deed: Deed,
    by: Tenure,
    hall: Hall,
    plain: dict[str, str],
    digest: str,
    rests: list[dict[str, object]],
) -> Act:
    return Act(
        proceeding=row,
        number=number,
        verb=deed.verb.value,
        step=deed.step,
        seat=deed.seat,
        person=by.person,
        appointment=by.appointment,
        held=by.title,
        departments=[hall.day.department(by.unit)],
        day=deed.day,
        recorded_on=deed.day,
        recorded_at=instant(deed.day),
        to=deed.to,
        reason=deed.reason,
        fields=plain,
        definition_hash=row.definition_hash,
        dossier=digest,
        rests_on=rests if deed.verb is Verb.APPROVE else [],
    )


def _told(act: Act, documents: tuple[Document, ...]) -> Told:
    return Told(
        number=act.number,
        verb=Verb(act.verb),
        step=act.step,
        seat=act.seat,
        person=act.person,
        departments=frozenset(act.departments),
        day=act.day,
        recorded_on=act.recorded_on,
        to=act.to,
        fields=act.fields,
        documents=documents,
    )


def _turns(row: Proceeding, acts: Sequence[Act], hall: Hall) -> list[Turn]:
    if row.outcome != Outcome.RUNNING.value:
        return []
    definition = catalog.catalog()[row.procedure]
    state = state_of(definition, [_told(one, ()) for one in acts], in_force=hall.day.values)
    way = Way(state, hall.day.values(hall.on))
    wanted = {(step.key, post) for step in way.open() for seat in step.who for post in seat.posts}
    return [Turn(proceeding=row, step=key, post=post) for key, post in sorted(wanted)]
