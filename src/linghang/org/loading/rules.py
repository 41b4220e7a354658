"""Pure checks of a whole organisation before it is loaded: every complaint, in Chinese."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping

from linghang.org import rules
from linghang.org.definitions import Kind, Post
from linghang.org.loading.rows import (
    AppointmentRow,
    BedsRow,
    CodeMapRow,
    CoverageRow,
    Establishment,
    MembershipRow,
    NamingRow,
    PersonRow,
    PlacementRow,
    SuccessionRow,
    UnitRow,
)
from linghang.org.memberships.rules import LINES
from linghang.org.people.rules import one_form, reasons_against_numbers
from linghang.org.posts_held.rules import Basis, Mandate, reasons_of_mandate
from linghang.org.rules import UnitFacts
from linghang.org.trees import rules as trees
from linghang.org.trees.rules import Seat, Span
from linghang.org.units import rules as units_rules

__all__ = [
    "AppointmentRow",
    "BedsRow",
    "CodeMapRow",
    "CoverageRow",
    "Establishment",
    "MembershipRow",
    "NamingRow",
    "PersonRow",
    "PlacementRow",
    "SuccessionRow",
    "UnitRow",
    "complaints",
]


def complaints(given: Establishment, posts: Mapping[str, Post]) -> list[str]:
    """Everything that speaks against loading; empty when nothing does.

    posts: the catalog's posts by code.
    """
    # Names and kinds come first: nothing else can be judged while a unit is not known.
    first = [*_of_names(given), *_of_references(given, posts)]
    if first:
        return first
    units = {
        row.code: UnitFacts(code=row.code, name=row.name, kind=Kind(row.kind), span=row.span)
        for row in given.units
    }
    people = {row.code: row.span for row in given.people}
    return [
        *_of_numbers(given),
        *_of_placements(given, units),
        *_of_names_over_time(given, units),
        *_of_beds(given, units),
        *_of_coverages(given, units),
        *_of_successions(given, units),
        *_of_appointments(given, units, people, posts),
        *_of_memberships(given, units, people),
        *_of_code_maps(given, units),
    ]


def _of_names(given: Establishment) -> Iterator[str]:
    yield from _twice("单位编码", (row.code for row in given.units))
    yield from _twice("工号", (row.code for row in given.people))
    yield from _twice("执业证书编码", (row.licence for row in given.people if row.licence))
    yield from _twice("证件号码", (one_form(row.id_card) for row in given.people if row.id_card))
    yield from _twice("登录名", (row.username for row in given.people if row.username))
    named: tuple[UnitRow | PersonRow, ...] = (*given.units, *given.people)
    for row in named:
        yield from rules.missing(
            **{f"编码（{row.name}）": row.code, f"名称（{row.code}）": row.name}
        )
    hospitals = sum(row.kind == Kind.HOSPITAL for row in given.units)
    if hospitals != 1:
        yield f"应当正好有一家医院，现有 {hospitals} 家"


def _twice(what: str, values: Iterable[str]) -> Iterator[str]:
    for value, times in Counter(values).items():
        if times > 1:
            yield f"{what} {value} 出现 {times} 次"


def _of_references(given: Establishment, posts: Mapping[str, Post]) -> Iterator[str]:
    yield from _unknown("类别", (row.kind for row in given.units), set(Kind))
    yield from _unknown("单位", _units_named(given), {row.code for row in given.units})
    yield from _unknown("人员", _people_named(given), {row.code for row in given.people})
    yield from _unknown("岗位", (row.post for row in given.appointments), set(posts))
    placed = {row.unit for row in given.placements}
    for row in given.units:
        if row.code not in placed:
            yield f"单位“{row.name}”没有写隶属关系"


def _units_named(given: Establishment) -> Iterator[str]:
    for placed in given.placements:
        yield from (code for code in (placed.parent, placed.campus) if code)
    for covering in given.coverages:
        yield covering.covered
    for step in given.successions:
        yield from (step.predecessor, step.successor)
    rows = (
        given.placements,
        given.namings,
        given.beds,
        given.coverages,
        given.appointments,
        given.memberships,
        given.code_maps,
    )
    for one_kind in rows:
        yield from (row.unit for row in one_kind)


def _people_named(given: Establishment) -> Iterator[str]:
    yield from (row.person for row in given.appointments)
    yield from (row.principal for row in given.appointments if row.principal)
    yield from (row.person for row in given.memberships)


def _unknown(what: str, values: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    for value in sorted(set(values) - set(known)):
        yield f"没有这个{what}：{value}"


def _of_placements(given: Establishment, units: Mapping[str, UnitFacts]) -> Iterator[str]:
    for row in given.placements:
        yield from rules.reasons_not_to_place(
            units[row.unit],
            parent=units[row.parent] if row.parent else None,
            campus=units[row.campus] if row.campus else None,
            span=row.span,
        )
    yield from _overlapping(
        "隶属关系", ((units[row.unit].name, row.span) for row in given.placements)
    )
    circle = trees.cycle_over_time(
        Seat(
            unit=row.unit,
            kind=units[row.unit].kind,
            parent=row.parent,
            campus=row.campus,
            span=row.span,
        )
        for row in given.placements
    )
    if circle:
        yield f"单位互为上级：{'→'.join(circle)}"


def _of_numbers(given: Establishment) -> Iterator[str]:
    for row in given.people:
        reasons = reasons_against_numbers(
            id_card=one_form(row.id_card), mobile=one_form(row.mobile)
        )
        yield from (f"{row.code}：{reason}" for reason in reasons)


def _of_names_over_time(given: Establishment, units: Mapping[str, UnitFacts]) -> Iterator[str]:
    for row in given.namings:
        unit = units[row.unit]
        yield from rules.missing(**{f"名称（{row.unit}）": row.name})
        if not unit.span.covers(row.span):
            yield f"“{unit.name}”的名称“{row.name}”：它在{row.span.label}并非始终存在"
    yield from _overlapping("名称", ((units[row.unit].name, row.span) for row in given.namings))


def _of_beds(given: Establishment, units: Mapping[str, UnitFacts]) -> Iterator[str]:
    for row in given.beds:
        yield from units_rules.reasons_not_to_set_beds(
            units[row.unit], beds=row.beds, span=row.span, counted=()
        )
    yield from _overlapping("床位", ((units[row.unit].name, row.span) for row in given.beds))


def _of_coverages(given: Establishment, units: Mapping[str, UnitFacts]) -> Iterator[str]:
    for row in given.coverages:
        yield from units_rules.reasons_not_to_cover(
            units[row.unit], covered=units[row.covered], span=row.span, existing=()
        )
    yield from _overlapping(
        "覆盖", (((row.unit, row.covered), row.span) for row in given.coverages)
    )


def _of_successions(given: Establishment, units: Mapping[str, UnitFacts]) -> Iterator[str]:
    carried = (row.predecessor for row in given.successions if row.carries_history)
    yield from _twice("承接历史数据的单位，其原单位", carried)
    for row in given.successions:
        former, heir = units[row.predecessor], units[row.successor]
        if row.predecessor == row.successor:
            yield f"“{former.name}”不能由自己承接"
        if row.on not in heir.span:
            yield f"承接单位“{heir.name}”在{row.on}不存在"


def _of_appointments(
    given: Establishment,
    units: Mapping[str, UnitFacts],
    people: Mapping[str, Span],
    posts: Mapping[str, Post],
) -> Iterator[str]:
    for row in given.appointments:
        reasons = rules.reasons_not_to_appoint(
            posts[row.post],
            unit=units[row.unit],
            person=people[row.person],
            span=row.span,
            held=(),
        )
        reasons += _reasons_of_basis(row, given, posts)
        yield from (f"{row.person} 任 {row.post}：{reason}" for reason in reasons)
    yield from _overlapping(
        "任职", (((row.person, row.post, row.unit), row.span) for row in given.appointments)
    )


def _reasons_of_basis(
    row: AppointmentRow, given: Establishment, posts: Mapping[str, Post]
) -> list[str]:
    if row.basis is not Basis.DELEGATED:
        return ["只有授权代办写授权人和限于权限"] if row.principal or row.limited_to else []
    held = [
        each.span
        for each in given.appointments
        if (each.person, each.post, each.unit) == (row.principal, row.post, row.unit)
        and each.basis is not Basis.DELEGATED
    ]
    if not any(span.covers(row.span) for span in held):
        return [f"授权人 {row.principal} 在{row.span.label}并非始终担任这一职务"]
    mandate = Mandate(post=posts[row.post], person=row.principal, basis=Basis.REGULAR, span=held[0])
    return reasons_of_mandate(mandate, to=row.person, span=row.span, limited_to=row.limited_to)


def _of_memberships(
    given: Establishment, units: Mapping[str, UnitFacts], people: Mapping[str, Span]
) -> Iterator[str]:
    for row in given.memberships:
        facts = LINES[row.line]
        reasons = rules.reasons_not_to_belong(
            units[row.unit], kinds=facts.kinds, span=row.span, person=people[row.person]
        )
        yield from (f"{row.person} 编入{facts.place}：{reason}" for reason in reasons)
    yield from _overlapping(
        "归属", (((row.person, LINES[row.line].name), row.span) for row in given.memberships)
    )


def _of_code_maps(given: Establishment, units: Mapping[str, UnitFacts]) -> Iterator[str]:
    for row in given.code_maps:
        reasons = rules.missing(来源=row.system, 外部编码=row.code)
        reasons += rules.reasons_not_to_belong(
            units[row.unit], kinds=rules.CASE_PLACES, span=row.span
        )
        yield from (f"编码“{row.code}”：{reason}" for reason in reasons)
    yield from _overlapping(
        "编码对应", (((row.system, row.code), row.span) for row in given.code_maps)
    )


def _overlapping(what: str, rows: Iterable[tuple[Hashable, Span]]) -> Iterator[str]:
    histories: defaultdict[Hashable, list[Span]] = defaultdict(list)
    for owner, span in rows:
        histories[owner].append(span)
    for owner, spans in histories.items():
        found = trees.overlap(spans)
        if found:
            shown = "、".join(owner) if isinstance(owner, tuple) else owner
            yield f"{shown}的{what}日期重叠（{found[0].label}；{found[1].label}）"
