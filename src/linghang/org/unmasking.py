"""The deed of looking at a person's number in full: for a reason, and never without a trail."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.foundation.vault.fields import Sealed
from linghang.org import policy, trail_actions
from linghang.org.models import Appointment, Membership, Person
from linghang.org.reach.rules import Rights
from linghang.org.rules import refuse

FIELDS = {"id_card": "证件号", "mobile": "手机号"}
LEAST_REASON = 4


class CannotUnmask(Refused):
    """The number is not shown in full; the message lists every reason."""


@transaction.atomic
def unmask(
    *,
    person: str,
    field: str,
    reason: str,
    rights: Rights,
    today: date,
    actor: Actor,
    at: datetime,
) -> str:
    """One number of one person (code) in full; "" when none is registered. Raises CannotUnmask.

    field: a key of FIELDS. reason: at least LEAST_REASON characters without blanks; it stands in
    the trail together with who looked at what of whom. Raises Person.DoesNotExist, and the faults
    of the key when the number can't be opened; then nothing was seen and no trail is left.
    """
    owner = Person.objects.get(code=person)
    reasons = []
    if field not in FIELDS:
        reasons.append(f"没有这一项，可选：{'、'.join(FIELDS.values())}")
    if len("".join(reason.split())) < LEAST_REASON:
        reasons.append(f"要写明理由（不少于{LEAST_REASON}个字）")
    decision = policy.may_unmask(rights, units_of(owner, today))
    if not decision:
        reasons.append(f"{decision.reason}，可由{decision.who_can}办理")
    refuse(CannotUnmask, "不能查看完整信息", reasons)
    number: Sealed | None = getattr(owner, field)
    text = number.open() if number else ""
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.UNMASKED,
        subject=owner,
        facts={
            "person": owner.code,
            "field": field,
            "field_name": FIELDS[field],
            "reason": reason.strip(),
        },
    )
    return text


def units_of(person: Person, on: date) -> frozenset[str]:
    """Codes of the units to which the person belongs, or on which they hold a post, on the day."""
    belongs = Membership.objects.on(on).filter(person=person).order_by()
    holds = Appointment.objects.on(on).filter(person=person).order_by()
    codes = belongs.values_list("unit__code").union(holds.values_list("unit__code"))
    return frozenset(code for (code,) in codes)
