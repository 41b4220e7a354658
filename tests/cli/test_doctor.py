"""`linghang doctor`: one line per finding, and a failure only for what does not work."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from pytest_django import Settings

from linghang.cli import health
from linghang.foundation import doctor
from linghang.foundation.doctor import Finding, Level

NOW = datetime(2025, 6, 3, 2, 30, tzinfo=UTC)


def levels(findings: Iterator[Finding]) -> list[Level]:
    return [finding.level for finding in findings]


@pytest.mark.django_db
def test_every_finding_is_a_line_and_every_fault_has_a_remedy() -> None:
    out = StringIO()

    call_command("doctor", stdout=out)

    lines = out.getvalue().splitlines()
    assert any(line.startswith("✓ 数据库：") for line in lines)
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        assert line[0] in "✓！ "
        assert (line[0] == "！") == after.startswith("    办法：")


def test_a_bad_finding_ends_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_checks", {})
    doctor.register("bad", "坏", lambda now: [doctor.bad("不通", mend="接通")])
    out = StringIO()

    with pytest.raises(SystemExit) as end:
        call_command("doctor", stdout=out)

    assert end.value.code == 1
    assert out.getvalue() == "✗ 坏：不通\n    办法：接通\n"


@pytest.mark.django_db
def test_a_database_with_all_tables_is_fine() -> None:
    (finding,) = health.database(NOW)

    assert finding.level is Level.FINE
    assert finding.says.startswith(("SQLite ", "PostgreSQL "))


def test_a_database_that_can_not_be_reached_is_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("connection refused\nIs the server running?")

    monkeypatch.setattr(connection, "get_database_version", away)

    (finding,) = health.database(NOW)

    assert finding.level is Level.BAD
    assert finding.says == "连不上（connection refused）"


def key(settings: Settings, *, folder_mode: int = 0o700, mode: int = 0o600) -> None:
    folder = Path(settings.KEYS_FOLDER)
    folder.mkdir(parents=True)
    (folder / "session.key").write_text("x")
    (folder / "session.key").chmod(mode)
    folder.chmod(folder_mode)


def test_keys_that_only_the_owner_reads_are_fine(settings: Settings) -> None:
    key(settings)

    assert levels(health.keys(NOW)) == [Level.FINE]


@pytest.mark.parametrize("modes", [{"mode": 0o640}, {"folder_mode": 0o755}])
def test_keys_that_others_read_are_bad(settings: Settings, modes: dict[str, int]) -> None:
    key(settings, **modes)

    (finding,) = health.keys(NOW)

    assert finding.level is Level.BAD
    assert "chmod" in finding.mend


def test_missing_keys_are_told(settings: Settings) -> None:
    assert levels(health.keys(NOW)) == [Level.WARN]


@pytest.mark.parametrize(
    ("module", "level"),
    [("linghang.settings.production", Level.BAD), ("linghang.settings.embedded", Level.WARN)],
)
def test_keys_beside_the_data_are_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, module: str, level: Level
) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", module)
    settings.DEMO = False
    settings.KEYS_FOLDER = Path(settings.HOME) / "own" / settings.KEYS_FOLDER.parent.name
    key(settings)

    assert levels(health.keys(NOW)) == [Level.FINE, level]


class Usage(NamedTuple):
    """What the disk says."""

    total: int
    used: int
    free: int


@pytest.mark.parametrize(("gigabytes", "level"), [(50, "✓"), (5, "！"), (0.5, "✗")])
def test_room_on_the_disk_is_told(
    monkeypatch: pytest.MonkeyPatch, gigabytes: float, level: str
) -> None:
    usage = Usage(0, 0, int(gigabytes * health.GIGABYTE))
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage)

    (finding,) = health.disk(NOW)

    assert finding.level == level
    assert f"剩余{gigabytes:.1f}GB" in finding.says


def test_a_year_before_the_program_is_bad() -> None:
    assert levels(health.clock(NOW)) == [Level.FINE]
    assert levels(health.clock(NOW.replace(year=1970))) == [Level.BAD]


def test_another_time_zone_is_bad(settings: Settings) -> None:
    settings.TIME_ZONE = "UTC"

    assert Level.BAD in levels(health.clock(NOW))


def installed(monkeypatch: pytest.MonkeyPatch, **output: str) -> None:
    """Only these programs are there, and this is what they print."""

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        name = command[0].rpartition("/")[2].replace("-", "_")
        return subprocess.CompletedProcess(command, 0, stdout=output[name])

    there = {name.replace("_", "-") for name in output}
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}" if name in there else None)
    monkeypatch.setattr(subprocess, "run", run)


def test_official_fonts_are_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = "方正小标宋简体,FZXiaoBiaoSong-B05S\n仿宋,FangSong\n楷体_GB2312\nSimHei,黑体\n"
    installed(monkeypatch, fc_list=listed)

    assert levels(health.fonts(NOW)) == [Level.FINE, Level.FINE]


def test_stand_ins_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, fc_list="Noto Serif CJK SC\n黑体\n", fc_match="Noto Serif CJK SC")

    _, finding = health.fonts(NOW)

    assert finding.level is Level.WARN
    assert "仿宋_GB2312（以Noto Serif CJK SC代替）" in finding.says
    assert "黑体" not in finding.says


@pytest.mark.parametrize("output", [{}, {"fc_list": ""}])
def test_no_chinese_font_is_told(monkeypatch: pytest.MonkeyPatch, output: dict[str, str]) -> None:
    installed(monkeypatch, **output)

    assert levels(health.fonts(NOW)) == [Level.WARN]


@pytest.mark.parametrize(("output", "level"), [({}, Level.WARN), ({"libreoffice": ""}, Level.FINE)])
def test_libreoffice_is_looked_for(
    monkeypatch: pytest.MonkeyPatch, output: dict[str, str], level: Level
) -> None:
    installed(monkeypatch, **output)

    assert levels(health.libreoffice(NOW)) == [level]


def test_static_files_are_needed_only_where_they_are_served_by_name(settings: Settings) -> None:
    assert levels(health.static_files(NOW)) == [Level.FINE]
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }

    assert levels(health.static_files(NOW)) == [Level.BAD]
