"""`linghang work` outlives a database that is away or held for a while."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import OperationalError

from linghang.cli.management.commands import work


def test_a_database_that_is_held_ends_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []

    def run(self: work.Patient) -> None:
        looks.append("held" if len(looks) < 2 else "there")
        if looks[-1] == "held":
            raise OperationalError("database is locked")

    monkeypatch.setattr(work.Worker, "run", run)
    monkeypatch.setattr(work.Patient, "configure_signals", lambda self: None)
    monkeypatch.setattr(work, "PAUSE", 0)

    call_command("work")

    assert looks == ["held", "held", "there"]


def test_another_fault_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(self: work.Patient) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(work.Worker, "run", run)
    monkeypatch.setattr(work.Patient, "configure_signals", lambda self: None)

    with pytest.raises(ZeroDivisionError):
        call_command("work")
