"""Send what is due. Two senders share the queue; one that was killed is taken over from.

A row is claimed for some minutes, begun, sent outside any transaction, and then told how it
ended. Killed between sending and telling, it is sent again: at least once, and the ledger says so.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from linghang.foundation.access import Actor, system_actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.foundation.vault.faults import CannotOpen
from linghang.notices import catalog, channels, quiet, rules, services, trail_actions
from linghang.notices.channels import ChannelDown, TurnedDown
from linghang.notices.definitions import CHANNEL_NAMES, Channel
from linghang.notices.models import Address, Delivery
from linghang.notices.quiet import Hours
from linghang.notices.rules import State
from linghang.notices.sending.letters import letter

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]
BATCH = 20
LEASE = timedelta(minutes=10)
BROKEN_OFF = "上一次发送中断，不知是否已发出，又发了一次"
NO_ADDRESS = "收件人没有这个渠道的地址，或已停用"
LOCKED = "地址暂时打不开，请信息科检查保密存储的密钥"
FREE = {"claim": "", "claimed_until": None, "begun_at": None}


class CannotRetry(Refused):
    """The delivery is not one that failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a run did. down: channels on which nothing got through, with the reason."""

    sent: int = 0
    failed: int = 0
    postponed: int = 0
    down: tuple[str, ...] = ()


def deliver(*, clock: Clock) -> Tally:
    """Send everything that is due on every channel that is set; safe beside another sender.

    In quiet hours only what is urgent. A channel that is down is left after the first attempt.
    Must be called outside transactions.
    """
    tally = Tally()
    for channel in channels.configured():
        hours = quiet.hours(timezone.localdate(clock()))
        tally = _drain(channel, hours, clock, tally)
    return tally


def _drain(channel: Channel, hours: Hours, clock: Clock, tally: Tally) -> Tally:
    claim = secrets.token_hex(8)
    rows = _claim(channel, claim, hours, clock())
    while rows:
        left = list(rows)
        try:
            with channels.session(channel) as send:
                while left:
                    outcome = _send(left[0], claim, send, hours, clock)
                    tally = replace(tally, **{outcome: getattr(tally, outcome) + 1})
                    left.pop(0)
        except ChannelDown as down:
            _postpone(left, claim, down, clock())
            why = f"{CHANNEL_NAMES[channel]}：{down.why}"
            return replace(tally, postponed=tally.postponed + len(left), down=(*tally.down, why))
        rows = _claim(channel, claim, hours, clock())
    return tally


@transaction.atomic
def _claim(channel: Channel, claim: str, hours: Hours, now: datetime) -> list[Delivery]:
    due = Delivery.objects.due(channel, now)
    if hours.hold(now):
        due = due.filter(is_urgent=True)
    locked = due.select_for_update(skip_locked=True, of=("self",))
    ids = list(locked.order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:BATCH])
    chosen = Delivery.objects.filter(pk__in=ids)
    # Somebody began and was never heard of again.
    chosen.filter(begun_at__isnull=False).update(may_be_twice=True, last_error=BROKEN_OFF)
    chosen.update(claim=claim, claimed_until=now + LEASE, begun_at=None)
    return list(chosen.select_related("notice", "person").order_by("next_attempt_at", "pk"))


def _send(delivery: Delivery, claim: str, send: channels.Send, hours: Hours, clock: Clock) -> str:
    """Sends one and tells how it ended: the name of Tally's count. Raises ChannelDown."""
    address = _address(delivery)
    if address is None:
        return _fail(delivery, claim, NO_ADDRESS)
    try:
        value = address.value.open()
    except CannotOpen:
        return _again(delivery, claim, LOCKED, hours, clock())
    if not _begin(delivery, claim, clock()):
        return "postponed"
    carried = Delivery.objects.filter(carried_by=delivery, state=State.QUEUED).count()
    if delivery.notice_id is None and not carried:
        return _needless(delivery, claim)
    try:
        send(letter(delivery, value, carried=carried))
    except TurnedDown as refusal:
        if refusal.for_good:
            return _fail(delivery, claim, refusal.why, undeliverable=(address, clock()))
        return _again(delivery, claim, refusal.why, hours, clock())
    return _sent(delivery, claim, clock())


def _address(delivery: Delivery) -> Address | None:
    return Address.objects.filter(
        person=delivery.person_id, channel=delivery.channel, is_on=True, undeliverable_at=None
    ).first()


def _begin(delivery: Delivery, claim: str, now: datetime) -> bool:
    """False when the row was read, or taken over, since we claimed it."""
    claimed = Delivery.objects.queued().filter(pk=delivery.pk, claim=claim)
    return bool(claimed.update(begun_at=now, attempts=F("attempts") + 1))


def _needless(delivery: Delivery, claim: str) -> str:
    """A digest of which everything has been read meanwhile."""
    Delivery.objects.filter(pk=delivery.pk, claim=claim).update(
        state=State.READ, next_attempt_at=None, **FREE
    )
    return "postponed"


@transaction.atomic
def _sent(delivery: Delivery, claim: str, now: datetime) -> str:
    own = Delivery.objects.filter(pk=delivery.pk, claim=claim)
    # A digest's rows that were read meanwhile stay read.
    rows = own | Delivery.objects.filter(carried_by=delivery.pk, state=State.QUEUED)
    rows.update(state=State.SENT, sent_at=now, next_attempt_at=None, **FREE)
    return "sent"


def _again(delivery: Delivery, claim: str, why: str, hours: Hours, now: datetime) -> str:
    """This message was turned down: later again, until it was too often."""
    refusals = delivery.refusals + 1
    if refusals >= hours.most_attempts:
        return _fail(delivery, claim, why)
    Delivery.objects.filter(pk=delivery.pk, claim=claim).update(
        refusals=refusals,
        last_error=why,
        next_attempt_at=now + rules.wait_after(refusals),
        **FREE,
    )
    return "postponed"


@transaction.atomic
def _fail(
    delivery: Delivery,
    claim: str,
    why: str,
    *,
    undeliverable: tuple[Address, datetime] | None = None,
) -> str:
    rows = Delivery.objects.filter(pk=delivery.pk, claim=claim)
    rows |= Delivery.objects.filter(carried_by=delivery.pk, state=State.QUEUED)
    rows.update(
        state=State.FAILED,
        refusals=F("refusals") + 1,
        last_error=why,
        next_attempt_at=None,
        **FREE,
    )
    if undeliverable:
        _give_up(*undeliverable, why)
    return "failed"


def _give_up(address: Address, now: datetime, why: str) -> None:
    """The address will never do: use it no more, and say so where the person looks."""
    address.undeliverable_at, address.undeliverable_why = now, why
    address.save(update_fields=["undeliverable_at", "undeliverable_why"])
    services.notify(
        kind=catalog.ADDRESS_UNDELIVERABLE,
        to=[address.person.code],
        subject=("org.person", address.person.code),
        facts={"channel": address.get_channel_display(), "why": why},
        actor=system_actor(),
        at=now,
    )


def _postpone(rows: Sequence[Delivery], claim: str, down: ChannelDown, now: datetime) -> None:
    """The channel is down: nobody's fault, so no refusal counts, and the waiting grows."""
    for delivery in rows:
        own = Delivery.objects.filter(pk=delivery.pk, claim=claim)
        if down.unsure:
            own.filter(begun_at__isnull=False).update(may_be_twice=True)
        own.filter(begun_at=None).update(attempts=F("attempts") + 1)
        own.update(
            last_error=down.why,
            next_attempt_at=now + rules.wait_after(delivery.attempts + 1),
            **FREE,
        )


@transaction.atomic
def retry(*, delivery_id: int, actor: Actor, at: datetime) -> Delivery:
    """Queue a failed delivery again (重新发送), after its cause was mended. Raises CannotRetry."""
    delivery: Delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("notice", "person")
        .get(pk=delivery_id)
    )
    if delivery.state != State.FAILED:
        raise CannotRetry(f"这一条{delivery.get_state_display()}，不需要重新发送。")
    delivery.state, delivery.refusals, delivery.next_attempt_at = State.QUEUED, 0, at
    delivery.save(update_fields=["state", "refusals", "next_attempt_at"])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.RETRIED,
        subject=delivery,
        facts={"channel": delivery.get_channel_display(), "kind": delivery.what},
    )
    return delivery
