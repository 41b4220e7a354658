"""The deed of this part, as a sentence of the trail."""

from __future__ import annotations

from linghang.foundation.trail import actions

OVERRIDDEN = "org.conflict.overridden"

SENTENCES = {
    OVERRIDDEN: "{actor}确认由人员{person}一人担任{one}与{other}"
    "（{conflict}，{days}），理由：{reason}",
}


def register() -> None:
    """Make the sentence known to the trail."""
    for action, sentence in SENTENCES.items():
        actions.register(action, sentence)
