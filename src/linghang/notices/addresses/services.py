"""Deeds on one's own addresses."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.notices import rules, trail_actions
from linghang.notices.definitions import CHANNEL_NAMES, Channel
from linghang.notices.models import Address, Delivery
from linghang.notices.rules import State
from linghang.org.models import Person

LEFT = "收件人已离院"


class CannotSet(Refused):
    """The address cannot be one; the message says how it is written."""


@transaction.atomic
def set_address(*, channel: Channel, value: str, actor: Actor, at: datetime) -> Address:
    """Set one's own address on a channel, and use it from now on. Raises CannotSet."""
    complaint = rules.complaint_of(channel, value.strip())
    if complaint:
        raise CannotSet(f"不能设置{CHANNEL_NAMES[channel]}地址：{complaint}。")
    person = Person.objects.select_for_update().get(code=actor.person)
    address, _ = Address.objects.update_or_create(
        person=person,
        channel=channel,
        defaults={
            "value": value.strip(),
            "is_on": True,
            "set_at": at,
            "undeliverable_at": None,
            "undeliverable_why": "",
        },
    )
    _leave(trail_actions.ADDRESS_SET, address, actor, at)
    return address


@transaction.atomic
def switch(*, channel: Channel, is_on: bool, actor: Actor, at: datetime) -> Address:
    """Use one's own address or not, without deleting it. Raises Address.DoesNotExist."""
    address = _own(channel, actor)
    if address.is_on != is_on:
        address.is_on = is_on
        address.save(update_fields=["is_on"])
        setting = "接收" if is_on else "不接收"
        _leave(trail_actions.ADDRESS_SWITCHED, address, actor, at, setting=setting)
    return address


@transaction.atomic
def remove(*, channel: Channel, actor: Actor, at: datetime) -> None:
    """Delete one's own address. Raises Address.DoesNotExist."""
    address = _own(channel, actor)
    _leave(trail_actions.ADDRESS_REMOVED, address, actor, at)
    address.delete()


def forget_leaver(*, person: str, actor: Actor, at: datetime) -> None:
    """Called when somebody leaves: addresses go, and what was queued for them is not sent.

    Needs a transaction around it; the leaving itself is in the trail.
    """
    Address.objects.filter(person__code=person).delete()
    queued = Delivery.objects.queued().outward().filter(person__code=person)
    queued.update(
        state=State.FAILED,
        last_error=LEFT,
        next_attempt_at=None,
        claim="",
        claimed_until=None,
        begun_at=None,
    )


def _own(channel: Channel, actor: Actor) -> Address:
    return Address.objects.select_for_update(of=("self",)).get(
        person__code=actor.person, channel=channel
    )


def _leave(action: str, address: Address, actor: Actor, at: datetime, **facts: str) -> None:
    trail.leave(
        at=at,
        actor=actor,
        action=action,
        subject=address,
        facts={"channel": CHANNEL_NAMES[Channel(address.channel)], **facts},
    )
