"""What happens to commitments, by code and by name."""

from __future__ import annotations

from enum import StrEnum


class What(StrEnum):
    """A deed that is kept as a step."""

    SET_UP = "set_up"
    DAY_SET = "day_set"
    DAY_MET = "day_met"
    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    LINKED = "linked"
    REGROUPED = "regrouped"
    APPROVED = "approved"
    REAPPROVED = "reapproved"
    BEGUN = "begun"
    DUE_KNOWN = "due_known"
    ASKED = "asked"
    RETURNED = "returned"
    REFUSED = "refused"
    CLOSED = "closed"
    REOPENED = "reopened"
    REVIEWED = "reviewed"
    EXTENSION_ASKED = "extension_asked"
    EXTENDED = "extended"
    EXTENSION_REFUSED = "extension_refused"
    CORRECTED = "corrected"
    VOIDED = "voided"
    ENDED = "ended"
    RESUMED = "resumed"
    TARGET = "target"
    EXCUSED = "excused"
    PUT_UP = "put_up"


WHAT_NAMES: dict[What, str] = {
    What.SET_UP: "建立方案",
    What.DAY_SET: "登记日期",
    What.DAY_MET: "节点办结",
    What.ADDED: "列入",
    What.CHANGED: "修改",
    What.MOVED: "调整位置",
    What.LINKED: "对应问题",
    What.REGROUPED: "措施增减",
    What.APPROVED: "审定",
    What.REAPPROVED: "重新审定",
    What.BEGUN: "下达",
    What.DUE_KNOWN: "确定时限",
    What.ASKED: "申请销号",
    What.RETURNED: "退回",
    What.REFUSED: "不予销号",
    What.CLOSED: "销号",
    What.REOPENED: "反弹重办",
    What.REVIEWED: "回头看",
    What.EXTENSION_ASKED: "申请延期",
    What.EXTENDED: "同意延期",
    What.EXTENSION_REFUSED: "不同意延期",
    What.CORRECTED: "更正",
    What.VOIDED: "作废",
    What.ENDED: "结束方案",
    What.RESUMED: "恢复实施",
    What.TARGET: "目标值变化",
    What.EXCUSED: "同意未达目标",
    What.PUT_UP: "提请变更",
}
