"""Names of backups, what is forgotten, and what speaks against a restore."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from linghang.foundation.backup import rules
from linghang.foundation.backup.definitions import BackupList, FileRecord

AT = datetime(2026, 1, 2, 18, 30, 5, tzinfo=UTC)
SHA = "0" * 64


def content(**changed: object) -> BackupList:
    given = {
        "format": 1,
        "name": "linghang-20260103-023005",
        "version": "0.2.0",
        "made_at": AT,
        "hospital": "示范医院",
        "engine": "sqlite",
        "server": "3.40.1",
        "database": "database.sqlite3",
        "migrations": (("trail", "0001_initial"),),
        "tables": (),
        "files": (FileRecord(path="database.sqlite3", bytes=1, sha256=SHA),),
    }
    return BackupList(**{**given, **changed})  # type: ignore[arg-type]


def test_a_backup_is_named_by_its_chinese_time() -> None:
    assert rules.name_at(AT) == "linghang-20260103-023005"


def test_two_backups_of_one_second_have_two_names() -> None:
    first = rules.name_at(AT)
    second = rules.name_at(AT, taken=[first, "something else"])

    assert second == f"{first}-1"
    assert rules.is_name(first)
    assert rules.is_name(second)


@pytest.mark.parametrize("name", ["linghang", "linghang-2026", ".half-linghang-20260103-023005"])
def test_other_folders_are_no_backups(name: str) -> None:
    assert not rules.is_name(name)


@given(names=st.sets(st.integers(0, 999999)), keep=st.integers(-1, 20))
def test_the_newest_are_kept_and_only_the_oldest_are_forgotten(names: set[int], keep: int) -> None:
    ordered = sorted(f"linghang-20260103-{number:06}" for number in names)

    gone = rules.to_forget(ordered, keep=keep)

    assert gone == ordered[: len(gone)]
    assert len(ordered) - len(gone) == (min(keep, len(ordered)) if keep > 0 else len(ordered))


def test_any_change_of_the_list_changes_its_digest() -> None:
    sealed = rules.sealed(content())

    assert rules.digest_of(sealed) == sealed.digest
    assert rules.digest_of(sealed.model_copy(update={"hospital": "别的医院"})) != sealed.digest


@pytest.mark.parametrize("path", ["/etc/passwd", "../outside", "cases/../../outside", ""])
def test_a_list_can_not_lead_out_of_its_folder(path: str) -> None:
    with pytest.raises(ValidationError):
        FileRecord(path=path, bytes=1, sha256=SHA)


def test_a_backup_of_this_version_and_engine_may_be_restored() -> None:
    known = {("trail", "0001_initial"), ("trail", "0002_later")}

    assert rules.reasons_not_to_restore(content(), engine="sqlite", known=known) == []


def test_a_newer_version_and_another_engine_are_both_told() -> None:
    reasons = rules.reasons_not_to_restore(content(), engine="postgresql", known=set())

    assert len(reasons) == 2
    assert "备份来自 SQLite，本机配置的是 PostgreSQL" in reasons[0]
    assert "更新的版本（0.2.0）" in reasons[1]
    assert "trail 0001_initial" in reasons[1]
