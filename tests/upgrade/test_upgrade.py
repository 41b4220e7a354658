"""The database of every former release, brought to this one: nothing is lost, nothing differs."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests/data/upgrade"
SERVER = os.environ.get("LINGHANG_DATABASE_URL", "")
ENGINE = "postgresql" if SERVER else "sqlite"
RELEASES = sorted(one.name for one in DATA.iterdir() if one.is_dir())
pytestmark = [
    pytest.mark.django_db,  # so that it runs on every database
    pytest.mark.skipif(bool(SERVER) and not shutil.which("psql"), reason="no psql here"),
]


@dataclass(frozen=True, slots=True)
class Copy:
    """A former release's installation, unpacked; its database is a file in it or on the server."""

    home: Path
    database: str

    def run(self, *words: str) -> str:
        """Run a program of ours on it; its output. Fails unless it ends well."""
        kept = {name: value for name, value in os.environ.items() if "LINGHANG" not in name}
        url = {"LINGHANG_DATABASE_URL": address(self.database)} if self.database else {}
        ran = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env={
                **kept,
                "DJANGO_SETTINGS_MODULE": "linghang.settings.embedded",
                "LINGHANG_HOME": str(self.home),
                "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
                **url,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-4000:]
        return ran.stdout


def address(database: str) -> str:
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{database}"))


def indexed(copy: Copy) -> int:
    """How many things the full-text index finds."""
    with closing(sqlite3.connect(next(copy.home.glob("*.sqlite3")))) as database:
        found = database.execute("SELECT count(*) FROM search_index WHERE fences MATCH 'k*'")
        return int(found.fetchone()[0])


@pytest.fixture(params=RELEASES)
def former(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Copy]:
    """An installation as the release left it, and `expected.json` beside its home."""
    release = DATA / request.param
    with tarfile.open(release / f"{ENGINE}.tar.gz") as archive:
        archive.extractall(tmp_path / "home", filter="data")
    shutil.copy(release / f"{ENGINE}.expected.json", tmp_path / "expected.json")
    if not SERVER:
        yield Copy(tmp_path / "home", "")
        return
    name = f"linghang_{uuid.uuid4().hex}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    load = ["psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", address(name)]
    subprocess.run([*load, "-f", tmp_path / "home/database.sql"], check=True, capture_output=True)
    yield Copy(tmp_path / "home", name)
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_an_upgrade_loses_nothing_changes_no_figure_and_is_done_once(former: Copy) -> None:
    expected = json.loads((former.home.parent / "expected.json").read_text("utf-8"))

    former.run("linghang", "migrate", "--noinput", "-v0")

    assert json.loads(former.run("tests.upgrade.observing")) == expected
    assert "No migrations to apply" in former.run("linghang", "migrate", "--noinput")


@pytest.mark.skipif(bool(SERVER), reason="the engine makes no difference to the steps")
def test_a_backup_of_the_former_release_is_restored_and_brought_up(
    former: Copy, tmp_path: Path
) -> None:
    """An older backup is made by hand: the old program could make none."""
    expected = json.loads((former.home.parent / "expected.json").read_text("utf-8"))
    former.run("tests.upgrade.old_backup", str(tmp_path / "backups"))
    again = Copy(tmp_path / "again", "")

    told = again.run(
        *("linghang", "restore", str(tmp_path / "backups")),
        *("--keys", str(tmp_path / "backups-keys")),
    )

    assert "数据库结构由" in told
    assert "检索索引已重建，共" in told
    assert indexed(again) > 0
    assert json.loads(again.run("tests.upgrade.observing")) | {"trail": None} == expected | {
        "trail": None
    }
