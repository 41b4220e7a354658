"""Who belongs to a body on a day, with or without a vote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from linghang.meetings import catalog
from linghang.meetings.bodies.rules import (
    LEAST_COMMITTEE,
    LEFT_OUT_NAMES,
    NO_VOTE_NAMES,
    LeftOutGround,
    NoVoteGround,
)
from linghang.meetings.counting.rules import Seat
from linghang.meetings.definitions import Among, ItemKind, MeetingKind
from linghang.meetings.models import LeftOut, NoVote, TermSeat
from linghang.org import posts
from linghang.org.memberships.rules import Line
from linghang.org.models import Appointment, Coverage, Membership, Placement
from linghang.org.models.dated import in_force
from linghang.org.posts_held.rules import Basis
from linghang.org.trees.queries import structure


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One who belongs to a body. person: code. title: post or seat, "" for a plain member.

    no_vote, excused: the ground in Chinese; "" for who votes, and for who is expected.
    """

    person: str
    name: str
    title: str = ""
    no_vote: str = ""
    excused: str = ""

    @property
    def seat(self) -> Seat:
        """What the rules of counting need to know."""
        return Seat(self.person, no_vote=self.no_vote, excused=self.excused)


def members(unit: str, kind: MeetingKind, on: date) -> tuple[Member, ...]:
    """Everybody who belongs to the body on the day, by name; in at most four queries.

    unit: its code. People with several of the posts or seats come once.
    """
    if kind.among is Among.PARTY_MEMBERS:
        found = _party_members(unit, on)
        return found if kind.probation else tuple(one for one in found if not one.no_vote)
    if kind.among is Among.POSTS:
        found = _holders(unit, kind, on)
        held = {one.person for one in found}
        seated = _seated(unit, kind, on) if kind.seats else ()
        return (*found, *(one for one in seated if one.person not in held))
    return _seated(unit, kind, on)


def _seated(unit: str, kind: MeetingKind, on: date) -> tuple[Member, ...]:
    rows = TermSeat.objects.on(on).filter(unit__code=unit, kind=kind.code).order_by("person__name")
    return tuple(
        Member(person=code, name=name, title=title)
        for code, name, title in rows.values_list("person__code", "person__name", "title")
    )


def decides(unit: str, kind: str, item: ItemKind, on: date) -> bool:
    """Whether the unit's meeting of that kind decides such items on the day.

    One that stands in does so where none of the deciding bodies stands (§1.1.6).
    """
    if kind in item.decided_by:
        return True
    return kind == item.stands_in and not any(
        len(members(unit, catalog.meetings()[code], on)) >= LEAST_COMMITTEE
        for code in item.decided_by
    )


def decided_at(unit: str, kinds: Iterable[str], on: date) -> dict[str, frozenset[str]]:
    """Kind of meeting → the kinds of items that the unit's meeting of it decides on the day.

    As `decides`, but each body that another may stand in for is counted once, in four queries.
    """
    sizes: dict[str, int] = {}

    def stands(code: str) -> bool:
        if code not in sizes:
            sizes[code] = len(members(unit, catalog.meetings()[code], on))
        return sizes[code] >= LEAST_COMMITTEE

    return {
        kind: frozenset(
            one.code
            for one in catalog.put_up_at(kind)
            if kind in one.decided_by
            or (kind == one.stands_in and not any(map(stands, one.decided_by)))
        )
        for kind in kinds
    }


def below(unit: str, on: date) -> Q:
    """Membership rows of the unit and of its groups on the day."""
    groups = Placement.objects.on(on).filter(parent__code=unit).values("unit")
    return Q(unit__code=unit) | Q(unit__in=groups)


def _party_members(unit: str, on: date) -> tuple[Member, ...]:
    rows = (
        Membership.objects.on(on)
        .filter(below(unit, on), in_force("person", on), line=Line.PARTY)
        .order_by("person__name", "person__code")
        .values_list("person__code", "person__name")
    )
    people = list(rows)
    codes = [code for code, _ in people]
    no_vote = grounds_without_vote(codes, on)
    left_out = dict(
        LeftOut.objects.on(on).filter(person__code__in=codes).values_list("person__code", "ground")
    )
    return tuple(
        Member(
            person=code,
            name=name,
            no_vote=no_vote.get(code, ""),
            excused=LEFT_OUT_NAMES[LeftOutGround(left_out[code])] if code in left_out else "",
        )
        for code, name in people
    )


def grounds_without_vote(people: Iterable[str], on: date) -> dict[str, str]:
    """Person → why there is no vote on the day, in Chinese; who votes is absent."""
    rows = NoVote.objects.on(on).filter(person__code__in=list(people))
    return {
        code: NO_VOTE_NAMES[NoVoteGround(ground)]
        for code, ground in rows.values_list("person__code", "ground")
    }


def _holders(unit: str, kind: MeetingKind, on: date) -> tuple[Member, ...]:
    """Holders of the posts, in the order of the posts; nobody by delegation."""
    places = structure(on).subtree(unit) | {unit} if kind.below else {unit}
    wanted = Q(unit__code__in=places, post__in=kind.posts)
    if kind.covering:
        covers = Coverage.objects.on(on).filter(covered__code=unit).values("unit")
        wanted |= Q(unit__in=covers, post__in=kind.covering)
    rows = (
        Appointment.objects.on(on)
        .filter(wanted, in_force("person", on))
        .exclude(basis=Basis.DELEGATED)
        .values_list("post", "person__code", "person__name")
    )
    held = (*kind.posts, *kind.covering)
    found: dict[str, Member] = {}
    for post, code, name in sorted(rows, key=lambda row: (held.index(row[0]), row[2])):
        found.setdefault(code, Member(person=code, name=name, title=posts.post(post).name))
    return tuple(found.values())
