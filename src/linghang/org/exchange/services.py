"""What is said about an organisation workbook besides the deeds of every import."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.intake import services as intake
from linghang.foundation.intake import steps
from linghang.foundation.intake.definitions import Upload
from linghang.foundation.intake.models import Batch, State
from linghang.foundation.trail import services as trail
from linghang.org.exchange import checking, trail_actions
from linghang.org.exchange.importing import CODE
from linghang.org.exchange.models import Question
from linghang.org.exchange.planning.plan import OTHER

Clock = Callable[[], datetime]


class CannotAnswer(Refused):
    """The question has no such answer."""


@transaction.atomic
def answer(*, batch_id: int, code: str, answer: str, actor: Actor, at: datetime) -> Question:
    """Say who the person of a row is: a candidate's code, or "-" for another person.

    The batch must be checked again before it can be committed. Raises CannotAnswer.
    """
    batch = steps.locked(batch_id, State.STAGED, State.REFUSED, deed="确认同名人员")
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
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.ANSWERED,
        subject=(trail_actions.IMPORTS.subject, str(batch.pk)),
        facts={"row": question.row, "code": code, "answer": says},
    )
    return question


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
    batch = intake.receive(
        kind=CODE,
        uploads=[upload],
        asked={"effective": effective},
        actor=actor,
        at=clock(),
        keep=False,
    )
    opened = cache(lambda: checking.opened(upload))
    batch = intake.check(batch_id=batch.pk, today=today, clock=clock, opened=opened)
    if answers and _answer(batch, answers, actor, clock()):
        batch = intake.check(batch_id=batch.pk, today=today, clock=clock, opened=opened)
    waiting = Question.objects.filter(batch=batch, answer="").exists()
    if batch.state == State.STAGED and go_on and not waiting:
        return intake.commit(
            batch_id=batch.pk, actor=actor, today=today, clock=clock, wait=True, opened=opened
        )
    return batch


@transaction.atomic
def _answer(batch: Batch, answers: Mapping[str, str], actor: Actor, at: datetime) -> bool:
    """Give those answers that were asked for; whether the batch is to be checked again."""
    asked = Question.objects.filter(batch=batch, code__in=answers).values_list("code", flat=True)
    for code in list(asked):
        answer(batch_id=batch.pk, code=code, answer=answers[code], actor=actor, at=at)
    if asked:
        steps.move(batch, State.RECEIVED)
    return bool(asked)
