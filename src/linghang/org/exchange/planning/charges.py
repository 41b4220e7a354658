"""The sheet 分管: which leader of the hospital is in charge of which department or office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from linghang.foundation.intake.definitions import What
from linghang.foundation.sheets.rows import Row
from linghang.org.charges import rules
from linghang.org.charges.rules import Leader
from linghang.org.exchange.definitions import CHARGES
from linghang.org.exchange.planning import histories
from linghang.org.exchange.planning.appointments import person_of
from linghang.org.exchange.planning.drafts import AppointmentDraft, ChargeDraft, UnitDraft
from linghang.org.exchange.planning.plan import Outcome
from linghang.org.exchange.planning.work import Work
from linghang.org.rules import title
from linghang.org.trees.rules import Span


def plan(work: Work, rows: Sequence[Row]) -> None:
    """Every row of the sheet, after the posts."""
    seen: dict[tuple[str, date], int] = {}
    for row in rows:
        values = row.values
        who = values.get("name") or values.get("person") or "—"
        outcome = work.begin(CHARGES, row, f"{who} 分管 {values.get('unit') or '—'}")
        if outcome.what is What.REFUSED:
            work.look_up(outcome, values, "unit")
            continue
        unit, says = work.unit(values["unit"])
        if unit is None:
            work.complain(outcome.origin, "unit", values["unit"], says, rule="unknown")
            continue
        key = (unit.code, values["active_from"])
        if key in seen:
            says = f"与第 {seen[key]} 行是同一单位同一天的分管"
            work.complain(outcome.origin, "unit", values["unit"], says, rule="twice")
            continue
        seen[key] = row.number
        held = _held(work, values, outcome)
        if held is not None:
            _settle(work, held, unit, values, outcome)


def _held(work: Work, values: dict[str, Any], outcome: Outcome) -> AppointmentDraft | None:
    """The one leader's post that the person holds on the first day."""
    person = person_of(work, values, outcome)
    if person is None:
        return None
    start, wanted = values["active_from"], values.get("post") or ""
    found = [
        each
        for each in person.appointments
        if each.principal is None
        and start in each.span
        and (post := work.given.posts.get(each.post)) is not None
        and post.is_leader
        and wanted in ("", post.code, post.name)
    ]
    if len(found) == 1:
        return found[0]
    says = f"此人在 {start} 没有可以分管单位的院领导职务"
    if found:
        says = f"此人在 {start} 有 {len(found)} 个院领导职务，请在“岗位”列写明以哪个职务分管"
    work.complain(outcome.origin, "post" if found else "person", wanted, says, rule="leader")
    return None


def _settle(
    work: Work, held: AppointmentDraft, unit: UnitDraft, values: dict[str, Any], outcome: Outcome
) -> None:
    start, end = values["active_from"], values.get("active_to")
    if end is not None and end <= start:
        says = f"终止日期应当晚于起始日期（{start}）"
        work.complain(outcome.origin, "active_to", end, says, rule="span")
        return
    now = histories.on(unit.charges, start)
    if now is not None and now.appointment is held:
        _again(work, now, values, outcome)
        return
    ends = [day for day in (end, held.end, unit.end) if day is not None]
    span = Span(start, min(ends, default=None))
    reasons = [*_reasons(work, held, unit, span), *_powers(work, held, unit, values)]
    if not reasons:
        reasons = list(filter(None, [_follow(held, unit, values, span, outcome)]))
    for says in reasons:
        work.complain(outcome.origin, "unit", values["unit"], says, rule="charge")
    if reasons:
        return
    if now is None:
        work.made(outcome)
    else:
        work.changed(outcome, "person", now.appointment.person.name, held.person.name)


def _reasons(work: Work, held: AppointmentDraft, unit: UnitDraft, span: Span) -> list[str]:
    post = work.given.posts[held.post]
    leader = Leader(
        person=held.person.code, title=title(post, held.unit.name), post=post, span=held.span
    )
    return rules.reasons_not_to_charge(
        leader, unit=unit.facts(), span=span, actor=work.given.importer
    )


def _powers(
    work: Work, held: AppointmentDraft, unit: UnitDraft, values: dict[str, Any]
) -> list[str]:
    """What the person is in charge of on the first day, after the rows above, and this unit."""
    start = values["active_from"]
    units = [unit, *_charged(work, held, start)]
    posts: dict[str, set[str]] = {each.code: set() for each in units}
    for person in work.organisation.people.values():
        for each in person.appointments:
            if each.unit.code in posts and start in each.span:
                posts[each.unit.code].add(each.post)
    named = [name for there in posts.values() for name in rules.powers_of(there)]
    return rules.reasons_of_powers(held.post, sorted(named), values.get("reason") or "")


def _charged(work: Work, held: AppointmentDraft, day: date) -> Iterator[UnitDraft]:
    for unit in work.organisation.units.values():
        now = histories.on(unit.charges, day)
        if now is not None and now.appointment.person is held.person:
            yield unit


def _follow(
    held: AppointmentDraft, unit: UnitDraft, values: dict[str, Any], span: Span, outcome: Outcome
) -> str:
    reason = values.get("reason")
    document = f"{values['document']}；理由：{reason}" if reason else values["document"]

    def set_(charge: ChargeDraft) -> None:
        charge.appointment, charge.document, charge.end = held, document, span.end

    def make(start: date, _end: date | None) -> ChargeDraft:
        return ChargeDraft(
            appointment=held, unit=unit, document=document, start=start, end=span.end
        )

    return histories.follow(
        unit.charges, start=span.start, origin=outcome.origin, end=span.end, set_=set_, make=make
    )


def _again(work: Work, known: ChargeDraft, values: dict[str, Any], outcome: Outcome) -> None:
    """A charge that we know can only end, or end earlier."""
    start, end = values["active_from"], values.get("active_to")
    if start != known.start:
        says = f"系统里从 {known.start} 起就由此人分管，起始日期没有改动"
        work.complain(outcome.origin, "active_from", start, says, rule="since", severity="warning")
    if end is None or end == known.end:
        return
    if known.end is not None and end > known.end:
        says = f"系统里 {known.end} 已终止，不能延长；请另写一行"
        work.complain(outcome.origin, "active_to", end, says, rule="ended")
        return
    work.changed(outcome, "active_to", known.end, end)
    known.end = end
    work.touch(known, outcome)
