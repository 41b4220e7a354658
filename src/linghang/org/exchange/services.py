"""Deeds on an organisation workbook: receive, check, answer, commit, discard, undo, retry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from linghang.foundation import locks
from linghang.foundation.access import Actor
from linghang.foundation.catalog import services as catalog
from linghang.foundation.errors import Refused
from linghang.foundation.intake import steps as intake
from linghang.foundation.intake.definitions import Upload
from linghang.foundation.intake.models import Batch, State
from linghang.foundation.trail import services as trail
from linghang.org import posts
from linghang.org.conflicts import services as conflicts
from linghang.org.exchange import checking, footprints, preview, trail_actions, writing
from linghang.org.exchange.checking import Opened
from linghang.org.exchange.footprints import CannotUndo
from linghang.org.exchange.models import Question
from linghang.org.exchange.planning.plan import OTHER, Plan
from linghang.org.models import Account, Appointment, Person, Unit
from linghang.org.people import services as people

__all__ = [
    "KIND",
    "CannotAnswer",
    "CannotCommit",
    "CannotUndo",
    "answer",
    "check",
    "commit",
    "discard",
    "import_file",
    "receive",
    "retry",
    "undo",
]
KIND = "organisation"
LOCK = "org.exchange"
Clock = Callable[[], datetime]
OPEN = (State.RECEIVED, State.STAGED, State.INTERRUPTED, State.REFUSED)


class CannotCommit(Refused):
    """The batch cannot come into force as it is; the message says what to do first."""


class CannotAnswer(Refused):
    """The question has no such answer."""


@transaction.atomic
def receive(
    *, upload: Upload, effective: date, actor: Actor, at: datetime, keep: bool = True
) -> Batch:
    """Take a workbook in, to be checked by another process when it is kept.

    effective: the day from which changes of what is known hold (改名、调科室、调隶属).
    """
    batch = intake.receive(kind=KIND, uploads=[upload], actor=actor, at=at, keep=keep)
    batch.facts = {"effective": effective.isoformat()}
    batch.save(update_fields=["facts"])
    _leave(batch, trail_actions.RECEIVED, actor, at, effective=effective.isoformat())
    return batch


def check(*, batch_id: int, today: date, clock: Clock, workbook: Opened | None = None) -> Batch:
    """Read the workbook and work out what it would do; nothing of the organisation is touched.

    The batch ends as 待入库, with or without open questions, or as 未通过 with the reasons.
    workbook: the file as it was opened, when receive() did not keep it.
    """
    with locks.exclusive(LOCK):
        intake.mark_interrupted(kind=KIND, but=batch_id)
        with transaction.atomic():
            batch = intake.locked(batch_id, State.RECEIVED, deed="检查")
            intake.move(batch, State.STAGING, rows_read=0, bytes_done=0, message="")
        try:
            checked = checking.checked(
                workbook or checking.opened(intake.kept(batch)[0]),
                batch=batch,
                actor=batch.actor,
                answers=_answers(batch),
                today=today,
            )
        except Refused as refusal:
            return _refuse(batch, str(refusal), {}, clock())
        return _checked(batch, checked, clock())


def _answers(batch: Batch) -> dict[str, str]:
    answered = Question.objects.filter(batch=batch).exclude(answer="")
    return dict(answered.values_list("code", "answer"))


@transaction.atomic
def _refuse(batch: Batch, message: str, changes: Mapping[str, Any], at: datetime) -> Batch:
    intake.move(batch, State.REFUSED, message=message, staged_at=at, **changes)
    _leave(batch, trail_actions.REFUSED, batch.actor, at, message=message)
    return batch


@transaction.atomic
def _checked(batch: Batch, checked: checking.Checked, at: datetime) -> Batch:
    plan = checked.plan
    counts = preview.write(batch, plan)
    facts = {
        **batch.facts,
        **checked.facts,
        "counts": plan.counts(),
        "errors": plan.errors,
        "digest": plan.digest(),
        "leavers": len(plan.leavers),
        "summary": preview.summary(plan.counts()),
    }
    _ask(batch, plan)
    changes = {"facts": facts, "complaint_counts": counts, "rows_read": len(plan.outcomes)}
    if plan.errors:
        message = f"有 {plan.errors} 处错误，整份文件都不能入库；请改好后重新上传。"
        return _refuse(batch, message, changes, at)
    if not plan.outcomes:
        return _refuse(batch, "工作表里没有数据行。", changes, at)
    intake.move(batch, State.STAGED, staged_at=at, **changes)
    _leave(batch, trail_actions.CHECKED, batch.actor, at, summary=facts["summary"])
    return batch


def _ask(batch: Batch, plan: Plan) -> None:
    """Keep the answers that were given, drop questions that do not arise any more."""
    asked = {question.code: question for question in plan.questions}
    answered = Question.objects.filter(batch=batch).exclude(answer="")
    kept = set(answered.values_list("code", flat=True))
    Question.objects.filter(batch=batch, answer="").delete()
    Question.objects.bulk_create(
        Question(
            batch=batch,
            row=question.row,
            code=code,
            name=question.name,
            candidates=list(question.candidates),
            same_card=question.same_card,
        )
        for code, question in asked.items()
        if code not in kept
    )


@transaction.atomic
def answer(*, batch_id: int, code: str, answer: str, actor: Actor, at: datetime) -> Question:
    """Say who the person of a row is: a candidate's code, or "-" for another person.

    The batch must be checked again before it can be committed. Raises CannotAnswer.
    """
    batch = intake.locked(batch_id, State.STAGED, State.REFUSED, deed="确认同名人员")
    question = Question.objects.select_for_update().filter(batch=batch, code=code).first()
    if question is None:
        raise CannotAnswer(f"这一批没有关于工号 {code} 的待确认事项。")
    if answer != OTHER and answer not in question.candidates:
        raise CannotAnswer(f"工号 {answer} 不在可选的人员里。")
    if answer == OTHER and question.same_card:
        raise CannotAnswer(
            f"第 {question.row} 行的证件号码与 {question.candidates[0]} 相同，不可能是另一个人；"
            "如果证件号码写错了，请改正文件后重新上传。"
        )
    question.answer, question.answered_by, question.answered_at = answer, actor.person, at
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    batch.facts = {**batch.facts, "digest": ""}
    batch.save(update_fields=["facts"])
    says = "是另一个人" if answer == OTHER else f"就是工号{answer}"
    _leave(batch, trail_actions.ANSWERED, actor, at, row=question.row, code=code, answer=says)
    return question


def commit(
    *,
    batch_id: int,
    actor: Actor,
    today: date,
    clock: Clock,
    wait: bool = False,
    workbook: Opened | None = None,
) -> Batch:
    """Bring the whole workbook into force (入库), or nothing of it.

    It is worked out again, and refused when that comes to anything else than what was shown. One
    transaction writes everything, the footprints for undo(), and the trail. workbook: see check().
    Raises CannotCommit, WrongState and, unless it may `wait`, Busy while another batch is being
    worked on.
    """
    with locks.exclusive(LOCK, wait=wait):
        intake.mark_interrupted(kind=KIND, but=batch_id)
        with transaction.atomic():
            batch = intake.locked(batch_id, State.STAGED, State.INTERRUPTED, deed="入库")
            _refuse_unready(batch)
            intake.move(batch, State.COMMITTING, message="")
        try:
            with transaction.atomic():
                opened = workbook or checking.opened(intake.kept(batch)[0])
                _commit(batch, opened, actor, today, clock())
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


def _refuse_unready(batch: Batch) -> None:
    waiting = Question.objects.filter(batch=batch, answer="").count()
    if waiting:
        raise CannotCommit(f"不能入库：还有 {waiting} 个同名人员没有确认。")
    if not batch.facts.get("digest"):
        raise CannotCommit("不能入库：同名人员确认之后还没有重新检查，请先点“重新检查”。")


def _commit(batch: Batch, workbook: Opened, actor: Actor, today: date, at: datetime) -> None:
    # Deeds on people and units lock their rows first: they wait until this is over.
    for model in (Unit, Person):
        list(model.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    checked = checking.checked(
        workbook, batch=batch, actor=actor, answers=_answers(batch), today=today
    )
    plan = checked.plan
    if plan.errors or plan.questions or plan.digest() != batch.facts["digest"]:
        raise CannotCommit(
            "不能入库：检查之后组织机构有了变动，结果与预览的不一样。请重新检查，看过预览再入库。"
        )
    writing.write(batch, plan.drafts)
    for code in plan.posts:
        post = posts.catalog().items[code]
        catalog.keep(kind=posts.KIND, code=code, hash=post.hash, body=post.body, at=at)
    for one in plan.accepted:
        conflicts.tell(
            appointment=Appointment.objects.get(pk=one.appointment.pk or 0),
            clashes=one.clashes,
            override_reason=one.reason,
            actor=actor,
            at=at,
        )
    closed = list(
        Account.objects.filter(
            person__code__in=plan.leavers, person__active_to__lte=today, is_active=True
        ).values_list("pk", flat=True)
    )
    if closed:
        people.cut_off_leavers(today=today, actor=actor, at=at)
    intake.move(
        batch, State.COMMITTED, committed_at=at, facts={**batch.facts, "closed_accounts": closed}
    )
    counts = {
        f"{sheet}_{what}": number
        for sheet, by_what in plan.counts().items()
        for what, number in by_what.items()
    }
    _leave(batch, trail_actions.COMMITTED, actor, at, summary=batch.facts["summary"], **counts)


def undo(*, batch_id: int, actor: Actor, at: datetime) -> Batch:
    """Take a committed batch back (撤销): every row is again as it was before.

    Accounts that were closed because their people left are opened again; sessions and tokens that
    ended with them are not. Raises CannotUndo when later deeds stand on the batch.
    """
    with locks.exclusive(LOCK, wait=False), transaction.atomic():
        batch = intake.locked(batch_id, State.COMMITTED, deed="撤销")
        for model in (Unit, Person):
            list(model.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
        footprints.take_back(batch)
        Account.objects.filter(pk__in=batch.facts.get("closed_accounts", [])).update(is_active=True)
        intake.move(batch, State.UNDONE, undone_at=at)
        _leave(batch, trail_actions.UNDONE, actor, at)
    return batch


@transaction.atomic
def discard(*, batch_id: int, actor: Actor, at: datetime) -> Batch:
    """Give a batch up before it was committed (放弃); the file and what was found are deleted."""
    batch = intake.locked(batch_id, *OPEN, deed="放弃")
    intake.move(batch, State.DISCARDED)
    _leave(batch, trail_actions.DISCARDED, actor, at)
    transaction.on_commit(lambda: intake.forget_contents(batch, complaints_too=True))
    return batch


def retry(*, batch_id: int) -> Batch:
    """Let a batch be checked again from its kept file; raises Refused when that is gone."""
    return intake.begin_again(batch_id, State.STAGED, State.REFUSED, State.INTERRUPTED)


def import_file(
    *,
    path: Path,
    effective: date,
    actor: Actor,
    today: date,
    clock: Clock,
    answers: Mapping[str, str] | None = None,
    go_on: bool = False,
) -> Batch:
    """Receive, check and, with `go_on`, commit a file where it lies: for the command line.

    answers: code in the file → answer, see answer(). Without `go_on`, or with open questions, the
    batch waits; as its file is not kept, it can then only be given up. 未通过 carries its reason.
    """
    upload = Upload(path.name, path)
    batch = receive(upload=upload, effective=effective, actor=actor, at=clock(), keep=False)
    try:
        workbook = checking.opened(upload)
    except Refused as refusal:
        return _refuse(batch, str(refusal), {}, clock())
    batch = check(batch_id=batch.pk, today=today, clock=clock, workbook=workbook)
    if answers and _answer(batch, answers, actor, clock()):
        batch = check(batch_id=batch.pk, today=today, clock=clock, workbook=workbook)
    waiting = Question.objects.filter(batch=batch, answer="").exists()
    if batch.state == State.STAGED and go_on and not waiting:
        return commit(
            batch_id=batch.pk, actor=actor, today=today, clock=clock, wait=True, workbook=workbook
        )
    return batch


@transaction.atomic
def _answer(batch: Batch, answers: Mapping[str, str], actor: Actor, at: datetime) -> bool:
    """Give those answers that were asked for; whether the batch is to be checked again."""
    asked = Question.objects.filter(batch=batch, code__in=answers).values_list("code", flat=True)
    for code in list(asked):
        answer(batch_id=batch.pk, code=code, answer=answers[code], actor=actor, at=at)
    if asked:
        intake.move(batch, State.RECEIVED)
    return bool(asked)


def _leave(batch: Batch, action: str, actor: Actor, at: datetime, **facts: Any) -> None:
    trail.leave(
        at=at,
        actor=actor,
        action=action,
        subject=("exchange.batch", str(batch.pk)),
        facts=facts,
    )
