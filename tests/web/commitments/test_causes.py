"""原因分析 as a page: by cause, by whatever else the kind tells problems apart, down to them."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import pytest

from linghang.commitments.faults import CannotCommit
from linghang.commitments.models import Commitment, Programme
from linghang.commitments.setting import services as setting
from linghang.commitments.setting.services import Described
from linghang.commitments.writing import services as writing
from linghang.commitments.writing.rules import Wanted
from linghang.org.models import Account, Appointment, Person, Unit
from tests.web.commitments.world import World

pytestmark = pytest.mark.one_engine
NAME = re.compile(r'<th scope="row"[^>]*>(?:<a[^>]*>)?([^<]+)')
DOCTOR = "medical_director"


@pytest.fixture
def disputes(world: World) -> Programme:
    """An analysis of disputes, set up by the medical director, with nothing in it."""
    person = Person.objects.create(code="M9", name="医务科长", active_from=date(2025, 1, 1))
    Account.objects.create(username="M9", person=person)
    world.house.appointments[DOCTOR] = Appointment.objects.create(
        person=person,
        post=DOCTOR,
        unit=Unit.objects.get(code="MRO"),
        active_from=date(2025, 1, 1),
    )
    described = Described(title="纠纷分析", unit="H", began_on=date(2025, 5, 1))
    return setting.set_up(kind="disputes", described=described, **world.on.by(DOCTOR))


def add(world: World, plan: Programme, level: str, title: str, **more: Any) -> Commitment:
    wanted = Wanted(level=level, title=title, **more)
    return writing.add(programme_id=plan.pk, wanted=wanted, **world.on.by(DOCTOR))


def dispute(world: World, plan: Programme) -> Commitment:
    """One of orthopaedics, with a cause and a measure."""
    facts = {"happened_on": "2025-05-02", "paid": "86000", "department": "骨科"}
    facts["doctor_level"] = "副高、中级"
    found = add(world, plan, "dispute", "术后感染纠纷", fields=facts)
    kinds = {"category": "沟通告知"}
    cause = add(world, plan, "cause", "告知不充分", parent=found.pk, fields=kinds)
    task = {"type": "by_date", "unit": "CARD", "owner": "P3", "due": date(2025, 7, 1)}
    measure = add(world, plan, "measure", "修订谈话记录单", parent=cause.pk, **task)
    assert [one.problem_id for one in measure.answers.all()] == [found.pk]
    return found


def test_causes_of_disputes_are_told_by_kind(world: World, disputes: Programme) -> None:
    address = f"/commitments/{disputes.pk}/causes/"
    assert "还没有原因" in world.text(DOCTOR, address)
    found = dispute(world, disputes)
    form = world.text(DOCTOR, f"/commitments/one/{found.pk}/edit/")
    assert 'value="86,000.00"' in form, "an amount is shown as it was typed"
    assert 'value="骨科（ORTH）"' in form
    page = world.text(DOCTOR, address)
    assert NAME.findall(page) == ["沟通告知"]
    assert "86,000.00" in page
    assert "术后感染纠纷" in world.text(DOCTOR, f"{address}rows/?cause=informing")
    assert "术后感染纠纷" not in world.text(DOCTOR, f"{address}rows/?cause=record")
    assert "原因分析" in world.text(DOCTOR, f"/commitments/{disputes.pk}/")
    world.text("party_clerk", address, 404)
    world.text("party_clerk", f"{address}rows/", 404)


def test_a_unit_that_a_dispute_names_is_known(world: World, disputes: Programme) -> None:
    found = dispute(world, disputes)
    assert found.facts["department"] == "ORTH", "a unit is kept by its code"
    assert "<dd>骨科</dd>" in world.text(DOCTOR, f"/commitments/one/{found.pk}/")
    with pytest.raises(CannotCommit, match="没有找到单位“无此科”"):
        add(world, disputes, "dispute", "又一件", fields={"department": "无此科"})


def test_causes_are_told_by_department_and_level(world: World, disputes: Programme) -> None:
    dispute(world, disputes)
    facts = {"happened_on": "2025-04-02", "department": "CARD"}
    add(world, disputes, "dispute", "没有列原因的", fields=facts)
    address = f"/commitments/{disputes.pk}/causes/"
    by_unit = world.text(DOCTOR, f"{address}?by=department")
    assert set(NAME.findall(by_unit)) == {"骨科", "心血管内科", "合计"}
    assert "没有列原因" in by_unit
    cell = f"{address}rows/?by=department&cause=informing&value=ORTH"
    assert html.escape(cell) in by_unit
    behind = world.text(DOCTOR, cell)
    assert "共1件" in behind
    assert "骨科、沟通告知" in behind
    assert "副高、中级" in behind
    by_level = world.text(DOCTOR, f"{address}?by=doctor_level&happened_from=2025-05-01")
    assert NAME.findall(by_level) == ["副高", "中级", "合计"]
    client = world.client(DOCTOR)
    csv = client.get(f"{address}?by=department&format=csv")
    said = b"".join(csv.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    assert "骨科,1,86000,1,0" in said
    assert "合计,2,86000,1,1" in said
    assert client.get(f"{address}?by=department&format=xlsx").status_code == 200
