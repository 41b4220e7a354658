"""The deeds of this package, as sentences of the trail."""

from __future__ import annotations

from linghang.foundation.trail import actions, subjects

RECEIVED = "exchange.batch.received"
CHECKED = "exchange.batch.checked"
REFUSED = "exchange.batch.refused"
ANSWERED = "exchange.batch.answered"
COMMITTED = "exchange.batch.committed"
UNDONE = "exchange.batch.undone"
DISCARDED = "exchange.batch.discarded"
EXPORTED = "exchange.organisation.exported"

SENTENCES = {
    RECEIVED: "{actor}送来组织和人员表格，改动自{effective}起算",
    CHECKED: "{actor}送来的组织和人员表格检查完毕：{summary}",
    REFUSED: "{actor}送来的组织和人员表格未通过检查：{message}",
    ANSWERED: "{actor}确认表中第{row}行工号{code}：{answer}",
    COMMITTED: "{actor}把组织和人员表格入库：{summary}",
    UNDONE: "{actor}撤销了这批组织和人员的导入",
    DISCARDED: "{actor}放弃了这批组织和人员表格",
    EXPORTED: "{actor}导出{on}的组织和人员：单位{units}个、人员{people}名、"
    "任职{appointments}项，{numbers}",
}


def register() -> None:
    """Make the sentences known to the trail, and what they are about."""
    for action, sentence in SENTENCES.items():
        actions.register(action, sentence)
    subjects.register("exchange.batch", "组织和人员导入批次")
    subjects.register("exchange.export", "组织和人员导出")
