"""A kind of import that an engine registers: its life cycle, whole or nothing, for one target."""

from __future__ import annotations

import errno
import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from linghang.foundation import locks, outages
from linghang.foundation.access import allow, system_actor
from linghang.foundation.errors import Refused
from linghang.foundation.intake import complaints, kinds, preview, services
from linghang.foundation.intake.definitions import Complaint, Line, Upload, What
from linghang.foundation.intake.kinds import Found, Importer, Kind, Trail, Words, Work, Written
from linghang.foundation.intake.models import Batch, State
from linghang.foundation.trail import actions, subjects
from linghang.foundation.trail.models import Entry

TODAY, NOW = date(2026, 1, 5), datetime(2026, 1, 5, 2, tzinfo=UTC)
BY = {"actor": system_actor(), "at": NOW}
HELD: dict[str, list[str]] = {}


class WordImport(Importer):
    """Lines of a text are what is imported; «x» is wrong, «stop» cannot be written."""

    def read(self, work: Work) -> Found:
        lines = work.uploads[0].path.read_text("utf-8").split()
        known = HELD.setdefault(work.batch.target, [])
        return Found(
            rows=len(lines),
            content=lines,
            summary=f"新增{len(lines)}条",
            digest=f"{lines} beside {known}",
            complaints=[
                Complaint(
                    file="表", row=row, column="词", value=one, says="不能用",
                    severity="error", rule="x",
                )
                for row, one in enumerate(lines, 2)
                if one == "x"
            ],
            lines=[
                Line(sheet="表", row=row, what=What.NEW, title=one)
                for row, one in enumerate(lines, 2)
            ],
        )  # fmt: skip

    def write(self, work: Work, content: list[str]) -> Written:
        if "stop" in content:
            raise Refused("写不进去。")
        HELD[work.batch.target] += content
        return Written(facts={"written": len(content)})

    def take_back(self, work: Work) -> Mapping[str, Any]:
        HELD[work.batch.target].clear()
        return {}


KIND = Kind(
    code="test_words",
    words=Words(
        title="导入{target}",
        intro="。",
        what="词库",
        drop_hint=".txt",
        undo="。",
        empty=("无", "无"),
    ),
    trail=Trail(
        subject="test.words",
        name="词",
        received="{actor}送来",
        checked="{actor}检查：{summary}",
        refused="{actor}未通过：{message}",
        committed="{actor}入库：{summary}",
        undone="{actor}撤销，原因：{reason}",
        discarded="{actor}放弃",
    ),
    importer=f"{__name__}.WordImport",
    lock="test.words",
    may=lambda _rights, _target: allow("测试"),
    named=lambda code: {"a": "甲"}.get(code, ""),
)


@pytest.fixture(autouse=True)
def kind(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kinds._kinds, KIND.code, KIND)
    monkeypatch.setattr(actions, "_sentences", actions.sentences())
    monkeypatch.setattr(subjects, "_names", dict(subjects._names))
    KIND.trail.register()
    HELD.clear()


def checked(folder: Path, text: str) -> Batch:
    path = folder / "词.txt"
    path.write_text(text, "utf-8")
    sent = [Upload(path.name, path)]
    batch = services.receive(kind=KIND.code, target="a", uploads=sent, **BY)
    return services.check(batch_id=batch.pk, today=TODAY, clock=lambda: NOW)


def commit(batch: Batch) -> Batch:
    return services.commit(batch_id=batch.pk, actor=system_actor(), today=TODAY, clock=lambda: NOW)


def test_every_importer_can_be_loaded() -> None:
    assert {one.code for one in kinds.every()} >= {
        "front_sheet", "insurer_return", "organisation", "policies",
    }  # fmt: skip
    assert all(isinstance(one.deeds, Importer) for one in kinds.every())


def test_checked_shown_committed_and_taken_back_with_a_reason(tmp_path: Path) -> None:
    batch = checked(tmp_path, "甲 乙")
    assert (batch.state, batch.target) == (State.STAGED, "a")
    assert [one["title"] for one in preview.page(batch, what="new")] == ["甲", "乙"]

    done = commit(batch)
    assert HELD == {"a": ["甲", "乙"]}
    assert (done.facts["written"], done.facts["summary"]) == (2, "新增2条")

    undone = services.undo(batch_id=batch.pk, reason="送错了", **BY)
    assert (HELD["a"], undone.facts["undo_reason"]) == ([], "送错了")
    told = Entry.objects.filter(subject_type="test.words").order_by("pk")
    deeds = ["received", "checked", "committed", "undone"]
    assert [one.action for one in told] == [f"test.words.{deed}" for deed in deeds]
    assert told.last().facts == {"reason": "送错了"}  # type: ignore[union-attr]


def test_one_wrong_row_keeps_the_whole_file_out_and_is_complained_of(tmp_path: Path) -> None:
    batch = checked(tmp_path, "甲 x")

    (one,), total = complaints.page(batch.complaints_file)
    assert (batch.state, total, one.row) == (State.REFUSED, 1, 3)
    assert "有 1 处错误，整份文件都不能入库" in batch.message
    assert services.possible(batch) == services.Possible(
        commit=False, retry=True, discard=True, undo=False, mend=False
    )


def test_what_changed_since_the_preview_is_checked_again(tmp_path: Path) -> None:
    first, second = checked(tmp_path, "甲"), checked(tmp_path, "乙")
    commit(first)

    with pytest.raises(services.CannotCommit, match="检查之后词库有了变动"):
        commit(second)
    services.retry(batch_id=second.pk)
    services.check(batch_id=second.pk, today=TODAY, clock=lambda: NOW)
    commit(second)

    assert HELD["a"] == ["甲", "乙"]


def test_what_cannot_be_written_leaves_the_batch_as_it_was(tmp_path: Path) -> None:
    batch = checked(tmp_path, "甲 stop")

    with pytest.raises(Refused, match="写不进去"):
        commit(batch)

    assert Batch.objects.get(pk=batch.pk).state == State.STAGED
    assert HELD["a"] == []


def test_a_batch_whose_process_died_is_told_so_and_checked_again(tmp_path: Path) -> None:
    died, other = checked(tmp_path, "甲"), checked(tmp_path, "乙")
    Batch.objects.filter(pk=died.pk).update(state=State.COMMITTING)

    commit(other)

    died.refresh_from_db()
    assert (died.state, services.possible(died).retry) == (State.INTERRUPTED, True)
    services.retry(batch_id=died.pk)
    again = services.check(batch_id=died.pk, today=TODAY, clock=lambda: NOW)
    assert again.state == State.STAGED


def test_a_check_that_died_is_told_so_as_soon_as_nobody_holds_the_lock(tmp_path: Path) -> None:
    died = checked(tmp_path, "甲")
    Batch.objects.filter(pk=died.pk).update(state=State.STAGING)
    holds, done = threading.Event(), threading.Event()

    def work() -> None:
        with locks.exclusive(KIND.lock):
            holds.set()
            done.wait(30)
        connection.close()

    somebody = threading.Thread(target=work)
    somebody.start()
    holds.wait(30)
    while_at_work = services.settle(kind=KIND.code)
    done.set()
    somebody.join()

    assert (while_at_work, services.settle(kind=KIND.code)) == (0, 1)
    died.refresh_from_db()
    may = services.possible(died)
    assert (died.state, may.retry, may.discard) == (State.INTERRUPTED, True, True)


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "no room")


def test_a_full_disk_while_checking_is_a_reason_and_can_be_checked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WordImport, "read", full)

    refused = checked(tmp_path, "乙")

    assert (refused.state, services.possible(refused).retry) == (State.REFUSED, True)
    assert "磁盘已满" in refused.message


def test_a_full_disk_while_writing_leaves_the_batch_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = checked(tmp_path, "甲")
    monkeypatch.setattr(WordImport, "write", full)

    with pytest.raises(outages.DiskFull):
        commit(batch)

    assert Batch.objects.get(pk=batch.pk).state == State.STAGED
    assert HELD["a"] == []
