"""Making the demo hospital: only in the demo, by the ordinary import, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from linghang.cases.models import FRONT_SHEETS, DifferenceNote, Manifest, ReturnManifest
from linghang.demo import bad_files, services
from linghang.demo.faults import faults
from linghang.demo.front_sheets import Written
from linghang.demo.services import CannotMake, Made
from linghang.foundation.access import system_actor
from linghang.foundation.intake import complaints
from linghang.foundation.intake import services as intake
from linghang.foundation.intake.definitions import Complaint
from linghang.foundation.intake.models import Batch, State
from linghang.foundation.parameters.models import ParameterChange
from linghang.foundation.trail.models import Entry
from linghang.notices.models import Notice
from linghang.org.models import Account, Appointment, Person, Unit
from linghang.org.posts_held.rules import Basis
from linghang.procedures.models import Act, Proceeding
from linghang.procedures.purchasing import queries as purchasing
from tests.demo.reading import SMALL

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TODAY = date(2025, 12, 31)


@pytest.fixture(autouse=True)
def own_home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def make(**options: object) -> Made:
    return services.make(
        count=SMALL,
        actor=system_actor(),
        today=TODAY,
        clock=lambda: NOW,
        **options,  # type: ignore[arg-type]
    )


def complained() -> Iterator[Complaint]:
    for batch in Batch.objects.filter(kind=FRONT_SHEETS):
        yield from complaints.everything(batch.complaints_file)


def test_it_is_refused_outside_the_demo(settings: Any, tmp_path: Path) -> None:
    settings.DEMO = False

    with pytest.raises(CannotMake, match="演示标志"):
        make()

    assert not list(tmp_path.iterdir())


@pytest.mark.django_db
def test_it_is_refused_beside_another_hospital() -> None:
    Unit.objects.create(
        code="H", name="别的医院", kind="hospital", tree="administration", active_from=TODAY
    )

    with pytest.raises(CannotMake, match="别的组织机构"):
        make()


@pytest.mark.django_db
def test_it_loads_imports_and_complains_of_exactly_what_was_planted(small: Written) -> None:
    steps: list[str] = []

    made = make(told=steps.append)

    found = {(one.file, one.row, one.rule) for one in complained()}
    planted = {(m.file, m.row): faults()[m.fault] for m in small.marks}
    expected = {(*place, fault.rule) for place, fault in planted.items() if fault.rule}
    # A row may break a second rule by the same fault; a case sent again within one import is told.
    others = {one for one in found - expected if one[:2] not in planted}
    refused = sum(fault.effect == "refused" for fault in planted.values())
    assert expected - found == set()
    assert others == set()
    assert made.cases == Manifest.current().case_count == SMALL - refused
    assert Person.objects.count() == 1800
    assert Account.objects.count() == 24
    assert any("导入2025-12" in step for step in steps)
    assert Manifest.current().data_through == TODAY
    states = ParameterChange.objects.order_by("pk").values_list("code", "state")
    assert list(states) == [
        ("materials.before_meeting", "approved"),
        ("major.amount_off_budget", "refused"),
        ("major.amount_in_budget", "draft"),
    ]
    deputy = Appointment.objects.get(basis=Basis.DELEGATED, principal__post="president")
    told = set(Notice.objects.filter(person=deputy.person).values_list("kind", flat=True))
    assert told == {"charge_made", "delegation_given"}
    returned = ReturnManifest.current()
    assert [one["month"] for one in returned.files] == [f"2025-{n:02}" for n in range(1, 12)]
    assert set(DifferenceNote.objects.values_list("month", flat=True)) <= {
        one["month"] for one in returned.files[:-1]
    }
    assert {"severity", "not_returned", "without_case"} <= set(
        DifferenceNote.objects.values_list("reason", flat=True)
    )
    see_the_purchases_of_the_year()
    see_a_second_call_do_nothing_and_force_do_it_again(made)


def see_a_second_call_do_nothing_and_force_do_it_again(first: Made) -> None:
    batches = Batch.objects.count()

    again = make()

    assert (again.already, again.cases) == (True, first.cases)
    assert Batch.objects.count() == batches

    forced = make(force=True)

    assert (forced.already, forced.cases) == (False, first.cases)
    assert Batch.objects.filter(state=State.UNDONE).count() == batches
    assert Person.objects.count() == 1800


def see_the_purchases_of_the_year() -> None:
    """One filed, one paid in parts, one rejected; a return, a prompt explained, a late notice."""
    rows = Proceeding.objects.filter(procedure="procurement")
    outcomes = ["completed", "rejected", *["running"] * 8]
    assert sorted(rows.values_list("outcome", flat=True)) == outcomes
    (explained,) = Act.objects.exclude(explanation="")
    assert len(explained.prompts[0]["opens"]) == 4
    assert Notice.objects.filter(kind="procedure_explained").count() == 1
    assert Act.objects.filter(verb="send_back", proceeding__in=rows).count() == 1
    denied = Entry.objects.filter(action="procedures.step.denied")
    says = [one.personal["reason"]["value"] for one in denied]
    assert sum("不良记录" in one for one in says) == 1
    told = {one.item: one for one in purchasing.read(rows, TODAY)}
    parts = told["多参数监护仪"]
    assert [one.amount for one in parts.payments] == [10_800_000, 23_400_000]
    assert parts.paid + parts.retention == parts.committed
    assert [one.won for one in parts.quotes] == [True, False, False]
    kinds = sorted(each.kind for one in told.values() for each in one.exceptions)
    assert kinds == ["late", "prompt", "refused", "returned"]
    done = Entry.objects.filter(action="procedures.step.done").about(
        "procedures.proceeding", str(rows.get(title="购置多参数监护仪").pk)
    )
    assert {one.facts["step"] for one in done if one.facts["late"]} == {"公告合同"}


@pytest.mark.django_db
def test_every_bad_file_is_refused_whole_with_its_reason(tmp_path: Path) -> None:
    says = {
        "quotes": "第 12 行第 21 列的引号没有配对",
        "utf16": "UTF-16",
        "damaged": "损坏的字符",
        "no_key": "病案号（A48）",
        "empty": "空文件",
        "header_only": "没有数据行",
        "other_table": "不是病案首页",
        "bomb": "压缩炸弹",
    }

    made = bad_files.write(tmp_path / "bad")

    assert made.keys() == says.keys()
    for key, bad in made.items():
        batch = intake.import_files(
            kind="front_sheet",
            files=[bad.path],
            actor=system_actor(),
            today=TODAY,
            clock=lambda: NOW,
        )
        assert batch.state == State.REFUSED, key
        assert says[key] in batch.message
    assert Manifest.current() is None
    assert made["bomb"].path.stat().st_size < 100_000
