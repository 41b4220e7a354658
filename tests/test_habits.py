"""Habits that a machine can keep: layers, sizes, names, docstrings, what stays out of the tree."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src/linghang"

MOST_LINES = {"src": 400, "tests": 600, "tools": 400, "bench": 400}
MOST_ADR_LINES = 40
MOST_BYTES = 1_000_000
NOT_A_NAME = {"utils", "util", "utilities", "helpers", "helper", "common", "misc", "core"}
NOT_OURS = {".git", ".venv", ".tools", "node_modules", "var", "dist", "build", "vendor"}
# The runner of scheduled jobs records whatever a job does wrong, and goes on with the next one.
CATCHES_ALL = {"foundation/schedule/services.py"}
DOCUMENTED = {"rules.py", "services.py", "queries.py", "policy.py", "rights.py", "definitions.py"}
FRAGMENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.(added|changed|fixed|removed)\.md")
CHINESE = re.compile(r"[\u4e00-\u9fff]")

# What may stand in no file of ours. Each pattern is written so that it does not match itself.
FORBIDDEN_TEXT = {
    "a path of somebody's machine": r"(?<![\w.])/(?:work|root|home/[a-z]\w*|Users/\w+)/[\w.]",
    "the address of a package registry": (
        r"(?:files\.pythonhosted|test\.pypi|pypi|registry\.npmjs|registry\.npmmirror)\.(?:org|com)"
        r"|pypi\.[a-z]+\.(?:tsinghua|ustc)|mirrors\.(?:aliyun|tencent|cloud)"
    ),
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "an access token": r"\b(?:ghp_|github_pat_|glpat-|AKIA|sk-ant-)[A-Za-z0-9_]{12,}",
    "a password in an address": r"://[\w.-]+:(?!password@)[^\s$@{}/<>]{3,}@",
    "the number of an issue": r"\b[Ii]ssues? ?#?\d+\b",
    "work put off": r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b",
}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is, or would be, in the repository; without git, every file not installed."""
    listed: list[Path] = []
    if (ROOT / ".git").exists() and shutil.which("git"):
        answer = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard", "-z"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        listed = [ROOT / name for name in answer.stdout.split("\0") if name]
    files = listed or [file for file in ROOT.rglob("*") if not NOT_OURS & set(file.parts)]
    return tuple(file for file in files if file.is_file() and "__pycache__" not in file.parts)


def texts() -> Iterator[tuple[str, str]]:
    """Path and content of every tracked file that is text."""
    for file in tracked():
        try:
            yield str(file.relative_to(ROOT)), file.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def modules(folder: Path) -> list[Path]:
    """Our Python files below a folder, but for generated migrations."""
    return [
        file
        for file in tracked()
        if file.suffix == ".py" and folder in file.parents and "migrations" not in file.parts
    ]


def named(files: list[Path]) -> list[str]:
    return [str(file.relative_to(ROOT)) for file in files]


def test_imports_go_down_and_rules_stay_pure() -> None:
    command = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:]


@pytest.mark.parametrize("folder", MOST_LINES)
def test_a_file_over_its_budget_hides_a_concept(folder: str) -> None:
    sizes = {
        str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines())
        for file in modules(ROOT / folder)
    }
    assert {name: size for name, size in sizes.items() if size > MOST_LINES[folder]} == {}


def test_a_decision_record_fits_on_a_page() -> None:
    folder = ROOT / "docs/adr"
    records = [f for f in tracked() if f.parent == folder and f.name != "README.md"]
    wrong = [
        file
        for file in records
        if len(file.read_text("utf-8").splitlines()) > MOST_ADR_LINES
        or not re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", file.name)
    ]
    assert named(wrong) == []


def test_no_module_is_named_for_nothing() -> None:
    ours = [file for file in tracked() if file.suffix in {".py", ".js", ".html", ".css"}]
    wrong = [
        file for file in ours if NOT_A_NAME & {file.stem, *file.relative_to(ROOT).parent.parts}
    ]
    assert named(wrong) == []


def test_every_module_says_in_a_sentence_what_it_knows() -> None:
    silent = [
        file
        for folder in (SOURCE, ROOT / "tests", ROOT / "tools", ROOT / "bench")
        for file in modules(folder)
        if file.read_text("utf-8").strip() and not ast.get_docstring(ast.parse(file.read_bytes()))
    ]
    assert named(silent) == []


def test_every_public_rule_deed_and_query_is_documented() -> None:
    silent = [
        f"{file.relative_to(ROOT)}:{node.lineno} {node.name}"
        for file in modules(SOURCE)
        if file.name in DOCUMENTED
        for node in ast.parse(file.read_bytes()).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        if not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_nothing_is_imported_inside_a_function() -> None:
    hidden = [
        f"{file.relative_to(ROOT)}:{inner.lineno}"
        for file in modules(SOURCE)
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        # An app registers its hooks when Django is ready, and its models can't be imported before.
        if not (file.name == "apps.py" and node.name == "ready")
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_nothing_is_caught_that_is_not_understood() -> None:
    broad = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in modules(SOURCE)
        if str(file.relative_to(SOURCE)) not in CATCHES_ALL
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.ExceptHandler)
        if node.type is None
        or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
    ]
    assert broad == []


@pytest.mark.parametrize("what", FORBIDDEN_TEXT)
def test_no_file_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN_TEXT[what])
    found = [
        f"{name}:{content.count(chr(10), 0, match.start()) + 1} {match.group()}"
        for name, content in texts()
        if name != "LICENSE"
        for match in pattern.finditer(content)
    ]
    assert found == []


def test_nothing_big_and_nothing_third_party_is_tracked() -> None:
    big = [file for file in tracked() if file.stat().st_size > MOST_BYTES]
    foreign = [file for file in tracked() if {"vendor", "node_modules"} & set(file.parts)]
    assert named(big) + named(foreign) == []


def test_lock_files_carry_hashes_and_no_addresses() -> None:
    for file in (ROOT / "requirements").glob("*.txt"):
        text = file.read_text("utf-8")
        assert "://" not in text, file.name
        pins = re.findall(r"^[a-z0-9][^\n]*==[^\n]*(?:\n    --hash=\S+[^\n]*)+", text, re.M)
        assert len(pins) == len(re.findall(r"^[a-z0-9]", text, re.M)) > 0, file.name
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)
    assert not any("resolved" in package for package in packages.values())


def test_migrations_have_names() -> None:
    unnamed = [file for file in tracked() if re.match(r"\d{4}_auto_", file.name)]
    assert named(unnamed) == []


def test_changes_are_told_one_file_each_in_chinese() -> None:
    wrong = [
        file
        for file in tracked()
        if file.parent == ROOT / "changes" and file.name != "README.md"
        if not FRAGMENT.fullmatch(file.name) or not CHINESE.search(file.read_text("utf-8"))
    ]
    assert named(wrong) == []
