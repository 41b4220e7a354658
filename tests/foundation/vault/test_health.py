"""The check-up and the command tell in Chinese how the keys stand."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from pytest_django import Settings

from linghang.foundation.doctor import Finding, Level
from linghang.foundation.vault import health, purposes, ring
from tests.foundation.vault.notes import Note

pytestmark = pytest.mark.django_db
PURPOSE = purposes.PERSONAL
NOW = datetime(2025, 6, 3, 2, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _one_purpose(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests register purposes of their own."""
    monkeypatch.setattr(purposes, "_names", {PURPOSE: "个人信息"})


def key_file() -> Path:
    return ring.folder(PURPOSE) / f"{ring.active_id(PURPOSE)}.key"


def found() -> list[Finding]:
    return list(health.check(NOW))


def test_before_the_first_use_there_is_nothing_to_find(notes: type[Note]) -> None:
    (finding,) = found()

    assert (finding.level, finding.says) == (Level.FINE, "“个人信息”还没有用到")


def test_keys_that_open_everything_are_fine(notes: type[Note]) -> None:
    notes.objects.create(text="张三", spare="李四")

    (finding,) = found()

    assert (finding.level, finding.says) == (Level.FINE, "“个人信息”2条都能打开")


def test_a_lost_key_is_bad_and_says_what_hangs_on_it(notes: type[Note]) -> None:
    notes.objects.create(text="张三")
    key_file().unlink()

    findings = found()

    assert {finding.level for finding in findings} == {Level.BAD}
    assert "1条：打不开加密的内容" in findings[0].says
    assert "密钥备份" in findings[0].mend


def test_a_lost_fingerprint_key_is_bad(notes: type[Note]) -> None:
    notes.objects.create(text="张三")
    (ring.folder(PURPOSE) / "fingerprint.key").unlink()

    (finding,) = found()

    assert finding.level is Level.BAD


def test_an_unfinished_rotation_is_told(notes: type[Note]) -> None:
    notes.objects.create(text="张三")
    ring.activate(ring.add(PURPOSE))

    (finding,) = found()

    assert (finding.level, finding.says) == (Level.WARN, "“个人信息”还有1条用的是旧密钥")


def test_keys_beside_the_data_are_told(notes: type[Note], settings: Settings) -> None:
    settings.DEMO = False
    settings.HOME = Path(settings.VAULT_FOLDER).parent

    *_, finding = found()

    assert finding.level is Level.WARN
    assert "备份数据时会把密钥一起带走" in finding.says


def test_an_unknown_cipher_stops_the_start(settings: Settings) -> None:
    settings.VAULT_ALGORITHM = "ROT13"

    with pytest.raises(ImproperlyConfigured, match="AES-256-GCM、SM4-GCM"):
        apps.get_app_config("vault").ready()


def told(*words: str) -> str:
    out = StringIO()
    call_command("vault", *words, stdout=out)
    return out.getvalue()


def test_the_command_tells_the_keys_and_rotates_them(notes: type[Note]) -> None:
    assert "还没有用到" in told("status")
    notes.objects.create(text="张三")
    former = ring.active_id(PURPOSE)
    assert f"{former} 现用，1条" in told("status")

    answer = told("rotate", "--purpose", PURPOSE)

    assert f"启用新密钥 {ring.active_id(PURPOSE)}，重新加密1条，停用旧密钥：{former}" in answer
    assert told("check") == "个人信息：能打开1条，打不开0条。\n"


def test_the_command_ends_with_one_when_something_does_not_open(notes: type[Note]) -> None:
    note = notes.objects.create(text="张三")
    key_file().unlink()
    out = StringIO()

    with pytest.raises(SystemExit) as end:
        call_command("vault", "check", stdout=out)

    assert end.value.code == 1
    assert f"便笺的内容（编号{note.pk}）：打不开加密的内容" in out.getvalue()
