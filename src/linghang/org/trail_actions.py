"""The deeds of this engine, as sentences of the trail."""

from __future__ import annotations

from linghang.foundation.trail import actions

UNIT_ADDED = "org.unit.added"
UNIT_PLACED = "org.unit.placed"
PERSON_ADDED = "org.person.added"
APPOINTED = "org.appointment.made"
APPOINTMENT_ENDED = "org.appointment.ended"
ACTED = "org.appointment.acted"
TEAM_JOINED = "org.membership.joined"
TEAM_LEFT = "org.membership.left"
CODE_MAPPED = "org.code.mapped"
ACCOUNT_OPENED = "org.account.opened"
LOADED = "org.organisation.loaded"

SENTENCES = {
    UNIT_ADDED: "{actor}设立{kind}“{name}”（{code}），自{active_from}起",
    UNIT_PLACED: "{actor}把“{name}”（{code}）调整到{place}，自{active_from}起",
    PERSON_ADDED: "{actor}登记人员{code}，自{active_from}起在院",
    APPOINTED: "{actor}任命人员{person}为{title}，{days}",
    APPOINTMENT_ENDED: "{actor}免去人员{person}的{title}职务，自{active_to}起不再任职",
    ACTED: "{actor}改以{title}办理",
    TEAM_JOINED: "{actor}把人员{person}编入“{unit}”，{days}",
    TEAM_LEFT: "{actor}把人员{person}调出“{unit}”，自{active_to}起",
    CODE_MAPPED: "{actor}把外部编码“{code}”（{system}）对应到“{unit}”，{days}",
    ACCOUNT_OPENED: "{actor}为人员{person}开通登录账号",
    LOADED: "{actor}初次装入组织机构：单位{units}个、人员{people}名、任职{appointments}项、"
    "编组{memberships}项、编码对应{code_maps}项",
}


def register() -> None:
    """Make the sentences known to the trail."""
    for action, sentence in SENTENCES.items():
        actions.register(action, sentence)
