"""An installation of the foundation alone, on which tests run processes of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = "tests.foundation.alone"
SERVER = os.environ.get("LINGHANG_DATABASE_URL", "")
SET_UP = "import django; django.setup(); "


@dataclass(frozen=True, slots=True)
class Installation:
    """Its data folder, and its database where that is not a file in the folder."""

    home: Path
    database: str = ""

    def environment(self, **more: str) -> dict[str, str]:
        """What its processes see; nothing of the settings under which the tests run."""
        kept = {name: value for name, value in os.environ.items() if "LINGHANG" not in name}
        url = {"LINGHANG_DATABASE_URL": _address(self.database)} if self.database else {}
        own = {"LINGHANG_HOME": str(self.home), "PYTHONPATH": str(ROOT), "LINGHANG_DEMO": "1"}
        return {**kept, "DJANGO_SETTINGS_MODULE": SETTINGS, **own, **url, **more}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """`linghang …` in the background; its output is one text."""
        return self._popen([sys.executable, "-m", "linghang", *arguments])

    def start_script(self, script: str) -> subprocess.Popen[str]:
        """A Python script with Django ready, in the background."""
        return self._popen([sys.executable, "-c", SET_UP + script])

    def run(self, *arguments: str) -> tuple[int, str]:
        """`linghang …`; exit code and output."""
        return finish(self.start(*arguments))

    def run_script(self, script: str) -> tuple[int, str]:
        """A Python script with Django ready; exit code and output."""
        return finish(self.start_script(script))

    def _popen(self, command: list[str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )


def finish(process: subprocess.Popen[str], *, within: float = 60) -> tuple[int, str]:
    """Wait for the end; exit code (negative for a signal) and output."""
    try:
        output, _ = process.communicate(timeout=within)
    except subprocess.TimeoutExpired:
        process.kill()
        pytest.fail(f"no end within {within} s: {process.communicate()[0]}")
    return process.returncode, output


def _address(database: str) -> str:
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{database}"))


@cache
def _pattern(folder: Path) -> Installation:
    """Migrated once for the whole run; every test gets a copy."""
    pattern = Installation(folder, _new_database() if SERVER else "")
    code, output = pattern.run("migrate", "--noinput", "-v0")
    assert code == 0, output
    return pattern


def _new_database(template: str = "template1") -> str:
    name = f"linghang_{uuid.uuid4().hex}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return name


def drop(database: str) -> None:
    """Remove a database that _new_database made."""
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


@pytest.fixture
def installation(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """A migrated, empty installation on the engine under test."""
    pattern = _pattern(tmp_path_factory.getbasetemp() / "pattern")
    shutil.copytree(pattern.home, tmp_path / "home")
    if not SERVER:
        yield Installation(tmp_path / "home")
        return
    own = _new_database(pattern.database)
    yield Installation(tmp_path / "home", own)
    drop(own)
