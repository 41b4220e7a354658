"""The deeds of this engine, as sentences of the trail. Reading is no deed; its receipt is kept."""

from __future__ import annotations

from linghang.foundation.trail import actions, subjects

CONFIRMED = "notices.notice.confirmed"
ESCALATED = "notices.notice.escalated"
RETRIED = "notices.delivery.retried"
ANNOUNCED = "notices.announcement.sent"
REMARKED = "notices.remark.sent"
REMARK_ANSWERED = "notices.remark.answered"
ADDRESS_SET = "notices.address.set"
ADDRESS_REMOVED = "notices.address.removed"
ADDRESS_SWITCHED = "notices.address.switched"

actions.register(CONFIRMED, "{actor}确认收到“{kind}”通知")
actions.register(
    ESCALATED, "{actor}把人员{person}{workdays}个工作日未{wish}的“{kind}”通知上报给{to}"
)
actions.register(RETRIED, "{actor}重新发送未送达的{channel}通知（“{kind}”）")
actions.register(ANNOUNCED, "{actor}发出通知“{title}”，收件{told}人，{wish}")
actions.register(REMARKED, "{actor}提出意见建议（页面：{page}）")
actions.register(REMARK_ANSWERED, "{actor}答复人员{person}的意见建议")
actions.register(ADDRESS_SET, "{actor}设置自己的{channel}通知地址")
actions.register(ADDRESS_REMOVED, "{actor}删除自己的{channel}通知地址")
actions.register(ADDRESS_SWITCHED, "{actor}把自己的{channel}通知改为“{setting}”")
subjects.register("notices.announcement", "院内通知")
