"""Steps of a batch below its deeds: open, keep, lock, move, forget; no trail, no content."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.intake import parquet, unpack
from linghang.foundation.intake.definitions import Upload
from linghang.foundation.intake.models import OPEN_STATES, WORKED_ON, Batch, State
from linghang.foundation.intake.unpack import Source


class WrongState(Refused):
    """The batch is not in a state in which this can be done."""


@transaction.atomic
def receive(
    *,
    kind: str,
    target: str = "",
    uploads: Sequence[Upload],
    actor: Actor,
    at: datetime,
    keep: bool,
) -> Batch:
    """Open a batch. With `keep` the files are copied into the batch's own folder for later.

    Raises Refused when there is no file, one is missing, or the disk is full.
    """
    if not uploads:
        raise Refused("没有选择文件。")
    for upload in uploads:
        if not upload.path.is_file():
            raise Refused(f"找不到文件 {upload.name}。")
    batch = Batch.objects.create(
        kind=kind,
        target=target,
        person=actor.person,
        appointment=actor.appointment,
        on_behalf_of=actor.on_behalf_of or "",
        files=[{"name": one.name, "bytes": one.path.stat().st_size} for one in uploads],
        bytes_total=sum(one.path.stat().st_size for one in uploads),
        received_at=at,
    )
    batch.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if keep:
        _keep(batch, uploads)
    return batch


def _keep(batch: Batch, uploads: Sequence[Upload]) -> None:
    try:
        with parquet.disk_full_is_refused():
            unpack.room_for(batch.folder, batch.bytes_total, name=uploads[0].name)
            batch.uploads.mkdir(exist_ok=True, mode=0o700)
            for number, upload in enumerate(uploads):
                shutil.copyfile(upload.path, batch.uploads / f"{number:04d}")
    except Refused:
        shutil.rmtree(batch.folder, ignore_errors=True)
        raise


def kept(batch: Batch) -> list[Upload]:
    """The files that receive() kept; raises Refused when they are gone."""
    uploads = [
        Upload(file["name"], batch.uploads / f"{number:04d}")
        for number, file in enumerate(batch.files)
    ]
    if not all(one.path.is_file() for one in uploads):
        raise Refused("这批文件已不在服务器上，请重新上传。")
    return uploads


def opened(batch: Batch, uploads: Sequence[Upload]) -> list[Source]:
    """Plain CSV files of a batch, archives opened below its folder.

    Raises Refused for a broken archive, a bomb, the same content twice, or a full disk.
    """
    sources: list[Source] = []
    seen: dict[str, str] = {}
    for upload in uploads:
        digest = _hash(upload.path)
        if digest in seen:
            raise Refused(f"{upload.name} 与 {seen[digest]} 内容完全相同，请只选一份。")
        seen[digest] = upload.name
        with parquet.disk_full_is_refused():
            sources += unpack.unpack(
                upload.name,
                upload.path,
                folder=batch.folder,
                limit=settings.UNPACKED_LIMIT_BYTES,
            )
    hashes = {name: digest for digest, name in seen.items()}
    batch.files = [{**file, "sha256": hashes[file["name"]]} for file in batch.files]
    batch.bytes_total = sum(source.path.stat().st_size for source in sources)
    batch.save(update_fields=["files", "bytes_total"])
    return sources


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def locked(batch_id: int, *allowed: State, deed: str) -> Batch:
    """The batch, locked for this transaction; raises WrongState unless it is in `allowed`."""
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    if batch.state not in allowed:
        names = "、".join(f"“{state.label}”" for state in allowed)
        raise WrongState(
            f"不能{deed}：{batch} 现在是“{batch.get_state_display()}”，"
            f"只有{names}的批次才能{deed}。"
        )
    return batch


def move(batch: Batch, state: State, **changes: object) -> Batch:
    """Set the state and the given fields, and save just these."""
    batch.state = state.value
    for field, value in changes.items():
        setattr(batch, field, value)
    batch.save(update_fields=["state", *changes])
    return batch


@transaction.atomic
def begin_again(batch_id: int, *allowed: State) -> Batch:
    """Let a batch be checked again from its kept files; raises Refused when those are gone."""
    batch = locked(batch_id, *allowed, deed="重新检查")
    kept(batch)
    return move(batch, State.RECEIVED, message="", bytes_done=0, rows_read=0)


def mark_interrupted(*, kind: str, but: int | None = None) -> int:
    """Batches whose process died while at work are told so; returns how many. but: one less.

    Only to be called while holding the lock under which batches are worked on.
    """
    at_work = Batch.objects.filter(kind=kind, state__in=WORKED_ON)
    count = 0
    for batch in at_work if but is None else at_work.exclude(pk=but):
        if batch.state == State.STAGING:
            forget_contents(batch, complaints_too=True, uploads_too=False)
        message = "处理中断（程序被终止），库中数据没有改变。"
        move(batch, State.INTERRUPTED, message=message)
        count += 1
    return count


def forget_contents(batch: Batch, *, complaints_too: bool, uploads_too: bool = True) -> None:
    """Remove what is no longer needed: uploads, unpacked and staged rows."""
    kept = set() if complaints_too else {batch.complaints_file}
    kept |= set() if uploads_too else {batch.uploads}
    for path in batch.folder.glob("*"):
        if path in kept:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def open_batches(kind: str) -> int:
    """How many batches wait for somebody."""
    return Batch.objects.filter(kind=kind, state__in=OPEN_STATES).count()
