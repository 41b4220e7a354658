"""The deeds of this engine, as sentences of the trail."""

from __future__ import annotations

from linghang.foundation.intake.kinds import Trail
from linghang.foundation.trail import actions

BEGUN = "texts.version.begun"
DRAFTED = "texts.draft.saved"
ASKED = "texts.consultation.asked"
ANSWERED = "texts.consultation.answered"
WEIGHED = "texts.consultation.weighed"
PUBLISHED = "texts.version.published"
DROPPED = "texts.version.dropped"
CONFIRMED = "texts.version.confirmed"
REVIEWED = "texts.policy.reviewed"
CORRECTED = "texts.policy.corrected"
BATCH = "texts.batch"
IMPORTS = Trail(
    subject=BATCH,
    name="制度导入",
    received="{actor}上传制度清单和正文",
    checked="{actor}的制度清单检查完成：{summary}",
    refused="{actor}的制度清单未通过检查：{message}",
    committed="{actor}把制度清单入库：{summary}",
    undone="{actor}撤销一批制度的入库，原因：{reason}",
    discarded="{actor}放弃一批制度的导入",
)

SENTENCES = {
    BEGUN: "{actor}提出{what}《{title}》，原因：{cause}",
    DRAFTED: "{actor}保存《{title}》第{draft}稿（{articles}条，{letters}字）",
    ASKED: "{actor}就《{title}》第{draft}稿征求{units}的意见，{due}前答复",
    ANSWERED: "{actor}代表{unit}对《{title}》答复：{answer}",
    WEIGHED: "{actor}登记《{title}》采纳{unit}意见的情况：{adopted}",
    PUBLISHED: "{actor}发布《{title}》（{what}，{issue}），自{active_from}起施行",
    DROPPED: "《{title}》的{what}没有通过，办理终止（{actor}）",
    CONFIRMED: "{actor}阅知《{title}》第{version}版",
    REVIEWED: "{actor}评估《{title}》，结论：{conclusion}",
    CORRECTED: "{actor}更正《{title}》的登记：{changed}，原因：{reason}",
}


def register() -> None:
    """Make the sentences known to the trail; those of imports come with their kind."""
    for action, sentence in SENTENCES.items():
        actions.register(action, sentence)
