"""The deeds of this engine, as sentences of the trail."""

from __future__ import annotations

from linghang.foundation.trail import actions, subjects

UNIT_ADDED = "org.unit.added"
UNIT_PLACED = "org.unit.placed"
UNIT_RENAMED = "org.unit.renamed"
UNIT_CLOSED = "org.unit.closed"
UNITS_MERGED = "org.unit.merged"
UNIT_SPLIT = "org.unit.split"
UNIT_REPLACED = "org.unit.replaced"
BEDS_SET = "org.beds.set"
COVERED = "org.coverage.made"
UNCOVERED = "org.coverage.ended"
CHARGED = "org.charge.made"
UNCHARGED = "org.charge.ended"
GRID_CHECKED = "org.grid.checked"
PERSON_ADDED = "org.person.added"
PERSON_CORRECTED = "org.person.corrected"
UNMASKED = "org.person.unmasked"
PERSON_RELEASED = "org.person.released"
LEAVER_SHUT_OUT = "org.person.shut_out"
PERSON_CAME_BACK = "org.person.returned"
PEOPLE_MERGED = "org.person.merged"
APPOINTED = "org.appointment.made"
ACTING = "org.appointment.acting_made"
DELEGATED = "org.appointment.delegated"
WITHDRAWN = "org.appointment.withdrawn"
APPOINTMENT_ENDED = "org.appointment.ended"
ACTED = "org.appointment.acted"
JOINED = "org.membership.joined"
LEFT = "org.membership.left"
TIE_DECLARED = "org.tie.declared"
TIE_ENDED = "org.tie.ended"
PARTY_ENTERED = "org.party.entered"
CODE_MAPPED = "org.code.mapped"
ACCOUNT_OPENED = "org.account.opened"
LOADED = "org.organisation.loaded"

SENTENCES = {
    UNIT_ADDED: "{actor}设立{kind}“{name}”（{code}），自{active_from}起",
    UNIT_PLACED: "{actor}把“{name}”（{code}）调整到{place}，自{active_from}起",
    UNIT_RENAMED: "{actor}把“{former}”（{code}）更名为“{name}”，自{active_from}起",
    UNIT_CLOSED: "{actor}撤销“{name}”（{code}），自{active_to}起不再存在，原因：{reason}；"
    "随之终止任职{appointments}项",
    UNITS_MERGED: "{actor}把{former}并入“{name}”（{code}），自{on}起；随之调整下级单位{below}个、"
    "人员归属{members}条，终止任职{appointments}项",
    UNIT_SPLIT: "{actor}把“{name}”（{code}）拆分为{successors}，自{on}起，历史数据由{carrier}承接",
    UNIT_REPLACED: "{actor}把{former}改设为“{name}”（{code}），自{on}起；随之调整下级单位"
    "{below}个、人员归属{members}条，终止任职{appointments}项",
    BEDS_SET: "{actor}核定“{unit}”开放床位{beds}张，自{active_from}起",
    COVERED: "{actor}登记“{unit}”覆盖“{covered}”，{days}",
    UNCOVERED: "{actor}终止“{unit}”对“{covered}”的覆盖，自{active_to}起",
    CHARGED: "{actor}登记人员{person}（{title}）分管“{unit}”，{days}，依据：{document}"
    "{former}{reason}",
    UNCHARGED: "{actor}终止人员{person}对“{unit}”的分管，自{active_to}起，依据：{document}",
    GRID_CHECKED: "{actor}核对清廉网格覆盖（{on}）：{faults}人需要调整，告知人员{concerned}",
    PERSON_ADDED: "{actor}登记人员{code}，自{active_from}起在院",
    PERSON_CORRECTED: "{actor}更正人员{code}的{fields}",
    TIE_DECLARED: "{actor}登记人员{person}的亲属和利益关系申报（{declared_on}）",
    TIE_ENDED: "{actor}登记人员{person}的一项亲属和利益关系申报自{active_to}起终止",
    UNMASKED: "{actor}查看人员{person}的完整{field_name}，理由：{reason}",
    PERSON_RELEASED: "{actor}为人员{code}办理离院（{reason}），自{active_to}起不再在院；"
    "随之终止任职和授权代办{appointments}项、归属{memberships}条",
    LEAVER_SHUT_OUT: "{actor}因离院之日已到，停用人员{code}的登录账号和会话",
    PERSON_CAME_BACK: "{actor}为人员{code}办理返院，自{active_from}起在院",
    PEOPLE_MERGED: "{actor}确认工号{duplicate}与{code}是同一人，并入{code}：{moved}",
    APPOINTED: "{actor}任命人员{person}为{title}，{days}",
    ACTING: "{actor}指定人员{person}代理{title}，{days}",
    DELEGATED: "{actor}授权人员{person}代办{title}职务，{days}，{limits}，事由：{reason}",
    WITHDRAWN: "{actor}收回（退回）人员{person}代办{title}职务的授权，自{active_to}起",
    APPOINTMENT_ENDED: "{actor}免去人员{person}的{title}职务，自{active_to}起不再任职",
    ACTED: "{actor}改以{title}办理",
    PARTY_ENTERED: "{actor}登记人员{person}的党员日期：{days}，依据：{document}",
    JOINED: "{actor}把人员{person}编入“{unit}”，{days}",
    LEFT: "{actor}把人员{person}调出“{unit}”，自{active_to}起",
    CODE_MAPPED: "{actor}把外部编码“{code}”（{system}）对应到“{unit}”，{days}",
    ACCOUNT_OPENED: "{actor}为人员{person}开通登录账号",
    LOADED: "{actor}初次装入组织机构：单位{units}个、人员{people}名、任职{appointments}项、"
    "编组{memberships}项、编码对应{code_maps}项",
}


def register() -> None:
    """Make the sentences known to the trail, and what they are about."""
    for action, sentence in SENTENCES.items():
        actions.register(action, sentence)
    subjects.register("org.grid", "清廉网格")
