"""The sheet 任职: posts given and ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from linghang.foundation.intake.definitions import What
from linghang.foundation.sheets.rows import Row
from linghang.org import rules
from linghang.org.conflicts.rules import Clash, Holding, conflicts_with, reasons_not_to_hold
from linghang.org.definitions import Capability, Post
from linghang.org.exchange.definitions import APPOINTMENTS
from linghang.org.exchange.planning.drafts import AppointmentDraft, PersonDraft, UnitDraft
from linghang.org.exchange.planning.plan import Accepted, Outcome
from linghang.org.exchange.planning.work import Work
from linghang.org.posts_held.rules import Basis
from linghang.org.reach.rules import capabilities_of
from linghang.org.trees.rules import Span

ENDED = "免职"
REGULAR = "regular"


@dataclass(frozen=True, slots=True)
class _Held:
    """What the row is about, looked up."""

    person: PersonDraft
    post: Post
    unit: UnitDraft
    basis: str
    start: date
    end: date | None
    reason: str


def plan(work: Work, rows: Sequence[Row]) -> None:
    """Every row of the sheet, after the units and the people."""
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for code, post in work.given.posts.items():
        by_name[post.name].append(code)
    seen: dict[tuple[str, str, str, date], int] = {}
    for row in rows:
        values = row.values
        outcome = work.begin(APPOINTMENTS, row, _title(values))
        if outcome.what is What.REFUSED:
            work.look_up(outcome, values, "unit")
            continue
        held = _held(work, by_name, values, outcome)
        if held is None:
            continue
        key = (held.person.code, held.post.code, held.unit.code, held.start)
        if key in seen:
            says = f"与第 {seen[key]} 行是同一项任职"
            work.complain(outcome.origin, "post", values["post"], says, rule="twice")
            continue
        seen[key] = row.number
        _settle(work, held, outcome)


def _title(values: dict[str, Any]) -> str:
    who = values.get("name") or values.get("person") or "—"
    return f"{who} {values.get('unit') or ''}{values.get('post') or ''}"


def _held(
    work: Work, by_name: dict[str, list[str]], values: dict[str, Any], outcome: Outcome
) -> _Held | None:
    """Everything that the row names, or None after complaining of all that is not there."""
    origin, start, end = outcome.origin, values["active_from"], values.get("active_to")
    if end is not None and end <= start:
        says = f"免职日期应当晚于任职日期（{start}）"
        work.complain(origin, "active_to", end, says, rule="span")
    post = _post(work, by_name, values["post"], outcome)
    unit, says = work.unit(values["unit"])
    if unit is None:
        work.complain(origin, "unit", values["unit"], says, rule="unknown")
    person = person_of(work, values, outcome)
    if person is None or post is None or unit is None or outcome.what is What.REFUSED:
        return None
    basis, reason = values.get("basis") or REGULAR, values.get("override_reason") or ""
    return _Held(person, post, unit, basis, start, end, reason)


def _post(work: Work, by_name: dict[str, list[str]], text: str, outcome: Outcome) -> Post | None:
    codes = [text] if text in work.given.posts else by_name.get(text, [])
    if len(codes) == 1:
        return work.given.posts[codes[0]]
    says = f"岗位目录里没有“{text}”"
    if codes:
        says = f"有 {len(codes)} 个岗位叫“{text}”，请改写编码（{'、'.join(codes)}）"
    work.complain(outcome.origin, "post", text, says, rule="unknown")
    return None


def person_of(work: Work, values: dict[str, Any], outcome: Outcome) -> PersonDraft | None:
    """The person whom the row names, or None after complaining, or while it is asked."""
    code = values["person"]
    if code in work.people and work.people[code] is None:
        # The row of the person is refused or waits for an answer: this one waits with it.
        if outcome.what is not What.REFUSED:
            outcome.what = What.ASKED
        return None
    person = work.people.get(code) or work.organisation.people.get(code)
    if person is None or person.merged_into:
        says = f"没有工号为 {code} 的人员"
        if person is not None:
            says = f"工号 {code} 已并入 {person.merged_into}，请改用后者"
        work.complain(outcome.origin, "person", code, says, rule="unknown")
        return None
    name = values.get("name")
    if name and name != person.name:
        says = f"工号 {code} 登记的姓名是“{person.name}”，与这里写的不同，请核对"
        work.complain(outcome.origin, "name", name, says, rule="name_differs")
        return None
    return person


def _settle(work: Work, held: _Held, outcome: Outcome) -> None:
    same = [
        each
        for each in held.person.appointments
        if each.post == held.post.code and each.unit is held.unit and each.principal is None
    ]
    known = next((each for each in same if each.start == held.start), None)
    if known is not None:
        _again(work, known, held, outcome)
        return
    span = Span(held.start, held.end)
    reasons = rules.reasons_not_to_appoint(
        held.post,
        unit=held.unit.facts(),
        person=held.person.span,
        span=span,
        held=[each.span for each in same],
    )
    if held.person.code == work.given.importer:
        reasons.append("不能任命自己")
    clashes = () if reasons else _clashes(work, held, span)
    reasons += reasons_not_to_hold(clashes, held.reason)
    for says in reasons:
        work.complain(outcome.origin, "post", held.post.name, says, rule="appointment")
    if reasons:
        return
    appointment = AppointmentDraft(
        person=held.person,
        post=held.post.code,
        unit=held.unit,
        basis=held.basis,
        start=held.start,
        end=held.end,
    )
    work.touch(appointment, outcome)
    work.made(outcome)
    held.person.appointments.append(appointment)
    if clashes:
        work.accepted.append(Accepted(appointment=appointment, clashes=clashes, reason=held.reason))


def _clashes(work: Work, held: _Held, span: Span) -> tuple[Clash, ...]:
    """What the person holds on the same days, after the rows above, that does not go with it."""
    others = [
        _holding(each, work.given.posts[each.post])
        for each in held.person.appointments
        if each.post in work.given.posts
    ]
    if not others:
        return ()
    new = Holding(
        post=held.post.code,
        unit=held.unit.code,
        title=rules.title(held.post, held.unit.name),
        span=span,
        capabilities=capabilities_of(held.post, Basis(held.basis)),
    )
    return tuple(conflicts_with(new, others, work.given.conflicts))


def _holding(draft: AppointmentDraft, post: Post) -> Holding:
    limited = frozenset(Capability(each) for each in draft.limited_to)
    return Holding(
        post=draft.post,
        unit=draft.unit.code,
        title=rules.title(post, draft.unit.name),
        span=draft.span,
        capabilities=capabilities_of(post, Basis(draft.basis), limited),
        appointment=draft.pk or 0,
    )


def _again(work: Work, known: AppointmentDraft, held: _Held, outcome: Outcome) -> None:
    """An appointment that we know can only end, or end earlier; delegations end with it."""
    if known.basis != held.basis:
        says = "任职方式与系统里不同，不能用表格改；请免去后重新任命"
        work.complain(outcome.origin, "basis", held.basis, says, rule="fixed")
        return
    if held.end is None or held.end == known.end:
        return
    if known.end is not None and held.end > known.end:
        says = f"系统里 {known.end} 已免职，不能延长；请另写一行新的任职"
        work.complain(outcome.origin, "active_to", held.end, says, rule="ended")
        return
    work.changed(outcome, "active_to", known.end, held.end)
    for each in (known, *work.organisation.delegations(known.pk)):
        if each.start >= held.end:
            says = f"{held.end} 之后还有由此授权的代办，请先在页面上收回"
            work.complain(outcome.origin, "active_to", held.end, says, rule="waiting")
        elif each.end is None or each.end > held.end:
            each.end, each.ended_reason = held.end, ENDED
            work.touch(each, outcome)
