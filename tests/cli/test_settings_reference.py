"""Every environment variable that is read is documented, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

from linghang.cli import reference

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"LINGHANG_[A-Z][A-Z_]*[A-Z]")
# Where an environment variable may be read: the settings, and what the tests ask of a machine.
READERS = (
    *sorted((ROOT / "src/linghang/settings").glob("*.py")),
    ROOT / "src/linghang/foundation/intake/duck.py",
    ROOT / "src/linghang/cases/drg/prepared.py",
    ROOT / "tests/conftest.py",
)
TEXTS = ("src/**/*.py", "src/**/*.html", "src/**/*.yaml", "deploy/**/*", "docs/**/*.md", "*.md")


def named_in(*files: Path) -> set[str]:
    return {name for file in files for name in NAME.findall(file.read_text("utf-8"))}


def test_every_variable_that_is_read_is_documented_and_no_other() -> None:
    assert named_in(*READERS) == set(reference.SETTINGS)


def test_no_text_names_a_variable_that_there_is_not() -> None:
    files = [file for pattern in TEXTS for file in ROOT.glob(pattern) if file.is_file()]

    unknown = named_in(*files) - set(reference.SETTINGS)

    # A family may be named by its beginning: the LINGHANG_OIDC_… variables.
    known = {name for one in reference.SETTINGS for name in _beginnings(one)}
    assert unknown - known == set()


def _beginnings(name: str) -> list[str]:
    parts = name.split("_")
    return ["_".join(parts[:count]) for count in range(2, len(parts))]


def test_nobody_else_reads_the_environment() -> None:
    reading = re.compile(r"environ(?:\[|\.get\()[\"']LINGHANG_")
    own = set(READERS)

    elsewhere = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "src").rglob("*.py")
        if file not in own and reading.search(file.read_text("utf-8"))
    ]

    assert elsewhere == []


def test_the_page_is_the_table() -> None:
    page = reference.pages()["settings.md"]

    assert [
        line.split(" | ")[0] for line in page.splitlines() if line.startswith("| LINGHANG")
    ] == [f"| {name}" for name in reference.SETTINGS]
