"""The sheet 编码对应: what other systems call our units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from linghang.foundation.intake.definitions import What
from linghang.foundation.sheets.rows import Row
from linghang.org import rules
from linghang.org.exchange.definitions import CODE_MAPS
from linghang.org.exchange.planning import histories
from linghang.org.exchange.planning.drafts import CodeMapDraft
from linghang.org.exchange.planning.plan import Outcome
from linghang.org.exchange.planning.work import Work
from linghang.org.trees.rules import Span


def plan(work: Work, rows: Sequence[Row]) -> None:
    """Every row of the sheet, after the units."""
    seen: dict[tuple[str, str, date], int] = {}
    for row in rows:
        values = row.values
        title = f"{values.get('code') or '—'} → {values.get('unit') or '—'}"
        outcome = work.begin(CODE_MAPS, row, title)
        if outcome.what is What.REFUSED:
            continue
        key = (values["system"], values["code"], values["active_from"])
        if key in seen:
            says = f"与第 {seen[key]} 行重复"
            work.complain(outcome.origin, "code", values["code"], says, rule="twice")
            continue
        seen[key] = row.number
        _of_row(work, values, outcome)


def _of_row(work: Work, values: dict[str, Any], outcome: Outcome) -> None:
    origin, start, end = outcome.origin, values["active_from"], values.get("active_to")
    unit, says = work.unit(values["unit"])
    if unit is None:
        work.complain(origin, "unit", values["unit"], says, rule="unknown")
        return
    if end is not None and end <= start:
        says = f"止用日期应当晚于起用日期（{start}）"
        work.complain(origin, "active_to", end, says, rule="span")
        return
    history = work.organisation.code_maps[values["system"], values["code"]]
    known = next((each for each in history if each.start == start and each.unit is unit), None)
    if known is not None:
        _again(work, known, end, outcome)
        return
    reasons = rules.reasons_not_to_belong(
        unit.facts(), kinds=rules.code_places(values["system"]), span=Span(start, end)
    )
    now = histories.on(history, start)
    if not reasons:
        reasons = [_follow(work, history, (values, unit), outcome)]
    for says in filter(None, reasons):
        work.complain(origin, "unit", values["unit"], says, rule="code_map")
    if outcome.what is not What.REFUSED:
        if now is None:
            work.made(outcome)
        else:
            work.changed(outcome, "unit", now.unit.name, unit.name)


def _follow(
    work: Work, history: list[CodeMapDraft], wanted: tuple[dict[str, Any], Any], outcome: Outcome
) -> str:
    values, unit = wanted

    def set_(mapped: CodeMapDraft) -> None:
        mapped.unit = unit

    def make(start: date, end: date | None) -> CodeMapDraft:
        return CodeMapDraft(
            system=values["system"], code=values["code"], unit=unit, start=start, end=end
        )

    end = values.get("active_to") or unit.end
    return histories.follow(
        history,
        start=values["active_from"],
        origin=outcome.origin,
        end=end,
        set_=set_,
        make=make,
    )


def _again(work: Work, known: CodeMapDraft, end: date | None, outcome: Outcome) -> None:
    if end is None or end == known.end:
        return
    if known.end is not None:
        says = f"系统里 {known.end} 已止用，改动请在单位页面上办理"
        work.complain(outcome.origin, "active_to", end, says, rule="fixed")
        return
    work.changed(outcome, "active_to", "", end)
    known.end = end
    work.touch(known, outcome)
