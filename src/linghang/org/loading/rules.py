"""Pure checks of a whole organisation before it is loaded: every complaint, in Chinese."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from linghang.org import rules
from linghang.org.definitions import Kind, Post
from linghang.org.rules import UnitFacts
from linghang.org.trees import rules as trees
from linghang.org.trees.rules import Seat, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """A unit. kind: a definitions.Kind or its text."""

    code: str
    name: str
    kind: Kind | str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementRow:
    """Where a unit stands; parent and campus are codes."""

    unit: str
    parent: str | None = None
    campus: str | None = None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person. username: opens a login without a password; empty opens none."""

    code: str
    name: str
    licence: str = ""
    username: str = ""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentRow:
    """A post of posts.yaml held by a person on a unit; all three are codes."""

    person: str
    post: str
    unit: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipRow:
    """A physician in a medical team, both by code."""

    person: str
    unit: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMapRow:
    """What another system calls a unit."""

    system: str
    code: str
    unit: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Establishment:
    """A whole organisation: every row that load() writes."""

    units: tuple[UnitRow, ...] = ()
    placements: tuple[PlacementRow, ...] = ()
    people: tuple[PersonRow, ...] = ()
    appointments: tuple[AppointmentRow, ...] = ()
    memberships: tuple[MembershipRow, ...] = ()
    code_maps: tuple[CodeMapRow, ...] = ()


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
        *_of_placements(given, units),
        *_of_appointments(given, units, people, posts),
        *_of_memberships(given, units, people),
        *_of_code_maps(given, units),
    ]


def _of_names(given: Establishment) -> Iterator[str]:
    yield from _twice("单位编码", (row.code for row in given.units))
    yield from _twice("工号", (row.code for row in given.people))
    yield from _twice("执业证书编码", (row.licence for row in given.people if row.licence))
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
    units = {row.code for row in given.units}
    people = {row.code for row in given.people}
    above = [code for row in given.placements for code in (row.parent, row.campus) if code]
    on_units: tuple[PlacementRow | AppointmentRow | MembershipRow | CodeMapRow, ...] = (
        *given.placements,
        *given.appointments,
        *given.memberships,
        *given.code_maps,
    )
    by_people: tuple[AppointmentRow | MembershipRow, ...] = (
        *given.appointments,
        *given.memberships,
    )
    yield from _unknown("类别", (row.kind for row in given.units), set(Kind))
    yield from _unknown("单位", (*above, *(row.unit for row in on_units)), units)
    yield from _unknown("人员", (row.person for row in by_people), people)
    yield from _unknown("岗位", (row.post for row in given.appointments), set(posts))
    placed = {row.unit for row in given.placements}
    for row in given.units:
        if row.code not in placed:
            yield f"单位“{row.name}”没有写隶属关系"


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
        yield from (f"{row.person} 任 {row.post}：{reason}" for reason in reasons)
    yield from _overlapping(
        "任职", (((row.person, row.post, row.unit), row.span) for row in given.appointments)
    )


def _of_memberships(
    given: Establishment, units: Mapping[str, UnitFacts], people: Mapping[str, Span]
) -> Iterator[str]:
    for row in given.memberships:
        reasons = rules.reasons_not_to_belong(
            units[row.unit], kinds=rules.TEAMS, span=row.span, person=people[row.person]
        )
        yield from (f"{row.person} 编入医疗组：{reason}" for reason in reasons)
    yield from _overlapping("编组", ((row.person, row.span) for row in given.memberships))


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
