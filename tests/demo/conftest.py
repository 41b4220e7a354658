"""A small demo written once, and the full one drawn but not written."""

from __future__ import annotations

import pytest

from linghang.demo import cases, front_sheets
from linghang.demo.cases import Cases
from linghang.demo.faults import FULL
from linghang.demo.front_sheets import Written
from tests.demo.reading import SMALL, Row, read


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Two thousand cases in their files."""
    return front_sheets.write(tmp_path_factory.mktemp("small"), count=SMALL)


@pytest.fixture(scope="session")
def rows(small: Written) -> list[Row]:
    """Every row of the small demo."""
    return [row for path in small.files for row in read(path)]


@pytest.fixture(scope="session")
def sound(small: Written, rows: list[Row]) -> list[dict[str, str]]:
    """The rows of the small demo without a planted fault."""
    marked = {(mark.file, mark.row) for mark in small.marks}
    return [row.by_column for row in rows if (row.file, row.number) not in marked]


@pytest.fixture(scope="session")
def full() -> Cases:
    """All 120,000 cases, drawn and not written."""
    return cases.draw(FULL)
