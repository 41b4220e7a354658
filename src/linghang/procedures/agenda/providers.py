"""Tells meetings what waits for them, and steps what the meetings decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from django.db.models import prefetch_related_objects

from linghang.meetings import catalog as meetings
from linghang.meetings.bodies import queries as bodies
from linghang.meetings.matters import Matter
from linghang.meetings.models import AgendaItem
from linghang.meetings.recording.rules import TOOK_PLACE, State
from linghang.procedures import catalog
from linghang.procedures.agenda.rules import PROVIDER, Asking, Decided, asking, faults, judge
from linghang.procedures.days import Day
from linghang.procedures.definitions import Scope, Step
from linghang.procedures.models import Proceeding, Turn
from linghang.procedures.needs.definitions import When
from linghang.procedures.needs.rules import applies, known
from linghang.procedures.reading import Reading
from linghang.procedures.requirements import Asked
from linghang.procedures.rules import Met
from linghang.procedures.seats.rules import Place

THING = "procedures.proceeding"


def resolution(asked: Asked) -> Met:
    """Whether a meeting decided about the proceeding what the step wants; in one query."""
    wanted = asking(asked.params)
    rows = AgendaItem.objects.filter(
        about_type=THING,
        about_id=str(asked.proceeding),
        kind__in=wanted.items,
        form__meeting__state__in=TOOK_PLACE,
    ).select_related("form__meeting__unit")
    if wanted.body:
        rows = rows.filter(form__kind=wanted.body)
    found = [
        Decided(
            meeting=row.form.meeting_id,
            name=f"{row.form.meeting.unit.name}{_meeting(row.form.kind)}",
            day=row.form.meeting.day,
            is_closed=row.form.meeting.state == State.CLOSED,
            verdict=row.verdict,
            resolution=row.resolution,
            says=row.says.rstrip("。"),
        )
        for row in rows
    ]
    return judge(wanted, found, what=said(wanted), on=asked.on)


def said(wanted: Asking) -> str:
    """支部党员大会讨论“接收预备党员”."""
    known = meetings.items()
    bodies = [wanted.body] if wanted.body else _bodies(wanted.items)
    names = "或".join(_meeting(code) for code in bodies)
    items = "、".join(f"“{known[code].name}”" for code in wanted.items if code in known)
    return f"{names}讨论{items}"


def _bodies(items: Iterable[str]) -> list[str]:
    known = meetings.items()
    return list(
        dict.fromkeys(body for code in items if code in known for body in known[code].decided_by)
    )


def _meeting(code: str) -> str:
    found = meetings.meetings().items.get(code)
    return found.item.name if found else code


def wrong(params: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the params of a requirement, asked at start-up."""
    items = {
        code: {*loaded.item.decided_by, loaded.item.stands_in, loaded.item.first} - {""}
        for code, loaded in meetings.items().items.items()
    }
    return faults(params, items, meetings.meetings().items)


def waiting(unit: str, kinds: Collection[str], on: date) -> list[Matter]:
    """The running proceedings with an open step that wants a resolution of one of these meetings.

    In a number of queries that does not grow with what waits. A requirement that does not apply
    by what is known so far is passed over.
    """
    wanted = _wanted(bodies.decided_at(unit, kinds, on))
    if not wanted:
        return []
    day, matters = Day(on), []
    open_steps = _open_steps(wanted)
    told = _told(open_steps, wanted, day)
    for row, step in open_steps:
        for one, when, items in wanted[row.procedure, row.definition_hash][step.key]:
            if not is_of(unit, one.at, day.place(row.unit.code)):
                continue
            if when is not None and not applies(when, told[row.pk, step.key], day.values(on)):
                continue
            person = row.concerned[0] if len(row.concerned) == 1 else ""
            about = (THING, str(row.pk))
            matters += [
                Matter(about=about, title=row.title, item=item, person=person) for item in items
            ]
    return list(dict.fromkeys(matters))


# (procedure, version) → step → what it asks, on which condition, and the items that answer it.
_Wanted = dict[tuple[str, str], dict[str, list[tuple[Asking, When | None, tuple[str, ...]]]]]


def _wanted(put_up: Mapping[str, frozenset[str]]) -> _Wanted:
    """What the open steps ask of meetings at which these items are put up, by one query."""
    turns = Turn.objects.order_by().values_list(
        "proceeding__procedure", "proceeding__definition_hash", "step"
    )
    found: _Wanted = {}
    for code, hash, key in turns.distinct():
        step = catalog.version(code, hash).by_key[key]
        if asked := list(_asked(step, put_up)):
            found.setdefault((code, hash), {})[key] = asked
    return found


def _asked(
    step: Step, put_up: Mapping[str, frozenset[str]]
) -> Iterator[tuple[Asking, When | None, tuple[str, ...]]]:
    for one in step.needs.requirements:
        if one.provider == PROVIDER:
            found = asking(one.params)
            items = [
                next((item for item in found.items if item in decided), "")
                for kind, decided in put_up.items()
                if found.body in ("", kind)
            ]
            if any(items):
                yield found, one.when, tuple(dict.fromkeys(filter(None, items)))


def _open_steps(wanted: _Wanted) -> list[tuple[Proceeding, Step]]:
    """The proceedings that lie at one of these steps, each with the step, in one query."""
    rows = (
        Turn.objects.filter(
            proceeding__procedure__in={code for code, _ in wanted},
            step__in={step for steps in wanted.values() for step in steps},
        )
        .select_related("proceeding__unit")
        .order_by("proceeding_id", "step")
    )
    found: dict[tuple[int, str], Proceeding] = {}
    for one in rows:
        row = one.proceeding
        if one.step in wanted.get((row.procedure, row.definition_hash), {}):
            found.setdefault((row.pk, one.step), row)
    return [(row, row.definition.by_key[step]) for (_, step), row in found.items()]


def _told(
    open_steps: Iterable[tuple[Proceeding, Step]], wanted: _Wanted, day: Day
) -> dict[tuple[int, str], Mapping[str, object]]:
    """What is known of the proceedings at steps that ask on a condition; in two queries."""
    asked = [
        (row, step)
        for row, step in open_steps
        if any(when for _, when, _ in wanted[row.procedure, row.definition_hash][step.key])
    ]
    prefetch_related_objects([row for row, _ in asked], "acts__documents")
    return {
        (row.pk, step.key): known(row.definition, step, Reading(row, day, day.on).state, None)
        for row, step in asked
    }


def is_of(unit: str, at: Scope, place: Place) -> bool:
    """Whether a body of the unit decides for a proceeding of that place."""
    if at is Scope.ANYWHERE:
        return True
    within = {
        Scope.UNIT: frozenset({place.code}),
        Scope.ABOVE: place.above,
        Scope.WITHIN: place.below,
        Scope.COVERING: place.covering,
    }
    return unit in within.get(at, frozenset())
