"""Tells meetings what waits for them, and steps what the meetings decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from linghang.meetings import catalog as meetings
from linghang.meetings.bodies import queries as bodies
from linghang.meetings.matters import Matter
from linghang.meetings.models import AgendaItem
from linghang.meetings.recording.rules import TOOK_PLACE, State
from linghang.procedures.agenda.rules import PROVIDER, Asking, Decided, asking, faults, judge
from linghang.procedures.days import Day
from linghang.procedures.definitions import Scope, Step
from linghang.procedures.models import Proceeding, Turn
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


def waiting(unit: str, kind: str, on: date) -> list[Matter]:
    """The running proceedings with an open step that wants a resolution of this meeting.

    Eight to twelve queries in all in the demo hospital, those of the day among them.
    """
    put_up = {one.code for one in meetings.put_up_at(kind) if bodies.decides(unit, kind, one, on)}
    turns = Turn.objects.order_by().values_list(
        "proceeding__procedure", "proceeding__definition_hash", "step"
    )
    wanted: dict[tuple[str, str], dict[str, list[Asking]]] = {}
    versions: dict[tuple[str, str], Proceeding] = {}
    for code, hash, step in turns.distinct():
        version = versions.setdefault(
            (code, hash), Proceeding(procedure=code, definition_hash=hash)
        )
        asked = list(_asked(version.definition.by_key[step], kind, put_up))
        if asked:
            wanted.setdefault((code, hash), {})[step] = asked
    if not wanted:
        return []
    rows = (
        Turn.objects.filter(
            proceeding__procedure__in=[code for code, _ in wanted],
            step__in=[step for steps in wanted.values() for step in steps],
        )
        .order_by("proceeding_id", "step")
        .values_list("proceeding_id", "step")
        .distinct()
    )
    open_steps = list(rows)
    found = Proceeding.objects.select_related("unit").in_bulk({pk for pk, _ in open_steps})
    day = Day(on)
    matters = []
    for pk, step in open_steps:
        row = found[pk]
        for one in wanted.get((row.procedure, row.definition_hash), {}).get(step, ()):
            if is_of(unit, one.at, day.place(row.unit.code)):
                item = next(code for code in one.items if code in put_up)
                person = row.concerned[0] if len(row.concerned) == 1 else ""
                matters.append(
                    Matter(about=(THING, str(pk)), title=row.title, item=item, person=person)
                )
    return list(dict.fromkeys(matters))


def _asked(step: Step, kind: str, put_up: set[str]) -> Iterator[Asking]:
    for one in step.needs.requirements:
        if one.provider == PROVIDER:
            found = asking(one.params)
            if found.body in ("", kind) and put_up.intersection(found.items):
                yield found


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
