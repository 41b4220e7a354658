"""The deed on the calendar, as a sentence of the trail."""

from __future__ import annotations

from linghang.foundation.trail import actions

LOADED = "workdays.year.loaded"
actions.register(
    LOADED, "{actor}载入{year}年放假与调休（{document}）：放假{rests}天，调休上班{works}天"
)
