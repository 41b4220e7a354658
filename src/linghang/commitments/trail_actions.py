"""The deeds of this engine, as sentences of the trail."""

from __future__ import annotations

from linghang.commitments.deeds import What
from linghang.foundation.intake.kinds import Trail
from linghang.foundation.trail import actions

PROGRAMME = "commitments.programme."
COMMITMENT = "commitments.commitment."
REPORTED = COMMITMENT + "reported"
ATTACHED = COMMITMENT + "attached"
DETACHED = COMMITMENT + "detached"
PRODUCED = COMMITMENT + "produced"
UNPRODUCED = COMMITMENT + "unproduced"
REVIEW_PLANNED = COMMITMENT + "review_planned"
GROUP = PROGRAMME + "group"
TAKEN_OVER = PROGRAMME + "taken_over"
NOTICE_SETTLED = PROGRAMME + "notice_settled"
NOTICE_PUBLISHED = PROGRAMME + "notice_published"
OBSERVED = COMMITMENT + "observed"
IMPORTS = Trail(
    subject="commitments.batch",
    name="方案导入",
    received="{actor}上传方案表格",
    checked="{actor}的方案表格检查完毕：{summary}",
    refused="{actor}的方案表格未通过检查：{message}",
    committed="{actor}把一批事项列入“{programme}”：{summary}",
    undone="{actor}撤销“{programme}”的一批导入（{count}项），原因：{reason}",
    discarded="{actor}放弃一批方案表格",
)
# After these the index of what can be found is made anew.
IN_BULK = frozenset({PROGRAMME + What.APPROVED})

OF_PROGRAMME = {
    What.SET_UP: "{actor}建立“{programme}”",
    What.DAY_SET: "{actor}登记“{programme}”的{name}：{day}",
    What.DAY_MET: "{actor}登记“{programme}”的{name}于{day}办结",
    What.CHANGED: "{actor}修改“{programme}”",
    What.APPROVED: "{actor}审定“{programme}”，{count}项",
    What.ENDED: "{actor}结束“{programme}”",
    What.RESUMED: "{actor}恢复实施“{programme}”",
    What.VOIDED: "{actor}作废“{programme}”",
}
OF_COMMITMENT = {
    What.ADDED: "{actor}在“{programme}”列入{number}",
    What.CHANGED: "{actor}修改“{programme}”{number}",
    What.MOVED: "{actor}调整“{programme}”{number}的位置",
    What.LINKED: "{actor}调整“{programme}”{number}所对应的问题",
    What.REGROUPED: "{actor}增减“{programme}”{number}的措施",
    What.REAPPROVED: "{actor}重新审定“{programme}”{number}",
    What.BEGUN: "“{programme}”{number}下达（{actor}）",
    What.DUE_KNOWN: "“{programme}”{number}的完成时限确定为{due}（{actor}）",
    What.ASKED: "{actor}申请“{programme}”{number}销号",
    What.RETURNED: "{actor}退回“{programme}”{number}的销号申请",
    What.REFUSED: "{actor}不予“{programme}”{number}销号",
    What.CLOSED: "“{programme}”{number}销号（{actor}）",
    What.REOPENED: "“{programme}”{number}反弹，重新办理（{actor}）",
    What.REVIEWED: "{actor}对“{programme}”{number}回头看：{result}",
    What.EXTENSION_ASKED: "{actor}申请“{programme}”{number}延期至{due}",
    What.EXTENDED: "{actor}同意“{programme}”{number}延期至{due}",
    What.EXTENSION_REFUSED: "{actor}不同意“{programme}”{number}延期",
    What.CORRECTED: "{actor}更正“{programme}”{number}：自{day}起为{standing}",
    What.VOIDED: "{actor}作废“{programme}”{number}",
    What.TARGET: "“{programme}”{number}的目标值：{result}",
    What.PUT_UP: "{actor}提请变更“{programme}”{number}",
    What.EXCUSED: "{actor}同意“{programme}”{number}目标{result}时上级任务可以销号",
}
SENTENCES = {
    **{PROGRAMME + what: sentence for what, sentence in OF_PROGRAMME.items()},
    **{COMMITMENT + what: sentence for what, sentence in OF_COMMITMENT.items()},
    GROUP: "{actor}登记“{programme}”的领导小组，{count}人",
    TAKEN_OVER: "{actor}承接“{programme}”原有台账，{count}项",
    NOTICE_SETTLED: "{actor}把“{programme}”截至{day}的公开通报定为第{number}稿",
    NOTICE_PUBLISHED: "{actor}登记“{programme}”公开通报第{number}稿于{day}公开",
    OBSERVED: "{actor}登记“{programme}”{number}的目标现值：{value}",
    REPORTED: "{actor}反馈“{programme}”{number}的进展",
    ATTACHED: "{actor}为“{programme}”{number}上传材料",
    DETACHED: "{actor}撤下“{programme}”{number}的材料",
    PRODUCED: "{actor}登记“{programme}”{number}的成果：{name}{count}",
    UNPRODUCED: "{actor}作废“{programme}”{number}的一条成果",
    REVIEW_PLANNED: "{actor}安排“{programme}”{number}在{day}回头看",
}


def register() -> None:
    """Make the sentences known to the trail."""
    for action, sentence in SENTENCES.items():
        actions.register(action, sentence)
