"""Deeds on front-sheet batches: receive, stage, commit, discard, undo, retry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from linghang.cases import hooks, merge, pseudonyms, staging, trail_actions
from linghang.cases.grouping import coding
from linghang.cases.models import FRONT_SHEETS, Manifest, named_paths
from linghang.foundation import locks
from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.intake import duck, parquet
from linghang.foundation.intake import steps as intake
from linghang.foundation.intake.definitions import Upload
from linghang.foundation.intake.models import Batch, State
from linghang.foundation.trail import services as trail

KIND = FRONT_SHEETS
LOCK = "cases.intake"
Clock = Callable[[], datetime]
Told = Callable[[Batch], None]


class CannotUndo(Refused):
    """Something newer stands on this batch, or there is nothing to go back to."""


class WrongKey(Refused):
    """The pseudonym key is not the one that the stored cases were made with."""


@transaction.atomic
def receive(*, uploads: Sequence[Upload], actor: Actor, at: datetime, keep: bool = True) -> Batch:
    """Take files in; with `keep` they are copied, to be staged by another process.

    Raises Refused when nothing was sent or the disk is full.
    """
    batch = intake.receive(kind=KIND, uploads=uploads, actor=actor, at=at, keep=keep)
    _leave(batch, trail_actions.RECEIVED, actor, at, file_count=len(batch.files))
    return batch


def stage(
    *,
    batch_id: int,
    today: date,
    clock: Clock,
    uploads: Sequence[Upload] | None = None,
    told: Told | None = None,
) -> Batch:
    """Read and check a received batch; it ends as 待入库, or as 未通过 with the reason.

    uploads: where the files lie when receive() did not keep them. told: called with the batch
    after every block. Holds the intake lock; the data in force are not touched. A file that
    cannot be read refuses the whole batch.
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
    sources = intake.opened(batch, uploads)

    def progress(size: int, rows: int) -> None:
        batch.bytes_done += size
        batch.rows_read += rows
        batch.save(update_fields=["bytes_done", "rows_read"])
        if told:
            told(batch)

    places = staging.Places(
        parts=batch.folder / "parts.parquet",
        rows=batch.staged_file,
        complaints=batch.complaints_file,
    )
    staged = staging.stage(sources, batch=batch.pk, places=places, today=today, progress=progress)
    if not staged.facts["accepted"]:
        raise Refused(
            f"没有一行可以入库：共拒收 {staged.facts['refused']} 行，请看下面的问题清单。"
        )
    return staged


def refuse_other_key() -> None:
    """Raise WrongKey: a new key would make every stored case a stranger to its own re-sent row."""
    current = Manifest.current()
    pseudonyms.key()
    if current and current.key_fingerprint != pseudonyms.fingerprint():
        raise WrongKey(
            "假名密钥与库中病案所用的不是同一把，继续导入会使病案重复。"
            f"请从密钥备份恢复 {pseudonyms.KEY_FILE}（指纹 {current.key_fingerprint}）。"
        )


@transaction.atomic
def _refuse(batch: Batch, message: str, at: datetime) -> Batch:
    intake.forget_contents(batch, complaints_too=False)
    intake.move(batch, State.REFUSED, message=message, staged_at=at)
    _leave(batch, trail_actions.REFUSED, batch.actor, at, message=message)
    return batch


@transaction.atomic
def _staged(batch: Batch, staged: staging.Staged, at: datetime) -> Batch:
    facts = {**staged.facts, **_compared(batch)}
    sent = {file["name"]: file for file in batch.files}
    files = [{**sent.get(one["name"], {}), **one} for one in staged.files]
    for path in batch.folder.glob("unpacked-*"):
        path.unlink()
    intake.move(
        batch,
        State.STAGED,
        files=files,
        facts=facts,
        complaint_counts=staged.complaint_counts,
        staged_at=at,
    )
    counts = {"accepted": facts["accepted"], "refused": facts["refused"]}
    _leave(batch, trail_actions.STAGED, batch.actor, at, **counts)
    return batch


def _compared(batch: Batch) -> dict[str, int]:
    current = Manifest.current()
    with duck.cursor() as connection:
        return merge.compare(connection, batch.staged_file, current.case_paths() if current else [])


def commit(*, batch_id: int, actor: Actor, clock: Clock, wait: bool = False) -> Batch:
    """Put the good rows of a staged batch into force (入库).

    Writes new month files and cells, then switches the manifest in one transaction: before it
    nothing has changed, after it everything has. Raises Refused (wrong state, disk full) and,
    unless it may `wait`, Busy while another batch is being worked on.
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
    base = Manifest.current()
    folder = Path(settings.CASES_FOLDER)
    merged = merge.merge(
        rows=batch.staged_file, folder=folder, files=base.case_files if base else []
    )
    cells, coded = None, []
    if merged.new or merged.replaced:
        coded = coding.write(folder, merged.case_files, base.coded_files if base else [])
        cells = hooks.write_cells(
            hooks.Change(
                folder=folder,
                case_files=merged.case_files,
                cell_files=base.cell_files if base else [],
                cell_version=base.cell_version if base else "",
                discharge_days=merged.discharge_days,
                admission_days=merged.admission_days,
                at=at,
            )
        )
    counts = {
        "new": merged.new,
        "replaced": merged.replaced,
        "moved": merged.moved,
        "unchanged": merged.unchanged,
    }
    with transaction.atomic():
        if cells:
            switch(
                base=base,
                batch=batch,
                case_files=merged.case_files,
                coded_files=coded,
                cells=cells,
                at=at,
            )
        facts = {**batch.facts, **counts}
        intake.move(batch, State.COMMITTED, committed_at=at, facts=facts)
        _leave(batch, trail_actions.COMMITTED, actor, at, **counts)
    intake.forget_contents(batch, complaints_too=False)
    return batch


def switch(
    *,
    base: Manifest | None,
    batch: Batch | None,
    case_files: list[dict[str, Any]],
    coded_files: list[dict[str, Any]],
    cells: hooks.Cells,
    at: datetime,
) -> Manifest:
    """Make a new manifest the current one. To be called inside the deed's transaction.

    Raises Refused when another manifest came into force since `base` was read.
    """
    current = Manifest.objects.select_for_update().filter(is_current=True).first()
    if current != base:
        raise Refused("库中数据刚刚被另一次导入改变，请再按一次“入库”。")
    if current:
        current.is_current = False
        current.save(update_fields=["is_current"])
    return Manifest.objects.create(
        parent=base,
        batch=batch,
        is_current=True,
        case_files=case_files,
        coded_files=coded_files,
        cell_files=cells.files,
        cell_version=cells.version,
        case_count=sum(one["rows"] for one in case_files),
        first_day=min((date.fromisoformat(one["first_day"]) for one in case_files), default=None),
        data_through=max((date.fromisoformat(one["last_day"]) for one in case_files), default=None),
        key_fingerprint=pseudonyms.fingerprint(),
        created_at=at,
    )


def sweep() -> None:
    """Remove files that an interrupted import left behind; what a manifest names is not touched.

    Only to be called while holding the intake lock.
    """
    folder = Path(settings.CASES_FOLDER)
    if folder.exists():
        parquet.sweep(folder, named=named_paths())


def undo(*, batch_id: int, actor: Actor, at: datetime) -> Batch:
    """Take the last import back (撤销): the manifest before it is in force again.

    Raises CannotUndo unless this batch made the manifest in force, and Busy while another batch
    is being worked on.
    """
    with locks.exclusive(LOCK, wait=False), transaction.atomic():
        batch = intake.locked(batch_id, State.COMMITTED, deed="撤销")
        current = Manifest.objects.select_for_update().filter(is_current=True).first()
        made = Manifest.objects.filter(batch=batch).order_by("id").first()
        if made is None:
            raise CannotUndo(f"{batch}没有改变库中数据，不需要撤销。")
        if current is None or current.batch_id != batch.pk:
            raise CannotUndo(
                f"不能撤销{batch}：之后还有{_newer(current)}入库，请先从最近的一批开始撤销。"
            )
        Manifest.objects.filter(pk=current.pk).update(is_current=False)
        if made.parent_id:
            Manifest.objects.filter(pk=made.parent_id).update(is_current=True)
        intake.move(batch, State.UNDONE, undone_at=at)
        _leave(batch, trail_actions.UNDONE, actor, at, manifest=made.parent_id or "（空）")
    return batch


def _newer(current: Manifest | None) -> str:
    return str(current.batch) if current and current.batch else "别的批次"


@transaction.atomic
def discard(*, batch_id: int, actor: Actor, at: datetime) -> Batch:
    """Give a batch up before it was committed (放弃); its uploads and rows are deleted."""
    batch = intake.locked(batch_id, State.RECEIVED, State.STAGED, State.INTERRUPTED, deed="放弃")
    intake.move(batch, State.DISCARDED)
    _leave(batch, trail_actions.DISCARDED, actor, at)
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
    """Receive, stage and commit files where they lie: the command a hospital runs each month.

    Returns the batch in its last state; 未通过 carries its reason. With `dry_run` it ends as
    待入库 and is then discarded, the complaints stay.
    """
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
        at=at, actor=actor, action=action, subject=("cases.batch", str(batch.pk)), facts=facts
    )
