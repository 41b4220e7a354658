"""The deeds of this engine, as sentences of the trail."""

from __future__ import annotations

from linghang.foundation.trail import actions, subjects

BEGUN = "branches.term.begun"
POSTPONED = "branches.term.postponed"
REGISTERED = "branches.flowing.registered"
CONTACTED = "branches.flowing.contacted"
RETURNED = "branches.flowing.returned"
CULTIVATED = "branches.cultivated.entered"
VOIDED = "branches.cultivated.voided"
PAIRED = "branches.pairing.begun"
PROGRESSED = "branches.pairing.progressed"
ACHIEVED = "branches.pairing.achieved"
UNPAIRED = "branches.pairing.ended"
PLANNED = "branches.plan.entered"
TERM_OF = "branches.term_of"
LETTER = "branches.letter"

SENTENCES = {
    BEGUN: "{actor}登记{unit}新一届委员会，自{began}起，依据：{document}",
    POSTPONED: "{actor}登记{unit}换届延期至{to}，批准：{approval}",
    REGISTERED: "{actor}登记{unit}流动党员{person}，去向：{place}",
    CONTACTED: "{actor}登记与流动党员{person}的联系（{day}）",
    RETURNED: "{actor}登记流动党员{person}自{day}起返回",
    CULTIVATED: "{actor}登记{person}：{kind}（{became}）",
    VOIDED: "{actor}作废{person}的三培养记录（{kind}），原因：{reason}",
    PAIRED: "{actor}登记{mentor}与{person}结对（{kind}），目标：{goal}",
    PROGRESSED: "{actor}登记{person}的培养进展（{kind}，{day}）",
    ACHIEVED: "{actor}登记{person}的培养目标达成：{became}（{kind}）",
    UNPAIRED: "{actor}终止{person}的结对培养（{kind}），原因：{reason}",
    PLANNED: "{actor}登记{year}年发展党员计划{quota}名，依据：{document}",
}


def register() -> None:
    """Make the sentences known to the trail, and what they are about."""
    for action, sentence in SENTENCES.items():
        actions.register(action, sentence)
    subjects.register(TERM_OF, "换届")
    subjects.register(LETTER, "组织关系介绍信")
