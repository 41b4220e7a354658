"""Where somebody belongs and what a leader is in charge of, on the page of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from linghang.foundation.access import Decision
from linghang.org import policy, posts
from linghang.org.charges import queries as charges
from linghang.org.charges.queries import InCharge
from linghang.org.memberships.rules import LINES, Line
from linghang.org.people.queries import Belonging, File, Held
from linghang.org.posts_held.rules import Basis
from linghang.org.rules import Rights
from linghang.org.trees.rules import Span
from linghang.web.details import Related, Way
from linghang.web.lists import Column, Link, Listing
from linghang.web.requests import Request

# Lines that one may leave without another place here; the home ends by leaving the hospital, and
# everybody stands in a cell of the grid.
LEAVABLE = (Line.PARTY, Line.TEAM, Line.UNION)
_LEAVABLE_NAMES = {LINES[line].name for line in LEAVABLE}

BELONGINGS = Listing(
    code="org.belongings",
    title="归属",
    columns=(
        Column("line", "归属线", value="one.line"),
        Column("unit", "单位", value=lambda row: Link(row.one.unit_name, unit_url(row.one.unit))),
        Column("days", "期间", value="one.span.label", tone="nowrap"),
        Column("leave", "办理", value="leave"),
    ),
)
CHARGES = Listing(
    code="org.charged",
    title="分管单位",
    columns=(
        Column("unit", "单位", value=lambda row: Link(row.one.unit_name, unit_url(row.one.unit))),
        Column("days", "期间", value="one.span.label", tone="nowrap"),
        Column("document", "依据", value="one.document"),
        Column("end", "办理", value="end"),
    ),
)


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """A unit that a leader is in charge of, with the way to end it for who may."""

    one: InCharge
    end: Link | str


@dataclass(frozen=True, slots=True)
class BelongingRow:
    """Where somebody belongs along a line, with the way out for who may."""

    one: Belonging
    leave: Link | str


def unit_url(code: str) -> str:
    """Where a unit is shown."""
    return reverse("unit", args=[code])


def belongings(request: Request, found: File) -> Related:
    """Every line of the person."""
    rows = [BelongingRow(one, _way_out(request, one)) for one in found.belongings]
    return Related(listing=BELONGINGS, rows=rows)


def _way_out(request: Request, one: Belonging) -> Link | str:
    if one.line not in _LEAVABLE_NAMES or _is_over(one.span, request.today):
        return ""
    if not may_leave(request.rights, one.unit):
        return ""
    return Link("转出", reverse("membership-leave", args=[one.id]))


def may_leave(rights: Rights, unit: str) -> Decision:
    """Whether they may let somebody leave the unit: personnel, or who looks after the unit."""
    people = policy.may_edit_people(rights)
    return people if people else policy.may_edit_unit(rights, unit)


def _is_over(span: Span, today: date) -> bool:
    return span.end is not None and span.end <= today


def charged(request: Request, found: File) -> list[Related]:
    """What a leader of the hospital is in charge of; nothing for everybody else."""
    rows = [
        ChargeRow(one, _end_of(request, found, one)) for one in charges.of_person(found.person.code)
    ]
    leads = any(posts.post(held.post).is_leader for held in found.held)
    return [Related(listing=CHARGES, rows=rows, says="没有登记分管的单位。")] if leads else []


def _end_of(request: Request, found: File, one: InCharge) -> Link | str:
    held = next(each for each in found.held if each.id == one.appointment)
    if _is_over(one.span, request.today) or not may_end(request.rights, held, request.today):
        return ""
    return Link("终止", reverse("charge-end", args=[one.id]))


def ways_to_charge(request: Request, found: File) -> list[Way]:
    """One for each post of a leader that the person holds today."""
    return [
        Way(f"登记分管（{held.title}）", reverse("charge", args=[held.id]), icon="post")
        for held in found.held
        if posts.post(held.post).is_leader and may_end(request.rights, held, request.today)
    ]


def may_end(rights: Rights, held: Held, today: date) -> bool:
    """Whether they may end the appointment, which is not over."""
    if _is_over(held.span, today) or held.basis is Basis.DELEGATED:
        return False
    return bool(policy.may_appoint(rights, held.unit, posts.post(held.post)))
