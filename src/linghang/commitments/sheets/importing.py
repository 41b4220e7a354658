"""The import of a programme's tree: whole or nothing."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from linghang.commitments import reach, trail_actions
from linghang.commitments.models import Programme
from linghang.commitments.sheets.rules import LIMITS
from linghang.foundation import clock
from linghang.foundation.access import Decision, deny
from linghang.foundation.intake import kinds
from linghang.foundation.intake.kinds import Words
from linghang.foundation.intake.models import Batch
from linghang.org.rules import Rights
from linghang.procedures.days import Day

CODE = "commitments"


def programme(target: str) -> Programme | None:
    """The programme that a sheet goes into; its target is its id."""
    return Programme.objects.filter(pk=target).first() if target.isdigit() else None


def may_import(rights: Rights, target: str) -> Decision:
    """Whether the post may bring a sheet into the programme: who leads it."""
    found = programme(target)
    if found is None:
        return deny("没有这个方案", who_can="牵头部门")
    return reach.may_lead(found.definition, rights, found.unit_id, Day(clock.today()))


def hidden(rights: Rights, target: str) -> bool:
    """A programme of which the post sees nothing is not there for it."""
    return not reach.programmes(rights, clock.today()).filter(pk=target).exists()


def named(target: str) -> str:
    """The title of a programme into which sheets come; "" for one that has ended."""
    found = programme(target)
    closed = (Programme.Standing.ENDED, Programme.Standing.VOIDED)
    return found.title if found and found.standing not in closed else ""


def visible(rights: Rights, batches: QuerySet[Batch]) -> QuerySet[Batch]:
    """A sheet is seen by who sent it and who sees the programme."""
    seen = reach.programmes(rights, clock.today()).values_list("pk", flat=True)
    return batches.filter(Q(person=rights.person) | Q(target__in=[str(pk) for pk in seen]))


KIND = kinds.Kind(
    code=CODE,
    words=Words(
        title="导入{target}",
        intro="一行是一个问题、一条措施或一项任务。先检查每一格，再整份列入：有一处错误，整份都不列入。",
        what="{target}",
        drop_hint=".xlsx、.xls、.csv；列名与模板一致即可，次序不限",
        undo="撤销后，这一批列入的事项全部作废；有一项已经反馈或销号的，整批不能撤销。",
        empty=("还没有导入过", "先下载模板填写；检查不改变任何数据。"),
    ),
    trail=trail_actions.IMPORTS,
    importer="linghang.commitments.sheets.importer.CommitmentImport",
    lock="commitments.import",
    may=may_import,
    hidden=hidden,
    visible=visible,
    limits=LIMITS,
    template="{target}填报模板.xlsx",
    named=named,
    given_up_after=30,
)
