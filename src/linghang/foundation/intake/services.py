"""The deeds on a batch of any kind: receive, check, commit, discard, undo, retry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from linghang.foundation import locks, outages
from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.intake import kinds, preview, steps
from linghang.foundation.intake.complaints import Book
from linghang.foundation.intake.definitions import Complaint, Upload
from linghang.foundation.intake.kinds import Found, Kind, Work
from linghang.foundation.intake.models import Batch, State
from linghang.foundation.trail import services as trail

Clock = Callable[[], datetime]
Told = Callable[[Batch], None]
Opened = Callable[[], Any]
GONE = "这一批检查过的数据已不在服务器上，请重新上传。"


class CannotCommit(Refused):
    """The batch cannot come into force as it is; the message says what to do first."""


class CannotUndo(Refused):
    """Later deeds stand on the batch, or there is nothing to go back to."""


@dataclass(frozen=True, slots=True)
class Possible:
    """Which deeds make sense now; the services decide again when one is asked for.

    mend: the file that came is still there, to be given back with what is wrong in it.
    """

    commit: bool
    retry: bool
    discard: bool
    undo: bool
    mend: bool


def possible(batch: Batch) -> Possible:
    """The deeds that its page offers."""
    kind, state = kinds.of(batch.kind), State(batch.state)
    if kind.whole:
        is_kept = batch.uploads.exists()
        may_commit, may_retry = state is State.STAGED, state in _again(kind) and is_kept
    else:
        is_kept, is_staged = False, batch.staged_file.exists()
        may_commit = state in (State.STAGED, State.INTERRUPTED) and is_staged
        may_retry = state is State.INTERRUPTED and not is_staged
    return Possible(
        commit=may_commit and not kind.deeds.reasons_not_to_commit(batch),
        retry=may_retry,
        discard=state in waiting(kind),
        undo=state is State.COMMITTED,
        mend=is_kept and bool(batch.complaint_counts) and "headers" in batch.facts,
    )


def waiting(kind: Kind) -> tuple[State, ...]:
    """States of a batch that can still be given up."""
    states = (State.RECEIVED, State.STAGED, State.INTERRUPTED)
    return (*states, State.REFUSED) if kind.whole else states


def _again(kind: Kind) -> tuple[State, ...]:
    if kind.whole:
        return (State.STAGED, State.REFUSED, State.INTERRUPTED)
    return (State.INTERRUPTED,)


@transaction.atomic
def receive(
    *,
    kind: str,
    uploads: Sequence[Upload],
    actor: Actor,
    at: datetime,
    target: str = "",
    keep: bool = True,
    asked: Mapping[str, date | str | bool] | None = None,
) -> Batch:
    """Take files in; with `keep` they are copied, to be checked by another process.

    asked: what the form asked for beside them, by code of Kind.asks.
    Raises Refused when nothing was sent, too many files, or the disk is full.
    """
    of = kinds.of(kind)
    if len(uploads) > 1 and not of.many:
        raise Refused(of.words.only_one)
    batch = steps.receive(kind=kind, target=target, uploads=uploads, actor=actor, at=at, keep=keep)
    facts = {
        code: one.isoformat() if isinstance(one, date) else one
        for code, one in (asked or {}).items()
    }
    if facts:
        batch.facts = facts
        batch.save(update_fields=["facts"])
    _leave(batch, "received", actor, at, file_count=len(batch.files), **facts)
    return batch


def settle(*, kind: str) -> int:
    """Tell batches so whose process died while it worked on them; returns how many.

    Who works on a batch holds the lock of its kind: while somebody does, nothing changes.
    """
    of = kinds.of(kind)
    try:
        with locks.exclusive(of.lock, wait=False):
            return steps.mark_interrupted(kind=of.code)
    except locks.Busy:
        return 0


def check(
    *,
    batch_id: int,
    today: date,
    clock: Clock,
    uploads: Sequence[Upload] = (),
    opened: Opened | None = None,
    told: Told | None = None,
) -> Batch:
    """Read and check a received batch; nothing in force is touched.

    It ends as 待入库, or as 未通过 with the reason. uploads: where the files lie when receive()
    did not keep them; opened, told: see Work. Holds the kind's lock.
    """
    kind = kinds.of(Batch.objects.values_list("kind", flat=True).get(pk=batch_id))
    with locks.exclusive(kind.lock):
        steps.mark_interrupted(kind=kind.code, but=batch_id)
        with transaction.atomic():
            batch = steps.locked(batch_id, State.RECEIVED, deed="检查")
            steps.move(batch, State.STAGING, rows_read=0, bytes_done=0, message="")
        work = Work(
            batch=batch,
            actor=batch.actor,
            today=today,
            at=clock(),
            sent=uploads,
            opened=opened,
            told=told,
        )
        try:
            with outages.told():
                found = kind.deeds.read(work)
                changes = _changes(kind, batch, found)
        except Refused as refusal:
            return _refuse(batch, str(refusal), clock())
        return _checked(kind, batch, found, changes, clock())


def _changes(kind: Kind, batch: Batch, found: Found) -> dict[str, Any]:
    """Fields of the batch; writes its complaints and preview."""
    batch.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    facts = {**batch.facts, **found.facts}
    counted = found.counted
    if counted is None:
        book = Book(batch.complaints_file)
        book.add(found.complaints)
        counted = book.close()
    if kind.whole:
        facts |= {
            "counts": preview.write(batch, found.lines),
            "digest": found.digest,
            "summary": found.summary,
        }
    changes: dict[str, Any] = {"facts": facts, "complaint_counts": counted}
    if kind.whole:
        changes["rows_read"] = found.rows
    return changes if found.files is None else {**changes, "files": found.files}


def _errors(complaints: Sequence[Mapping[str, Any]]) -> int:
    return sum(one["count"] for one in complaints if one["severity"] == "error")


@transaction.atomic
def _checked(
    kind: Kind, batch: Batch, found: Found, changes: dict[str, Any], at: datetime
) -> Batch:
    if found.keep:
        found.keep(batch)
    errors = _errors(changes["complaint_counts"]) if kind.whole else 0
    if refusal := _refusal(kind, found, errors):
        return _refuse(batch, refusal, at, **changes)
    steps.move(batch, State.STAGED, staged_at=at, **changes)
    _leave(batch, "checked", batch.actor, at, **_told(found.summary, found.told))
    return batch


def _refusal(kind: Kind, found: Found, errors: int) -> str:
    if found.refusal:
        return found.refusal
    file = kind.words.file
    if errors:
        return f"有 {errors} 处错误，整份{file}都不能入库；请改好后重新上传。"
    return "" if found.rows else "工作表里没有数据行。"


@transaction.atomic
def _refuse(batch: Batch, message: str, at: datetime, **changes: Any) -> Batch:
    if not kinds.of(batch.kind).whole:
        steps.forget_contents(batch, complaints_too=False)
    steps.move(batch, State.REFUSED, message=message, staged_at=at, **changes)
    _leave(batch, "refused", batch.actor, at, message=message)
    return batch


def commit(
    *,
    batch_id: int,
    actor: Actor,
    today: date,
    clock: Clock,
    wait: bool = False,
    uploads: Sequence[Upload] = (),
    opened: Opened | None = None,
) -> Batch:
    """Bring a checked batch into force (入库): in one transaction, with its trail.

    A whole kind is read again, and refused when that comes to anything else than what was shown.
    uploads, opened: see check(). Raises CannotCommit, WrongState, what the importer refuses and,
    unless it may `wait`, Busy while another batch is being worked on.
    """
    kind = kinds.of(Batch.objects.values_list("kind", flat=True).get(pk=batch_id))
    with outages.told(), locks.exclusive(kind.lock, wait=wait):
        steps.mark_interrupted(kind=kind.code)  # also this one, if it was cut off before
        with transaction.atomic():
            batch = steps.locked(batch_id, State.STAGED, State.INTERRUPTED, deed="入库")
            _refuse_unready(kind, batch)
            steps.move(batch, State.COMMITTING, message="")
        work = Work(batch=batch, actor=actor, today=today, at=clock(), sent=uploads, opened=opened)
        try:
            with outages.told():
                prepared = kind.deeds.prepare(work)
                with transaction.atomic():
                    _commit(kind, work, prepared)
        except Refused:
            steps.move(batch, State.STAGED)
            raise
        except IntegrityError as fault:
            steps.move(batch, State.STAGED)
            raise CannotCommit(
                "入库时与同时进行的办理冲突，没有写入任何内容。请重新检查后再入库。"
            ) from fault
        steps.forget_contents(batch, complaints_too=False)
    return batch


def _refuse_unready(kind: Kind, batch: Batch) -> None:
    if not kind.whole and not batch.staged_file.exists():
        raise CannotCommit(GONE)
    if reasons := kind.deeds.reasons_not_to_commit(batch):
        raise CannotCommit(f"不能入库：{'；'.join(reasons)}。")


def _commit(kind: Kind, work: Work, prepared: Any) -> None:
    batch = work.batch
    kind.deeds.hold(work)
    if kind.whole:
        prepared = _read_again(kind, work)
    written = kind.deeds.write(work, prepared)
    facts = {**batch.facts, **written.facts}
    steps.move(batch, State.COMMITTED, committed_at=work.at, facts=facts)
    told = _told(facts.get("summary", ""), written.told)
    _leave(batch, "committed", work.actor, work.at, **told)


def _told(summary: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts of an entry; kinds that count instead have no summary."""
    return {"summary": summary, **facts} if summary else dict(facts)


def _read_again(kind: Kind, work: Work) -> Any:
    """What is to be written; raises CannotCommit when it is not what the preview showed."""
    found = kind.deeds.read(work)
    wrong = found.refusal or any(_is_error(one) for one in found.complaints)
    if wrong or found.digest != work.batch.facts.get("digest"):
        raise CannotCommit(changed(kind))
    return found.content


def changed(kind: Kind) -> str:
    """What is said when the second reading comes to something else than the first."""
    return (
        f"不能入库：检查之后{kind.words.against or kind.words.what}有了变动，结果与预览的不一样。"
        "请重新检查，看过预览再入库。"
    )


def _is_error(complaint: Complaint) -> bool:
    return complaint.severity == "error"


def undo(*, batch_id: int, actor: Actor, at: datetime, reason: str = "") -> Batch:
    """Take a committed batch back (撤销). reason: told in the trail and on the batch's page.

    Raises CannotUndo when later deeds stand on it, and Busy while another batch is at work.
    """
    kind = kinds.of(Batch.objects.values_list("kind", flat=True).get(pk=batch_id))
    with locks.exclusive(kind.lock, wait=False), transaction.atomic():
        batch = steps.locked(batch_id, State.COMMITTED, deed="撤销")
        work = Work(batch=batch, actor=actor, today=timezone.localdate(at), at=at)
        told = kind.deeds.take_back(work)
        facts = {**batch.facts, "undo_reason": reason}
        steps.move(batch, State.UNDONE, undone_at=at, facts=facts)
        _leave(batch, "undone", actor, at, **{"reason": reason, **told})
    return batch


@transaction.atomic
def discard(*, batch_id: int, actor: Actor, at: datetime) -> Batch:
    """Give a batch up before it was committed (放弃); its files and rows are deleted."""
    kind = kinds.of(Batch.objects.values_list("kind", flat=True).get(pk=batch_id))
    batch = steps.locked(batch_id, *waiting(kind), deed="放弃")
    steps.move(batch, State.DISCARDED)
    _leave(batch, "discarded", actor, at)
    transaction.on_commit(lambda: steps.forget_contents(batch, complaints_too=kind.whole))
    return batch


def retry(*, batch_id: int) -> Batch:
    """Let a batch be checked again from its kept files; raises Refused when they are gone."""
    kind = kinds.of(Batch.objects.values_list("kind", flat=True).get(pk=batch_id))
    return steps.begin_again(batch_id, *_again(kind))


def import_files(
    *,
    kind: str,
    files: Sequence[Path],
    actor: Actor,
    today: date,
    clock: Clock,
    dry_run: bool = False,
    told: Told | None = None,
) -> Batch:
    """Receive, check and commit files where they lie, as a command line does.

    Returns the batch in its last state; 未通过 carries its reason. With `dry_run` it ends as
    待入库 and is then discarded.
    """
    uploads = [Upload(path.name, path) for path in files]
    batch = receive(kind=kind, uploads=uploads, actor=actor, at=clock(), keep=False)
    batch = check(batch_id=batch.pk, today=today, clock=clock, uploads=uploads, told=told)
    if batch.state != State.STAGED:
        return batch
    if dry_run:
        return discard(batch_id=batch.pk, actor=actor, at=clock())
    return commit(
        batch_id=batch.pk, actor=actor, today=today, clock=clock, wait=True, uploads=uploads
    )


def _leave(batch: Batch, deed: str, actor: Actor, at: datetime, **facts: Any) -> None:
    told = kinds.of(batch.kind).trail
    trail.leave(
        at=at,
        actor=actor,
        action=told.action(deed),
        subject=(told.subject, str(batch.pk)),
        facts=facts,
    )
