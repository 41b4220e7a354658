"""The deed of merging two registrations of one person.

It cannot be taken back: two histories that were made one cannot be told apart again. What was
merged stays in the trail, and the former code keeps leading to the person.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.org import leaving, posts, trail_actions
from linghang.org import rules as org_rules
from linghang.org.conflicts import queries as conflicts
from linghang.org.conflicts.rules import reasons_not_to_hold
from linghang.org.memberships.rules import LINES, Line
from linghang.org.merging import pointing, rules
from linghang.org.merging.rules import Plan, Row, Side
from linghang.org.models import Account, Appointment, Membership, PastEmployment, Person
from linghang.org.posts_held.ending import cut_off
from linghang.org.posts_held.rules import Basis
from linghang.org.rules import refuse

MERGED = "并入同一人"


class CannotMerge(Refused):
    """The two cannot be made one; the message lists every reason."""


@transaction.atomic
def merge_people(
    *, duplicate: str, into: str, reason: str, today: date, actor: Actor, at: datetime
) -> Person:
    """Make two registrations of one person one; returns the person that stays.

    Memberships, posts, the login and whatever engines above declared come to the one that stays;
    licence and sealed numbers, too, where it has none. The duplicate is kept, closed, and leads
    to it. Raises CannotMerge; cannot be taken back.
    """
    locked = Person.objects.select_for_update().order_by("pk")
    people = {each.code: each for each in locked.filter(code__in=(duplicate, into))}
    gone, stays = people[duplicate], people[into]
    memberships, held = _memberships(gone, stays), _appointments(gone, stays)
    reasons = rules.reasons_not_to_merge(
        _side(gone), _side(stays), actor=actor.person, reason=reason.strip()
    )
    if gone != stays:
        reasons += [*memberships.conflicts, *held.conflicts, *_clashes(gone, stays, today, reason)]
        reasons += [f"还有没有说明如何合并的记录：{name}" for name in pointing.undeclared(gone)]
    refuse(CannotMerge, f"不能把{gone.code}并入{stays.code}", reasons)
    moved = _move(gone, stays, memberships, held, today)
    _move_login(gone, stays, actor, at)
    _take_over(gone, stays, today)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.PEOPLE_MERGED,
        subject=stays,
        facts={
            "code": stays.code,
            "duplicate": gone.code,
            "moved": moved,
            "reason": reason.strip(),
        },
        personal={"duplicate_name": gone.name},
    )
    return stays


def _side(person: Person) -> Side:
    used = Account.objects.filter(person=person, is_active=True, last_login__isnull=False)
    return Side(
        code=person.code,
        name=person.name,
        licence=person.licence,
        id_card_print=person.id_card_print,
        is_merged=person.merged_into_id is not None,
        has_login=used.exists(),
    )


def _memberships(gone: Person, stays: Person) -> Plan:
    def rows(person: Person) -> list[Row]:
        found = Membership.objects.filter(person=person).select_related("unit")
        return [
            Row(
                id=row.pk,
                key=row.line,
                place=row.unit.code,
                says=f"{LINES[Line(row.line)].name}“{row.unit.name}”",
                span=row.span,
            )
            for row in found
        ]

    return rules.plan(rows(gone), rows(stays))


def _appointments(gone: Person, stays: Person) -> Plan:
    def rows(person: Person) -> list[Row]:
        found = Appointment.objects.filter(person=person).select_related("unit")
        return [
            Row(
                id=row.pk,
                key=(row.post, row.unit.code),
                place=row.unit.code,
                says=org_rules.title(posts.post(row.post), row.unit.name),
                span=row.span,
            )
            for row in found
        ]

    return rules.plan(rows(gone), rows(stays))


def _clashes(gone: Person, stays: Person, today: date, reason: str) -> list[str]:
    """Posts of the two that one person must not hold, or that one delegated to the other."""
    found = []
    for row in Appointment.objects.reaching(today).filter(person=gone).select_related("unit"):
        clashes = conflicts.clashes_of(
            person=stays,
            post=posts.post(row.post),
            unit=row.unit,
            span=row.span,
            basis=Basis(row.basis),
            limited_to=row.limited_to,
        )
        found += reasons_not_to_hold(clashes, reason)
    between = Appointment.objects.reaching(today).filter(
        person__in=(gone, stays), principal__person__in=(gone, stays)
    )
    return found + (["两人之间有授权代办，先收回"] if between.exists() else [])


def _move(gone: Person, stays: Person, memberships: Plan, held: Plan, today: date) -> str:
    Membership.objects.filter(pk__in=memberships.move).update(person=stays)
    for row, own, span in memberships.absorb:
        Membership.objects.filter(pk=row).delete()
        Membership.objects.filter(pk=own).update(active_from=span.start, active_to=span.end)
    Appointment.objects.filter(pk__in=held.move).update(person=stays)
    for row, own, span in held.absorb:
        Appointment.objects.filter(principal=row).update(principal=own)
        cut_off(Appointment.objects.filter(pk=row), today, MERGED)
        Appointment.objects.filter(pk=own).update(active_from=span.start, active_to=span.end)
    others = pointing.repoint_all(duplicate=gone, survivor=stays)
    return (
        f"归属{len(memberships.move) + len(memberships.absorb)}条、"
        f"任职{len(held.move) + len(held.absorb)}项、其他记录{others}条"
    )


def _move_login(gone: Person, stays: Person, actor: Actor, at: datetime) -> None:
    """The only login, or the one that was used, stays open."""
    own, other = (Account.objects.filter(person=each) for each in (stays, gone))
    if not other.exists():
        return
    if not own.exists():
        other.update(person=stays)
        return
    if _side(gone).has_login:
        pk = other.get().pk
        own.update(person=None, is_active=False)
        Account.objects.filter(pk=pk).update(person=stays)
        return
    other.update(is_active=False)
    leaving.run(person=gone.code, actor=actor, at=at)


def _take_over(gone: Person, stays: Person, today: date) -> None:
    """What the one that stays lacks comes from the duplicate, which is then closed."""
    taken = {
        "licence": gone.licence,
        "id_card": gone.id_card,
        "id_card_print": gone.id_card_print,
        "mobile": gone.mobile,
        "mobile_print": gone.mobile_print,
    }
    spans = [each.span for each in PastEmployment.objects.filter(person__in=(gone, stays))]
    here = rules.times_here([gone.span, stays.span, *spans])
    PastEmployment.objects.filter(person__in=(gone, stays)).delete()
    PastEmployment.objects.bulk_create(
        PastEmployment(person=stays, active_from=span.start, active_to=span.end)
        for span in here[:-1]
    )
    end = rules.closed(gone.span, today).end
    gone.active_to, gone.merged_into = end, stays
    gone.licence, gone.id_card_print, gone.mobile_print = "", "", ""
    gone.id_card, gone.mobile = None, None
    gone.save()
    Person.objects.filter(merged_into=gone).update(merged_into=stays)
    for field, value in taken.items():
        if not getattr(stays, field):
            setattr(stays, field, value)
    stays.active_from, stays.active_to = here[-1].start, here[-1].end
    stays.save()
