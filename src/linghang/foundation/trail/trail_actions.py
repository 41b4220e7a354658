"""The deeds of the trail itself."""

from __future__ import annotations

from linghang.foundation.trail import actions, rules

VERIFIED = "trail.chain.verified"
EXPORTED = "trail.entries.exported"
DENIED = "trail.page.denied"
actions.register(rules.SHREDDED, "{actor}依法清除了第{subject}条留痕中的个人信息“{field}”")
actions.register(
    VERIFIED, "{actor}核对了全部留痕：封存的{checked}条、待封的{unsealed}条，问题{broken}处"
)
actions.register(EXPORTED, "{actor}导出留痕{rows}条（{format}），理由：{reason}")
actions.register(DENIED, "{actor}打开“{address}”被拒绝：{reason}")
