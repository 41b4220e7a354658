"""The deeds of this package, as sentences of the trail."""

from __future__ import annotations

from linghang.foundation.intake.kinds import Trail
from linghang.foundation.trail import actions, subjects

ANSWERED = "exchange.batch.answered"
EXPORTED = "exchange.organisation.exported"
IMPORTS = Trail(
    subject="exchange.batch",
    name="组织和人员导入批次",
    received="{actor}送来组织和人员表格，改动自{effective}起算",
    checked="{actor}送来的组织和人员表格检查完毕：{summary}",
    refused="{actor}送来的组织和人员表格未通过检查：{message}",
    committed="{actor}把组织和人员表格入库：{summary}",
    undone="{actor}撤销了这批组织和人员的导入，原因：{reason}",
    discarded="{actor}放弃了这批组织和人员表格",
)

SENTENCES = {
    ANSWERED: "{actor}确认表中第{row}行工号{code}：{answer}",
    EXPORTED: "{actor}导出{on}的组织和人员：单位{units}个、人员{people}名、"
    "任职{appointments}项，{numbers}",
}


def register() -> None:
    """Make the sentences known to the trail; those of imports come with their kind."""
    for action, sentence in SENTENCES.items():
        actions.register(action, sentence)
    subjects.register("exchange.export", "组织和人员导出")
