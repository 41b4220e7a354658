"""The check-up runs what packages registered, and every fault says how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from linghang.foundation import doctor
from linghang.foundation.doctor import Finding, Level

NOW = datetime(2025, 6, 3, 2, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the checks that the test registers."""
    monkeypatch.setattr(doctor, "_checks", {})


def well(now: datetime) -> Iterator[Finding]:
    yield doctor.fine("正常")


def ill(now: datetime) -> Iterator[Finding]:
    yield doctor.bad("不通", mend="接通")


def told(*only: str) -> list[tuple[str, Level]]:
    return [(check.code, finding.level) for check, finding in doctor.examine(NOW, only=only)]


def test_a_fault_without_a_remedy_is_no_finding() -> None:
    with pytest.raises(ValueError, match="how to mend"):
        doctor.warn("坏了", mend="")


def test_checks_run_in_the_order_of_registration() -> None:
    doctor.register("one", "一", well)
    doctor.register("two", "二", ill)

    assert told() == [("one", Level.FINE), ("two", Level.BAD)]
    assert told("two") == [("two", Level.BAD)]


def test_a_check_is_skipped_while_what_it_needs_is_bad() -> None:
    doctor.register("rows", "数据", well, needs=("database",))
    doctor.register("database", "数据库", ill)

    assert told() == [("database", Level.BAD), ("rows", Level.WARN)]


def test_a_check_runs_when_what_it_needs_is_well() -> None:
    doctor.register("rows", "数据", ill, needs=("database",))
    doctor.register("database", "数据库", well)

    assert told() == [("database", Level.FINE), ("rows", Level.BAD)]


def test_a_code_belongs_to_one_check() -> None:
    doctor.register("one", "一", well)
    doctor.register("one", "一", well)

    with pytest.raises(ValueError, match="another check"):
        doctor.register("one", "一", ill)


def test_an_unknown_check_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        told("nothing")
