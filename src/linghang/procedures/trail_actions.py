"""The deeds of this engine, as sentences of the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from linghang.foundation.access import Actor
from linghang.foundation.trail import actions
from linghang.foundation.trail import services as trail
from linghang.foundation.trail import subjects as things
from linghang.procedures import subjects
from linghang.procedures.progress.rules import Verb

if TYPE_CHECKING:  # named before the tables are loaded
    from linghang.procedures.models import Proceeding

STARTED = "procedures.proceeding.started"
DONE = "procedures.step.done"
ENTERED = "procedures.step.entered"
REJECTED = "procedures.step.rejected"
SENT_BACK = "procedures.step.sent_back"
VOIDED = "procedures.proceeding.voided"
DENIED = "procedures.step.denied"
EXPLAINED = "procedures.step.explained"
MOVED = "procedures.proceeding.moved"
NOT_TOLD = "知悉范围内"
UNTOLD = {
    "procedure": "知悉范围内的程序",
    "unit": "",
    "prompts": NOT_TOLD,
    "rests_on": [NOT_TOLD],
    "effects": [NOT_TOLD],
    "version": "",
}
OF_VERB: dict[Verb, str] = {
    Verb.APPROVE: DONE,
    Verb.ENTER: ENTERED,
    Verb.REJECT: REJECTED,
    Verb.SEND_BACK: SENT_BACK,
    Verb.VOID: VOIDED,
    Verb.MOVE: MOVED,
}


def leave(
    action: str,
    proceeding: Proceeding,
    *,
    actor: Actor,
    at: datetime,
    facts: Mapping[str, object],
    personal: Mapping[str, str],
) -> None:
    """Leave a deed on a proceeding in the trail.

    Of a thing that few may know of it tells the step and the number of the proceeding, and in
    place of every word that somebody wrote, or that says what it is about, that it is not told.
    """
    if subjects.is_confidential(proceeding.subject_type, proceeding.subject_id):
        facts = {name: UNTOLD.get(name, value) for name, value in facts.items()}
        personal = dict.fromkeys(personal, NOT_TOLD)
    trail.leave(
        at=at, actor=actor, action=action, subject=proceeding, facts=facts, personal=personal
    )


def register() -> None:
    """Name them, and what a notice about one step is about."""
    things.register("procedures.step", "程序步骤")
    actions.register(STARTED, "{actor}发起“{procedure}”（程序第{subject}号）")
    actions.register(DONE, "{actor}在第{subject}号“{procedure}”办理“{step}”，办理日期{day}")
    actions.register(ENTERED, "{actor}在第{subject}号“{procedure}”的“{step}”登记一次，日期{day}")
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
