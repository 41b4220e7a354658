"""Fixtures that import front sheets into the small hospital."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from linghang.foundation.access import system_actor
from linghang.foundation.intake import services
from tests import front_sheets, small_hospital

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TODAY = date(2025, 12, 31)


@pytest.fixture
def hospital(db):
    """The small hospital; gives its appointments."""
    return small_hospital.build()


@pytest.fixture
def import_sheets(hospital, tmp_path):
    """A function: rows → batch; each call writes and imports one file."""
    made = []

    def run(*rows, today=TODAY, **options):
        path = front_sheets.write(tmp_path / f"f{len(made)}.csv", list(rows))
        made.append(path)
        return services.import_files(
            kind="front_sheet",
            files=[path],
            actor=system_actor(),
            today=today,
            clock=lambda: NOW,
            **options,
        )

    return run
