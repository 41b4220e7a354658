"""The small hospital with the offices that texts pass through, and deeds in their names."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from linghang.foundation.access import Actor
from linghang.meetings.bodies import services as bodies
from linghang.meetings.counting.rules import Votes
from linghang.meetings.minutes import services as minutes
from linghang.meetings.recording import services as recording
from linghang.meetings.recording.entries import Line, Opined, Record
from linghang.meetings.recording.rules import Opinion
from linghang.org.models import Appointment, Coverage, Person, Placement, Unit
from linghang.procedures import services as procedures
from linghang.procedures.models import Act, Proceeding
from linghang.procedures.progress.rules import Verb
from linghang.texts import services
from linghang.texts.models import VERSION, Version
from tests import kept, small_hospital

FROM = small_hospital.FROM
TODAY = date(2025, 6, 3)  # Tuesday
AT = datetime(2025, 6, 3, 2, 30, tzinfo=UTC)
MORE = {
    "president_office": ("Q1", "PO", "president_office_director"),
    "party_office": ("Q2", "PAO", "party_office_director"),
    "audit": ("Q3", "AUO", "audit_director"),
    "medical": ("Q4", "MDO", "medical_director"),
    "nurse": ("Q5", "CARD", "head_nurse"),
}
UNITS = {"PO": "院长办公室", "PAO": "党委办公室", "MDO": "医务部"}
COMMITTEE = ("P6", "P7", "Q2")
BODY = "第一章 总则\n第一条 为规范外出进修管理，制定本办法。\n第二条 本办法适用于全院职工。"


def build() -> dict[str, Appointment]:
    """Appointments by key of small_hospital.POSTS and MORE; made once in a process."""
    return kept.once("offices that make texts", made)


def made() -> dict[str, Appointment]:
    """The offices beside the small hospital; seats in the Party committee."""
    held = small_hospital.made()
    return {**held, **added()}


def added() -> dict[str, Appointment]:
    """The offices beside whatever is there."""
    top = Unit.objects.get(code="H")
    for code, name in UNITS.items():
        unit = Unit.objects.create(
            code=code, name=name, kind="office", tree="administration", active_from=FROM
        )
        Placement.objects.create(unit=unit, parent=top, active_from=FROM)
    held = {
        key: Appointment.objects.create(
            person=Person.objects.create(code=person, name=f"职工{person}", active_from=FROM),
            post=post,
            unit=Unit.objects.get(code=unit),
            active_from=FROM,
        )
        for key, (person, unit, post) in MORE.items()
    }
    Coverage.objects.create(
        unit=Unit.objects.get(code="PB1"), covered=Unit.objects.get(code="CARD"), active_from=FROM
    )
    by = actor(held["party_office"])
    for person in COMMITTEE:
        seat("PC", "committee_meeting", person, by)
    return held


def seat(unit: str, kind: str, person: str, by: Actor) -> None:
    """Give somebody a seat in a body."""
    bodies.seat(
        unit=unit, kind=kind, person=person, title="委员", active_from=FROM, actor=by, at=AT
    )


def actor(held: Appointment) -> Actor:
    return Actor(person=held.person.code, appointment=held.pk)


def by(held: Appointment) -> dict[str, Any]:
    return {"actor": actor(held), "at": AT, "today": TODAY}


def propose(held: Appointment, **facts: Any) -> Version:
    given = {
        "title": "外出进修管理办法",
        "category": "personnel",
        "owner": held.unit.code,
        "cause": "need",
        "explanation": "",
        "is_trial": False,
    }
    return services.adopt(**{**given, **facts}, **by(held))


def proceeding(version: Version) -> Proceeding:
    return Proceeding.objects.get(subject_type=VERSION, subject_id=str(version.pk))


def act(version: Version, step: str, held: Appointment, **facts: Any) -> Act:
    """Do a step of the version's procedure."""
    return do(proceeding(version), step, held, **facts)


def do(row: Proceeding, step: str, held: Appointment, **more: Any) -> Act:
    """Do a step of any proceeding; keywords that the deed does not know are its fields."""
    known = {"verb", "day", "to", "reason", "documents"}
    given = {name: more.pop(name) for name in known & set(more)}
    return procedures.act(
        **{
            "proceeding_id": row.pk,
            "step": step,
            "verb": Verb.APPROVE,
            "seen": row.acts.count(),
            "fields": more or None,
            **by(held),
            **given,
        }
    )


def meet(
    held: Appointment, unit: str, kind: str, line: Line, *, day: date = TODAY, chair: str = ""
) -> None:
    """Hold a meeting with one item and close its record; the president presides over theirs."""
    presiding = "P1" if kind == "president_meeting" else held.person.code
    who = {"actor": actor(held), "at": AT}
    kept_record = recording.hold(
        unit=unit,
        kinds=[kind],
        day=day,
        record=Record(
            starts_at=time(9),
            ends_at=time(10),
            place="会议室",
            chair=chair or presiding,
            recorder=held.person.code,
            lines=(line,),
        ),
        today=TODAY,
        **who,
    )
    minutes.close(meeting_id=kept_record.meeting.pk, **who)


def about(row: Proceeding, kind: str, **facts: Any) -> Line:
    """An item about a proceeding."""
    return Line(
        **{
            "kind": kind,
            "title": row.title,
            "about": ("procedures.proceeding", str(row.pk)),
            "resolution": "同意。",
            **facts,
        }
    )


def passed(row: Proceeding, kind: str, members: tuple[str, ...] = COMMITTEE) -> Line:
    """The same with everybody in favour, announced before; the last one presides."""
    return about(
        row,
        kind,
        votes=Votes(favour=len(members)),
        announced_on=date(2025, 5, 28),
        stances=tuple((person, Opinion.AGREES) for person in members),
    )


def opined(author: str = "P5", **facts: Any) -> Opined:
    return Opined(**{"author": author, "day": TODAY, "text": "支部同意，风险预案要演练。", **facts})
