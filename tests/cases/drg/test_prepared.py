"""What is kept between processes: found, made anew when stale or damaged, never trusted blindly."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from linghang.cases.drg import codes, machine_code, prepared, rules, single, stored

ASK = """
import sys
from linghang.cases.drg import Case, group_one, load_rules
rules = load_rules("chs_drg_11")
case = Case(1, 60, 21900, 0, 5, ("K80.304", "J96.000"))
print(group_one(case, rules).drg, "numba" in sys.modules)
"""


def asked(**variables: str) -> str:
    """What a new process answers, and whether it had to import numba."""
    environment = {**os.environ, **variables}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout.strip()


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of what is kept here, in the folder that the variable names."""
    single.group_one(rules.Case(1, 60), stored.load_rules("chs_drg_11"))
    here = prepared.folder()
    assert here is not None
    place = tmp_path / here.name
    shutil.copytree(here, place)
    monkeypatch.setenv(prepared.VARIABLE, str(tmp_path))
    prepared.folder.cache_clear()
    yield place
    prepared.folder.cache_clear()


def test_a_new_process_starts_without_numba_from_a_folder_that_may_be_read_only(kept: Path) -> None:
    (kept / prepared.MARK).touch()
    files = [kept, *kept.iterdir()]
    for file in files:
        file.chmod(0o555 if file.is_dir() else 0o444)
    before = sorted(os.listdir(kept))
    assert asked() == "HU11 False"
    assert sorted(os.listdir(kept)) == before
    for file in files:
        file.chmod(0o755)


def test_damaged_code_and_tables_are_not_used(kept: Path) -> None:
    name = next(file.name for file in kept.glob("rules-*.npz"))
    assert machine_code._kept(kept) is not None
    assert stored._load(name) is not None
    for file in kept.iterdir():
        file.write_bytes(file.read_bytes()[:-100] + bytes(100))
    assert machine_code._kept(kept) is None
    assert stored._load(name) is None


def test_a_changed_table_is_compiled_anew(kept: Path, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    shutil.copytree(codes.TABLES / "chs_drg_11", folder)
    case = rules.Case(1, 60, 21900, 0, 5, ("K80.304",))
    assert single.group_one(case, stored.load_rules(str(folder))).drg == "HU15"
    text = (folder / "drg.csv").read_text("utf-8")
    (folder / "drg.csv").write_text(text.replace(",HU15,", ",HU16,"), "utf-8")
    assert single.group_one(case, stored.load_rules(str(folder))).drg == "HU16"


def test_a_folder_that_others_may_write_or_that_cannot_be_is_not_used(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert prepared.folder() == kept
    prepared.folder.cache_clear()
    kept.chmod(0o777)
    assert prepared.folder() is None
    prepared.folder.cache_clear()
    monkeypatch.setenv(prepared.VARIABLE, str(kept / machine_code.INDEX))
    assert prepared.folder() is None


def test_only_so_many_rule_sets_are_kept(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "MOST_KEPT", 2)
    for number in range(5):
        stored._save(f"rules-{number}.npz", {})
    assert len(list(kept.glob("rules-*.npz"))) == 2


def test_the_stamp_covers_everything_that_shapes_what_is_kept() -> None:
    """The modules that compile, and all of ours that they import."""
    seen: set[str] = set()
    waiting = ["stored", "making", "machine_code", "kernel", "reading"]
    while waiting:
        name = waiting.pop()
        seen.add(name)
        tree = ast.parse((prepared.PACKAGE / f"{name}.py").read_bytes())
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "linghang.cases.drg":
                found = [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                "linghang.cases.drg."
            ):
                found = [str(node.module).rpartition(".")[2]]
            else:
                continue
            waiting += [one for one in found if one not in seen]
    assert seen == set(prepared.SOURCES)


def test_the_places_are_tried_in_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(prepared.VARIABLE, raising=False)
    monkeypatch.setenv("LINGHANG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    assert prepared.candidates() == [
        prepared.PACKAGE / "__pycache__",
        tmp_path / "home/cache",
        tmp_path / "user/linghang",
    ]


def test_loops_are_compiled_for_what_they_are_called_with() -> None:
    """Every loop that is declared exists, takes as many numbers, and is plain Python inside."""
    for name, (module, kinds) in machine_code.LOOPS.items():
        written = getattr(import_module(f"linghang.cases.drg.{module}"), name).py_func
        assert written.__code__.co_argcount == len(kinds), name
        assert written.__doc__, name
