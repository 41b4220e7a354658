"""The sheet 分管: leaders in charge of units come in, go out, and are taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from linghang.foundation.access import system_actor
from linghang.foundation.intake import services as intake
from linghang.foundation.intake.models import Batch, State
from linghang.org import queries
from linghang.org.exchange import exporting
from linghang.org.exchange.exporting import Wanted
from linghang.org.models import Charge
from tests.org.exchange import workbooks
from tests.org.exchange.workbooks import AT, FROM, PEOPLE, POSTS, TODAY, UNITS

pytestmark = pytest.mark.django_db
PAPER = "示院党〔2024〕1号"
LATER = date(2025, 9, 1)
LEADERS = [
    ["003", "丙某", "副院长", "示范医院", date(2021, 5, 1)],
    ["001", "甲某", "总会计师", "示范医院", FROM],
]


def row(
    who: str = "003",
    unit: str = "骨科",
    start: date = date(2024, 1, 1),
    *,
    paper: str | None = PAPER,
    end: date | None = None,
    reason: str | None = None,
) -> list[object]:
    return [who, None, None, unit, paper, start, end, reason]


def brought(folder: Path, *rows: list[object]) -> Batch:
    return workbooks.check(workbooks.file(folder, charges=rows))


@pytest.fixture
def hospital(tmp_path: Path) -> Path:
    """With two leaders, one of whom is in charge of 骨科."""
    posts = [*POSTS, *LEADERS]
    file = workbooks.file(tmp_path, units=UNITS, people=PEOPLE, posts=posts, charges=[row()])
    assert workbooks.commit(file).state == State.COMMITTED
    return tmp_path


def leaders(on: date) -> dict[str, str]:
    return {one.unit: one.person for one in queries.in_charge(on)}


def test_leaders_come_in_with_the_posts_that_they_hold(hospital: Path) -> None:
    made = Charge.objects.get()

    assert leaders(TODAY) == {"D1": "003"}
    assert (made.appointment.post, made.document) == ("vice_president", PAPER)


def test_what_went_out_comes_in_again_unchanged(hospital: Path) -> None:
    out, wanted = hospital / "out.xlsx", Wanted(on=TODAY, name="命令行")
    exporting.export(target=out, wanted=wanted, actor=system_actor(), at=AT)

    batch = workbooks.commit(out)

    assert batch.facts["counts"]["charges"] == {"unchanged": 1}
    assert workbooks.says(batch) == []


def test_another_leader_takes_over_and_undoing_brings_the_first_back(hospital: Path) -> None:
    batch = workbooks.commit(workbooks.file(hospital, charges=[row("001", start=LATER)]))
    assert (leaders(TODAY), leaders(LATER)) == ({"D1": "003"}, {"D1": "001"})

    intake.undo(batch_id=batch.pk, actor=system_actor(), at=AT)

    assert leaders(LATER) == {"D1": "003"}


def test_a_charge_ends_by_its_row(hospital: Path) -> None:
    workbooks.commit(workbooks.file(hospital, charges=[row(end=LATER)]))

    assert (leaders(TODAY), leaders(LATER)) == ({"D1": "003"}, {})


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([row("002")], "没有可以分管单位的院领导职务"),
        ([row("003", "骨科一病区")], "只分管科室和职能部门"),
        ([row("003", "没有")], "没有这个单位：没有"),
        ([row(paper=None)], "“依据”必须填写"),
        ([row(unit="心内科"), row("001", "D2")], "与第 2 行是同一单位同一天的分管"),
        ([row("001", "D2", end=FROM)], "终止日期应当晚于起始日期"),
        ([row("003", "心内科", date(2019, 1, 1))], "没有可以分管单位的院领导职务"),
        ([row("001", start=date(2023, 1, 1))], "之后还有安排"),
    ],
)
def test_a_wrong_row_says_why(hospital: Path, rows: list[list[object]], says: str) -> None:
    batch = brought(hospital, *rows)

    assert batch.state == State.REFUSED
    assert any(says in one for one in workbooks.errors(batch)), workbooks.errors(batch)


def test_powers_kept_apart_need_a_reason_that_stays_with_the_paper(hospital: Path) -> None:
    both = [["001", "甲某", "财务科科长", "人事科", FROM]]
    assert workbooks.commit(workbooks.file(hospital, posts=both)).state == State.COMMITTED

    assert "人事、财务由一人分管" in workbooks.errors(brought(hospital, row("003", "人事科")))[0]
    told = row("003", "人事科", reason="班子缺额，过渡期")
    assert workbooks.commit(workbooks.file(hospital, charges=[told])).state == State.COMMITTED

    assert Charge.objects.get(unit__code="O1").document == f"{PAPER}；理由：班子缺额，过渡期"
