"""The deeds on rule parameters, as sentences of the trail."""

from __future__ import annotations

from linghang.foundation.trail import actions

DRAFTED = "parameters.change.drafted"
APPROVED = "parameters.change.approved"
REFUSED = "parameters.change.refused"
WITHDRAWN = "parameters.change.withdrawn"

actions.register(
    DRAFTED, "{actor}起草规则参数“{name}”（{code}）的{basis}：{value}，自{active_from}起"
)
actions.register(
    APPROVED, "{actor}批准规则参数“{name}”（{code}）的{basis}：{value}，自{active_from}起"
)
actions.register(REFUSED, "{actor}退回规则参数“{name}”（{code}）的{basis}：{value}，理由：{note}")
actions.register(WITHDRAWN, "{actor}撤回规则参数“{name}”（{code}）的{basis}：{value}")
