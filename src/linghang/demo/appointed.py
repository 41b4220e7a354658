"""Who holds which post in the demo hospital, besides what the further trees bring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from linghang.demo.landmarks import TEAMS_SINCE
from linghang.demo.posts import (
    CLERK,
    DEMO_POSTS,
    OFFICE_CLERKS,
    OFFICE_POSTS,
    VACANT,
    VACANT_SINCE,
    DemoPost,
)
from linghang.demo.profiles.tables import Department
from linghang.demo.staff import Member
from linghang.org.loading.rows import AppointmentRow, MembershipRow
from linghang.org.posts_held.rules import Basis
from linghang.org.trees.rules import Span

LARGE = 5  # medical teams from which a department has a deputy head


def appointments(
    known: tuple[Department, ...],
    wards: Mapping[str, date],
    members: tuple[Member, ...],
    heads: dict[str, Member],
    memberships: tuple[MembershipRow, ...],
    branches: dict[str, str],
) -> Iterator[AppointmentRow]:
    """Every appointment. wards: code → day of opening. branches: code → name."""
    for post in DEMO_POSTS.values():
        yield _demo_appointment(post, members, heads)
    taken = {(post.post, post.unit) for post in DEMO_POSTS.values() if post.basis is Basis.REGULAR}
    for department, head in heads.items():
        if ("department_head", department) not in taken:
            end = VACANT_SINCE if department == VACANT else None
            yield _appointed(head, "department_head", department, end=end)
    yield from _of_offices(members)
    yield from _deputies(known, members)
    chiefs = {one.code: one for one in members if one.grade == "chief"}
    for row in memberships:
        if row.person in chiefs and ("team_leader", row.unit) not in taken:
            yield AppointmentRow(
                person=row.person, post="team_leader", unit=row.unit, span=row.span
            )
    nurses = {one.ward: one for one in reversed(members) if one.grade == "nurse" and one.ward}
    for ward, opened in wards.items():
        yield _appointed(nurses[ward], "head_nurse", ward, opened)
    yield from _branch_secretaries(known, members, heads, branches, taken)


def _deputies(
    known: tuple[Department, ...], members: tuple[Member, ...]
) -> Iterator[AppointmentRow]:
    """A large department has a deputy head: the chief of its third team."""
    for row in known:
        if row.kind == "department" and row.teams >= LARGE:
            chiefs = [one for one in members if one.department == row.code and one.grade == "chief"]
            yield _appointed(chiefs[2], "deputy_department_head", row.code)


def _of_offices(members: tuple[Member, ...]) -> Iterator[AppointmentRow]:
    for posts, place in ((OFFICE_POSTS, 0), (OFFICE_CLERKS, CLERK)):
        for office, code in posts.items():
            clerks = [one for one in members if one.department == office]
            yield _appointed(clerks[place], code, office)


def _demo_appointment(
    post: DemoPost, members: tuple[Member, ...], heads: dict[str, Member]
) -> AppointmentRow:
    holder = post.find(members, heads)
    principal = heads[post.within].code if post.basis is Basis.DELEGATED else ""
    return AppointmentRow(
        person=holder.code,
        post=post.post,
        unit=post.unit,
        span=Span(max(post.since or TEAMS_SINCE, holder.joined), post.until),
        basis=post.basis,
        principal=principal,
        limited_to=post.limited_to,
    )


def _branch_secretaries(
    known: tuple[Department, ...],
    members: tuple[Member, ...],
    heads: dict[str, Member],
    branches: dict[str, str],
    taken: set[tuple[str, str]],
) -> Iterator[AppointmentRow]:
    """Every second clinical branch is led by a head of department, the others by a nurse or a
    clerk without another post."""
    for number, (code, name) in enumerate(branches.items()):
        if ("branch_secretary", code) in taken:
            continue
        inside = [row.code for row in known if row.branch == name]
        if number % 2 == 0 and inside[0] in heads:
            yield _appointed(heads[inside[0]], "branch_secretary", code)
        else:
            yield _appointed(_last(members, inside[0]), "branch_secretary", code)


def _last(members: tuple[Member, ...], department: str) -> Member:
    """The last member of a department; the first nurse of a ward is its head nurse."""
    return next(one for one in reversed(members) if one.department == department)


def _appointed(
    member: Member, post: str, unit: str, start: date = TEAMS_SINCE, end: date | None = None
) -> AppointmentRow:
    since = max(start, member.joined)
    return AppointmentRow(person=member.code, post=post, unit=unit, span=Span(since, end))
