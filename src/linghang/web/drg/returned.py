"""What the insurer returned of a case, beside our group: on the page of the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from linghang.cases.drg import Status
from linghang.cases.grouping import standing as terms
from linghang.cases.grouping.returns import comparing, queries
from linghang.cases.grouping.returns.models import DifferenceNote
from linghang.cases.grouping.returns.queries import Pair, Version
from linghang.cases.grouping.returns.rules import (
    INSURANCE,
    SPECIAL,
    STANDING_NAMES,
    TOLD,
    Reason,
    Standing,
    Told,
)
from linghang.cases.grouping.single import Told as Grouped
from linghang.cases.queries import Case
from linghang.foundation import quantity
from linghang.foundation.access import Decision
from linghang.org import policy
from linghang.org.models import Person
from linghang.org.rules import Rights
from linghang.web import places
from linghang.web.drg.differences import NO_GROUP, standing_name
from linghang.web.templatetags.linghang import yuan


@dataclass(frozen=True, slots=True)
class Side:
    """One fact on both sides; parts: whether they differ."""

    title: str
    ours: str
    theirs: str
    parts: bool


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was done, by whom."""

    standing: str
    note: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReturn:
    """A return ready for its template. editions: titles of other editions with the group."""

    pair: Pair
    told: Told
    is_same: bool
    sides: tuple[Side, ...]
    facts: tuple[tuple[str, str], ...]
    editions: tuple[str, ...]
    standing: str
    notes: tuple[Note, ...]
    earlier: tuple[Version, ...]
    choices: tuple[tuple[str, str], ...]
    may_settle: Decision


def shown(rights: Rights, case: Case, group: Grouped) -> ShownReturn | None:
    """None while nothing came back of the month, or of this case and nothing was due."""
    month = f"{case.discharge_day:%Y-%m}"
    pair = queries.of_case(case.case_key, month=month, scope=places.case_scope(rights))
    if pair is None:
        return None
    return ShownReturn(
        pair=pair,
        told=TOLD[pair.reason],
        is_same=pair.reason is Reason.SAME,
        sides=_sides(pair, group),
        facts=_facts(pair),
        editions=_editions(pair, group),
        standing=standing_name(pair.standing),
        notes=_notes(pair.key),
        earlier=tuple(queries.earlier(pair.key, month=month)),
        choices=tuple((one.value, name) for one, name in STANDING_NAMES.items()),
        may_settle=policy.may_settle_cases(rights),
    )


def _sides(pair: Pair, group: Grouped) -> tuple[Side, ...]:
    grouped = pair.our_status == Status.GROUPED
    ours = f"{pair.our_drg} {group.explanation.name}" if grouped else str(pair.our_status)
    theirs = f"{pair.their_drg} {pair.drg_name or ''}" if pair.their_drg else NO_GROUP
    if not pair.is_returned:
        theirs = "没有返回"
    differs = (pair.our_drg if grouped else "") != (pair.their_drg or "")
    rw, their_rw = _number(pair.our_rw), _number(pair.their_rw)
    return (
        Side("入组", ours, theirs, differs),
        Side("权重", rw if grouped and pair.our_rw is not None else "无权重", their_rw,
             None not in (pair.our_rw, pair.their_rw) and pair.our_rw != pair.their_rw),
        Side("总费用", yuan(pair.our_cost), yuan(pair.their_cost),
             None not in (pair.our_cost, pair.their_cost) and pair.our_cost != pair.their_cost),
    )  # fmt: skip


def _number(value: object) -> str:
    return quantity.NOTHING if value is None else f"{value:.4f}"


def _facts(pair: Pair) -> tuple[tuple[str, str], ...]:
    if not pair.is_returned:
        return ()
    facts = (
        ("DRG支付标准", yuan(pair.standard)),
        ("统筹支付", yuan(pair.fund_paid)),
        ("盈亏", yuan(pair.surplus)),
        ("结算月份", pair.settled_month or quantity.NOTHING),
        ("险种", INSURANCE.get(pair.insurance or "", "")),
        ("特殊标志", SPECIAL.get(pair.special or "", "")),
        ("医保说明", pair.their_reason or ""),
    )
    return tuple((name, text) for name, text in facts if text)


def _editions(pair: Pair, group: Grouped) -> tuple[str, ...]:
    if pair.reason is not Reason.EDITION:
        return ()
    carrying = comparing.carrying(pair.their_drg or "", but=group.terms.edition)
    return tuple(terms.titles()[code] for code in carrying)


def _notes(key: str) -> tuple[Note, ...]:
    found = list(DifferenceNote.objects.filter(key=key).order_by("-pk"))
    codes = {one.person for one in found}
    names = dict(Person.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    return tuple(
        Note(
            STANDING_NAMES[Standing(one.standing)], one.note, names.get(one.person, "系统"), one.at
        )
        for one in found
    )
