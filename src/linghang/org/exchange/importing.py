"""The import of the organisation: units, people, posts and codes in one workbook."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from linghang.foundation.access import Decision
from linghang.foundation.fields.definitions import Field
from linghang.foundation.fields.definitions import Kind as FieldKind
from linghang.foundation.intake.kinds import Kind, Words
from linghang.foundation.intake.models import Batch
from linghang.org import policy
from linghang.org.definitions import Tree
from linghang.org.exchange import trail_actions
from linghang.org.exchange.definitions import LIMITS, SHEET_NAMES
from linghang.org.rules import Rights

CODE = "organisation"
TREES = (Tree.PARTY, Tree.UNION, Tree.GRID)
EFFECTIVE = Field(
    code="effective",
    name="改动自哪一天起算",
    kind=FieldKind.DATE,
    required=True,
    help="已有单位改名、改隶属，已有人员换科室，从这一天起生效；新增的按表里的日期。",
)


def _may(rights: Rights, target: str) -> Decision:
    """Whether they look after people or any tree of units; each row is asked about by itself."""
    people = policy.may_edit_people(rights)
    if people:
        return people
    trees = (policy.may_edit_tree(rights, tree) for tree in TREES)
    return next((answer for answer in trees if answer), people)


def _visible(rights: Any, batches: QuerySet[Batch]) -> QuerySet[Batch]:
    """Whoever looks after people sees every batch; others see what they sent themselves."""
    if policy.may_edit_people(rights):
        return batches
    return batches.filter(person=rights.person)


KIND = Kind(
    code=CODE,
    words=Words(
        title="导入组织和人员",
        intro="单位、人员、任职、编码对应写在一个工作簿的几张工作表里。先检查、看过改动前后，"
        "再整份入库；入库后还可以撤销。",
        what="组织和人员",
        against="组织机构",
        upload="上传工作簿",
        drop_hint=".xlsx、.xls、.csv",
        only_one="一次只上传一个工作簿；单位、人员、任职写在它的几张工作表里。",
        undo="撤销后，每个单位、每个人都回到这一批入库之前。后来的办理以它为基础的，不能撤销。",
        empty=("还没有导入过", "先下载模板填写；上传后会检查每一格，检查不改变任何数据。"),
        working="一万人的表大约十秒。",
    ),
    trail=trail_actions.IMPORTS,
    importer="linghang.org.exchange.importer.OrganisationImport",
    lock="org.exchange",
    may=_may,
    visible=_visible,
    limits=LIMITS,
    asks=(EFFECTIVE,),
    template="组织和人员导入模板.xlsx",
    sheets=SHEET_NAMES,
    given_up_after=14,
)
