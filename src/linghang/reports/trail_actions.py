"""The deeds of this engine, as sentences of the trail."""

from __future__ import annotations

from linghang.foundation.trail import actions

BUILT = "reports.report.built"

FORM_KEPT = "reports.form.kept"
FORM_BOUND = "reports.form.bound"
FORM_SENT = "reports.form.sent"
FORM_RETIRED = "reports.form.retired"

SENTENCES = {
    BUILT: "{actor}生成了《{title}》，引用数据{figures}个，取自数据清单{manifest}",
    FORM_KEPT: "{actor}保存上级报表“{title}”的空表",
    FORM_BOUND: "{actor}修改上级报表“{title}”的取数：{note}",
    FORM_SENT: "{actor}留存报给{to}的“{title}”（{period}）",
    FORM_RETIRED: "{actor}停用上级报表“{title}”",
}


def register() -> None:
    """Make the sentences known to the trail."""
    for action, sentence in SENTENCES.items():
        actions.register(action, sentence)
