"""Tell people, inside the deed's transaction; and what they do with it: read and confirm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.notices import catalog, channels, quiet, rules, trail_actions
from linghang.notices.definitions import Channel, NoticeKind
from linghang.notices.models import Address, Delivery, DeliveryQuerySet, Notice
from linghang.notices.rules import State
from linghang.org.models import Person

__all__ = ["CannotConfirm", "confirm", "notify", "read", "read_all", "settle"]


class CannotConfirm(Refused):
    """The notice asks for no confirmation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """One call of notify(), with everything worked out."""

    kind: NoticeKind
    title: str
    body: str
    subject: tuple[str, str]
    actor: Actor
    at: datetime
    due: date | None
    once: str
    escalation_of: Notice | None


def notify(
    *,
    kind: str,
    to: Sequence[str],
    subject: tuple[str, str] | Model,
    facts: Mapping[str, object],
    actor: Actor,
    at: datetime,
    due: date | None = None,
    once: str = "",
    escalation_of: Notice | None = None,
) -> list[Notice]:
    """Put a notice into everybody's inbox and queue what goes out, inside the deed's transaction.

    kind: a code of notices.yaml. to: codes of people; each is told once. facts: what the kind's
    sentences name. once: a person who already got a notice of this kind for it gets none.
    Returns the new notices. Nothing is sent here: `sending.services.deliver` does.

    Raises RuntimeError outside a transaction, ValueError for an unknown kind, person or a missing
    fact. Takes a handful of queries, however many people are told.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{kind}: a notice is queued inside the deed's transaction")
    declared = catalog.kind(kind)
    telling = _Telling(
        kind=declared,
        title=rules.render(declared.title, facts),
        body=rules.render(declared.body, facts),
        subject=_named(subject),
        actor=actor,
        at=at,
        due=due,
        once=once,
        escalation_of=escalation_of,
    )
    people = _people(to)
    if once:
        told = Notice.objects.filter(kind=kind, once=once).values_list("person_id", flat=True)
        people = [person for person in people if person.pk not in set(told)]
    notices = Notice.objects.bulk_create([_notice(telling, person) for person in people])
    Delivery.objects.bulk_create(_deliveries(telling, notices))
    return notices


def _named(subject: tuple[str, str] | Model) -> tuple[str, str]:
    if isinstance(subject, Model):
        return subject._meta.label_lower, str(subject.pk)
    return subject


def _people(to: Sequence[str]) -> list[Person]:
    """Whom the codes name; a code that was merged into another stands for that one."""
    codes = rules.distinct(to)
    rows = Person.objects.filter(code__in=codes).select_related("merged_into") if codes else ()
    found = {row.code: row.merged_into or row for row in rows}
    unknown = [code for code in codes if code not in found]
    if unknown:
        raise ValueError(f"no such people: {unknown}")
    return list({found[code].pk: found[code] for code in codes}.values())


def _notice(telling: _Telling, person: Person) -> Notice:
    return Notice(
        kind=telling.kind.code,
        person=person,
        title=telling.title,
        body=telling.body,
        subject_type=telling.subject[0],
        subject_id=telling.subject[1],
        sender=telling.actor.person,
        sender_for=telling.actor.on_behalf_of or "",
        created_at=telling.at,
        due=telling.due,
        must_confirm=telling.kind.must_confirm,
        once=telling.once,
        escalation_of=telling.escalation_of,
    )


def _deliveries(telling: _Telling, notices: Iterable[Notice]) -> list[Delivery]:
    """The inbox at once; outside, wherever a person has an address that works."""
    known = list(notices)
    reachable = _reachable(telling.kind, known)
    urgent = not telling.kind.quiet
    first = telling.at
    if reachable and not urgent:
        first = quiet.hours(timezone.localdate(telling.at)).until(telling.at)
    return [
        Delivery(
            notice=notice,
            person=notice.person,
            channel=channel,
            state=State.DELIVERED if channel is Channel.INBOX else State.QUEUED,
            is_urgent=urgent,
            queued_at=telling.at,
            next_attempt_at=None if channel is Channel.INBOX or telling.kind.digest else first,
            sent_at=telling.at if channel is Channel.INBOX else None,
        )
        for notice in known
        for channel in (Channel.INBOX, *reachable.get(notice.person_id, ()))
    ]


def _reachable(kind: NoticeKind, notices: Sequence[Notice]) -> dict[int, list[Channel]]:
    """Person → the declared, configured channels on which they can be reached."""
    ways = set(kind.channels) & set(channels.configured())
    found: defaultdict[int, list[Channel]] = defaultdict(list)
    if ways and notices:
        rows = Address.objects.filter(
            person__in=[notice.person_id for notice in notices],
            channel__in=ways,
            is_on=True,
            undeliverable_at=None,
        ).order_by("channel")
        for person, channel in rows.values_list("person_id", "channel"):
            found[person].append(Channel(channel))
    return found


@transaction.atomic
def read(*, notice_id: int, person: str, at: datetime) -> Notice:
    """The receipt: the person has opened the notice. What has not gone out yet stays here.

    Reading again changes nothing. Raises Notice.DoesNotExist for a notice of somebody else.
    """
    notice = _own(notice_id, person)
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
        _tell_ledger([notice.pk])
    return notice


@transaction.atomic
def read_all(*, person: str, at: datetime) -> int:
    """Mark all as read but those that must be confirmed one by one; returns how many."""
    unread = Notice.objects.of(person).filter(read_at=None, must_confirm=False)
    ids = list(unread.values_list("pk", flat=True))
    Notice.objects.filter(pk__in=ids, read_at=None).update(read_at=at)
    _tell_ledger(ids)
    return len(ids)


@transaction.atomic
def confirm(*, notice_id: int, actor: Actor, at: datetime) -> Notice:
    """Confirm that one has taken note (确认收到); a second time changes nothing.

    Raises CannotConfirm, and Notice.DoesNotExist for a notice of somebody else.
    """
    notice = _own(notice_id, actor.person)
    if not notice.must_confirm:
        raise CannotConfirm(f"“{notice.title}”不需要确认，看过即可。")
    if notice.confirmed_at is None:
        notice.confirmed_at, notice.read_at = at, notice.read_at or at
        notice.save(update_fields=["confirmed_at", "read_at"])
        _tell_ledger([notice.pk])
        trail.leave(
            at=at,
            actor=actor,
            action=trail_actions.CONFIRMED,
            subject=notice,
            facts={"kind": notice.kind_name},
        )
    return notice


def settle(*, kinds: Sequence[str], subject: tuple[str, str], at: datetime) -> int:
    """What the notices of these kinds about the thing asked for is done, by whomever.

    They and what was escalated of them ask for nothing more; whether they were read stays as it
    is. Returns how many were open. Inside the deed's transaction.
    """
    open_ones = Notice.objects.open()
    asked = Q(kind__in=kinds, subject_type=subject[0], subject_id=subject[1])
    about = Q(
        escalation_of__kind__in=kinds,
        escalation_of__subject_type=subject[0],
        escalation_of__subject_id=subject[1],
    )
    ids = list(open_ones.filter(asked | about).values_list("pk", flat=True))
    if ids:
        Notice.objects.filter(pk__in=ids).update(settled_at=at)
        _close_ledger(Delivery.objects.filter(notice__in=ids, state=State.QUEUED), State.SETTLED)
    return len(ids)


def _own(notice_id: int, person: str) -> Notice:
    return Notice.objects.select_for_update(of=("self",)).of(person).get(pk=notice_id)


def _tell_ledger(notices: Sequence[int]) -> None:
    """What was read needs no sending any more; failures and escalations stay told."""
    on_the_way = [State.QUEUED, State.SENT, State.DELIVERED]
    _close_ledger(Delivery.objects.filter(notice__in=notices, state__in=on_the_way), State.READ)


def _close_ledger(rows: DeliveryQuerySet, state: State) -> None:
    rows.update(state=state, claim="", claimed_until=None, begun_at=None, next_attempt_at=None)
