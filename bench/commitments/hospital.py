"""A hospital with thousands of commitments and their reports, written into an empty database."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

DEPARTMENTS, PEOPLE, EACH = 120, 2_000, 500
TYPES = ("at_once", "by_date", "by_date", "by_date", "continuous")
KIND = "inspection"


def write(commitments: int, notes: int, today: date) -> dict[str, int]:
    """Departments, people, programmes of 500 each and their reports; appointments by post.

    What held on each day is worked out by the engine, of steps that are written in bulk.
    """
    held = _organisation(today)
    chance = random.Random(7)  # noqa: S311
    for number in range(max(1, commitments // EACH)):
        _programme(number, chance, today)
    _notes(notes, chance, today)
    return held


def _organisation(today: date) -> dict[str, int]:
    from linghang.org.models import Account, Appointment, Person, Placement, Unit

    since = today - timedelta(days=4000)
    units = {
        "H": Unit(code="H", name="示范医院", kind="hospital", tree="administration"),
        "PC": Unit(code="PC", name="医院党委", kind="party_committee", tree="party"),
    }
    for number in range(DEPARTMENTS):
        code = f"D{number:03}"
        name = f"第{number}科室"
        units[code] = Unit(code=code, name=name, kind="department", tree="administration")
    for unit in units.values():
        unit.active_from = since
        unit.save()
    Placement.objects.bulk_create(
        Placement(unit=unit, parent=units["H"] if code[0] == "D" else None, active_from=since)
        for code, unit in units.items()
    )
    people = Person.objects.bulk_create(
        Person(code=f"E{number:04}", name=f"职工{number}", active_from=since)
        for number in range(PEOPLE)
    )
    posts = {"department_head": "D000", "party_office_director": "PC", "party_secretary": "PC"}
    held = {}
    for person, (post, unit) in zip(people, posts.items(), strict=False):
        Account.objects.create(username=person.code, person=person)
        held[post] = Appointment.objects.create(
            person=person, post=post, unit=units[unit], active_from=since
        ).pk
    return held


def _programme(number: int, chance: random.Random, today: date) -> None:
    from linghang.commitments import catalog, keeping
    from linghang.commitments.models import Answer, Commitment, Programme, Step

    began = today - timedelta(days=chance.randrange(200, 1500))
    programme = Programme.objects.create(
        kind=KIND,
        definition_hash=catalog.catalog().items[KIND].hash,
        number=f"XC-{began.year}-{number:03}",
        title=f"第{number}轮巡察整改",
        unit_id="PC",
        began_on=began,
        feedback_on=began + timedelta(days=30),
        standing="in_force",
        entered_by="E0001",
        entered_at=_at(began),
        approved_by="E0002",
        approved_on=began + timedelta(days=50),
    )
    rows = list(_tree(programme, chance, began))
    Commitment.objects.bulk_create(rows)
    by_path = {row.path: row for row in rows}
    for row in rows:
        row.parent = by_path.get(row.path[:-5])
    Commitment.objects.bulk_update(rows, ["parent"], batch_size=500)
    Answer.objects.bulk_create(
        Answer(problem=row.parent, measure=row) for row in rows if row.role == "task"
    )
    steps = [one for row in rows for one in _steps(programme, row, chance, today)]
    Step.objects.bulk_create(steps, batch_size=500)
    keeping.follow(programme, [row.pk for row in rows], known=today)


def _tree(programme: Any, chance: random.Random, began: date) -> Iterator[Any]:
    """Four aspects with forty problems each; the rest are measures of some problem."""
    made = 0
    for a in range(1, 5):
        yield _row(programme, f"{a:05}", f"{a}", "aspect", "heading", weight=Decimal(25))
        for p in range(1, 41):
            path, number = f"{a:05}{p:05}", f"{a}.{p}"
            yield _row(programme, path, number, "problem", "finding")
            for m in range(1, 4 if (a * 40 + p) % 8 else 2):
                made += 1
                if made > EACH - 164:
                    return
                due = began + timedelta(days=chance.randrange(60, 500))
                type = chance.choice(TYPES)
                yield _row(
                    programme,
                    f"{path}{m:05}",
                    f"{number}.{m}",
                    "measure",
                    "task",
                    type=type,
                    unit_id=f"D{chance.randrange(DEPARTMENTS):03}",
                    owner=f"E{chance.randrange(PEOPLE):04}",
                    leader=f"E{chance.randrange(10):04}",
                    first_due=None if type == "continuous" else due,
                    due=None if type == "continuous" else due,
                    rhythm="monthly",
                    closed_hash="closed",
                )


def _row(programme: Any, path: str, number: str, level: str, role: str, **more: Any) -> Any:
    from linghang.commitments.models import Commitment

    return Commitment(
        programme=programme,
        path=path,
        number=number,
        level=level,
        role=role,
        title=f"整改事项{number}（{programme.number}）",
        text="反馈原文" * 20,
        since=programme.began_on,
        begun_on=programme.approved_on,
        content_hash="x",
        approved_hash="x",
        **more,
    )


def _steps(programme: Any, row: Any, chance: random.Random, today: date) -> Iterator[Any]:
    from linghang.commitments.spells.rules import Standing, told
    from linghang.commitments.writing.services import facet

    start = told(facet(row, Standing.PLANNED))
    yield _step(programme, row, "added", programme.began_on, start)
    yield _step(programme, row, "begun", programme.approved_on, {"standing": "open"})
    if row.role != "task" or chance.random() < 0.25:
        return
    if row.due and chance.random() < 0.2:
        later = row.due + timedelta(days=60)
        yield _step(programme, row, "extended", row.due, {"due": later.isoformat()})
    day = programme.approved_on + timedelta(days=chance.randrange(10, 400))
    yield _step(programme, row, "asked", day, {"standing": "closing"})
    if chance.random() < 0.1:
        yield _step(programme, row, "returned", day + timedelta(days=3), {"standing": "open"})
        return
    done = "stage_done" if row.type == "continuous" else "done"
    yield _step(programme, row, "closed", day + timedelta(days=9), {"standing": done})
    if chance.random() < 0.05:
        back = day + timedelta(days=190)
        yield _step(programme, row, "reopened", back, {"standing": "reopened"})


def _step(programme: Any, row: Any, what: str, day: date, changes: dict[str, Any]) -> Any:
    from linghang.commitments.models import Step

    return Step(
        programme=programme,
        commitment=row,
        what=what,
        day=day,
        known_on=day,
        at=_at(day),
        person="E0001",
        changes=changes,
        unit=row.unit_id or "",
        leader=row.leader,
    )


def _notes(count: int, chance: random.Random, today: date) -> None:
    from linghang.commitments.models import Commitment, Note

    tasks = list(Commitment.objects.filter(role="task").values_list("pk", "begun_on"))
    for start in range(0, count, 5_000):
        made = []
        for _ in range(min(5_000, count - start)):
            pk, begun = chance.choice(tasks)
            day = begun + timedelta(days=chance.randrange(600))
            made.append(
                Note(
                    commitment_id=pk,
                    period=f"{day:%Y-%m}",
                    day=day,
                    done="本月召开专题会议，修订制度并组织培训，完成自查。" * 3,
                    percent=chance.randrange(101),
                    person="E0001",
                    at=_at(day),
                )
            )
        Note.objects.bulk_create(made, batch_size=1_000)


def _at(day: date) -> datetime:

    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
