"""The sheet 人员: people registered, corrected, moved, leaving and coming back; namesakes asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from linghang.foundation.intake.definitions import What
from linghang.foundation.sheets.rows import Row
from linghang.org.exchange.definitions import PEOPLE
from linghang.org.exchange.planning import histories, identities
from linghang.org.exchange.planning.belonging import belong
from linghang.org.exchange.planning.drafts import Origin, PastDraft, PersonDraft
from linghang.org.exchange.planning.plan import OTHER, Outcome, Question
from linghang.org.exchange.planning.work import Work
from linghang.org.memberships.rules import Line
from linghang.org.trees.rules import Span

LEFT = "离院"
SHOWN = 5


@dataclass(kw_only=True)
class _Seen:
    """What rows above have brought, and whom we knew before."""

    codes: dict[str, int] = field(default_factory=dict)
    cards: dict[str, int] = field(default_factory=dict)
    licences: dict[str, int] = field(default_factory=dict)
    mobiles: dict[str, int] = field(default_factory=dict)
    new_names: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    named: dict[str, list[PersonDraft]] = field(default_factory=dict)
    carded: dict[str, PersonDraft] = field(default_factory=dict)
    licensed: dict[str, PersonDraft] = field(default_factory=dict)


def plan(work: Work, rows: Sequence[Row]) -> None:
    """Every row of the sheet; whom a code of the file stands for is kept in work.people."""
    seen = _known(work)
    for row in rows:
        values = row.values
        code, name = values.get("code"), values.get("name")
        outcome = work.begin(PEOPLE, row, f"{name or '—'}（{code or '—'}）")
        if code:
            work.people.setdefault(code, None)
        if _is_twice(work, seen, code, row.number, outcome):
            continue
        numbers = _numbers(work, values, outcome)
        if outcome.what is What.REFUSED:
            work.look_up(outcome, values, "home", "team")
        else:
            _of_row(work, seen, _Incoming.of(work, values, numbers), outcome)
    _namesakes_among_new(work, seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Incoming:
    """A row that can be read, with the prints of its personal numbers."""

    code: str
    name: str
    start: date
    end: date | None
    id_card: str
    id_card_print: str
    mobile: str
    mobile_print: str
    licence: str
    values: dict[str, Any]

    @classmethod
    def of(cls, work: Work, values: dict[str, Any], numbers: tuple[str, str]) -> _Incoming:
        card, mobile = numbers
        return cls(
            code=values["code"],
            name=values["name"],
            start=values["active_from"],
            end=values.get("active_to"),
            id_card=card,
            id_card_print=work.given.print_of(card) if card else "",
            mobile=mobile,
            mobile_print=work.given.print_of(mobile) if mobile else "",
            licence=values.get("licence") or "",
            values=values,
        )


def _numbers(work: Work, values: dict[str, Any], outcome: Outcome) -> tuple[str, str]:
    """Identity card and mobile in their one form, after complaining of what is none."""
    found = []
    known = work.organisation.people.get(values.get("code") or "")
    for column, read in (("id_card", identities.id_card), ("mobile", identities.mobile)):
        text, says = read(values.get(column) or "")
        if says == identities.MASKED and known and getattr(known, f"{column}_print"):
            # It came from an export of ours: the number that is known stays.
            says = ""
        if says:
            work.complain(outcome.origin, column, values[column], says, rule="unreadable")
        found.append(text)
    return found[0], found[1]


def _known(work: Work) -> _Seen:
    seen = _Seen()
    named: defaultdict[str, list[PersonDraft]] = defaultdict(list)
    for person in work.organisation.people.values():
        if person.merged_into:
            continue
        named[person.name].append(person)
        if person.id_card_print:
            seen.carded[person.id_card_print] = person
        if person.licence:
            seen.licensed[person.licence] = person
    seen.named = dict(named)
    return seen


def _is_twice(work: Work, seen: _Seen, code: str | None, number: int, outcome: Outcome) -> bool:
    if not code:
        return False
    if code in seen.codes:
        says = f"工号 {code} 在第 {seen.codes[code]} 行已经有了"
        work.complain(outcome.origin, "code", code, says, rule="twice")
        return True
    seen.codes[code] = number
    return False


def _of_row(work: Work, seen: _Seen, row: _Incoming, outcome: Outcome) -> None:
    if row.end is not None and row.end <= row.start:
        says = f"离院日期应当晚于入院日期（{row.start}）"
        work.complain(outcome.origin, "active_to", row.end, says, rule="span")
        return
    if _clashes(work, seen, row, outcome):
        return
    person = work.organisation.people.get(row.code)
    if person is None:
        person = _recognised(work, seen, row, outcome)
        if outcome.what in (What.ASKED, What.REFUSED):
            return
    if person is None:
        _new(work, seen, row, outcome)
    else:
        _again(work, seen, person, row, outcome)


def _clashes(work: Work, seen: _Seen, row: _Incoming, outcome: Outcome) -> bool:
    """Numbers that an earlier row of the file has already brought."""
    found = False
    for column, key, known, severity in (
        ("id_card", row.id_card_print, seen.cards, "error"),
        ("licence", row.licence, seen.licences, "error"),
        ("mobile", row.mobile_print, seen.mobiles, "warning"),
    ):
        if not key:
            continue
        if key in known:
            name = work.sheets[PEOPLE].layout.column(column).name
            says = f"{name}与第 {known[key]} 行相同"
            value = row.values[column]
            if severity == "error":
                work.complain(outcome.origin, column, value, says, rule="twice")
                found = True
            else:
                work.complain(
                    outcome.origin, column, value, says, rule="shared", severity="warning"
                )
        known.setdefault(key, outcome.origin.row)
    return found


def _recognised(work: Work, seen: _Seen, row: _Incoming, outcome: Outcome) -> PersonDraft | None:
    """Somebody known under another code, if it was said so; None for a new person.

    Asks when it has not been said yet.
    """
    carded = seen.carded.get(row.id_card_print) if row.id_card_print else None
    candidates = [carded] if carded else _namesakes(seen, row)
    if not candidates:
        return None
    answer = work.given.answers.get(row.code)
    codes = tuple(person.code for person in candidates)
    if answer in codes:
        return work.organisation.people[answer]
    if answer == OTHER and carded is None:
        return None
    if answer == OTHER and carded is not None:
        says = f"证件号码已登记在 {carded.name}（{carded.code}）名下，不能再登记给另一个人"
        work.complain(outcome.origin, "id_card", row.id_card, says, rule="card_taken")
        return None
    outcome.what = What.ASKED
    work.questions.append(
        Question(
            row=outcome.origin.row,
            code=row.code,
            name=row.name,
            candidates=codes,
            same_card=carded is not None,
        )
    )
    return None


def _namesakes(seen: _Seen, row: _Incoming) -> list[PersonDraft]:
    """People of that name who may be the same: not those with another identity card."""
    return [
        person
        for person in seen.named.get(row.name, ())
        if not (person.id_card_print and row.id_card_print)
    ]


def _new(work: Work, seen: _Seen, row: _Incoming, outcome: Outcome) -> None:
    person = PersonDraft(code=row.code, name=row.name, start=row.start, end=row.end)
    work.touch(person, outcome)
    work.made(outcome)
    work.organisation.people[row.code] = work.people[row.code] = person
    if not row.id_card_print:
        seen.new_names[row.name].append(outcome.origin.row)
    _take_numbers(work, seen, person, row, outcome)
    for line in (Line.HOME, Line.TEAM):
        belong(work, person, line, row.values, outcome)


def _again(work: Work, seen: _Seen, person: PersonDraft, row: _Incoming, outcome: Outcome) -> None:
    if person.merged_into:
        says = f"工号 {person.code} 已并入 {person.merged_into}，请改用后者"
        work.complain(outcome.origin, "code", row.code, says, rule="merged")
        return
    differs = bool(
        person.id_card_print and row.id_card_print and person.id_card_print != row.id_card_print
    )
    if differs and person.name != row.name:
        says = f"工号 {person.code} 在系统里是另一个人（姓名和证件号码都不同），请核对工号"
        work.complain(outcome.origin, "code", row.code, says, rule="other_person")
        return
    work.people[row.code] = person
    if person.name != row.name:
        work.changed(outcome, "name", person.name, row.name)
        says = f"姓名由“{person.name}”改为“{row.name}”，请确认不是工号写错"
        work.complain(outcome.origin, "name", row.name, says, rule="renamed", severity="warning")
        person.name = row.name
        work.touch(person, outcome)
    _take_numbers(work, seen, person, row, outcome)
    if _take_days(work, person, row, outcome):
        for line in (Line.HOME, Line.TEAM):
            belong(work, person, line, row.values, outcome)


def _take_numbers(
    work: Work, seen: _Seen, person: PersonDraft, row: _Incoming, outcome: Outcome
) -> None:
    """Identity card, mobile and licence; an empty cell leaves what is known."""
    for column, text, print_ in (
        ("id_card", row.id_card, row.id_card_print),
        ("mobile", row.mobile, row.mobile_print),
    ):
        before = getattr(person, f"{column}_print")
        if not print_ or print_ == before:
            continue
        holder = seen.carded.get(print_) if column == "id_card" else None
        if holder is not None and holder is not person:
            says = f"证件号码已登记在 {holder.name}（{holder.code}）名下"
            work.complain(outcome.origin, column, text, says, rule="card_taken")
            continue
        if not person.is_new:
            work.changed(outcome, column, before, text)
        setattr(person, column, text)
        setattr(person, f"{column}_print", print_)
        work.touch(person, outcome)
    _take_licence(work, seen, person, row, outcome)


def _take_licence(
    work: Work, seen: _Seen, person: PersonDraft, row: _Incoming, outcome: Outcome
) -> None:
    if not row.licence or row.licence == person.licence:
        return
    holder = seen.licensed.get(row.licence)
    if holder is not None and holder is not person:
        says = f"执业证书编码已登记在 {holder.name}（{holder.code}）名下"
        work.complain(outcome.origin, "licence", row.licence, says, rule="licence_taken")
        return
    if not person.is_new:
        work.changed(outcome, "licence", person.licence, row.licence)
    person.licence = row.licence
    work.touch(person, outcome)


def _take_days(work: Work, person: PersonDraft, row: _Incoming, outcome: Outcome) -> bool:
    """First and last day here: corrected, left, come back. False when that was complained of."""
    if person.end is not None and row.start >= person.end:
        _come_back(work, person, row, outcome)
    elif row.start != person.start:
        _begin(work, person, row, outcome)
    if outcome.what is What.REFUSED:
        return False
    if row.end is None or row.end == person.end:
        return True
    if person.end is not None:
        says = f"系统里已登记 {person.end} 离院，改动请在人员页面上办理"
        work.complain(outcome.origin, "active_to", row.end, says, rule="left")
        return False
    return _leave(work, person, row.end, outcome)


def _come_back(work: Work, person: PersonDraft, row: _Incoming, outcome: Outcome) -> None:
    if person.end is not None and person.end != row.start:
        past = PastDraft(person=person, start=person.start, end=person.end)
        work.touch(past, outcome)
        person.past.append(past)
        person.start = row.start
    work.changed(outcome, "active_from", f"{person.end} 已离院", f"{row.start} 返院")
    person.end = None
    work.touch(person, outcome)


def _begin(work: Work, person: PersonDraft, row: _Incoming, outcome: Outcome) -> None:
    """Correct the first day; memberships that began that day begin with it."""
    span = Span(row.start, person.end) if person.end is None or row.start < person.end else None
    if span is None or any(span.meet(past.span) for past in person.past):
        says = f"入院日期与此人曾在院的期间重叠，系统里是 {person.start}"
        work.complain(outcome.origin, "active_from", row.start, says, rule="span")
        return
    work.changed(outcome, "active_from", person.start, row.start)
    for history in person.memberships.values():
        for membership in history:
            later = membership.start == person.start and row.start > person.start
            if later and (membership.end is None or row.start < membership.end):
                membership.start = row.start
                work.touch(membership, outcome)
    person.start = row.start
    work.touch(person, outcome)


def _leave(work: Work, person: PersonDraft, day: date, outcome: Outcome) -> bool:
    """End all that would last longer; what has not begun yet must be taken back by hand."""
    if work.given.importer == person.code:
        work.complain(outcome.origin, "active_to", day, "不能为自己办理离院", rule="self")
        return False
    waiting: list[str] = []
    for line, history in person.memberships.items():
        waiting += [f"{line.value}" for _ in histories.cut(history, day, outcome.origin)]
    ended = [each for each in person.appointments if each.end is None or each.end > day]
    given = [each for own in ended for each in work.organisation.delegations(own.pk)]
    for appointment in (*ended, *given):
        if appointment.start >= day:
            waiting.append(appointment.post)
        elif appointment.end is None or appointment.end > day:
            appointment.end, appointment.ended_reason = day, LEFT
            work.touch(appointment, outcome)
    if waiting:
        says = f"{day} 之后还有 {len(waiting)} 项未开始的任职或归属，请先在人员页面上取消"
        work.complain(outcome.origin, "active_to", day, says, rule="waiting")
        return False
    work.changed(outcome, "active_to", "", f"{day}（随之终止任职 {len(ended)} 项）")
    person.end = day
    work.touch(person, outcome)
    work.leavers.append(person.code)
    return True


def _namesakes_among_new(work: Work, seen: _Seen) -> None:
    """New people of one name whom no identity card tells apart: they may be one person twice."""
    for name, rows in seen.new_names.items():
        if len(rows) < 2:
            continue
        others = "、".join(str(row) for row in rows[:SHOWN])
        more = "等" if len(rows) > SHOWN else ""
        for row in rows:
            says = f"新增人员中有 {len(rows)} 人同名（第 {others} 行{more}），请确认不是同一人"
            work.complain(
                Origin(PEOPLE, row), "name", name, says, rule="namesake", severity="warning"
            )
