"""Purchases by deeds: an office for each duty, and a way up to a step with what it asks for."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from linghang.foundation.access import Actor
from linghang.foundation.evidence import services as evidence
from linghang.org.models import Appointment, Person, Placement, Unit
from linghang.procedures import services
from linghang.procedures.models import Proceeding
from linghang.procedures.needs import rules as needs
from linghang.procedures.progress.rules import Verb, state_of
from tests import kept, small_hospital
from tests.catalogs.purchasing import FILLED, quoted
from tests.catalogs.test_procedures import VALUES

TODAY = date(2025, 6, 3)
AT = datetime(2025, 6, 3, 2, 30, tzinfo=UTC)
OFFICES = {
    "procurement_director": "PUR",
    "equipment_director": "EQU",
    "finance_director": "FIN",
    "audit_director": "AUO",
    "medical_director": "MED",
    "nursing_director": "NUR",
}


def build() -> dict[str, Appointment]:
    """The small hospital with the offices of a purchase; appointments by post or by key."""
    return kept.once("purchasing hospital", _made)


def _made() -> dict[str, Appointment]:
    made = small_hospital.made()
    top = Unit.objects.get(code="H")
    for number, (post, code) in enumerate(OFFICES.items()):
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            unit = Unit.objects.create(
                code=code,
                name=f"{code}科",
                kind="office",
                tree="administration",
                active_from=small_hospital.FROM,
            )
            Placement.objects.create(unit=unit, parent=top, active_from=small_hospital.FROM)
        person = Person.objects.create(
            code=f"B{number}", name=f"职工B{number}", active_from=small_hospital.FROM
        )
        made[post] = Appointment.objects.create(
            person=person, post=post, unit=unit, active_from=small_hospital.FROM
        )
    return made


def actor(held: Appointment) -> Actor:
    return Actor(person=held.person.code, appointment=held.pk)


def start(hospital: dict[str, Appointment], title: str = "监护仪", **more: Any) -> Proceeding:
    given = {"procedure": "procurement", "unit": "CARD", "title": title, "today": TODAY, "at": AT}
    return services.start(**{**given, "actor": actor(hospital["cardiology_head"]), **more})


def do(row: Proceeding, step: str, held: Appointment, **told: Any) -> Any:
    """The step with all that it asks for; told: fields, or arguments of services.act."""
    definition = row.definition
    declared = definition.by_key[step]
    row = Proceeding.objects.whole().get(pk=row.pk)
    state = state_of(definition, row.told(), in_force=lambda _: VALUES)
    filled = {**FILLED, **{code: text for code, text in told.items() if code in definition.fields}}
    if "quotes" not in told:
        filled |= quoted(filled)
    known = needs.known(definition, declared, state, filled)
    fields = {
        one.code: filled[one.code]
        for one in declared.needs.fields
        if needs.applies(one.when, known, VALUES) and one.code in filled
    }
    by = actor(held)
    day = told.get("today", TODAY)
    papers = [
        (paper.kind, _paper(paper.kind, number, by, day))
        for paper in declared.needs.documents
        if needs.applies(paper.when, known, VALUES)
        for number in range(paper.least)
    ]
    more = {code: value for code, value in told.items() if code not in definition.fields}
    given = {"verb": Verb.APPROVE, "at": AT, "today": TODAY, "seen": row.acts.count()}
    return services.act(
        **{
            **given,
            "proceeding_id": row.pk,
            "step": step,
            "actor": by,
            "fields": fields,
            "documents": papers,
            **more,
        }
    )


def _paper(kind: str, number: int, by: Actor, day: date) -> int:
    return evidence.store(
        content=f"{kind}{number}".encode(),
        name=f"{kind}.pdf",
        media_type="application/pdf",
        happened_on=day,
        actor=by,
        at=AT,
    ).pk


def until_method(hospital: dict[str, Appointment], amount: str, **told: Any) -> Proceeding:
    """A purchase of equipment whose method is to be chosen."""
    row = start(hospital)
    more = {"amount": amount, **told}
    for step, key in (
        ("request", "cardiology_head"),
        ("need_equipment", "equipment_director"),
        ("countersign", "finance_director"),
        ("countersign", "audit_director"),
        ("initiation", "president"),
    ):
        do(row, step, hospital[key], **more)
    return row
