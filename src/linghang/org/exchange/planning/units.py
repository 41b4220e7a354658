"""The sheet 单位: units set up, renamed, moved, their beds counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from linghang.foundation.intake.definitions import What
from linghang.foundation.sheets.rows import Row
from linghang.org.definitions import KINDS, Kind
from linghang.org.exchange.definitions import UNITS
from linghang.org.exchange.planning import histories
from linghang.org.exchange.planning.drafts import (
    BedsDraft,
    NamingDraft,
    PlacementDraft,
    UnitDraft,
)
from linghang.org.exchange.planning.plan import Outcome
from linghang.org.exchange.planning.work import Work
from linghang.org.trees.rules import Span
from linghang.org.units.rules import reasons_not_to_set_beds

Known = tuple[UnitDraft, Row, Outcome]


def plan(work: Work, rows: Sequence[Row]) -> None:
    """Units first, all of them, since a row may name a later one as its superior."""
    known: list[Known] = []
    refused: list[tuple[Row, Outcome]] = []
    seen: dict[str, int] = {}
    for row in rows:
        unit, outcome = _begin(work, row, seen)
        if unit is not None:
            known.append((unit, row, outcome))
        else:
            refused.append((row, outcome))
    work.index_units()
    for row, outcome in refused:
        work.look_up(outcome, row.values, "parent", "campus")
    for unit, row, outcome in known:
        _place(work, unit, row.values, outcome)
        if row.values.get("beds") is not None:
            _count_beds(work, unit, row.values["beds"], outcome)


def _begin(work: Work, row: Row, seen: dict[str, int]) -> tuple[UnitDraft | None, Outcome]:
    """The unit of a row, or None after complaining; seen: rows of the codes above."""
    code, name = row.values.get("code"), row.values.get("name")
    outcome = work.begin(UNITS, row, str(name or code or "—"))
    if code and code in seen:
        says = f"单位编码 {code} 在第 {seen[code]} 行已经有了"
        work.complain(outcome.origin, "code", code, says, rule="twice")
        return None, outcome
    if code:
        seen[code] = row.number
    unit = None if outcome.what is What.REFUSED else _unit(work, row, outcome)
    if unit is None and code not in work.organisation.units:
        work.refused_units.update({text: row.number for text in (code, name) if text})
    return unit, outcome


def _unit(work: Work, row: Row, outcome: Outcome) -> UnitDraft | None:
    values = row.values
    start, end = values["active_from"], values.get("active_to")
    if end is not None and end <= start:
        says = f"停用日期应当晚于启用日期（{start}）"
        work.complain(outcome.origin, "active_to", end, says, rule="span")
        return None
    existing = work.organisation.units.get(values["code"])
    if existing is not None:
        return _again(work, existing, values, outcome)
    unit = UnitDraft(
        code=values["code"], name=values["name"], kind=Kind(values["kind"]), start=start, end=end
    )
    work.touch(unit, outcome)
    work.organisation.units[unit.code] = unit
    work.made(outcome)
    return unit


def _again(
    work: Work, unit: UnitDraft, values: dict[str, Any], outcome: Outcome
) -> UnitDraft | None:
    """A unit that we know: only its name, place and beds can change by a sheet."""
    origin, kept = outcome.origin, []
    if values["kind"] != unit.kind.value:
        kept.append(
            ("kind", KINDS[Kind(values["kind"])].name, f"这个单位的类别是{KINDS[unit.kind].name}")
        )
    if values["active_from"] != unit.start:
        kept.append(("active_from", values["active_from"], f"这个单位的启用日期是 {unit.start}"))
    end = values.get("active_to")
    if end is not None and end != unit.end:
        what = f"这个单位的停用日期是 {unit.end}" if unit.end else "这个单位还在用"
        kept.append(("active_to", end, what))
    for column, value, what in kept:
        says = f"系统里{what}，不能用表格改；请在单位页面上办理"
        work.complain(origin, column, value, says, rule="fixed")
    if kept:
        return None
    name = values["name"]
    before = unit.called(work.given.effective)
    if name != before:
        _rename(work, unit, name, before, outcome)
    return unit


def _rename(work: Work, unit: UnitDraft, name: str, before: str, outcome: Outcome) -> None:
    day = work.given.effective
    if day not in unit.span:
        says = f"单位在 {day} 不存在，不能从这一天起更名"
        work.complain(outcome.origin, "name", name, says, rule="span")
        return
    if unit.namings or day > unit.start:
        if not unit.namings:
            first = NamingDraft(unit=unit, name=unit.name, start=unit.start, end=unit.end)
            first.origin = outcome.origin
            unit.namings.append(first)

        def set_(naming: NamingDraft) -> None:
            naming.name = name

        def make(start: date, end: date | None) -> NamingDraft:
            return NamingDraft(unit=unit, name=name, start=start, end=end)

        reason = histories.follow(
            unit.namings, start=day, origin=outcome.origin, end=unit.end, set_=set_, make=make
        )
        if reason:
            work.complain(outcome.origin, "name", name, f"更名{reason}", rule="later")
            return
    if day <= work.given.today:
        unit.name = name
        work.touch(unit, outcome)
    work.former_names[before] = unit
    work.changed(outcome, "name", before, name)


def _place(work: Work, unit: UnitDraft, values: dict[str, Any], outcome: Outcome) -> None:
    """Where it stands; an empty cell leaves a known unit where it is."""
    found: dict[str, UnitDraft | None] = {}
    for column in ("parent", "campus"):
        text = values.get(column)
        found[column] = None
        if text:
            found[column], says = work.unit(text)
            if says:
                work.complain(outcome.origin, column, text, says, rule="unknown")
                return
    parent, campus = found["parent"], found["campus"]
    if unit.is_new:
        _first_place(unit, parent, campus, outcome)
        return
    now = histories.on(unit.placements, work.given.effective)
    parent = parent or (now.parent if now else None)
    campus = campus or (now.campus if now else None)
    if now is not None and (now.parent, now.campus) == (parent, campus):
        return
    if now is None and parent is None and campus is None:
        return
    _move(work, unit, now, (parent, campus), outcome)


def _first_place(
    unit: UnitDraft, parent: UnitDraft | None, campus: UnitDraft | None, outcome: Outcome
) -> None:
    """From the first day on which all of them exist."""
    start = max(each.start for each in (unit, parent, campus) if each is not None)
    end = unit.end
    if end is not None and end <= start:
        start = unit.start
    placement = PlacementDraft(unit=unit, parent=parent, campus=campus, start=start, end=end)
    placement.origin = outcome.origin
    unit.placements.append(placement)


def _move(
    work: Work,
    unit: UnitDraft,
    now: PlacementDraft | None,
    place: tuple[UnitDraft | None, UnitDraft | None],
    outcome: Outcome,
) -> None:
    parent, campus = place
    before = (_name(now.parent), _name(now.campus)) if now else ("", "")

    def set_(placement: PlacementDraft) -> None:
        placement.parent, placement.campus = parent, campus

    def make(start: date, end: date | None) -> PlacementDraft:
        return PlacementDraft(unit=unit, parent=parent, campus=campus, start=start, end=end)

    reason = histories.follow(
        unit.placements,
        start=work.given.effective,
        origin=outcome.origin,
        end=unit.end,
        set_=set_,
        make=make,
    )
    if reason:
        says = f"隶属关系{reason}"
        work.complain(outcome.origin, "parent", _name(parent), says, rule="later")
        return
    for column, was, becomes in zip(
        ("parent", "campus"), before, (_name(parent), _name(campus)), strict=True
    ):
        if was != becomes:
            work.changed(outcome, column, was, becomes)


def _name(unit: UnitDraft | None) -> str:
    return unit.name if unit else ""


def _count_beds(work: Work, unit: UnitDraft, beds: int, outcome: Outcome) -> None:
    day = unit.start if unit.is_new else work.given.effective
    now = histories.on(unit.beds, day)
    if now is not None and now.beds == beds:
        return

    def set_(counted: BedsDraft) -> None:
        counted.beds = beds

    def make(start: date, end: date | None) -> BedsDraft:
        return BedsDraft(unit=unit, beds=beds, start=start, end=end)

    before = now.beds if now else None
    reasons = [f"单位在 {day} 不存在"]
    if day in unit.span:
        span = Span(day, unit.end)
        reasons = reasons_not_to_set_beds(unit.facts(), beds=beds, span=span, counted=())
    if not reasons:
        reason = histories.follow(
            unit.beds, start=day, origin=outcome.origin, end=unit.end, set_=set_, make=make
        )
        reasons = [f"床位{reason}"] if reason else []
    for says in reasons:
        work.complain(outcome.origin, "beds", beds, says, rule="beds")
    if not reasons and not unit.is_new:
        work.changed(outcome, "beds", before, beds)
