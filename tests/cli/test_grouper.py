"""`linghang cases group | explain | rules`: from the shell without Django, and through Django."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from linghang.cases.drg.codes import TABLES
from linghang.cli import grouper

CASES = "id,sex,age,age_days,birth_weight,los,discharge,dx,px\n1,1,60,21900,0,5,1,K80.304,\n"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """The command as the shell runs it."""
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "linghang", "cases", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "there.is.none"},
    )


def test_grouping_a_file_needs_no_django(tmp_path: Path) -> None:
    source, target = tmp_path / "cases.csv", tmp_path / "grouped.csv"
    source.write_text(CASES, "utf-8")
    done = run("group", str(source), str(target), "--rules", "chs_drg_11", "--map-codes")
    assert (done.returncode, done.stderr) == (0, "")
    assert "〔试算（旧版）〕" in done.stdout
    assert "1例，其中分组成功1例" in done.stdout
    assert target.read_text("utf-8").endswith("K80.304,,分组成功,MDCH,HU1,HU15\n")


def test_grouping_imports_only_what_it_uses(tmp_path: Path) -> None:
    """Each of these takes longer to import than grouping 10,000 cases."""
    source, target = tmp_path / "cases.csv", tmp_path / "cases.parquet"
    source.write_text(CASES, "utf-8")
    assert run("group", str(source), str(target)).returncode == 0
    words = ["group", str(target), str(tmp_path / "grouped.parquet")]
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "linghang", "cases", *words],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert {"numpy", "pyarrow.lib"} <= imported
    heavy = {"django", "numba", "pyarrow.compute", "numpy.ma", "importlib.metadata", "pydantic"}
    assert not imported & heavy


def test_a_refusal_is_one_message_and_exit_code_1(tmp_path: Path) -> None:
    source = tmp_path / "cases.csv"
    source.write_text("id,sex\n", "utf-8")
    done = run("group", str(source), str(tmp_path / "b.csv"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "缺少列" in done.stderr
    assert run("group", "one.csv").returncode == 2
    assert "没有规则集“nothing”" in run("explain", "--rules", "nothing", "--dx", "A").stderr


def test_explaining_a_case(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["explain", "--sex", "1", "--age", "60", "--los", "5", "--dx", "K80.304|J96.000"]
    assert grouper.main(words) == 0
    assert "结果：入 HU11" in capsys.readouterr().out


def test_listing_and_checking_rule_sets(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert grouper.main(["rules", "list"]) == 0
    assert "yunnan_2023　云南 CHS-DRG 2023　740个DRG　试算（旧版）" in capsys.readouterr().out
    assert grouper.main(["rules", "check"]) == 1
    folder = tmp_path / "own"
    shutil.copytree(TABLES / "linfen_2022", folder)
    assert grouper.main(["rules", "check", str(folder)]) == 0
    assert "可以使用：645个DRG，645个能到达" in capsys.readouterr().out
    (folder / "mdc.csv").write_text("order\n", "utf-8")
    assert grouper.main(["rules", "check", str(folder)]) == 1
    assert "✗ mdc.csv第1行：缺少列 mdc、entry、min_regions、qy" in capsys.readouterr().out


def test_the_same_through_django(tmp_path: Path) -> None:
    out = StringIO()
    call_command("cases", "explain", "--sex", "1", "--age", "60", "--dx", "K80.304", stdout=out)
    assert "结果：入 HU15" in out.getvalue()
    with pytest.raises(SystemExit) as stopped:
        call_command("cases", "group", "none.csv", str(tmp_path / "b.csv"), stderr=out)
    assert stopped.value.code == 1
    assert "没有文件 none.csv" in out.getvalue()
