"""The deeds of this engine, as sentences of the trail."""

from __future__ import annotations

from linghang.foundation.trail import actions

BUILT = "reports.report.built"

SENTENCES = {BUILT: "{actor}生成了《{title}》，引用数据{figures}个，取自数据清单{manifest}"}


def register() -> None:
    """Make the sentences known to the trail."""
    for action, sentence in SENTENCES.items():
        actions.register(action, sentence)
