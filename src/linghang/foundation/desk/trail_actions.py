"""The deeds of the desk that leave something in the trail."""

from __future__ import annotations

from linghang.foundation.trail import actions

EXPORTED = "desk.list.exported"
actions.register(EXPORTED, "{actor}导出“{title}”{rows}行（{format}），条件：{conditions}")
FEED_MADE = "desk.feed.made"
actions.register(FEED_MADE, "{actor}生成本人的日历订阅地址，原地址随之失效")
FEED_ENDED = "desk.feed.ended"
actions.register(FEED_ENDED, "{actor}停用本人的日历订阅地址")
