"""Backup and restore of the whole product: cases at one manifest, sealed numbers, keys apart."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from linghang.cases.models import Manifest
from linghang.foundation.access import system_actor
from linghang.foundation.backup import collection, database, holdings, services
from tests import small_hospital
from tests.front_sheets import sheet
from tests.importing import NOW, import_sheets

__all__ = ["import_sheets"]
ROOT = Path(__file__).resolve().parents[2]
SET_UP = "import django; django.setup(); "
FILL = (
    SET_UP
    + """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from linghang.foundation.access import system_actor
from linghang.foundation.intake import services
from tests.front_sheets import sheet, write
services.import_files(
    kind="front_sheet",
    files=[write(Path(sys.argv[1]), [sheet(str(number)) for number in range(26)])],
    actor=system_actor(),
    today=date(2025, 12, 31),
    clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
)
"""
)
SEAL = (
    SET_UP
    + """
from linghang.foundation.vault import services
print(services.seal("110101199003070038", purpose="personal"))
"""
)
OPEN = (
    SET_UP
    + """
import sys
from linghang.foundation.errors import Refused
from linghang.foundation.vault import services
try:
    print(services.open_sealed(sys.argv[1]))
except Refused as refusal:
    print("refused:", refusal)
"""
)
needs_tool = pytest.mark.skipif(
    connection.vendor == "postgresql" and not shutil.which("pg_dump"), reason="no pg_dump here"
)


@pytest.fixture
def hospital(transactional_db: None) -> object:
    """The small hospital, committed: a backup sees only what is."""
    return small_hospital.build()


def cases_of(folder: Path) -> set[str]:
    return {
        path.relative_to(folder / "cases").as_posix()
        for path in (folder / "cases").rglob("*")
        if path.is_file()
    }


def named_by(*manifests: Manifest) -> set[str]:
    return {one["path"] for each in manifests for one in each.named_files()}


@needs_tool
def test_an_import_that_commits_meanwhile_is_not_in_the_backup(
    import_sheets: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_sheets(sheet("1"), sheet("2"))  # type: ignore[operator]
    before = Manifest.current()
    assert before is not None
    read = database.migrations

    def meanwhile(alias: str) -> tuple[tuple[str, str], ...]:
        import_sheets(sheet("1", B20="9"), sheet("3"))  # type: ignore[operator]
        return read(alias)

    monkeypatch.setattr(database, "migrations", meanwhile)
    made = services.make(folder=tmp_path / "backups", actor=system_actor(), at=NOW)

    after = Manifest.current()
    assert after is not None
    assert after.pk != before.pk
    assert made.content.facts == {"manifest": str(before.pk), "cases": "2"}
    assert cases_of(made.folder) == named_by(before)
    assert {one.name: one.rows for one in made.content.tables}["cases_manifest"] == 1
    assert list(collection.faults(made.folder, made.content)) == []


@needs_tool
def test_files_of_former_manifests_are_kept_for_an_undo(
    import_sheets: object, tmp_path: Path
) -> None:
    import_sheets(sheet("1"))  # type: ignore[operator]
    import_sheets(sheet("1", B20="9"))  # type: ignore[operator]

    made = services.make(folder=tmp_path / "backups", actor=system_actor(), at=NOW)

    assert Manifest.objects.count() == 2
    assert cases_of(made.folder) == named_by(*Manifest.objects.all())


def test_every_folder_that_is_written_is_kept_or_need_not_be() -> None:
    """A new engine with a folder of its own must say whether it belongs into a backup."""
    kept = {one.code for one in holdings.registered()}

    assert kept == {"cases", "evidence", "staging", "trail-heads", "catalogs"}


def run(home: Path, *words: str, code: str = "") -> str:
    """A program of ours on an installation; its output. Fails unless it ends well."""
    kept = {name: value for name, value in os.environ.items() if "LINGHANG" not in name}
    own = {
        "DJANGO_SETTINGS_MODULE": "linghang.settings.embedded",
        "LINGHANG_HOME": str(home),
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    start = ["-c", code] if code else ["-m"]
    ran = subprocess.run(
        [sys.executable, *start, *words],
        cwd=ROOT,
        env={**kept, **own},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-4000:]
    return ran.stdout


@pytest.mark.slow
@pytest.mark.one_engine  # test_restoring.py shows it on the server
def test_a_wiped_hospital_comes_back_and_sealed_numbers_open_only_with_the_keys(
    migrated_home: Path, tmp_path: Path
) -> None:
    home, backups, keys = tmp_path / "home", tmp_path / "backups", tmp_path / "keys"
    migrated_home.rename(home)
    run(home, str(tmp_path / "cases.csv"), code=FILL)
    sealed = run(home, code=SEAL).strip()
    before = json.loads(run(home, "tests.upgrade.observing"))
    run(home, "linghang", "backup", str(backups), "--keys", str(keys))
    shutil.rmtree(home)

    bare = run(home, "linghang", "restore", str(backups))
    without = run(home, sealed, code=OPEN)
    full = run(home, "linghang", "restore", str(backups), "--keys", str(keys), "--force")

    assert "密钥没有恢复" in bare
    assert without.startswith("refused:")
    assert "密钥没有恢复" not in full
    assert run(home, sealed, code=OPEN).strip() == "110101199003070038"
    after = json.loads(run(home, "tests.upgrade.observing"))
    assert {**after, "trail": None} == {**before, "trail": None}
    assert after["trail"]["holds"]
    assert "110101199003070038" not in "".join(
        path.read_text("utf-8", errors="replace") for path in backups.rglob("*") if path.is_file()
    )
    assert "个文件完好，26例" in run(home, "linghang", "cases", "verify")


@needs_tool
def test_the_command_lists_checks_and_names_what_is_wrong(
    transactional_db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "backups"
    call_command("backup", folder)
    (folder / ".half-linghang-20260101-000000").mkdir()

    call_command("backup", folder, "--list")
    with pytest.raises(SystemExit):
        call_command("backup", folder, "--check")

    told = capsys.readouterr().out
    assert "✗ .half-linghang-20260101-000000：没有写完，不能用来恢复" in told
    assert "逐个核对无误" in told


def test_a_folder_must_be_named_or_set(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("backup")

    assert "请写明备份放在哪里" in capsys.readouterr().err
