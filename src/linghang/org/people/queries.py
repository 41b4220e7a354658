"""Read models of people: who is here, one person's file, who may be registered twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from linghang.org import posts, rules
from linghang.org.memberships.rules import LINES, Line
from linghang.org.models import (
    Appointment,
    Coverage,
    Membership,
    PastEmployment,
    Person,
    PersonQuerySet,
    Placement,
)
from linghang.org.posts_held.rules import Basis, title_on
from linghang.org.rules import Rights
from linghang.org.trees.rules import Span


def people(on: date, rights: Rights) -> PersonQuerySet:
    """Who works here on the day and may be read about, in the order of their codes."""
    return Person.objects.on(on).visible_to(rights, on)


def covered_by(unit: str, on: date) -> PersonQuerySet:
    """Who works in a unit that the Party, union or grid unit covers, or directly below such one."""
    covered = Coverage.objects.on(on).filter(unit__code=unit).values("covered")
    below = Placement.objects.on(on).filter(parent__in=covered).values("unit")
    works = Membership.objects.on(on).filter(
        Q(unit__in=covered) | Q(unit__in=below), person=OuterRef("pk"), line=Line.HOME
    )
    return Person.objects.on(on).filter(Exists(works))


def person(code: str) -> Person:
    """The person of a code; of a code that was merged into another, that other.

    Raises Person.DoesNotExist.
    """
    found = Person.objects.select_related("merged_into").get(code=code)
    return found.merged_into or found


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """Where the person belonged along a line. id: of the membership."""

    id: int
    line: str
    unit: str
    unit_name: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A post that the person holds or held. id: of the appointment.

    given_by, delegated_to: names of who delegated it, and of those to whom it was delegated.
    """

    id: int
    post: str
    title: str
    unit: str
    basis: Basis
    span: Span
    given_by: str
    delegated_to: tuple[str, ...]
    limited_to: tuple[str, ...]
    ended_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Everything dated about a person, the latest first; codes: former codes merged into it."""

    person: Person
    belongings: tuple[Belonging, ...]
    held: tuple[Held, ...]
    past: tuple[Span, ...]
    codes: tuple[str, ...]


def file_of(code: str) -> File:
    """A person's file, in five queries. Raises Person.DoesNotExist."""
    owner = person(code)
    belong = Membership.objects.filter(person=owner).select_related("unit")
    hold = (
        Appointment.objects.filter(person=owner)
        .select_related("unit", "principal__person")
        .prefetch_related("delegations__person")
    )
    return File(
        person=owner,
        belongings=tuple(
            Belonging(
                id=row.pk,
                line=LINES[Line(row.line)].name,
                unit=row.unit.code,
                unit_name=row.unit.name,
                span=row.span,
            )
            for row in belong.order_by("-active_from", "line")
        ),
        held=tuple(_held(row) for row in hold.order_by("-active_from", "pk")),
        past=tuple(
            row.span for row in PastEmployment.objects.filter(person=owner).order_by("-active_from")
        ),
        codes=tuple(owner.merged_from.order_by("code").values_list("code", flat=True)),
    )


def _held(row: Appointment) -> Held:
    given_by = row.principal.person.name if row.principal else ""
    title = rules.title(posts.post(row.post), row.unit.name)
    return Held(
        id=row.pk,
        post=row.post,
        title=title_on(Basis(row.basis), title, given_by),
        unit=row.unit.code,
        basis=Basis(row.basis),
        span=row.span,
        given_by=given_by,
        delegated_to=tuple(each.person.name for each in row.delegations.all()),
        limited_to=tuple(row.limited_to),
        ended_reason=row.ended_reason,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """People who may be one and the same, with the reason to think so."""

    codes: tuple[str, ...]
    why: str


def possible_duplicates(on: date) -> list[Alike]:
    """Groups of people who may be registered twice: same mobile, or same name at the same home.

    Two with the same identity card can't be: the database refuses the second. Two queries.
    """
    rows = Person.objects.on(on).order_by("code").values_list("code", "name", "mobile_print")
    homes = dict(
        Membership.objects.on(on)
        .filter(line=Line.HOME)
        .order_by()
        .values_list("person__code", "unit__code")
    )
    alike: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for code, name, mobile in rows:
        if mobile:
            alike["手机号相同", mobile].append(code)
        if code in homes:
            alike["姓名和所在科室相同", name, homes[code]].append(code)
    whys: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for (why, *_), codes in alike.items():
        if len(codes) > 1:
            whys[tuple(codes)].append(why)
    return [Alike(codes=codes, why="、".join(why)) for codes, why in sorted(whys.items())]
