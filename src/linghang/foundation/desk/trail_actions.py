"""The deeds of the desk that leave something in the trail."""

from __future__ import annotations

from linghang.foundation.trail import actions

EXPORTED = "desk.list.exported"
actions.register(EXPORTED, "{actor}导出“{title}”{rows}行（{format}），条件：{conditions}")
EXPORTED_PEOPLE = "desk.list.people_exported"
actions.register(
    EXPORTED_PEOPLE,
    "{actor}导出含个人信息的“{title}”{rows}行（{format}），条件：{conditions}，理由：{reason}",
)
EXPORT_ASKED = "desk.export.asked"
actions.register(
    EXPORT_ASKED, "{actor}申请导出“{title}”{rows}人，条件：{conditions}，理由：{reason}"
)
EXPORT_APPROVED = "desk.export.approved"
actions.register(EXPORT_APPROVED, "{actor}批准人员{asker}导出“{title}”{rows}人")
EXPORT_REFUSED = "desk.export.refused"
actions.register(EXPORT_REFUSED, "{actor}退回人员{asker}导出“{title}”{rows}人的申请：{note}")
FEED_MADE = "desk.feed.made"
actions.register(FEED_MADE, "{actor}生成本人的日历订阅地址，原地址随之失效")
FEED_ENDED = "desk.feed.ended"
actions.register(FEED_ENDED, "{actor}停用本人的日历订阅地址")
