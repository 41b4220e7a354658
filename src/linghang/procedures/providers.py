"""Duties that this engine knows of: open steps that fall to the acting post."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from linghang.notices.duties import Duty
from linghang.org.rules import Rights
from linghang.procedures import queries, subjects


def steps_to_act(rights: Rights, today: date) -> Iterator[Duty]:
    """What the post could do today; what can't be done before a later day is not asked for yet."""
    for one in queries.mine(rights, today, besides=subjects.telling_themselves()):
        if one.from_day is None:
            yield Duty(
                section="owe",
                title=f"{one.proceeding.title}：{one.step.title}",
                why=f"程序“{one.proceeding.definition.name}”轮到本职务办理",
                subject=("procedures.proceeding", str(one.proceeding.pk)),
                due=one.due,
            )
