"""A full disk, a held database and a killed check: told in words, nothing half-written."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from linghang.foundation import clock, locks
from linghang.foundation.intake import services as intake
from linghang.foundation.intake.models import Batch
from linghang.foundation.trail import services as trail
from linghang.ledgers.entering import papers
from linghang.ledgers.models import Entry, Paper
from tests.ledgers.hospital import actor
from tests.ledgers.test_sheets import CLINIC, LECTURE, check, sheet
from tests.web.ledgers.test_pages import CLINIC as TYPED
from tests.web.ledgers.test_pages import LIST
from tests.web_hospital import Hospital

pytestmark = pytest.mark.one_engine
FULL, HELD = "存放数据库的磁盘已满", "数据库正被别的写入占用"


def fault(code: int) -> OperationalError:
    """What Django raises where SQLite answers with the code."""
    cause = sqlite3.OperationalError("told by the driver")
    cause.sqlite_errorcode = code
    raised = OperationalError("told by the driver")
    raised.__cause__ = cause
    return raised


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, raised: Exception) -> Iterator[None]:
    """The last thing that every deed writes is its trail; there it meets the fault."""

    def leave(**_: object) -> None:
        raise raised

    with monkeypatch.context() as patch:
        patch.setattr(trail, "leave", leave)
        yield


@pytest.mark.parametrize(
    ("code", "says"), [(sqlite3.SQLITE_FULL, FULL), (sqlite3.SQLITE_BUSY, HELD)]
)
def test_a_form_says_what_is_the_matter_and_keeps_what_was_typed(
    house: Hospital, monkeypatch: pytest.MonkeyPatch, code: int, says: str
) -> None:
    client = house.client("branch_secretary")

    with failing(monkeypatch, fault(code)):
        answer = client.post(f"{LIST}new/", TYPED)
        grid = client.post(f"{LIST}grid/", {"c_title": ["学雷锋义诊"], "c_day": ["2025-03-05"]})

    page = answer.content.decode()
    assert answer.status_code == grid.status_code == 422
    assert says in page
    assert "这一次没有保存" in page
    assert 'value="学雷锋义诊"' in page
    assert 'value="学雷锋义诊"' in grid.content.decode()
    assert not Entry.objects.exists()
    assert client.post(f"{LIST}new/", TYPED).status_code == 302


def test_a_photo_that_finds_no_room_leaves_no_entry_without_it(
    house: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keep(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(papers, "keep", keep)
    photo = SimpleUploadedFile("现场.jpg", b"jpeg", "image/jpeg")

    answer = house.client("branch_secretary").post(f"{LIST}new/", {**TYPED, "f_photos": photo})

    assert answer.status_code == 422
    assert "存放文件的磁盘已满" in answer.content.decode()
    assert not Entry.objects.exists()
    assert not Paper.objects.exists()


def test_any_other_page_tells_it_too(house: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise fault(sqlite3.SQLITE_BUSY)

    monkeypatch.setattr("linghang.web.ledgers.overview._counted", fail)
    client = house.client("branch_secretary")

    page = client.get("/ledgers/")
    piece = client.get("/ledgers/", headers={"HX-Request": "true"})

    assert page.status_code == piece.status_code == 503
    assert HELD in page.content.decode()
    assert "<html" not in piece.content.decode()


def test_an_import_that_finds_no_room_is_left_as_it_was_checked(
    house: Hospital, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = check(house.appointments["branch_secretary"], sheet(tmp_path, CLINIC, LECTURE))
    client, url = house.client("branch_secretary"), f"{LIST}import/{batch.pk}/"

    with failing(monkeypatch, fault(sqlite3.SQLITE_FULL)):
        answer = client.post(f"{url}commit/")

    assert answer.status_code == 422
    assert FULL in answer.content.decode()
    assert not Entry.objects.exists()
    assert client.post(f"{url}commit/").status_code == 302
    assert Entry.objects.count() == 2


def killed_at_work(batch: Batch) -> None:
    """Another process takes the batch up, and is killed while it holds the lock."""
    begun, begins = os.pipe()
    child = os.fork()
    if child == 0:
        with locks.exclusive("ledgers.import"):
            os.write(begins, b"!")
            signal.pause()
    os.read(begun, 1)
    Batch.objects.filter(pk=batch.pk).update(state="staging")
    assert intake.settle(kind="ledgers") == 0, "it is at work"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.mark.parametrize("deed", ["retry", "discard"])
def test_a_check_that_was_killed_goes_on_or_is_given_up_at_once(
    house: Hospital, tmp_path: Path, deed: str
) -> None:
    secretary = house.appointments["branch_secretary"]
    batch = intake.receive(
        kind="ledgers",
        target="outreach",
        uploads=sheet(tmp_path, CLINIC, LECTURE),
        actor=actor(secretary),
        at=clock.now(),
        asked={"way": "hand_in"},
    )
    killed_at_work(batch)
    client, url = house.client("branch_secretary"), f"{LIST}import/{batch.pk}/"

    page = client.get(url).content.decode()

    assert "处理中断" in page
    assert f"{url}retry/" in page
    assert client.post(f"{url}{deed}/").status_code == 302
    batch.refresh_from_db()
    assert batch.state == {"retry": "staged", "discard": "discarded"}[deed], batch.message
