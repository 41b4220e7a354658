"""The files for one hospital: units, nginx, compose and environment agree with the program."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from linghang.cli import reference

FOLDER = Path(__file__).resolve().parents[2] / "deploy/one_hospital"
UNITS = sorted(FOLDER.glob("*.service"))
WHERE = "/opt/linghang/venv/bin/"


def environment() -> dict[str, str]:
    lines = (FOLDER / "linghang.env.example").read_text("utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def section(file: Path, name: str) -> dict[str, list[str]]:
    """The settings of a unit's section; a name may stand several times."""
    text = file.read_text("utf-8").replace("\\\n", " ")
    body = re.split(r"^\[(\w+)\]$", text, flags=re.M)
    found: dict[str, list[str]] = {}
    for line in dict(zip(body[1::2], body[2::2], strict=True))[name].splitlines():
        if line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def programs() -> set[str]:
    """What the wheel installs that our files call."""
    return {"linghang", "gunicorn"}


def linghang_commands(text: str) -> list[str]:
    return re.findall(r"\blinghang (?!\$)([a-z_]+)", text)


def test_every_variable_of_the_environment_file_is_documented() -> None:
    assert set(environment()) - {"DJANGO_SETTINGS_MODULE"} <= set(reference.SETTINGS)
    assert environment()["DJANGO_SETTINGS_MODULE"] == "linghang.settings.production"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_runs_a_program_of_ours_with_our_environment_and_no_privilege(unit: Path) -> None:
    service = section(unit, "Service")

    (command,) = service["ExecStart"]
    assert command.startswith(WHERE)
    program, *words = command.removeprefix(WHERE).split()
    assert program in programs()
    assert program != "linghang" or words[0] in get_commands()
    assert service["User"] == ["linghang"]
    assert service["EnvironmentFile"] == ["/etc/linghang/linghang.env"]
    assert service["CapabilityBoundingSet"] == [""]
    for name in ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "RestrictSUIDSGID"):
        assert service[name] == ["yes"], name


def test_what_is_written_lies_where_the_units_may_write() -> None:
    folders = [environment()["LINGHANG_HOME"], environment()["LINGHANG_KEYS"]]
    for unit in UNITS:
        (writable,) = section(unit, "Service")["ReadWritePaths"]
        assert set(folders) <= set(writable.split()), unit.name
    for name in ("linghang-backup.service", "linghang-tick.service"):
        (writable,) = section(FOLDER / name, "Service")["ReadWritePaths"]
        assert f"-{environment()['LINGHANG_BACKUP_FOLDER']}" in writable.split()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here")
def test_systemd_reads_the_units_and_finds_little_exposure(tmp_path: Path) -> None:
    for file in (*UNITS, *FOLDER.glob("*.timer")):
        text = re.sub(rf"{WHERE}\w+", "/bin/true", file.read_text("utf-8"))
        (tmp_path / file.name).write_text(text, "utf-8")
    names = sorted(str(file) for file in tmp_path.iterdir())

    verified = subprocess.run(
        ["systemd-analyze", "verify", *names], capture_output=True, text=True, check=False
    )

    ours = [line for line in verified.stderr.splitlines() if "linghang" in line]
    assert (verified.returncode, ours) == (0, []), verified.stderr
    for name in (one for one in names if one.endswith(".service")):
        told = subprocess.run(
            ["systemd-analyze", "security", "--offline=yes", name],
            capture_output=True,
            text=True,
            check=False,
        )
        found = re.search(r"exposure level for \S+: ([\d.]+)", told.stdout)
        assert found, told.stderr
        assert float(found[1]) <= 2.0, name


def test_nginx_takes_what_the_program_takes_and_overwrites_what_it_trusts() -> None:
    text = (FOLDER / "nginx.conf").read_text("utf-8")

    (megabytes,) = re.findall(r"client_max_body_size\s+(\d+)m;", text)
    assert int(megabytes) * 1024**2 > int(environment()["LINGHANG_UPLOAD_LIMIT"])
    for header, value in (("X-Forwarded-Proto", "$scheme"), ("X-Forwarded-For", "$remote_addr")):
        assert re.search(rf"proxy_set_header\s+{header}\s+{re.escape(value)};", text)
    assert environment()["LINGHANG_PROXIES"] == "1"
    assert text.count("{") == text.count("}")
    assert "TLSv1.1" not in text


@pytest.mark.skipif(not shutil.which("nginx"), reason="no nginx here")
def test_nginx_reads_its_file(tmp_path: Path) -> None:
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=t"]
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    subprocess.run(
        ["openssl", *made, "-keyout", key, "-out", certificate], check=True, capture_output=True
    )
    text = (FOLDER / "nginx.conf").read_text("utf-8")
    for place in ("/etc/ssl/linghang", "/var/log/nginx", "/var/cache/nginx"):
        text = text.replace(place, str(tmp_path))
    own = f"pid {tmp_path}/pid; events {{}} http {{ {text} }}"
    (tmp_path / "nginx.conf").write_text(own, "utf-8")

    ran = subprocess.run(
        ["nginx", "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr


def compose() -> dict[str, Any]:
    return yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))


def test_compose_runs_our_programs_from_plainly_named_images() -> None:
    services = compose()["services"]

    assert set(services) == {"database", "web", "worker", "tick", "nginx"}
    for name, service in services.items():
        assert re.fullmatch(r"[a-z]+(:[\d.]+)?", service["image"]), name
        assert set(linghang_commands(str(service.get("command", "")))) <= set(get_commands()), name
        volumes = [one.split(":")[0] for one in service["volumes"]] if "volumes" in service else []
        assert {one for one in volumes if not one.startswith(".")} <= set(compose()["volumes"])


def test_compose_gives_our_services_the_environment_and_nothing_secret_beside_it() -> None:
    for name in ("web", "worker", "tick"):
        service = compose()["services"][name]
        assert service["env_file"] == "linghang.env"
        assert "environment" not in service
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    assert "PASSWORD:" not in (FOLDER / "compose.yaml").read_text("utf-8")


def test_compose_mounts_every_folder_that_is_written() -> None:
    mounted = {one.split(":")[1] for one in compose()["services"]["web"]["volumes"]}

    for name in ("LINGHANG_HOME", "LINGHANG_KEYS", "LINGHANG_BACKUP_FOLDER"):
        assert environment()[name] in mounted


def test_access_logs_are_kept_for_half_a_year() -> None:
    text = (FOLDER / "logrotate.conf").read_text("utf-8")
    (weeks,) = re.findall(r"rotate (\d+)", text)
    kept = configparser.ConfigParser(strict=False)
    kept.read_string(
        "\n".join(
            line
            for line in (FOLDER / "journald.conf").read_text("utf-8").splitlines()
            if not line.startswith("#")
        )
    )

    assert "weekly" in text
    assert int(weeks) >= 27
    assert kept["Journal"]["MaxRetentionSec"] == "7month"


def test_the_image_is_made_of_the_wheelhouse_alone() -> None:
    text = (FOLDER / "Dockerfile").read_text("utf-8")

    assert re.findall(r"^FROM (\S+)$", text, flags=re.M) == ["debian:12-slim"]
    assert text.count("--no-index") == 3
    assert text.count("--require-hashes") == 2
    assert "USER linghang" in text
