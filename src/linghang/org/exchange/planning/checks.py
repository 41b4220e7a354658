"""What only the whole shows: circles, spans, one hospital; and whether the importer may."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from linghang.foundation.access import Decision
from linghang.org import rules
from linghang.org.definitions import Kind
from linghang.org.exchange.definitions import APPOINTMENTS, CHARGES, CODE_MAPS, PEOPLE, UNITS
from linghang.org.exchange.planning.belonging import COLUMNS
from linghang.org.exchange.planning.drafts import (
    AppointmentDraft,
    ChargeDraft,
    CodeMapDraft,
    DatedDraft,
    Draft,
    MembershipDraft,
    Origin,
    PersonDraft,
    PlacementDraft,
    UnitDraft,
)
from linghang.org.exchange.planning.work import Permit, Work
from linghang.org.memberships.rules import LINES
from linghang.org.rules import missing
from linghang.org.trees import rules as trees

MAIN_COLUMN = {
    UNITS: "code",
    PEOPLE: "code",
    APPOINTMENTS: "post",
    CHARGES: "unit",
    CODE_MAPS: "code",
}


def check(work: Work) -> list[Draft]:
    """Complain of everything that the rows alone do not show; returns what would be written."""
    touched = work.organisation.touched()
    _spans(work, touched)
    placements = [draft for draft in touched if isinstance(draft, PlacementDraft)]
    for placement in placements:
        _place(work, placement)
    if placements:
        _circles(work)
    _one_hospital(work)
    _people(work, touched)
    if work.given.permit is not None:
        _Permits(work, work.given.permit).ask(touched)
    return touched


def _complain(work: Work, origin: Origin | None, column: str, reasons: Iterable[str]) -> None:
    if origin is None:
        return
    for says in reasons:
        at = column if _has(work, origin, column) else MAIN_COLUMN[origin.sheet]
        work.complain(origin, at, None, says, rule="whole")


def _has(work: Work, origin: Origin, column: str) -> bool:
    return any(each.code == column for each in work.sheets[origin.sheet].layout.columns)


def _spans(work: Work, touched: Iterable[Draft]) -> None:
    """A changed row may have been left without a single day."""
    for draft in touched:
        if isinstance(draft, DatedDraft) and draft.end is not None and draft.end <= draft.start:
            says = f"{draft.start} 至 {draft.end} 没有一天有效，请核对日期"
            _complain(work, draft.origin, "active_to", [says])
            draft.end = None


def _place(work: Work, placement: PlacementDraft) -> None:
    reasons = rules.reasons_not_to_place(
        placement.unit.facts(),
        parent=placement.parent.facts() if placement.parent else None,
        campus=placement.campus.facts() if placement.campus else None,
        span=placement.span,
    )
    _complain(work, placement.origin, "parent", reasons)


def _circles(work: Work) -> None:
    placements = [row for unit in work.organisation.units.values() for row in unit.placements]
    circle = trees.cycle_over_time(row.seat() for row in placements)
    if not circle:
        return
    units = work.organisation.units
    names = "→".join(units[code].name for code in (*circle, circle[0]))
    for row in placements:
        if row.unit.code in circle:
            _complain(work, row.origin, "parent", [f"单位互为上级：{names}"])


def _one_hospital(work: Work) -> None:
    hospitals = [
        unit
        for unit in work.organisation.units.values()
        if unit.kind is Kind.HOSPITAL and unit.end is None
    ]
    if len(hospitals) > 1:
        names = "、".join(f"“{unit.name}”" for unit in hospitals)
        for unit in hospitals:
            _complain(work, unit.origin, "kind", [f"一套系统只管一家医院，这里有 {names}"])
    for unit in hospitals:
        _complain(work, unit.origin, "name", missing(名称=unit.name))


def _people(work: Work, touched: Iterable[Draft]) -> None:
    """Memberships, posts and codes must lie within the days of people and units.

    Besides what is written itself, what hangs on a person whose days have changed is looked at.
    """
    changed = {
        id(draft)
        for draft in touched
        if isinstance(draft, PersonDraft) and draft.before and _days_differ(draft)
    }
    for person in work.organisation.people.values():
        moved = id(person) in changed
        for line, history in person.memberships.items():
            for row in history:
                if row.origin is not None or moved:
                    _membership(work, row, COLUMNS.get(line, "home"))
        for appointment in person.appointments:
            if appointment.origin is not None or moved:
                _appointment(work, appointment)


def _days_differ(person: PersonDraft) -> bool:
    before = person.before or {}
    return (before.get("start"), before.get("end")) != (person.start, person.end)


def _membership(work: Work, row: MembershipDraft, column: str) -> None:
    origin = row.origin or row.person.origin
    reasons = []
    if not row.unit.span.covers(row.span):
        reasons.append(f"“{row.unit.name}”在{row.span.label}并非始终存在")
    if not row.person.span.covers(row.span) and not _past(row):
        reasons.append(f"{LINES[row.line].name}（{row.span.label}）超出此人在院的期间")
    overlapping = trees.overlap(each.span for each in row.person.memberships[row.line])
    if overlapping and row.origin is not None:
        reasons.append(f"{LINES[row.line].name}日期重叠（{overlapping[0].label}）")
    _complain(work, origin, column, reasons)


def _appointment(work: Work, row: AppointmentDraft) -> None:
    """One that the sheet brings was asked about already: here only those it did not name."""
    if row.origin is not None and row.is_new:
        return
    if not row.person.span.covers(row.span) and not _past(row):
        title = (
            f"{row.unit.name} {work.given.posts[row.post].name}"
            if (row.post in work.given.posts)
            else row.post
        )
        says = f"任职（{title}，{row.span.label}）超出此人在院的期间"
        _complain(work, row.origin or row.person.origin, "active_from", [says])


def _past(row: MembershipDraft | AppointmentDraft) -> bool:
    return any(past.span.covers(row.span) for past in row.person.past)


@dataclass
class _Permits:
    """Asks for each unit and post once."""

    work: Work
    permit: Permit

    def __post_init__(self) -> None:
        self.answers: dict[tuple[str, ...], Decision] = {}

    def ask(self, touched: Iterable[Draft]) -> None:
        for draft in touched:
            decision = self._of(draft)
            if decision is not None and not decision:
                says = f"没有权限：{decision.reason}（可找{decision.who_can}）"
                column = MAIN_COLUMN[draft.origin.sheet] if draft.origin else ""
                _complain(self.work, draft.origin, column, [says])

    def _of(self, draft: Draft) -> Decision | None:
        if isinstance(draft, UnitDraft):
            return self._unit(draft)
        if isinstance(draft, PlacementDraft | CodeMapDraft):
            return self._unit(draft.unit)
        if isinstance(draft, PersonDraft | MembershipDraft):
            return self._kept(("people",), self.permit.people)
        if isinstance(draft, AppointmentDraft):
            return self._post(draft)
        if isinstance(draft, ChargeDraft):
            return self._post(draft.appointment)
        return None

    def _unit(self, unit: UnitDraft) -> Decision:
        """A new unit is asked about as its superior is: it does not stand yet."""
        asked, passed = unit, {unit.code}
        while asked.is_new and asked.placements and asked.placements[0].parent is not None:
            asked = asked.placements[0].parent
            if asked.code in passed:
                break
            passed.add(asked.code)
        key = ("unit", asked.code, unit.kind.value)
        return self._kept(key, lambda: self.permit.units(asked.code, unit.kind))

    def _post(self, draft: AppointmentDraft) -> Decision | None:
        post = self.work.given.posts.get(draft.post)
        if post is None:
            return None
        unit = draft.unit
        key = ("post", unit.code, draft.post)
        return self._kept(key, lambda: self.permit.posts(unit.code, unit.kind, post))

    def _kept(self, key: tuple[str, ...], ask: Callable[[], Decision]) -> Decision:
        if key not in self.answers:
            self.answers[key] = ask()
        return self.answers[key]
