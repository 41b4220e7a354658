"""How a workbook of the organisation is read, written and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from linghang.foundation.catalog import services as catalog
from linghang.foundation.intake.definitions import WHAT_NAMES, Line, What
from linghang.foundation.intake.kinds import Found, Importer, Work, Written
from linghang.foundation.intake.models import Batch
from linghang.foundation.intake.services import CannotCommit, changed
from linghang.org import posts
from linghang.org.conflicts import services as conflicts
from linghang.org.exchange import checking, exporting, footprints, writing
from linghang.org.exchange.definitions import SHEET_NAMES
from linghang.org.exchange.importing import KIND
from linghang.org.exchange.models import Question
from linghang.org.exchange.planning.plan import Plan
from linghang.org.models import Account, Appointment, Person, Unit
from linghang.org.people import services as people


class OrganisationImport(Importer):
    """组织和人员 of one workbook, planned against the organisation as it is."""

    def read(self, work: Work) -> Found:
        """What the workbook would do if the actor brought it into force today."""
        batch = work.batch
        workbook = work.opened() if work.opened else checking.opened(work.uploads[0])
        answers = Question.objects.filter(batch=batch).exclude(answer="")
        checked = checking.checked(
            workbook,
            batch=batch,
            actor=work.actor,
            answers=dict(answers.values_list("code", "answer")),
            today=work.today,
        )
        plan = checked.plan
        return Found(
            rows=len(plan.outcomes),
            content=plan,
            summary=_summary(plan.counts()),
            complaints=plan.complaints,
            digest=plan.digest(),
            lines=(
                Line(
                    sheet=one.origin.sheet,
                    row=one.origin.row,
                    what=one.what,
                    title=one.title,
                    differences=one.differences,
                )
                for one in plan.outcomes
            ),
            facts={**checked.facts, "errors": plan.errors, "leavers": len(plan.leavers)},
            keep=lambda batch: _ask(batch, plan),
        )

    def reasons_not_to_commit(self, batch: Batch) -> list[str]:
        """Namesakes to be answered for, or answers that were not checked with."""
        waiting = Question.objects.filter(batch=batch, answer="").count()
        if waiting:
            return [f"还有 {waiting} 个同名人员没有确认"]
        if not batch.facts.get("digest"):
            return ["同名人员确认之后还没有重新检查，请先点“重新检查”"]
        return []

    def hold(self, work: Work) -> None:
        """Deeds on people and units lock their rows first: they wait until this is over."""
        for model in (Unit, Person):
            list(model.objects.select_for_update().order_by("pk").values_list("pk", flat=True))

    def write(self, work: Work, content: Plan) -> Written:
        """Everything of the plan, the footprints for take_back(), and who leaves."""
        if content.questions:
            raise CannotCommit(changed(KIND))
        writing.write(work.batch, content.drafts)
        for code in content.posts:
            post = posts.catalog().items[code]
            catalog.keep(kind=posts.KIND, code=code, hash=post.hash, body=post.body, at=work.at)
        for one in content.accepted:
            conflicts.tell(
                appointment=Appointment.objects.get(pk=one.appointment.pk or 0),
                clashes=one.clashes,
                override_reason=one.reason,
                actor=work.actor,
                at=work.at,
            )
        counts = {
            f"{sheet}_{what}": number
            for sheet, by_what in content.counts().items()
            for what, number in by_what.items()
        }
        return Written(facts={"closed_accounts": _cut_off(work, content)}, told=counts)

    def take_back(self, work: Work) -> Mapping[str, Any]:
        """Every row is again as it was before.

        Accounts that were closed because their people left are opened again; sessions and tokens
        that ended with them are not. Raises CannotUndo when later deeds stand on the batch.
        """
        self.hold(work)
        footprints.take_back(work.batch)
        closed = work.batch.facts.get("closed_accounts", [])
        Account.objects.filter(pk__in=closed).update(is_active=True)
        return {}

    def template(self, target: str, to: IO[bytes]) -> None:
        """Empty sheets to fill in."""
        exporting.write_template(to)


def _ask(batch: Batch, plan: Plan) -> None:
    """Keep the answers that were given, drop questions that do not arise any more."""
    answered = Question.objects.filter(batch=batch).exclude(answer="")
    kept = set(answered.values_list("code", flat=True))
    Question.objects.filter(batch=batch, answer="").delete()
    Question.objects.bulk_create(
        Question(
            batch=batch,
            row=question.row,
            code=question.code,
            name=question.name,
            candidates=list(question.candidates),
            same_card=question.same_card,
        )
        for question in {one.code: one for one in plan.questions}.values()
        if question.code not in kept
    )


def _cut_off(work: Work, plan: Plan) -> list[int]:
    """Close the logins of those who have left by today; returns which."""
    closed = list(
        Account.objects.filter(
            person__code__in=plan.leavers, person__active_to__lte=work.today, is_active=True
        ).values_list("pk", flat=True)
    )
    if closed:
        people.cut_off_leavers(today=work.today, actor=work.actor, at=work.at)
    return closed


def _summary(counts: Mapping[str, Mapping[str, int]]) -> str:
    """单位新增3、不变17；人员新增120、改动4: every sheet in a few words."""
    parts = []
    for sheet, name in SHEET_NAMES.items():
        if sheet in counts:
            told = [
                f"{WHAT_NAMES[what]}{counts[sheet][what]}" for what in What if what in counts[sheet]
            ]
            parts.append(f"{name}{'、'.join(told)}")
    return "；".join(parts) or "没有数据行"
