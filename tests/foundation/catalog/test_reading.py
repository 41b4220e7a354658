"""What was read of our files is kept beside them, and believed only while it is the same."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from linghang.foundation.catalog import reading
from linghang.foundation.catalog.reading import Written, read, read_ours

TEXT = "- code: one\n  day: 2025-03-01\n- code: two\n  replaces: abc\n"
ITEMS = [
    Written(1, "one", '{"code": "one", "day": "2025-03-01"}', ""),
    Written(2, "two", '{"code": "two"}', "abc"),
]


@pytest.fixture(autouse=True)
def may_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "ours.yaml").write_text(TEXT, "utf-8")
    return tmp_path / "ours.yaml"


def kept(file: Path) -> list[Path]:
    return sorted((file.parent / "__pycache__").glob("*"))


def no_yaml(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*args: object, **options: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(reading.yaml, "load", load)


def test_a_second_start_reads_no_yaml_and_gets_the_same(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_ours(file, shown="ours") == ITEMS
    no_yaml(monkeypatch)

    assert read_ours(file, shown="ours") == ITEMS


def test_a_changed_file_is_read_and_what_was_kept_of_it_goes(file: Path) -> None:
    read_ours(file, shown="ours")
    (before,) = kept(file)
    file.write_text(TEXT.replace("one", "first"), "utf-8")

    assert [each.code for each in read_ours(file, shown="ours")] == ["first", "two"]
    (after,) = kept(file)
    assert after != before


@pytest.mark.parametrize("harm", [b"", b"[[1]]", b"{", b"\xff"])
def test_what_was_kept_and_harmed_is_not_believed(file: Path, harm: bytes) -> None:
    read_ours(file, shown="ours")
    (place,) = kept(file)
    place.write_bytes(harm)

    assert read_ours(file, shown="ours") == ITEMS
    assert place.read_bytes() != harm


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(file: Path) -> None:
    (file.parent / "__pycache__").write_text("a file where the folder should be")

    assert read_ours(file, shown="ours") == ITEMS


def test_nothing_is_kept_where_python_keeps_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    assert read_ours(file, shown="ours") == ITEMS
    assert not kept(file)


def test_a_hospitals_file_is_read_as_it_stands(file: Path) -> None:
    assert read(file, shown="theirs") == ITEMS
    assert not kept(file)
