"""Deeds on the insurer's returns: receive, stage, commit, discard, undo, retry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from linghang.cases import trail_actions
from linghang.cases.grouping.returns import files, staging
from linghang.cases.grouping.returns.models import RETURNS, ReturnManifest
from linghang.cases.services import LOCK, refuse_other_key, sweep
from linghang.foundation import locks
from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.intake import parquet
from linghang.foundation.intake import steps as intake
from linghang.foundation.intake.definitions import Upload
from linghang.foundation.intake.models import Batch, State
from linghang.foundation.trail import services as trail

KIND = RETURNS
Clock = Callable[[], datetime]
Told = Callable[[Batch], None]


class CannotUndo(Refused):
    """Something newer stands on this batch, or there is nothing to go back to."""


@transaction.atomic
def receive(*, uploads: Sequence[Upload], actor: Actor, at: datetime, keep: bool = True) -> Batch:
    """Take files in; with `keep` they are copied, to be staged by another process.

    Raises Refused when nothing was sent or the disk is full.
    """
    batch = intake.receive(kind=KIND, uploads=uploads, actor=actor, at=at, keep=keep)
    _leave(batch, trail_actions.RETURN_RECEIVED, actor, at, file_count=len(batch.files))
    return batch


def stage(
    *,
    batch_id: int,
    today: date,
    clock: Clock,
    uploads: Sequence[Upload] | None = None,
    told: Told | None = None,
) -> Batch:
    """Read, check and link a received batch; it ends as 待入库, or as 未通过 with the reason.

    uploads: where the files lie when receive() did not keep them. told: called with the batch
    after every block. Holds the lock of all imports of cases; nothing in force is touched.
    """
    with locks.exclusive(LOCK):
        intake.mark_interrupted(kind=KIND, but=batch_id)
        with transaction.atomic():
            batch = intake.locked(batch_id, State.RECEIVED, deed="检查")
            intake.move(batch, State.STAGING, rows_read=0, bytes_done=0, message="")
        try:
            staged = _stage(batch, uploads or intake.kept(batch), today, told)
        except Refused as refusal:
            return _refuse(batch, str(refusal), clock())
        return _staged(batch, staged, clock())


def _stage(
    batch: Batch, uploads: Sequence[Upload], today: date, told: Told | None
) -> staging.Staged:
    refuse_other_key()
    batch.files = _hashed(batch, uploads)

    def progress(rows: int) -> None:
        batch.rows_read += rows
        batch.save(update_fields=["rows_read"])
        if told:
            told(batch)

    staged = staging.stage(
        uploads,
        folder=batch.folder,
        rows=batch.staged_file,
        complaints=batch.complaints_file,
        today=today,
        progress=progress,
    )
    if not staged.facts["accepted"]:
        raise Refused(
            f"没有一行可以入库：共拒收 {staged.facts['refused']} 行，请看下面的问题清单。"
        )
    return staged


def _hashed(batch: Batch, uploads: Sequence[Upload]) -> list[dict[str, Any]]:
    """The files with their hashes. Raises Refused for one that is in force or stands twice.

    One in force of which not every row found its case may come again: the cases may be there now.
    """
    earlier = {
        file["sha256"]: one
        for one in Batch.objects.filter(kind=KIND, state=State.COMMITTED)
        for file in one.files
        if file.get("sha256") and one.facts["linked"] == one.facts["accepted"]
    }
    found, seen = [], dict[str, str]()
    for upload, file in zip(uploads, batch.files, strict=True):
        digest = parquet.file_hash(upload.path)
        if digest in seen:
            raise Refused(f"{upload.name} 与 {seen[digest]} 内容完全相同，请只选一份。")
        if digest in earlier:
            raise Refused(
                f"{upload.name} 与{earlier[digest]}已入库的文件完全相同，"
                "而且每一行都对上了病例，不需要再导入。"
            )
        seen[digest] = upload.name
        found.append({**file, "sha256": digest})
    return found


@transaction.atomic
def _refuse(batch: Batch, message: str, at: datetime) -> Batch:
    intake.forget_contents(batch, complaints_too=False)
    intake.move(batch, State.REFUSED, message=message, staged_at=at)
    _leave(batch, trail_actions.RETURN_REFUSED, batch.actor, at, message=message)
    return batch


@transaction.atomic
def _staged(batch: Batch, staged: staging.Staged, at: datetime) -> Batch:
    current = ReturnManifest.current()
    compared = files.compare(
        batch.staged_file, Path(settings.CASES_FOLDER), current.files if current else []
    )
    facts = {**staged.facts, **compared}
    sent = {file["name"]: file for file in batch.files}
    for path in batch.folder.glob("unpacked-*"):
        path.unlink()
    intake.move(
        batch,
        State.STAGED,
        files=[{**sent.get(one["name"], {}), **one} for one in staged.files],
        facts=facts,
        complaint_counts=staged.complaint_counts,
        staged_at=at,
    )
    counts = {"accepted": facts["accepted"], "refused": facts["refused"]}
    _leave(batch, trail_actions.RETURN_STAGED, batch.actor, at, **counts)
    return batch


def commit(*, batch_id: int, actor: Actor, clock: Clock, wait: bool = False) -> Batch:
    """Put the good rows of a staged batch into force (入库), whole or not at all.

    A row about a case that was returned before replaces it; the earlier one is kept. Raises
    Refused (wrong state, disk full) and, unless it may `wait`, Busy while another is at work.
    """
    with locks.exclusive(LOCK, wait=wait):
        intake.mark_interrupted(kind=KIND, but=batch_id)
        with transaction.atomic():
            batch = intake.locked(batch_id, State.STAGED, State.INTERRUPTED, deed="入库")
            if not batch.staged_file.exists():
                raise Refused("这一批检查过的数据已不在服务器上，请重新上传。")
            intake.move(batch, State.COMMITTING, message="")
        try:
            sweep()
            return _commit(batch, actor, clock())
        except Refused:
            intake.move(batch, State.STAGED)
            raise


def _commit(batch: Batch, actor: Actor, at: datetime) -> Batch:
    base = ReturnManifest.current()
    merged = files.merge(
        staged=batch.staged_file,
        folder=Path(settings.CASES_FOLDER),
        files=base.files if base else [],
        batch=batch.pk,
    )
    counts = {"new": merged.new, "replaced": merged.replaced, "unchanged": merged.unchanged}
    with transaction.atomic():
        ReturnManifest.objects.filter(is_current=True).update(is_current=False)
        ReturnManifest.objects.create(
            parent=base,
            batch=batch,
            is_current=True,
            files=merged.files,
            row_count=sum(one["rows"] for one in merged.files),
            created_at=at,
        )
        facts = {**batch.facts, **counts}
        intake.move(batch, State.COMMITTED, committed_at=at, facts=facts)
        _leave(batch, trail_actions.RETURN_COMMITTED, actor, at, **counts)
    intake.forget_contents(batch, complaints_too=False)
    return batch


def undo(*, batch_id: int, actor: Actor, at: datetime) -> Batch:
    """Take the last return back (撤销): the state before it is in force again.

    Raises CannotUndo unless this batch made the state in force, and Busy while one is at work.
    """
    with locks.exclusive(LOCK, wait=False), transaction.atomic():
        batch = intake.locked(batch_id, State.COMMITTED, deed="撤销")
        current = ReturnManifest.objects.select_for_update().filter(is_current=True).first()
        if current is None or current.batch_id != batch.pk:
            newer = current.batch if current else "别的批次"
            raise CannotUndo(f"不能撤销{batch}：之后还有{newer}入库，请先从最近的一批开始撤销。")
        ReturnManifest.objects.filter(pk=current.pk).update(is_current=False)
        if current.parent_id:
            ReturnManifest.objects.filter(pk=current.parent_id).update(is_current=True)
        intake.move(batch, State.UNDONE, undone_at=at)
        before = current.parent_id or "（空）"
        _leave(batch, trail_actions.RETURN_UNDONE, actor, at, manifest=before)
    return batch


@transaction.atomic
def discard(*, batch_id: int, actor: Actor, at: datetime) -> Batch:
    """Give a batch up before it was committed (放弃); its uploads and rows are deleted."""
    batch = intake.locked(batch_id, State.RECEIVED, State.STAGED, State.INTERRUPTED, deed="放弃")
    intake.move(batch, State.DISCARDED)
    _leave(batch, trail_actions.RETURN_DISCARDED, actor, at)
    transaction.on_commit(lambda: intake.forget_contents(batch, complaints_too=False))
    return batch


def retry(*, batch_id: int) -> Batch:
    """Let an interrupted batch be checked again; raises Refused when its files are gone."""
    return intake.begin_again(batch_id, State.INTERRUPTED)


def import_files(
    *,
    files: Sequence[Path],
    actor: Actor,
    today: date,
    clock: Clock,
    dry_run: bool = False,
    told: Told | None = None,
) -> Batch:
    """Receive, stage and commit files where they lie; returns the batch in its last state."""
    uploads = [Upload(path.name, path) for path in files]
    batch = receive(uploads=uploads, actor=actor, at=clock(), keep=False)
    batch = stage(batch_id=batch.pk, today=today, clock=clock, uploads=uploads, told=told)
    if batch.state != State.STAGED:
        return batch
    if dry_run:
        return discard(batch_id=batch.pk, actor=actor, at=clock())
    return commit(batch_id=batch.pk, actor=actor, clock=clock, wait=True)


def _leave(batch: Batch, action: str, actor: Actor, at: datetime, **facts: Any) -> None:
    trail.leave(
        at=at, actor=actor, action=action, subject=("cases.returns", str(batch.pk)), facts=facts
    )
