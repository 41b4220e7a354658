"""The check-up of grid and people, and what the night does: names of the day, leavers."""

from __future__ import annotations

from datetime import date

import pytest

from linghang.foundation import clock
from linghang.foundation.doctor import Level
from linghang.foundation.schedule import jobs
from linghang.org import health, scheduled, services
from linghang.org.memberships.rules import Line
from linghang.org.models import Account, Person, Unit
from tests.org.factories import AT, START, SYSTEM

pytestmark = pytest.mark.usefixtures("organisation")
BY = {"actor": SYSTEM, "at": AT}
TODAY = clock.today()


def cell() -> None:
    kinds = ("grid_level_one", "grid_level_two", "grid_level_three", "grid_level_four")
    parent = None
    for number, kind in enumerate(kinds, 1):
        code = f"G{number}"
        services.add_unit(code=code, name=code, kind=kind, parent=parent, active_from=START, **BY)
        parent = code


def test_without_a_grid_nobody_is_missing_from_it():
    (found,) = health.grid(AT)

    assert found.level is Level.FINE


def test_who_is_in_no_cell_is_named_with_how_to_mend_it():
    cell()
    (before,) = health.grid(AT)
    for code in Person.objects.values_list("code", flat=True):
        services.join(person=code, unit="G4", line=Line.GRID, active_from=START, **BY)
    (after,) = health.grid(AT)

    assert before.level is Level.WARN
    assert before.says.startswith(f"{Person.objects.count()}人不在任何网格：")
    assert before.says.endswith("等")
    assert after.level is Level.FINE


def test_people_who_may_be_one_are_named():
    (fine,) = health.duplicates(AT)
    for code in ("x1", "x2"):
        services.add_person(code=code, name="某同名", home="D1", active_from=START, **BY)
    (found,) = health.duplicates(AT)

    assert fine.level is Level.FINE
    assert found.says == "疑似同一人：x1、x2（姓名和所在科室相同）"


def test_every_night_names_take_effect_and_leavers_are_shut_out():
    services.open_account(username="nurse", person="nurse", **BY)
    services.rename_unit(code="D1", name="骨外科", active_from=TODAY, today=date(2025, 1, 1), **BY)
    services.release(code="nurse", active_to=TODAY, reason="退休", today=date(2025, 1, 1), **BY)
    assert Unit.objects.get(code="D1").name == "骨科"
    assert Account.objects.get(username="nurse").is_active

    scheduled.settle(AT)
    scheduled.shut_out(AT)

    assert Unit.objects.get(code="D1").name == "骨外科"
    assert not Account.objects.get(username="nurse").is_active
    assert {"org.names", "org.leavers"} <= {job.code for job in jobs.registered()}
