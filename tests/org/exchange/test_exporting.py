"""What goes out is what the reader may see, as of a day, and comes in again as it is."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linghang.foundation.access import Actor
from linghang.foundation.sheets import reading
from linghang.foundation.trail.models import Entry
from linghang.org.exchange import exporting
from linghang.org.exchange.exporting import CannotExport, Exported, Wanted
from linghang.org.models import Appointment, Person, Unit
from linghang.org.rights import Rights, rights_of
from tests.org.exchange import workbooks
from tests.org.exchange.workbooks import AT, CARD_A, FROM, PEOPLE, SYSTEM, TODAY, UNITS

pytestmark = pytest.mark.django_db
NAME = "乙某（人事科科长）"


@pytest.fixture
def hospital(tmp_path):
    workbooks.commit(workbooks.everything(tmp_path))
    return tmp_path


def export(target: Path, **wanted: object) -> Exported:
    options = {"on": TODAY, "name": NAME, **wanted}
    return exporting.export(target=target, wanted=Wanted(**options), actor=SYSTEM, at=AT)


def cells(file: Path) -> dict[str, list[list[object]]]:
    return {sheet.name: sheet.rows for sheet in reading.read(file).sheets}


def acting(post: str) -> Rights:
    return rights_of(Appointment.objects.get(post=post).pk, TODAY)


def test_numbers_are_masked_and_the_export_is_told(hospital):
    counts = export(hospital / "out.xlsx")

    assert counts == Exported(units=7, people=3, appointments=2)
    people = cells(hospital / "out.xlsx")["人员"]
    assert people[1][:4] == ["001", "甲某", "110***********0011", "138****0001"]
    assert CARD_A not in str(people)
    entry = Entry.objects.get(action="exchange.organisation.exported")
    assert entry.facts["people"] == 3
    assert entry.facts["numbers"] == "证件号码和手机号已隐去中间几位"


@pytest.mark.parametrize("in_full", [False, True])
def test_what_was_exported_comes_in_again_without_a_change(hospital, in_full):
    export(hospital / "out.xlsx", in_full=in_full)

    batch = workbooks.commit(hospital / "out.xlsx")

    assert all(set(counts) == {"unchanged"} for counts in batch.facts["counts"].values())
    assert workbooks.says(batch) == []


def test_an_export_in_full_makes_the_same_hospital_elsewhere(hospital):
    export(hospital / "out.xlsx", in_full=True)
    before = cells(hospital / "out.xlsx")
    workbooks.services.undo(batch_id=_batch(), actor=SYSTEM, at=AT)
    assert not Unit.objects.exists()

    workbooks.commit(hospital / "out.xlsx")
    export(hospital / "again.xlsx", in_full=True)

    assert cells(hospital / "again.xlsx") == before


def _batch() -> int:
    return workbooks.Batch.objects.get().pk


def test_a_day_in_the_past_shows_what_was_then(hospital):
    rows = [list(row) for row in UNITS]
    rows[2][1], rows[4][5] = "骨外科", 45
    moved = [*PEOPLE[0], None]
    moved[5] = "心内科"
    workbooks.commit(workbooks.file(hospital, units=rows, people=[moved]))

    export(hospital / "then.xlsx", on=TODAY - timedelta(days=1))
    export(hospital / "now.xlsx")

    then, now = cells(hospital / "then.xlsx"), cells(hospital / "now.xlsx")
    assert [row[1] for row in then["单位"][1:3]] == ["骨科", "心内科"]
    assert [row[1] for row in now["单位"][1:3]] == ["骨外科", "心内科"]
    assert [row[5] for row in (then["单位"][-1], now["单位"][-1])] == [40, 45]
    assert [sheet["人员"][1][5] for sheet in (then, now)] == ["骨科", "心内科"]


def test_a_post_takes_out_no_more_than_it_reads(hospital):
    counts = export(hospital / "out.xlsx", rights=acting("department_head"), reason="核对名册")

    assert counts == Exported(units=3, people=1, appointments=1)
    found = cells(hospital / "out.xlsx")
    assert [row[0] for row in found["单位"][1:]] == ["D1", "T1", "W1"]
    assert "乙某" not in str(found)


def test_numbers_in_full_need_the_right_and_a_reason(hospital):
    for post, reason in (("department_head", "上级检查需要"), ("hr_director", "查")):
        with pytest.raises(CannotExport, match="不能导出"):
            export(hospital / "out.xlsx", rights=acting(post), in_full=True, reason=reason)
    assert not (hospital / "out.xlsx").exists()

    export(
        hospital / "out.xlsx", rights=acting("hr_director"), in_full=True, reason="报送人社局年报"
    )

    assert CARD_A in str(cells(hospital / "out.xlsx"))
    assert "报送人社局年报" in Entry.objects.latest("pk").facts["numbers"]


def test_a_unit_whose_name_is_not_its_own_is_written_by_its_code(hospital):
    twin = ["D3", "骨科", "科室", "H", None, None, FROM]
    workbooks.commit(workbooks.file(hospital, units=[twin]))

    export(hospital / "out.xlsx")

    assert cells(hospital / "out.xlsx")["人员"][1][5] == "D1"


def test_a_template_can_be_filled_in_and_sent(tmp_path):
    exporting.write_template(tmp_path / "template.xlsx")

    batch = workbooks.check(tmp_path / "template.xlsx")

    assert batch.message == "工作表里没有数据行。"


codes = st.text("ABC0123456789", min_size=1, max_size=6)
names = st.text("甲乙丙丁戊=-+@'& ", min_size=1, max_size=6).map(str.strip).filter(bool)
days = st.dates(FROM, date(2025, 1, 1))
staff = st.lists(
    st.tuples(codes, names, st.sampled_from(["D1", "心内科", "O1", None]), days),
    unique_by=lambda row: row[0],
    max_size=6,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(staff)
def test_whoever_works_here_goes_out_and_in_unchanged(db, tmp_path, rows):
    people = [[code, name, None, None, None, home, None, day] for code, name, home, day in rows]
    sent = workbooks.commit(workbooks.file(tmp_path, units=UNITS, people=people or PEOPLE))
    export(tmp_path / "out.xlsx")

    again = workbooks.commit(tmp_path / "out.xlsx")

    assert all(set(counts) == {"unchanged"} for counts in again.facts["counts"].values())
    for batch in (again, sent):
        workbooks.services.undo(batch_id=batch.pk, actor=SYSTEM, at=AT)
    assert not Person.objects.exists()


def test_the_actor_is_told(hospital):
    office = Actor(person="002", appointment=Appointment.objects.get(post="hr_director").pk)
    rights = acting("hr_director")
    with pytest.raises(CannotExport, match="要写明导出理由"):
        export(hospital / "out.xlsx", rights=rights)
    wanted = Wanted(on=TODAY, name=NAME, rights=rights, reason="核对名册")

    exporting.export(target=hospital / "out.xlsx", wanted=wanted, actor=office, at=AT)

    assert Entry.objects.latest("pk").person == "002"
