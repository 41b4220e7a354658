"""What the database refuses, whatever code writes to it; and reads by day and by reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from linghang.org.models import (
    Appointment,
    CodeMap,
    Membership,
    Person,
    Placement,
    Succession,
    Unit,
)
from linghang.org.rights import Rights
from tests.org import factories
from tests.org.factories import START, TODAY

pytestmark = pytest.mark.usefixtures("organisation")
Acting = Callable[..., Rights]


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def person(code: str) -> Person:
    return Person.objects.get(code=code)


def new_unit(**changed: object) -> Unit:
    facts = {"code": "X", "name": "某科", "kind": "department", "tree": "administration"}
    return Unit(**{**facts, "active_from": START, **changed})


@pytest.mark.parametrize(
    "row",
    [
        lambda: new_unit(code="D1"),
        lambda: new_unit(code=""),
        lambda: new_unit(active_to=START),
        lambda: new_unit(tree="party"),
        lambda: new_unit(kind="hospital"),
        lambda: Placement(unit=unit("W1"), parent=unit("D2"), active_from=TODAY),
        lambda: Placement(unit=unit("W1"), active_from=START, active_to=TODAY),
        lambda: Placement(
            unit=unit("W1"), parent=unit("W1"), active_from=date(2020, 1, 1), active_to=START
        ),
        lambda: Person(code="head", name="某人", active_from=START),
        lambda: Person(code="x", name="某人", licence="110000000000001", active_from=START),
        lambda: Membership(person=person("leader"), unit=unit("T2"), active_from=TODAY),
        lambda: CodeMap(system="front_sheet.ward", code="骨一", unit=unit("W2"), active_from=TODAY),
        lambda: Appointment(
            person=person("head"), post="department_head", unit=unit("D1"), active_from=TODAY
        ),
        lambda: Appointment(
            person=person("head"),
            post="physician",
            unit=unit("D1"),
            active_from=TODAY,
            active_to=TODAY,
        ),
    ],
)
def test_the_database_keeps_its_rules_by_itself(row: Callable[[], Model]):
    with pytest.raises(IntegrityError), transaction.atomic():
        row().save()


def test_two_people_without_a_licence_are_no_conflict():
    Person.objects.create(code="x", name="某人", active_from=START)
    Person.objects.create(code="y", name="某人", active_from=START)


def test_a_row_is_in_force_from_its_first_day_to_the_day_before_its_end():
    Unit.objects.filter(code="O1").update(active_to=TODAY)

    on = {day: Unit.objects.on(day).filter(code="O1").exists() for day in (START, TODAY)}
    assert on == {START: True, TODAY: False}
    assert not Unit.objects.on(date(2023, 12, 31)).exists()
    assert not Unit.objects.open().filter(code="O1").exists()


def test_a_department_head_sees_the_own_department(acting: Acting):
    seen = Unit.objects.visible_to(acting("department_head", "D1"))

    assert {each.code for each in seen} == {"D1", "W1", "T1", "T2"}


def test_a_branch_secretary_sees_the_own_branch(acting: Acting):
    rights = acting("branch_secretary", "B1")

    assert [each.code for each in Unit.objects.visible_to(rights)] == ["B1"]
    assert [each.post for each in Appointment.objects.visible_to(rights)] == ["branch_secretary"]


def test_who_reaches_the_hospital_sees_closed_units_too(acting: Acting):
    Unit.objects.filter(code="T3").update(active_to=TODAY)

    assert Unit.objects.visible_to(acting("president", "H")).count() == len(factories.UNITS)
    assert Appointment.objects.visible_to(acting("president", "H")).count() == len(
        factories.APPOINTMENTS
    )


def test_an_ended_appointment_sees_nothing(acting: Acting):
    Appointment.objects.filter(post="president").update(active_to=TODAY)

    assert not Unit.objects.visible_to(acting("president", "H")).exists()
    assert not Appointment.objects.visible_to(acting("president", "H")).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"basis": "acting", "limited_to": ["org.read"]},
        {"basis": "delegated"},
        {"basis": "delegated", "principal": True},
        {"basis": "delegated", "active_to": TODAY},
        {"principal": True},
        {"basis": "borrowed"},
    ],
)
def test_a_delegation_has_a_principal_and_an_end_and_nothing_else_has_one(
    organisation: None, wrong: dict
):
    principal = Appointment.objects.get(post="department_head", unit__code="D1")
    nurse = Person.objects.get(code="nurse")
    if "principal" in wrong:
        wrong = {**wrong, "principal": principal}

    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(
            person=nurse, post="department_head", unit=principal.unit, active_from=START, **wrong
        )


def test_one_place_a_line_is_kept_by_the_database(organisation: None):
    person, unit = Person.objects.get(code="nurse"), Unit.objects.get(code="D1")
    Membership.objects.create(person=person, unit=unit, line="home", active_from=START)

    for wrong in ({"line": "home"}, {"line": "guest"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(person=person, unit=unit, active_from=TODAY, **wrong)


def test_one_unit_carries_the_history_of_another(organisation: None):
    one, other, third = (Unit.objects.get(code=code) for code in ("D1", "D2", "O1"))
    Succession.objects.create(predecessor=one, successor=other, kind="merged", on=TODAY)

    for wrong in (
        {"predecessor": one, "successor": third},
        {"predecessor": third, "successor": third},
        {"predecessor": other, "successor": third, "kind": "sold"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Succession.objects.create(**{"kind": "merged", "on": TODAY, **wrong})


def test_a_number_without_its_fingerprint_is_refused(organisation: None):
    for wrong in ({"id_card_print": "x"}, {"id_card": "E12345678"}, {"mobile_print": "y"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.create(code="x", name="某", active_from=START, **wrong)
