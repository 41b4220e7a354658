"""Settings: the demo flag exists only where it may."""

from __future__ import annotations

import os
import subprocess
import sys

START = "import django; django.setup(); from django.conf import settings; print(settings.DEMO)"
SAFE = {
    "DJANGO_SETTINGS_MODULE": "linghang.settings.production",
    "LINGHANG_SECRET_KEY": "a-long-secret-of-this-test-0123456789-0123456789-x",
    "LINGHANG_DATABASE_URL": "postgres://localhost/nothing",
}


def start(tmp_path, **environment):
    plain = {key: value for key, value in os.environ.items() if not key.startswith("LINGHANG_")}
    return subprocess.run(
        [sys.executable, "-c", START],
        env={**plain, "LINGHANG_HOME": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_refuses_the_demo_flag(tmp_path):
    ran = start(tmp_path, **SAFE, LINGHANG_DEMO="1")

    assert ran.returncode != 0
    assert "生产配置不允许打开演示标志" in ran.stderr


def test_production_starts_without_it_and_is_no_demo(tmp_path):
    ran = start(tmp_path, **SAFE)

    assert (ran.returncode, ran.stdout.strip()) == (0, "False"), ran.stderr


def test_production_does_not_start_without_its_secret(tmp_path):
    ran = start(
        tmp_path,
        **{**SAFE, "LINGHANG_SECRET_KEY": ""},
    )

    assert ran.returncode != 0
    assert "LINGHANG_SECRET_KEY" in ran.stderr


def test_embedded_is_no_demo_unless_asked(tmp_path):
    ran = start(tmp_path, DJANGO_SETTINGS_MODULE="linghang.settings.embedded")

    assert (ran.returncode, ran.stdout.strip()) == (0, "False"), ran.stderr
