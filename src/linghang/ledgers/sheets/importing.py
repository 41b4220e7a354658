"""The import of entries into a ledger: whole or nothing, handed in at once or kept as drafts."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from linghang.foundation import clock
from linghang.foundation.access import Decision, allow, deny
from linghang.foundation.fields.definitions import Field, Kind, Option
from linghang.foundation.intake import kinds
from linghang.foundation.intake.kinds import Words
from linghang.foundation.intake.models import Batch
from linghang.foundation.sheets.definitions import Limits
from linghang.ledgers import catalog, reach, trail_actions
from linghang.ledgers.definitions import Ledger, Secrecy
from linghang.org.rules import Rights
from linghang.procedures.days import Day
from linghang.procedures.seats.rules import said

HAND_IN, DRAFTS = "hand_in", "drafts"
LIMITS = Limits(bytes=32 * 1024 * 1024, rows=20_001)
WAY = Field(
    code="way",
    name="入库方式",
    kind=Kind.CHOICE,
    required=True,
    options=(
        Option(code=HAND_IN, name="入库并报送审核"),
        Option(code=DRAFTS, name="保存为草稿"),
    ),
    help="报送的按单位各成一份，由审核岗位审核后计数；草稿可以逐条补材料，再报送",
)


def may_import(rights: Rights, target: str) -> Decision:
    """Whether the post may bring sheets into the ledger: who enters, and who oversees it.

    What is kept encrypted is entered one by one, for a sheet would lie about in the open. Others
    are told nothing of a ledger that only some may know of.
    """
    ledger = catalog.catalog()[target]
    day = Day(clock.today())
    if hidden(rights, target):
        return deny("没有这个台账，或者不由您的岗位填报", who_can="填报这个台账的岗位")
    holders = said(ledger.enter, day.posts)
    oversees = any(rights.post.code in seat.posts for seat in ledger.oversee)
    enters = reach.enterable(ledger, rights, day) != frozenset()
    if not enters and not (rights.in_force and oversees):
        return deny(f"“{ledger.name}”由{holders}填报", who_can=holders)
    if ledger.secrecy is Secrecy.SEALED:
        return deny("内容加密保存的台账逐条登记，不用表格导入", who_can="无")
    return allow(f"{rights.title}可以填报“{ledger.name}”")


def hidden(rights: Rights, target: str) -> bool:
    """A ledger that only few may know of is not there for others."""
    ledger = catalog.catalog()[target]
    return ledger.secrecy is not Secrecy.OPEN and not reach.is_open_to(ledger, rights)


def named(target: str) -> str:
    """The name of a ledger into which sheets come; "" for parts of others and what is over."""
    loaded = catalog.current(target)
    if loaded is None or not is_kept(loaded.item):
        return ""
    return loaded.item.name


def is_kept(ledger: Ledger) -> bool:
    """Whether entries come into the ledger itself today."""
    is_over = ledger.active_to is not None and ledger.active_to <= clock.today()
    return not ledger.part_of and not is_over


def visible(rights: Rights, batches: QuerySet[Batch]) -> QuerySet[Batch]:
    """A sheet is seen by who sent it and who oversees the ledger: it may hold anybody's rows."""
    overseen = [
        code
        for code, loaded in catalog.catalog().items.items()
        if any(rights.post.code in seat.posts for seat in loaded.item.oversee)
    ]
    return batches.filter(Q(person=rights.person) | Q(target__in=overseen))


KIND = kinds.Kind(
    code="ledgers",
    words=Words(
        title="导入{target}",
        intro="一行是一条记录。先检查每一格，再整份入库：有一处错误，整份都不入库。",
        what="{target}",
        drop_hint=".xlsx、.xls、.csv；列名与模板一致即可，次序不限",
        undo="撤销后，这一批里还没有审核的记录移出台账；有一条已经审核的，整批不能撤销。",
        empty=("还没有导入过", "先下载模板填写；检查不改变任何数据。"),
    ),
    trail=trail_actions.IMPORTS,
    importer="linghang.ledgers.sheets.importer.LedgerImport",
    lock="ledgers.import",
    may=may_import,
    hidden=hidden,
    visible=visible,
    limits=LIMITS,
    asks=(WAY,),
    template="{target}填报模板.xlsx",
    named=named,
    given_up_after=30,
)
