"""The deeds of this engine, as sentences of the trail; no sum of a person stands in any."""

from __future__ import annotations

from linghang.foundation.trail import actions, subjects

BASED = "dues.bases.set"
PAID = "dues.payments.taken"
PAYMENT_VOIDED = "dues.payment.voided"
EXTRA = "dues.extra.taken"
EXCUSED = "dues.reason.noted"
ROW_VOIDED = "dues.row.voided"
USED = "dues.use.entered"
PUBLISHED = "dues.publication.published"
MONTH = "dues.month"
BRANCH = "dues.branch"
ARREARS = "dues.arrears"

SENTENCES = {
    BASED: "{actor}核定{unit}{people}名党员的党费基数，自{month}起",
    PAID: "{actor}登记{unit}收缴党费：{months}，{count}人月",
    PAYMENT_VOIDED: "{actor}作废{unit}党员{person}{month}的缴纳记录，原因：{reason}",
    EXTRA: "{actor}登记{unit}党员{person}自愿多交党费",
    EXCUSED: "{actor}登记{unit}党员{person}{months}未交党费的正当理由，依据：{document}",
    ROW_VOIDED: "{actor}作废{unit}{what}，原因：{reason}",
    USED: "{actor}登记{unit}使用党费：{purpose}，{matter}，{amount}元",
    PUBLISHED: "{actor}公示{year}年党费收缴使用情况（第{number}次）",
}


def arrears_id(unit: str, person: str) -> str:
    """How notices name who is behind."""
    return f"{unit}:{person}"


def month_id(unit: str, month: str) -> str:
    """How the trail names a month of a branch."""
    return f"{unit}:{month}"


def register() -> None:
    """Make the sentences known to the trail, and what they are about."""
    for action, sentence in SENTENCES.items():
        actions.register(action, sentence)
    subjects.register(BRANCH, "支部党费")
    subjects.register(MONTH, "支部当月党费")
    subjects.register(ARREARS, "未交党费")
