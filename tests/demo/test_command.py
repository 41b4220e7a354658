"""`linghang demo` on the command line."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from linghang.demo.front_sheets import KEY_FILE


def test_files_are_written_without_a_database(tmp_path: Path) -> None:
    told = StringIO()

    call_command("demo", "files", str(tmp_path), "--cases", "500", stdout=told)

    assert len(list(tmp_path.glob("hqms-*.csv"))) == 24
    assert (tmp_path / KEY_FILE).exists()
    assert "写出24个文件" in told.getvalue()


def test_a_refusal_is_told_in_a_sentence(settings: Any, tmp_path: Path) -> None:
    settings.DEMO, settings.HOME = False, tmp_path
    told = StringIO()

    with pytest.raises(SystemExit) as stopped:
        call_command("demo", "make", stderr=told)

    assert stopped.value.code == 1
    assert "不能建演示医院" in told.getvalue()
