"""Deeds on an import of texts: receive, check, commit as a whole, discard, undo, retry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from linghang.foundation import locks
from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.intake import steps as intake
from linghang.foundation.intake.complaints import Book
from linghang.foundation.intake.definitions import Upload
from linghang.foundation.intake.models import Batch, State
from linghang.foundation.trail import services as trail
from linghang.texts import trail_actions
from linghang.texts.library import checking, writing
from linghang.texts.library.checking import Checked
from linghang.texts.library.writing import CannotUndo

__all__ = ["KIND", "CannotCommit", "CannotUndo", "check", "commit", "discard", "receive", "undo"]
KIND = "policies"
LOCK = "texts.library"
Clock = Callable[[], datetime]
OPEN = (State.RECEIVED, State.STAGED, State.INTERRUPTED, State.REFUSED)


class CannotCommit(Refused):
    """The batch can't come into the library as it is; the message says what to do first."""


@transaction.atomic
def receive(*, uploads: Sequence[Upload], actor: Actor, at: datetime) -> Batch:
    """Take a list and its files in, to be checked by another process."""
    batch = intake.receive(kind=KIND, uploads=uploads, actor=actor, at=at, keep=True)
    _leave(batch, trail_actions.RECEIVED, actor, at)
    return batch


def check(*, batch_id: int, today: date, clock: Clock) -> Batch:
    """Read everything and say what is wrong; the library is not touched.

    The batch ends as 待入库, or as 未通过 with every complaint.
    """
    with locks.exclusive(LOCK):
        intake.mark_interrupted(kind=KIND, but=batch_id)
        with transaction.atomic():
            batch = intake.locked(batch_id, State.RECEIVED, deed="检查")
            intake.move(batch, State.STAGING, rows_read=0, bytes_done=0, message="")
        try:
            checked = checking.checked(intake.kept(batch), today)
        except Refused as refusal:
            return _refuse(batch, str(refusal), {}, clock())
        return _checked(batch, checked, clock())


@transaction.atomic
def _refuse(batch: Batch, message: str, changes: dict[str, Any], at: datetime) -> Batch:
    intake.move(batch, State.REFUSED, message=message, staged_at=at, **changes)
    _leave(batch, trail_actions.REFUSED, batch.actor, at, message=message)
    return batch


@transaction.atomic
def _checked(batch: Batch, checked: Checked, at: datetime) -> Batch:
    batch.folder.mkdir(parents=True, exist_ok=True)
    book = Book(batch.complaints_file)
    book.add(checked.complaints)
    errors = sum(one.severity == "error" for one in checked.complaints)
    texts = len({one.number for one in checked.entries})
    summary = f"制度{texts}项、版本{len(checked.entries)}个"
    changes: dict[str, Any] = {
        "facts": {"summary": summary, "digest": checked.digest, "notes": list(checked.notes)},
        "complaint_counts": book.close(),
        "rows_read": len(checked.entries),
    }
    if errors:
        message = f"有 {errors} 处错误，整份清单都不能入库；请改好后重新上传。"
        return _refuse(batch, message, changes, at)
    if not checked.entries:
        return _refuse(batch, "清单里没有数据行。", changes, at)
    intake.move(batch, State.STAGED, staged_at=at, **changes)
    _leave(batch, trail_actions.CHECKED, batch.actor, at, summary=summary)
    return batch


def commit(*, batch_id: int, actor: Actor, today: date, clock: Clock) -> Batch:
    """Bring the whole list into the library (入库), or nothing of it.

    It is read again, and refused when that comes to anything else than what was shown.
    Raises CannotCommit, WrongState, Busy.
    """
    with locks.exclusive(LOCK, wait=False):
        intake.mark_interrupted(kind=KIND, but=batch_id)
        with transaction.atomic():
            batch = intake.locked(batch_id, State.STAGED, State.INTERRUPTED, deed="入库")
            intake.move(batch, State.COMMITTING, message="")
        try:
            with transaction.atomic():
                _commit(batch, actor, today, clock())
        except Refused:
            intake.move(batch, State.STAGED)
            raise
        except IntegrityError as fault:
            intake.move(batch, State.STAGED)
            raise CannotCommit(
                "入库时与同时进行的办理冲突，没有写入任何内容。请重新检查后再入库。"
            ) from fault
    intake.forget_contents(batch, complaints_too=False)
    return batch


def _commit(batch: Batch, actor: Actor, today: date, at: datetime) -> None:
    checked = checking.checked(intake.kept(batch), today)
    wrong = any(one.severity == "error" for one in checked.complaints)
    if wrong or checked.digest != batch.facts.get("digest"):
        raise CannotCommit("不能入库：检查之后制度库有了变动，结果与预览的不一样。请重新检查。")
    writing.write(checked.entries, batch)
    intake.move(batch, State.COMMITTED, committed_at=at)
    _leave(batch, trail_actions.COMMITTED, actor, at, summary=batch.facts["summary"])


def undo(*, batch_id: int, actor: Actor, at: datetime) -> Batch:
    """Take a committed batch back (撤销). Raises CannotUndo when later deeds stand on it."""
    with locks.exclusive(LOCK, wait=False), transaction.atomic():
        batch = intake.locked(batch_id, State.COMMITTED, deed="撤销")
        writing.take_back(batch)
        intake.move(batch, State.UNDONE, undone_at=at)
        _leave(batch, trail_actions.UNDONE, actor, at)
    return batch


@transaction.atomic
def discard(*, batch_id: int, actor: Actor, at: datetime) -> Batch:
    """Give a batch up before it was committed (放弃); its files are deleted."""
    batch = intake.locked(batch_id, *OPEN, deed="放弃")
    intake.move(batch, State.DISCARDED)
    _leave(batch, trail_actions.DISCARDED, actor, at)
    transaction.on_commit(lambda: intake.forget_contents(batch, complaints_too=True))
    return batch


def retry(*, batch_id: int) -> Batch:
    """Let a batch be checked again from its kept files; raises Refused when they are gone."""
    return intake.begin_again(batch_id, State.STAGED, State.REFUSED, State.INTERRUPTED)


def _leave(batch: Batch, action: str, actor: Actor, at: datetime, **facts: Any) -> None:
    trail.leave(
        at=at,
        actor=actor,
        action=action,
        subject=(trail_actions.BATCH, str(batch.pk)),
        facts=facts,
    )
