"""What somebody with access to the database can do, and how the check names it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from linghang.foundation.trail import services
from linghang.foundation.trail.models import Entry, Seal
from linghang.foundation.trail.rules import Break, Fault
from tests.foundation import factories

NOW = factories.AT + timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def undone(db: None) -> Iterator[None]:
    """Tampered rows break constraints; they are rolled back unchecked."""
    yield
    transaction.set_rollback(True)


@pytest.fixture
def entries() -> list[Entry]:
    made = factories.entries(5, personal={"name": "张三"})
    services.seal(now=factories.AT)
    return made


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount >= 1


def verify(heads: Path | None = None) -> services.Report:
    return services.verify(heads_folder=heads, now=NOW)


def first() -> Break:
    found = verify().first
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2025-06-03 02:30:15.123457+00:00"),
        ("person", "P0002"),
        ("appointment", 8),
        ("on_behalf_of", "P0002"),
        ("action", "tests.thing.undone"),
        ("subject_type", "tests.thinh"),
        ("subject_id", "4"),
        ("facts", '{"count":4}'),
        ("facts", '{"count": 3}'),
        ("facts", "{"),
        ("personal", "{}"),
        ("personal", "["),
        ("personal_digests", "{}"),
        ("digest", "0" * 64),
    ],
)
def test_a_changed_entry_is_named(entries: list[Entry], column: str, value: object) -> None:
    changed = entries[2]

    sql(f"UPDATE trail_entry SET {column} = %s WHERE id = %s", value, changed.pk)

    found = first()
    assert (found.sequence, found.entry_id) == (3, changed.pk)
    assert found.fault in {Fault.CONTENT, Fault.PERSONAL}
    assert verify().broken == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("entry_digest", "0" * 64),
        ("previous_hash", "0" * 64),
        ("hash", "0" * 64),
        ("sealed_at", "2025-06-03 02:30:15.123457+00:00"),
    ],
)
def test_a_changed_seal_is_named(entries: list[Entry], column: str, value: object) -> None:
    sql(f"UPDATE trail_seal SET {column} = %s WHERE sequence = %s", value, 3)

    assert (first().sequence, first().entry_id) == (3, entries[2].pk)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL stores no such value")
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE trail_entry SET at = '2025-13-03 02:30:15' WHERE id = %s",
        "UPDATE trail_entry SET person = CAST(X'50FF' AS TEXT) WHERE id = %s",
        "UPDATE trail_entry SET facts = CAST(X'7BFF7D' AS TEXT) WHERE id = %s",
        "UPDATE trail_entry SET personal = CAST(X'7BFF7D' AS TEXT) WHERE id = %s",
        "UPDATE trail_seal SET sealed_at = 'x' WHERE entry_id = %s",
        "UPDATE trail_seal SET hash = CAST(X'FF' AS TEXT) WHERE entry_id = %s",
    ],
)
def test_a_value_that_can_not_even_be_read_is_named(entries: list[Entry], change: str) -> None:
    sql(change, entries[2].pk)

    assert (first().sequence, first().entry_id) == (3, entries[2].pk)


def test_an_entry_deleted_under_its_seal_is_named(entries: list[Entry]) -> None:
    sql("DELETE FROM trail_entry WHERE id = %s", entries[2].pk)

    found = first()
    assert (found.fault, found.sequence, found.entry_id) == (Fault.MISSING, 3, entries[2].pk)


def test_an_entry_deleted_with_its_seal_is_a_gap(entries: list[Entry]) -> None:
    sql("DELETE FROM trail_seal WHERE sequence = %s", 3)
    sql("DELETE FROM trail_entry WHERE id = %s", entries[2].pk)

    assert (first().fault, first().sequence) == (Fault.GAP, 3)
    assert "第3号封记缺失" in first().says


def test_a_seal_removed_alone_leaves_an_entry_that_nobody_seals(entries: list[Entry]) -> None:
    sql("DELETE FROM trail_seal WHERE sequence = %s", 5)

    assert services.seal(now=NOW) == 0
    assert (first().fault, first().entry_id) == (Fault.LOST, entries[4].pk)


def test_two_entries_that_swapped_places_are_named(entries: list[Entry]) -> None:
    one, two = entries[1].pk, entries[3].pk
    sql("UPDATE trail_seal SET entry_id = 0 WHERE entry_id = %s", one)
    sql("UPDATE trail_seal SET entry_id = %s WHERE entry_id = %s", one, two)
    sql("UPDATE trail_seal SET entry_id = %s WHERE entry_id = 0", two)

    assert first().sequence == 2


def test_a_changed_entry_that_is_not_sealed_yet_is_named() -> None:
    waiting = factories.entries(2)[1]
    sql("UPDATE trail_entry SET person = 'P0002' WHERE id = %s", waiting.pk)

    assert (first().fault, first().entry_id) == (Fault.CONTENT, waiting.pk)
    assert first().sequence is None


def test_a_deleted_entry_that_waited_is_named() -> None:
    waiting = factories.entries(2)[1]
    sql("DELETE FROM trail_entry WHERE id = %s", waiting.pk)

    assert (first().fault, first().entry_id) == (Fault.MISSING, waiting.pk)


def test_a_report_lists_the_first_breaks_and_counts_all(
    entries: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "SHOWN", 2)
    sql("UPDATE trail_entry SET person = 'P0002'")

    report = verify()

    assert [found.sequence for found in report.breaks] == [1, 2]
    assert (report.broken, report.checked, report.holds) == (5, 5, False)


def cut(sequence: int) -> None:
    """Remove the end of the trail without leaving a trace in the database."""
    gone = list(Seal.objects.filter(sequence__gte=sequence).values_list("entry_id", flat=True))
    sql("DELETE FROM trail_seal WHERE sequence >= %s", sequence)
    for entry_id in gone:
        sql("DELETE FROM trail_entry WHERE id = %s", entry_id)


def test_a_cut_tail_is_found_only_against_the_exported_head(
    entries: list[Entry], tmp_path: Path
) -> None:
    services.export_head(folder=tmp_path, at=factories.AT)
    cut(4)

    assert verify().holds
    found = verify(tmp_path).first
    assert found is not None
    assert (found.fault, found.sequence) == (Fault.CUT, 4)
    assert "2025-06-03" in found.says


def test_new_entries_do_not_hide_a_cut_tail(entries: list[Entry], tmp_path: Path) -> None:
    services.export_head(folder=tmp_path, at=factories.AT)
    cut(4)
    factories.entries(4)
    services.seal(now=NOW)

    found = verify(tmp_path).first
    assert found is not None
    assert (found.fault, found.sequence) == (Fault.REWRITTEN, 5)


def test_a_head_is_not_exported_over_a_later_one(entries: list[Entry], tmp_path: Path) -> None:
    file = services.export_head(folder=tmp_path, at=factories.AT)
    assert file is not None
    before = file.read_text()
    cut(4)

    for at in (factories.AT, NOW):
        with pytest.raises(services.heads.HeadGoesBack, match="第5号"):
            services.export_head(folder=tmp_path, at=at)

    assert file.read_text() == before
    assert list(tmp_path.iterdir()) == [file]


def test_a_head_of_another_chain_is_not_exported(entries: list[Entry], tmp_path: Path) -> None:
    services.export_head(folder=tmp_path, at=factories.AT)
    sql("UPDATE trail_seal SET hash = %s WHERE sequence = 5", "0" * 64)

    with pytest.raises(services.heads.HeadGoesBack, match="不一致"):
        services.export_head(folder=tmp_path, at=NOW)


def test_a_head_names_the_end_of_the_chain(entries: list[Entry], tmp_path: Path) -> None:
    file = services.export_head(folder=tmp_path / "heads", at=factories.AT)

    assert file == tmp_path / "heads/trail-head-2025-06-03.json"
    assert json.loads(file.read_text()) == {
        "sequence": 5,
        "hash": Seal.objects.get(sequence=5).hash,
        "count": 5,
        "sealed_at": "2025-06-03T02:30:15.123456+00:00",
    }
    assert verify(tmp_path / "heads").heads == 1


def test_the_day_of_a_head_is_the_day_in_china(entries: list[Entry], tmp_path: Path) -> None:
    at = factories.AT.replace(hour=16, minute=10)  # ten past midnight on the fourth

    file = services.export_head(folder=tmp_path, at=at)

    assert file is not None
    assert file.name == "trail-head-2025-06-04.json"


def test_a_later_head_of_the_day_replaces_the_earlier(entries: list[Entry], tmp_path: Path) -> None:
    services.export_head(folder=tmp_path, at=factories.AT)
    factories.entry()
    services.seal(now=NOW)

    file = services.export_head(folder=tmp_path, at=factories.AT)

    assert file is not None
    assert json.loads(file.read_text())["sequence"] == 6
    assert list(tmp_path.iterdir()) == [file]


def test_an_empty_trail_has_no_head_and_holds(tmp_path: Path) -> None:
    assert services.export_head(folder=tmp_path, at=NOW) is None
    assert verify(tmp_path / "nowhere").holds


@pytest.mark.parametrize("text", ["", "[]", '{"sequence": "5", "hash": "x"}', '{"sequence": 5}'])
def test_a_head_file_that_was_changed_is_named(
    entries: list[Entry], tmp_path: Path, text: str
) -> None:
    file = services.export_head(folder=tmp_path, at=factories.AT)
    assert file is not None
    file.write_text(text)

    found = verify(tmp_path).first

    assert found is not None
    assert found.fault is Fault.HEAD
    assert file.name in found.says
