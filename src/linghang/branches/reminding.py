"""What branches are reminded of: a term that ends, a letter that expires, a member far away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import cast

from django.db import transaction

from linghang.branches import letters, trail_actions
from linghang.branches.flowing import rules as flowing
from linghang.branches.flowing.services import EVERY
from linghang.branches.models import Flowing
from linghang.branches.terms import queries as terms
from linghang.branches.terms.rules import State
from linghang.foundation.access import system_actor
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.period import day_label
from linghang.notices import services as notices
from linghang.org import queries as org
from linghang.org.posts_held.rules import Basis

TERM, TERM_OVER, LETTER, FAR = (
    "committee_term_ends",
    "committee_term_over",
    "transfer_letter",
    "flowing_contact",
)
SECRETARY, KEEPER = "branch_secretary", "branch_organisation_member"
OFFICE = ("party_office_director", "party_office_clerk")
LEADERS = ("party_secretary", "general_branch_secretary", SECRETARY)


@transaction.atomic
def remind(*, now: datetime, today: date) -> int:
    """Tell of all three, each once for each step it reaches; returns how many notices."""
    held = _held(today)
    return _terms(held, now, today) + _letters(held, now, today) + _far(held, now, today)


Held = Mapping[tuple[str, str], list[str]]


def _held(today: date) -> Held:
    """(post, unit) → holders, not by delegation; the office's posts under unit ""."""
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for one in org.tenures(today, held=[KEEPER, *LEADERS, *OFFICE]):
        if one.basis is not Basis.DELEGATED:
            found[one.post.code, "" if one.post.code in OFFICE else one.unit].append(one.person)
    return found


def _office(held: Held) -> list[str]:
    return [person for post in OFFICE for person in held.get((post, ""), [])]


def _terms(held: Held, now: datetime, today: date) -> int:
    """The branch and the Party office hear it months before, and once when it is over."""
    told = 0
    for one in terms.standings(None, today):
        if one.term is None or one.state not in (State.SOON, State.OVERDUE):
            continue
        to = [person for post in LEADERS for person in held.get((post, one.unit), [])]
        kind = TERM_OVER if one.state is State.OVERDUE else TERM
        told += len(
            notices.notify(
                kind=kind,
                to=list(dict.fromkeys([*to, *_office(held)])),
                subject=(trail_actions.TERM_OF, one.unit),
                facts={"unit": one.name, "due": day_label(one.term.due)},
                actor=system_actor(),
                at=now,
                due=one.term.due,
                once=f"{one.unit}:{one.term.due}",
            )
        )
    return told


def _letters(held: Held, now: datetime, today: date) -> int:
    """At half and at 80 % of the validity: the branch that asked, and the Party office."""
    told = 0
    for one in letters.waiting(today):
        step = one.reached(today)
        if step is None:
            continue
        to = [*held.get((KEEPER, one.unit), []), *held.get((SECRETARY, one.unit), [])]
        told += len(
            notices.notify(
                kind=LETTER,
                to=list(dict.fromkeys([*to, *_office(held)])),
                subject=("procedures.proceeding", str(one.proceeding)),
                facts={
                    "title": one.title,
                    "share": f"{step}%",
                    "expires": day_label(one.expires),
                },
                actor=system_actor(),
                at=now,
                due=one.expires,
                once=f"{one.proceeding}:{one.since}:{step}",
            )
        )
    return told


def _far(held: Held, now: datetime, today: date) -> int:
    """The branch secretary, when the branch should be in touch again."""
    every, told = cast(int, parameters.value(EVERY, today)), 0
    rows = Flowing.objects.open().select_related("person").prefetch_related("contacts")
    for row in rows:
        due = flowing.contact_due(
            row.active_from, [one.day for one in row.contacts.all()], every=every
        )
        to = held.get((SECRETARY, str(row.unit_id)), [])
        if due <= today and to:
            told += len(
                notices.notify(
                    kind=FAR,
                    to=to,
                    subject=row,
                    facts={"name": row.person.name, "place": row.place, "due": day_label(due)},
                    actor=system_actor(),
                    at=now,
                    once=f"{row.pk}:{due}",
                )
            )
    return told
