"""The deeds of this engine, as sentences of the trail."""

from __future__ import annotations

from linghang.foundation.intake.kinds import Trail
from linghang.foundation.trail import actions, subjects

CASE_READ = "cases.case.read"
WEIGHTS_LOADED = "cases.weights.loaded"
WEIGHTS_WITHDRAWN = "cases.weights.withdrawn"
DIFFERENCE_DEALT = "cases.difference.dealt_with"
IMPORTS = Trail(
    subject="cases.batch",
    name="病案首页批次",
    received="{actor}送来病案首页文件{file_count}个",
    checked="{actor}送来的病案首页检查完毕：可入库{accepted}例，拒收{refused}行",
    refused="{actor}送来的病案首页文件未通过检查：{message}",
    committed="{actor}把病案首页入库：新增{new}例，替换{replaced}例，未变{unchanged}例",
    undone="{actor}撤销了病案首页入库，库中恢复到数据清单{manifest}，原因：{reason}",
    discarded="{actor}放弃了这批病案首页",
    checked_as="staged",
)
RETURN_IMPORTS = Trail(
    subject="cases.returns",
    name="医保返回批次",
    received="{actor}送来医保返回文件{file_count}个",
    checked="{actor}送来的医保返回检查完毕：可入库{accepted}行，拒收{refused}行",
    refused="{actor}送来的医保返回文件未通过检查：{message}",
    committed="{actor}把医保返回入库：新增{new}行，替换{replaced}行，未变{unchanged}行",
    undone="{actor}撤销了医保返回入库，恢复到清单{manifest}，原因：{reason}",
    discarded="{actor}放弃了这批医保返回",
    checked_as="staged",
)

SENTENCES = {
    CASE_READ: "{actor}查看了病例{case}",
    WEIGHTS_LOADED: "{actor}载入了DRG权重表“{name}”，共{groups}组",
    WEIGHTS_WITHDRAWN: "{actor}停用了DRG权重表“{name}”",
    DIFFERENCE_DEALT: "{actor}处理了{count}条分组差异：{standing}，{note}",
}


def register() -> None:
    """Make the sentences known to the trail; those of imports come with their kind."""
    for action, sentence in SENTENCES.items():
        actions.register(action, sentence)
    subjects.register("cases.case", "病例")
    subjects.register("cases.weights", "DRG权重表")
    subjects.register("cases.difference", "分组差异")
