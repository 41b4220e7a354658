"""A procedure that can't work stops the start, and the check-up finds what was tampered with."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from linghang.foundation.doctor import Level
from linghang.foundation.errors import WrongCatalog
from linghang.org.models import Appointment
from linghang.procedures import catalog, health, remembering
from linghang.procedures.days import Day
from linghang.procedures.models import Proceeding, Told, Turn
from linghang.procedures.reading import Reading
from tests.procedures.conftest import LOAN
from tests.procedures.test_services import AT, asked


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        (("after: [check]", "after: [nothing]"), "steps.approve.after", "没有步骤 nothing"),
        (("president", "nobody"), "steps.approve.who", "岗位目录里没有 nobody"),
        (("least: 1, unit: days", "least: 30, unit: workdays"), "intervals", "互相矛盾"),
        (("by: department", "by: taste"), "different", "taste"),
    ],
)
def test_the_start_is_refused_with_file_item_field_and_reason(
    declare: Callable[[str], None], change: tuple[str, str], field: str, says: str
) -> None:
    declare(LOAN.replace(*change))

    with pytest.raises(WrongCatalog) as refused:
        catalog.check()

    fault = refused.value
    assert fault.file.endswith("own/procedures.yaml")
    assert "device_loan" in fault.item
    assert fault.field.startswith(field)
    assert says in fault.says


@pytest.mark.usefixtures("loan")
def test_the_checkup_finds_an_outcome_that_no_act_led_to(
    hospital: dict[str, Appointment],
) -> None:
    proceeding = asked(hospital)
    (before,) = health.agreement(AT)
    Proceeding.objects.filter(pk=proceeding.pk).update(outcome="completed", ended_on=AT.date())

    (after,) = health.agreement(AT)

    assert (before.level, after.level) == (Level.FINE, Level.BAD)
    assert f"程序第{proceeding.pk}号的结果与办理经过不符" in after.says


@pytest.mark.usefixtures("loan")
def test_the_checkup_finds_turns_and_answers_that_no_act_led_to(
    hospital: dict[str, Appointment],
) -> None:
    proceeding = asked(hospital)
    row = Turn.objects.filter(proceeding=proceeding)[0]
    row.post = "union_chair"
    row.save()
    (turned,) = health.agreement(AT)
    remembering.remember(
        proceeding, Reading(proceeding, Day(AT.date()), AT.date()).way, Day(AT.date())
    )
    (mended,) = health.agreement(AT)
    Told.objects.create(proceeding=proceeding, field="reason", spelling="另一个", day=AT.date())
    (answered,) = health.agreement(AT)

    assert [one.level for one in (turned, mended, answered)] == [Level.BAD, Level.FINE, Level.BAD]
    assert f"程序第{proceeding.pk}号记下的待办岗位或填写内容与办理经过不符" in turned.says
