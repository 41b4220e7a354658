"""The deeds of this engine, as sentences of the trail; they tell no content of an entry."""

from __future__ import annotations

from linghang.foundation.intake.kinds import Trail
from linghang.foundation.trail import actions
from linghang.ledgers.definitions import Ledger, Secrecy

WRITTEN = "ledgers.entry.written"
DISCARDED = "ledgers.entry.discarded"
HANDED_IN = "ledgers.filing.handed_in"
VERIFIED = "ledgers.filing.verified"
RETURNED = "ledgers.filing.returned"
CHANGE_ASKED = "ledgers.change.asked"
CORRECTED = "ledgers.entry.corrected"
VOIDED = "ledgers.entry.voided"
DROPPED = "ledgers.filing.dropped"
ATTACHED = "ledgers.paper.attached"
DETACHED = "ledgers.paper.detached"
CLOSED = "ledgers.year.closed"
REOPENED = "ledgers.year.reopened"
OPENED = "ledgers.sealed.opened"
TOLD_APART = "ledgers.entry.told_apart"
APART_TAKEN_BACK = "ledgers.entry.apart_taken_back"

IMPORTS = Trail(
    subject="ledgers.batch",
    name="台账导入",
    received="{actor}上传台账表格",
    checked="{actor}的台账表格检查完毕：{summary}",
    refused="{actor}的台账表格未通过检查：{message}",
    committed="{actor}把一批“{ledger}”入库：{summary}",
    undone="{actor}撤销一批“{ledger}”的入库（{count}条），原因：{reason}",
    discarded="{actor}放弃一批台账表格",
)
# What the trail holds in place of what would tell of a ledger that few may know of.
CONFIDENTIAL = "知悉范围内的台账"
UNTOLD = {
    "unit": "单位不列",
    "count": "若干",
    "field": "材料",
    "other": "另一条",
    "reason": "知悉范围内",
}
COMMITTED, UNDONE = IMPORTS.action("committed"), IMPORTS.action("undone")
# After these the index of what can be found is made anew.
IN_BULK = frozenset({COMMITTED, UNDONE})

SENTENCES = {
    WRITTEN: "{actor}在“{ledger}”保存{what}",
    DISCARDED: "{actor}删去“{ledger}”的一条草稿",
    HANDED_IN: "{actor}报送“{ledger}”{count}条（{unit}）",
    VERIFIED: "{actor}审核通过“{ledger}”{count}条（{unit}）",
    RETURNED: "{actor}退回“{ledger}”{count}条（{unit}）",
    CHANGE_ASKED: "{actor}对“{ledger}”{number}提出{what}",
    CORRECTED: "“{ledger}”{number}更正生效，现为第{version}版（{actor}）",
    VOIDED: "“{ledger}”{number}作废（{actor}）",
    DROPPED: "“{ledger}”的报送终止，{count}条作废（{actor}）",
    ATTACHED: "{actor}为“{ledger}”{number}上传{field}",
    DETACHED: "{actor}撤下“{ledger}”{number}的{field}",
    CLOSED: "{actor}归档“{ledger}”{year}年，共{count}条",
    REOPENED: "{actor}重新开放“{ledger}”{year}年",
    OPENED: "{actor}查看“{ledger}”{number}的加密内容",
    TOLD_APART: "{actor}核对“{ledger}”{number}与{other}不是同一件，理由：{reason}",
    APART_TAKEN_BACK: "{actor}撤回“{ledger}”{number}与{other}不是同一件的核对，理由：{reason}",
}


def told(ledger: Ledger | None, pk: int | None = None, /, **facts: object) -> dict[str, object]:
    """What the trail may hold of a deed: many read it and take it out as a file.

    Of what few may know it tells that something was done, with the id of the record; neither the
    ledger, its number, unit nor how many. Who reads the record finds the rest by its id.
    ledger: None for one that no file declares any more, which counts as known to few.
    """
    if ledger is not None and ledger.secrecy is Secrecy.OPEN:
        return {"ledger": ledger.name, **facts}
    kept = {name: UNTOLD.get(name, value) for name, value in facts.items()}
    if "number" in kept:
        kept["number"] = f"第{pk}号记录"
    return {"ledger": CONFIDENTIAL, **kept}


def register() -> None:
    """Make the sentences known to the trail."""
    for action, sentence in SENTENCES.items():
        actions.register(action, sentence)
