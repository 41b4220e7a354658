"""Backup, wipe, restore: equal hashes; and every reason not to touch what is there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from linghang.foundation.backup import rules
from linghang.foundation.backup.definitions import LIST, BackupList
from tests.foundation import processes
from tests.foundation.processes import ROOT, SERVER, Installation

LAB = Path(__file__).with_name("crash_lab.py")
TOOLS = not SERVER or (shutil.which("pg_dump") and shutil.which("pg_restore"))
pytestmark = [
    pytest.mark.django_db,  # so that they run on every database
    pytest.mark.skipif(not TOOLS, reason="no pg_dump on this machine"),
]
FILL = """
from datetime import UTC, date, datetime
from linghang.foundation.access import system_actor
from linghang.foundation.evidence import services
from linghang.foundation.trail import services as trail
from django.conf import settings
at = datetime(2026, 1, 1, tzinfo=UTC)
for content in (b"first", b"second"):
    services.store(content=content, name="a.txt", media_type="text/plain", actor=system_actor(),
                   happened_on=date(2025, 1, 1), at=at)
trail.seal(now=at)
trail.export_head(folder=settings.TRAIL_HEADS_FOLDER, at=at)
"""
STATE = """
import json
from linghang.foundation.backup import database
print(json.dumps({one.name: [one.rows, one.sha256] for one in database.tables("default")}))
"""
# The restore itself leaves an entry, and so did the backup, after its moment.
TOLD = {"trail_entry", "trail_unsealed"}


@pytest.fixture
def filled(installation: Installation) -> Installation:
    """Two evidence files, a sealed trail, an exported head."""
    code, output = installation.run_script(FILL)
    assert code == 0, output
    return installation


@pytest.fixture
def empty(installation: Installation, tmp_path: Path) -> Iterator[Installation]:
    """Another machine: no data folder, an empty database."""
    if not SERVER:
        yield Installation(tmp_path / "other")
        return
    name = processes._new_database()
    yield Installation(tmp_path / "other", name)
    processes.drop(name)


def state(of: Installation) -> dict[str, list[object]]:
    code, output = of.run_script(STATE)
    assert code == 0, output
    return {
        name: digest
        for name, digest in json.loads(output.splitlines()[-1]).items()
        if name not in TOLD
    }


def backup(of: Installation, folder: Path, *more: str) -> Path:
    code, output = of.run("backup", str(folder), *more)
    assert code == 0, output
    return max(one for one in folder.iterdir() if rules.is_name(one.name))


def evidence_of(home: Path) -> dict[str, bytes]:
    folder = home / "evidence"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_was_wiped_comes_back_with_equal_hashes(
    filled: Installation, empty: Installation, tmp_path: Path
) -> None:
    before, files = state(filled), evidence_of(filled.home)
    backup(filled, tmp_path / "backups")
    shutil.rmtree(filled.home)

    code, output = empty.run("restore", str(tmp_path / "backups"))

    assert code == 0, output
    assert "逐一核对与备份相同" in output
    assert "留痕完好，核对了2条；佐证材料完好" in output
    assert state(empty) == before
    assert evidence_of(empty.home) == files
    assert not (empty.home / "restoring.json").exists()
    assert [one.name for one in (empty.home / "trail-heads").iterdir()] == [
        "trail-head-2026-01-01.json"
    ]


def test_a_second_restore_needs_force_and_then_deletes_nothing(
    filled: Installation, tmp_path: Path
) -> None:
    backup(filled, tmp_path / "backups")
    before = state(filled)
    code, output = filled.run("restore", str(tmp_path / "backups"))
    assert code == 1
    assert "没有恢复：这里不是空的（数据库里已有留痕3条；" in output
    assert state(filled) == before

    code, output = filled.run("restore", str(tmp_path / "backups"), "--force")

    assert code == 0, output
    assert "原有内容移到了" in output
    assert state(filled) == before
    (aside,) = (filled.home / "before-restore").iterdir()
    assert len([path for path in (aside / "evidence").rglob("*") if path.is_file()]) == 2
    assert [one for one in aside.iterdir() if one.name.startswith(("linghang.sqlite", "database"))]


@pytest.mark.one_engine
def test_a_corrupt_file_is_named_and_nothing_is_touched(
    filled: Installation, empty: Installation, tmp_path: Path
) -> None:
    made = backup(filled, tmp_path / "backups")
    victim = next(path for path in (made / "evidence").rglob("*") if path.is_file())
    victim.chmod(0o600)
    victim.write_bytes(b"FIRST" if victim.stat().st_size == 5 else b"SECOND")

    code, output = empty.run("restore", str(made))
    checked, told = empty.run("backup", str(made), "--check")

    assert code == 1
    assert f"{victim.relative_to(made).as_posix()}：内容已改变" in output
    assert not (empty.home / "evidence").exists()
    assert (checked, victim.relative_to(made).as_posix() in told) == (1, True)


@pytest.mark.one_engine
def test_a_backup_of_a_newer_version_is_refused(
    filled: Installation, empty: Installation, tmp_path: Path
) -> None:
    made = backup(filled, tmp_path / "backups")
    content = BackupList.model_validate_json((made / LIST).read_text("utf-8"))
    newer = rules.sealed(
        content.model_copy(
            update={
                "version": "9.0.0",
                "migrations": (*content.migrations, ("trail", "0099_from_the_future")),
            }
        )
    )
    (made / LIST).write_text(newer.model_dump_json(), "utf-8")

    code, output = empty.run("restore", str(made))

    assert code == 1
    assert "由更新的版本（9.0.0）做成" in output
    assert "trail 0099_from_the_future" in output


def test_a_backup_of_another_engine_is_refused(
    filled: Installation, empty: Installation, tmp_path: Path
) -> None:
    made = backup(filled, tmp_path / "backups")
    content = BackupList.model_validate_json((made / LIST).read_text("utf-8"))
    other = "sqlite" if SERVER else "postgresql"
    (made / LIST).write_text(
        rules.sealed(content.model_copy(update={"engine": other})).model_dump_json(), "utf-8"
    )

    code, output = empty.run("restore", str(made))

    assert code == 1
    assert "备份来自" in output


@pytest.mark.one_engine
def test_nothing_to_restore_from_is_told(empty: Installation, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()

    assert empty.run("restore", str(tmp_path / "backups"))[0] == 1
    code, output = empty.run("restore", str(tmp_path / "nowhere"))

    assert (code, "没有这个文件夹" in output) == (1, True)


@pytest.mark.one_engine
def test_keys_come_back_from_their_own_place_and_their_absence_is_told(
    filled: Installation, empty: Installation, tmp_path: Path
) -> None:
    (filled.home / "keys/pseudonym.key").write_bytes(b"p" * 32)
    backup(filled, tmp_path / "backups", "--keys", str(tmp_path / "keys"))

    code, output = empty.run("restore", str(tmp_path / "backups"))
    assert code == 0, output
    assert "密钥没有恢复：keys/pseudonym.key（指纹 " in output

    options = ("--keys", str(tmp_path / "keys"), "--force")
    code, output = empty.run("restore", str(tmp_path / "backups"), *options)
    assert code == 0, output
    assert "密钥没有恢复" not in output
    assert (empty.home / "keys/pseudonym.key").read_bytes() == b"p" * 32


@pytest.mark.one_engine
def test_another_key_in_place_is_never_overwritten(
    filled: Installation, empty: Installation, tmp_path: Path
) -> None:
    (filled.home / "keys/pseudonym.key").write_bytes(b"p" * 32)
    backup(filled, tmp_path / "backups", "--keys", str(tmp_path / "keys"))
    (empty.home / "keys").mkdir(parents=True)
    (empty.home / "keys/pseudonym.key").write_bytes(b"q" * 32)

    code, output = empty.run("restore", str(tmp_path / "backups"), "--keys", str(tmp_path / "keys"))

    assert code == 1
    assert "已有另一把密钥" in output
    assert (empty.home / "keys/pseudonym.key").read_bytes() == b"q" * 32
    assert not (empty.home / "evidence").exists()


@pytest.mark.skipif(bool(SERVER), reason="the place of a server's database is its address")
def test_into_names_another_place(filled: Installation, tmp_path: Path) -> None:
    backup(filled, tmp_path / "backups")
    other = tmp_path / "elsewhere"

    code, output = filled.run("restore", str(tmp_path / "backups"), "--into", str(other))

    assert code == 0, output
    assert state(replace(filled, home=other)) == state(filled)


@pytest.mark.one_engine
@pytest.mark.parametrize("limit", [3, 30_000])
def test_a_full_disk_leaves_older_backups_alone(
    filled: Installation, tmp_path: Path, limit: int
) -> None:
    """A limit on the size of a file stands for the full disk: the same error at the same place."""
    first = backup(filled, tmp_path / "backups")
    script = f"""
import resource, signal
from django.core.management import call_command
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from linghang.foundation.backup import database, services
from linghang.foundation.access import system_actor
from django.utils import timezone
from pathlib import Path
original = services._write
def limited(*args, **options):
    database.tables("default")  # the live database's own files are open by now
    resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, resource.RLIM_INFINITY))
    try:
        return original(*args, **options)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
services._write = limited
try:
    folder = Path({str(tmp_path / "backups")!r})
    services.make(folder=folder, actor=system_actor(), at=timezone.now())
except services.Refused as refusal:
    print(refusal)
"""
    code, output = filled.run_script(script)

    assert code == 0, output
    assert "没有完成" in output
    assert os.listdir(tmp_path / "backups") == [first.name]
    assert filled.run("backup", str(first), "--check")[0] == 0


@pytest.mark.slow
@pytest.mark.skipif(bool(SERVER), reason="the laboratory forks; one engine shows it")
def test_kill_nine_at_any_step_leaves_a_whole_backup_or_one_that_is_known_as_half(
    tmp_path: Path,
) -> None:
    environment = Installation(tmp_path / "home").environment()

    ran = subprocess.run(
        [sys.executable, str(LAB), str(tmp_path)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr[-2000:]
    trials = [json.loads(line) for line in ran.stdout.splitlines()]
    for kind, least in (("backup", 15), ("restore", 10)):
        *killed, last = [trial for trial in trials if trial["kind"] == kind]
        assert len(killed) >= least
        assert all(trial["killed"] for trial in killed)
        assert not last["killed"]
        assert [trial for trial in (*killed, last) if trial["faults"]] == []
