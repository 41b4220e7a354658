"""The deeds of this engine, as sentences of the trail."""

from __future__ import annotations

from linghang.foundation.trail import actions, subjects
from linghang.procedures.progress.rules import Verb

STARTED = "procedures.proceeding.started"
DONE = "procedures.step.done"
REJECTED = "procedures.step.rejected"
SENT_BACK = "procedures.step.sent_back"
VOIDED = "procedures.proceeding.voided"
DENIED = "procedures.step.denied"
EXPLAINED = "procedures.step.explained"
MOVED = "procedures.proceeding.moved"
OF_VERB: dict[Verb, str] = {
    Verb.APPROVE: DONE,
    Verb.REJECT: REJECTED,
    Verb.SEND_BACK: SENT_BACK,
    Verb.VOID: VOIDED,
    Verb.MOVE: MOVED,
}


def register() -> None:
    """Name them, and what a notice about one step is about."""
    subjects.register("procedures.step", "程序步骤")
    actions.register(STARTED, "{actor}发起“{procedure}”（程序第{subject}号）")
    actions.register(DONE, "{actor}在第{subject}号“{procedure}”办理“{step}”，办理日期{day}")
    actions.register(REJECTED, "{actor}在第{subject}号“{procedure}”的“{step}”表示不同意：{reason}")
    actions.register(
        SENT_BACK, "{actor}把第{subject}号“{procedure}”从“{step}”退回到“{to}”：{reason}"
    )
    actions.register(DENIED, "{actor}在第{subject}号“{procedure}”办理“{step}”被拒绝：{reason}")
    actions.register(
        EXPLAINED,
        "{actor}在第{subject}号“{procedure}”的“{step}”对提示（{prompts}）作了说明：{explanation}",
    )
    actions.register(VOIDED, "{actor}作废第{subject}号“{procedure}”：{reason}")
    actions.register(MOVED, "{actor}把第{subject}号“{procedure}”改用新版（{version}）：{reason}")
