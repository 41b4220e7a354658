"""The folder of evidence: whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest

from linghang.foundation.evidence import store
from linghang.foundation.evidence.store import Kept

HELLO = hashlib.sha256(b"hello").hexdigest()


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_content_lies_under_its_digest(tmp_path: Path) -> None:
    assert store.keep(tmp_path, b"hello") == Kept(HELLO, 5)

    file = tmp_path / HELLO[:2] / HELLO[2:]
    assert files(tmp_path) == [file]
    assert file.read_bytes() == b"hello"
    assert not file.stat().st_mode & 0o222


def test_a_file_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "CHUNK", 2)
    (tmp_path / "hello.txt").write_bytes(b"hello")

    assert store.keep(tmp_path / "store", tmp_path / "hello.txt") == Kept(HELLO, 5)
    assert store.digest(store.place(tmp_path / "store", HELLO)) == HELLO


def test_equal_content_is_kept_once(tmp_path: Path) -> None:
    store.keep(tmp_path, b"hello")
    before = store.place(tmp_path, HELLO).stat()
    store.keep(tmp_path, b"hello")

    assert len(files(tmp_path)) == 1
    assert store.place(tmp_path, HELLO).stat().st_ino == before.st_ino


def test_a_damaged_file_is_replaced_by_the_content_it_should_have(tmp_path: Path) -> None:
    store.keep(tmp_path, b"hello")
    file = store.place(tmp_path, HELLO)
    file.chmod(0o600)
    file.write_bytes(b"hullo")

    store.keep(tmp_path, b"hello")

    assert file.read_bytes() == b"hello"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    write, written = os.write, []

    def write_until_full(handle: int, data: bytes) -> int:
        if written:
            raise OSError(code, os.strerror(code))
        written.append(write(handle, data[:3]))
        return 3

    monkeypatch.setattr(os, "write", write_until_full)

    with pytest.raises(store.NoRoom, match="存储空间不足"):
        store.keep(tmp_path, b"hello")

    assert written
    assert files(tmp_path) == []


def test_other_faults_of_the_disk_are_not_called_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(handle: int) -> None:
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(os, "fsync", broken)

    with pytest.raises(OSError, match="input/output"):
        store.keep(tmp_path, b"hello")

    assert files(tmp_path) == []
