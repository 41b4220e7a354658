"""An import from file to manifest, its re-sending, its undoing, and what may go wrong."""

from __future__ import annotations

import zipfile
from pathlib import Path

import duckdb
import pytest

from linghang.cases import pseudonyms, queries
from linghang.cases.models import Manifest
from linghang.cases.queries import CaseFilter
from linghang.cases.scope import CaseScope
from linghang.foundation.access import system_actor
from linghang.foundation.errors import Refused
from linghang.foundation.intake import complaints, parquet, services
from linghang.foundation.intake.definitions import Upload
from linghang.foundation.intake.models import Batch, State
from linghang.foundation.period import Period
from linghang.foundation.trail.models import Entry
from linghang.indicators import queries as indicators
from linghang.org.models import Membership, Person, Unit
from tests.front_sheets import sheet, write
from tests.importing import NOW, TODAY

YEAR = Period.year(2025)
EVERYWHERE = CaseScope.hospital()


def cases(**wanted):
    return queries.page(CaseFilter(period=YEAR, **wanted), scope=EVERYWHERE).rows


def discharges(period="2025"):
    value = indicators.value("discharges", period=Period.parse(period), scope=indicators.Scope())
    return value.value


def state_of_files(settings):
    folder = Path(settings.CASES_FOLDER)
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())


def test_good_rows_are_kept_and_bad_ones_listed(import_sheets):
    batch = import_sheets(sheet("1"), sheet("2", B34C="9x"), sheet("3", B15="-"))

    assert batch.state == State.COMMITTED
    assert (batch.facts["accepted"], batch.facts["refused"], batch.facts["new"]) == (1, 2, 1)
    told, total = complaints.page(batch.complaints_file, severity="error")
    assert total == 2
    assert [(one.row, one.column) for one in told] == [
        (3, "离院方式（B34C）"),
        (4, "出院时间（B15）"),
    ]
    assert discharges() == 1


def test_unit_follows_the_ward_and_team_the_licence(import_sheets):
    import_sheets(
        sheet("1"),
        sheet("2", B17="心内二病区", B23C="-", B24C="990000000000002"),
        sheet("3", B17="没有登记的病区", B23C="990000000000099"),
    )

    found = {(one.campus, one.department, one.team) for one in cases()}
    assert found == {("EAST", "CARD", "CARD-A"), ("WEST", "CARD", "CARD-B"), (None, None, None)}
    assert len(cases(department="none")) == 1
    assert discharges() == 3


def test_team_is_the_one_of_the_discharge_day(import_sheets, hospital):
    member = Membership.objects.get(person__code="D1")
    member.active_to = "2025-07-01"
    member.save()
    Membership.objects.create(
        person=Person.objects.get(code="D1"),
        unit=Unit.objects.get(code="CARD-B"),
        active_from="2025-07-01",
    )

    import_sheets(
        sheet("1", B15="2025-06-30 10:00:00", B12="2025-06-28 10:00:00", B20=2),
        sheet("2", B15="2025-07-01 10:00:00", B12="2025-06-28 10:00:00", B20=3),
    )

    assert [(one.discharge_day.month, one.team) for one in cases()] == [
        (7, "CARD-B"),
        (6, "CARD-A"),
    ]


def test_a_re_sent_case_replaces_the_old_one_even_in_another_month(import_sheets):
    import_sheets(sheet("1"), sheet("2"))

    batch = import_sheets(sheet("1", B15="2025-07-02 10:00:00", B20=31))

    assert (batch.facts["new"], batch.facts["replaced"], batch.facts["moved"]) == (0, 1, 1)
    assert discharges() == 2
    assert discharges("2025-06") == 1
    assert discharges("2025-07") == 1
    assert [one["month"] for one in Manifest.current().case_files] == ["2025-06", "2025-07"]


def test_a_month_that_lost_its_last_case_is_gone(import_sheets):
    import_sheets(sheet("1"))
    import_sheets(sheet("1", B15="2025-07-02 10:00:00", B20=31))

    manifest = Manifest.current()
    assert [one["month"] for one in manifest.case_files] == ["2025-07"]
    assert [one["month"] for one in manifest.cell_files] == ["2025-07"]


def test_sending_the_same_file_again_changes_nothing(import_sheets):
    import_sheets(sheet("1"), sheet("2"))
    before = Manifest.current()

    batch = import_sheets(sheet("1"), sheet("2"))

    assert batch.facts["unchanged"] == 2
    assert Manifest.current() == before


def test_the_last_row_of_a_case_in_one_batch_wins(import_sheets):
    batch = import_sheets(sheet("1", B20=3), sheet("1", B20=8))

    (case,) = cases()
    assert case.los == 8
    assert batch.facts["repeated"] == 1


def test_undo_brings_the_former_state_back_to_the_byte(import_sheets, settings):
    import_sheets(sheet("1"))
    before = Manifest.current()
    batch = import_sheets(sheet("1", B20=9), sheet("2"))
    assert discharges() == 2

    services.undo(batch_id=batch.pk, actor=system_actor(), at=NOW)

    assert Manifest.current() == before
    assert discharges() == 1
    assert cases()[0].los == 8


def test_only_the_newest_import_can_be_undone(import_sheets):
    first = import_sheets(sheet("1"))
    second = import_sheets(sheet("2"))

    with pytest.raises(Refused, match=f"第{second.pk}批入库，请先从最近的一批"):
        services.undo(batch_id=first.pk, actor=system_actor(), at=NOW)
    services.undo(batch_id=second.pk, actor=system_actor(), at=NOW)
    services.undo(batch_id=first.pk, actor=system_actor(), at=NOW)

    assert Manifest.current() is None
    assert discharges() is None


def test_a_dry_run_lists_complaints_and_changes_nothing(import_sheets, settings):
    batch = import_sheets(sheet("1"), sheet("2", B20="x"), dry_run=True)

    assert batch.state == State.DISCARDED
    assert batch.facts["accepted"] == 1
    assert complaints.page(batch.complaints_file)[1] == 1
    assert Manifest.current() is None


def test_no_direct_identifier_is_written(import_sheets, settings):
    import_sheets(sheet("RECORD-7654321", A20="990000198001011234", A11="某甲", A27="13800000000"))

    (path,) = Manifest.current().case_paths()
    text = str(duckdb.sql(f"select * from read_parquet('{path}')").fetchall())
    for secret in ("RECORD-7654321", "990000198001011234", "某甲", "13800000000"):
        assert secret not in text
        assert secret.encode() not in Path(path).read_bytes()


def test_the_pseudonym_is_the_same_each_time_and_differs_with_the_key(tmp_path, settings):
    settings.KEYS_FOLDER = tmp_path / "one"
    first = pseudonyms.case_key(pseudonyms.key(), "A", "1", "1")
    assert first == pseudonyms.case_key(pseudonyms.key(), "A", "1", "1")
    settings.KEYS_FOLDER = tmp_path / "two"
    assert first != pseudonyms.case_key(pseudonyms.key(), "A", "1", "1")


def test_another_key_is_refused_before_it_doubles_every_case(import_sheets, settings, tmp_path):
    import_sheets(sheet("1"))
    settings.KEYS_FOLDER = tmp_path / "other-keys"

    batch = import_sheets(sheet("2"))

    assert batch.state == State.REFUSED
    assert "不是同一把" in batch.message
    assert discharges() == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空文件"),
        (b"\x00\x01\x02", "UTF-16 或二进制"),
        (b"a,b\n1,2\n", "一个列编码也没有认出来"),
        (b"A01,A48\n1,2\n", "缺少必需的列"),
    ],
)
def test_a_bad_file_is_refused_and_nothing_changes(
    import_sheets, tmp_path, settings, content, says
):
    import_sheets(sheet("1"))
    before = (Manifest.current(), state_of_files(settings))
    good = write(tmp_path / "good.csv", [sheet("2")])
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)

    batch = services.import_files(
        kind="front_sheet", files=[good, bad], actor=system_actor(), today=TODAY, clock=lambda: NOW
    )

    assert batch.state == State.REFUSED
    assert "bad.csv" in batch.message
    assert says in batch.message
    assert (Manifest.current(), state_of_files(settings)) == before


def test_the_same_content_twice_in_one_import_is_refused(hospital, tmp_path):
    one = write(tmp_path / "a.csv", [sheet("1")])
    two = write(tmp_path / "b.csv", [sheet("1")])

    batch = services.import_files(
        kind="front_sheet", files=[one, two], actor=system_actor(), today=TODAY, clock=lambda: NOW
    )

    assert batch.message == "b.csv 与 a.csv 内容完全相同，请只选一份。"


def test_a_zip_of_two_encodings_is_one_import(hospital, tmp_path):
    utf8 = write(tmp_path / "a.csv", [sheet("1")])
    gb = write(tmp_path / "b.csv", [sheet("2")], encoding="gb18030")
    packed = tmp_path / "both.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(utf8, "一月.csv")
        archive.write(gb, "二月.csv")

    batch = services.import_files(
        kind="front_sheet", files=[packed], actor=system_actor(), today=TODAY, clock=lambda: NOW
    )

    assert batch.facts["new"] == 2
    assert [one["encoding"] for one in batch.files] == ["utf8", "gb18030"]


def test_a_full_disk_refuses_and_keeps_the_former_state(import_sheets, monkeypatch):
    import_sheets(sheet("1"))
    before = Manifest.current()

    def full(*args, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(parquet, "_settle", full)
    batch = import_sheets(sheet("2"))

    assert batch.state == State.REFUSED
    assert "磁盘已满" in batch.message
    assert Manifest.current() == before


def test_a_disk_that_fills_up_while_committing_leaves_the_batch_to_be_tried_again(
    hospital, tmp_path, monkeypatch
):
    path = write(tmp_path / "a.csv", [sheet("1")])
    batch = services.receive(
        kind="front_sheet", uploads=[Upload("a.csv", path)], actor=system_actor(), at=NOW
    )
    services.check(batch_id=batch.pk, today=TODAY, clock=lambda: NOW)

    def full(*args, **options):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(parquet, "_settle", full)
        with pytest.raises(Refused, match="磁盘已满"):
            services.commit(batch_id=batch.pk, actor=system_actor(), today=TODAY, clock=lambda: NOW)
    assert Manifest.current() is None
    services.commit(batch_id=batch.pk, actor=system_actor(), today=TODAY, clock=lambda: NOW)

    assert discharges() == 1


def test_an_interrupted_batch_is_told_and_can_be_checked_again(hospital, tmp_path):
    path = write(tmp_path / "a.csv", [sheet("1")])
    upload = Upload("a.csv", path)
    broken = services.receive(kind="front_sheet", uploads=[upload], actor=system_actor(), at=NOW)
    Batch.objects.filter(pk=broken.pk).update(state=State.STAGING)
    other = services.receive(
        kind="front_sheet",
        uploads=[Upload("b.csv", write(tmp_path / "b.csv", [sheet("2")]))],
        actor=system_actor(),
        at=NOW,
    )
    services.check(batch_id=other.pk, today=TODAY, clock=lambda: NOW)

    broken.refresh_from_db()
    assert broken.state == State.INTERRUPTED
    services.retry(batch_id=broken.pk)
    again = services.check(batch_id=broken.pk, today=TODAY, clock=lambda: NOW)

    assert again.state == State.STAGED


def test_a_batch_in_the_wrong_state_says_what_it_is(import_sheets):
    batch = import_sheets(sheet("1"))

    with pytest.raises(Refused, match="现在是“已入库”，只有“待入库”、“已中断”的批次才能入库"):
        services.commit(batch_id=batch.pk, actor=system_actor(), today=TODAY, clock=lambda: NOW)


def test_every_deed_leaves_a_trail(import_sheets):
    batch = import_sheets(sheet("1"))
    services.undo(batch_id=batch.pk, actor=system_actor(), at=NOW)

    actions = Entry.objects.filter(subject_id=str(batch.pk)).order_by("id")
    assert list(actions.values_list("action", flat=True)) == [
        "cases.batch.received",
        "cases.batch.staged",
        "cases.batch.committed",
        "cases.batch.undone",
    ]


def test_files_that_an_interrupted_import_left_behind_are_swept(import_sheets, settings):
    import_sheets(sheet("1"))
    leftover = Path(settings.CASES_FOLDER) / "cases" / "2025-06-0000000000000000.parquet"
    leftover.write_bytes(b"half")

    import_sheets(sheet("2"))

    assert not leftover.exists()
    named = {one["path"] for m in Manifest.objects.all() for one in m.named_files()}
    assert set(state_of_files(settings)) == named


def test_a_scope_sees_its_department_or_its_team_only(import_sheets):
    import_sheets(
        sheet("1"),
        sheet("2", B17="骨科一病区", B23C="990000000000003"),
        sheet("3", B17="?", B23C="-"),
    )
    wanted = CaseFilter(period=YEAR)

    def total(scope):
        return queries.page(wanted, scope=scope).total

    assert total(EVERYWHERE) == 3
    assert total(CaseScope.of({"CARD", "CARD1", "CARD-A"})) == 1
    assert total(CaseScope.of({"ORTH-A"})) == 1
    assert total(CaseScope()) == 0
    mine = queries.page(wanted, scope=CaseScope.of({"ORTH"})).rows[0].case_key
    assert queries.opened(mine, scope=CaseScope.of({"ORTH"})) is not None
    assert queries.opened(mine, scope=CaseScope.of({"CARD"})) is None
