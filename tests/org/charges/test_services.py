"""Entering and ending who is in charge: state, trail, and what ends with what."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from linghang.foundation.access import Actor
from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from linghang.notices.models import Notice
from linghang.org import queries, services
from linghang.org.charges import queries as charges
from linghang.org.models import Appointment, Charge, Person, Unit
from linghang.org.services import CannotCharge, CannotEndCharge
from tests import small_hospital

AT = datetime(2025, 6, 30, 8, tzinfo=UTC)
DAY = date(2025, 7, 1)
LATER = date(2025, 9, 1)
BY = {"actor": Actor(person="P8"), "at": AT}


def vice(code: str) -> Appointment:
    person = Person.objects.create(code=code, name=f"副院长{code}", active_from=small_hospital.FROM)
    return Appointment.objects.create(
        person=person,
        post="vice_president",
        unit=Unit.objects.get(code="H"),
        active_from=small_hospital.FROM,
    )


@pytest.fixture
def deputies(db: None) -> tuple[Appointment, Appointment]:
    small_hospital.build()
    return vice("V1"), vice("V2")


def put(held: Appointment, *units: str, day: date = DAY, **given: object) -> list[Charge]:
    facts = {"document": "示院党〔2025〕3号", **given, **BY}
    return services.put_in_charge(appointment_id=held.pk, units=units, active_from=day, **facts)


def leaders(on: date) -> dict[str, str]:
    return {one.unit: one.person for one in queries.in_charge(on)}


def test_it_holds_from_its_day_and_is_told(deputies: tuple[Appointment, Appointment]) -> None:
    put(deputies[0], "CARD", "MRO")

    assert leaders(DAY - timedelta(1)) == {}
    assert leaders(DAY) == {"CARD": "V1", "MRO": "V1"}
    entry = Entry.objects.filter(action="org.charge.made").first()
    assert entry is not None
    assert "登记人员V1（副院长）分管“心血管内科”" in actions.sentence(entry, {})
    assert "依据：示院党〔2025〕3号" in actions.sentence(entry, {})
    assert Notice.objects.filter(kind="charge_made", person__code="V1").count() == 2
    assert [one.says for one in queries.history("CARD")][-1].startswith("由副院长V1分管")


def test_who_was_in_charge_gives_way(deputies: tuple[Appointment, Appointment]) -> None:
    put(deputies[0], "CARD")
    put(deputies[1], "CARD", day=LATER)

    assert leaders(DAY) == {"CARD": "V1"}
    assert leaders(LATER) == {"CARD": "V2"}
    assert "（原由人员V1分管）" in actions.sentence(Entry.objects.latest("pk"), {})


def test_nothing_is_put_before_what_was_arranged_for_later(
    deputies: tuple[Appointment, Appointment],
) -> None:
    put(deputies[0], "CARD", day=LATER)
    before = Entry.objects.count()

    with pytest.raises(CannotCharge, match="之后另有安排"):
        put(deputies[1], "MRO", "CARD")

    assert leaders(LATER) == {"CARD": "V1"}
    assert Entry.objects.count() == before


def test_powers_kept_apart_need_a_reason_that_is_told(
    deputies: tuple[Appointment, Appointment],
) -> None:
    Appointment.objects.create(
        person=Person.objects.get(code="P2"),
        post="finance_director",
        unit=Unit.objects.get(code="MRO"),
        active_from=small_hospital.FROM,
    )
    put(deputies[0], "HRO")

    with pytest.raises(CannotCharge, match="人事、财务由一人分管"):
        put(deputies[0], "MRO")
    put(deputies[0], "MRO", reason="班子缺额，过渡期")

    assert leaders(DAY) == {"HRO": "V1", "MRO": "V1"}
    assert "理由：班子缺额，过渡期" in actions.sentence(Entry.objects.latest("pk"), {})


def test_it_ends_with_the_appointment(deputies: tuple[Appointment, Appointment]) -> None:
    put(deputies[0], "CARD")
    put(deputies[0], "ORTH", day=LATER + timedelta(30))

    services.end_appointment(appointment_id=deputies[0].pk, active_to=LATER, reason="退休", **BY)

    assert leaders(LATER - timedelta(1)) == {"CARD": "V1"}
    assert leaders(LATER) == leaders(LATER + timedelta(60)) == {}
    assert Charge.objects.count() == 1


def test_an_appointment_that_never_began_takes_its_charges_with_it(
    deputies: tuple[Appointment, Appointment],
) -> None:
    Appointment.objects.filter(pk=deputies[0].pk).update(active_from=DAY)
    deputies[0].refresh_from_db()
    put(deputies[0], "CARD", day=LATER)

    services.release(code="V1", active_to=DAY, reason="未到任", today=DAY, **BY)

    assert not Charge.objects.exists()
    assert not Appointment.objects.filter(pk=deputies[0].pk).exists()


def test_a_leaver_is_in_charge_of_nothing_and_a_closed_unit_has_nobody(
    deputies: tuple[Appointment, Appointment],
) -> None:
    put(deputies[0], "CARD")
    put(deputies[1], "AUO")
    services.release(code="V1", active_to=LATER, reason="调出", today=DAY, **BY)
    services.close_unit(code="AUO", active_to=LATER, reason="机构调整", **BY)

    assert leaders(DAY) == {"CARD": "V1", "AUO": "V2"}
    assert leaders(LATER) == {}


def test_it_can_be_ended_by_a_paper(deputies: tuple[Appointment, Appointment]) -> None:
    (made,) = put(deputies[0], "CARD")

    with pytest.raises(CannotEndCharge, match="没有写依据"):
        services.end_charge(charge_id=made.pk, active_to=LATER, document=" ", **BY)
    services.end_charge(charge_id=made.pk, active_to=LATER, document="示院党〔2025〕9号", **BY)
    with pytest.raises(CannotEndCharge, match="已经结束"):
        services.end_charge(charge_id=made.pk, active_to=LATER, document="再次", **BY)

    assert leaders(LATER) == {}
    assert charges.of_unit("CARD", DAY) is not None
