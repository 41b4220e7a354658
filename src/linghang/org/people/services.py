"""Deeds on people: registering, correcting, leaving, coming back; and opening a login.

People and units are named by their codes; an unknown code raises DoesNotExist.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.org import leaving, trail_actions
from linghang.org.memberships.rules import Line
from linghang.org.memberships.services import followers, join
from linghang.org.models import Account, Appointment, Membership, PastEmployment, Person
from linghang.org.people import numbers, rules
from linghang.org.posts_held.ending import cut_off
from linghang.org.rules import missing, refuse

FIELDS = {"name": "姓名", "licence": "执业证书编码", **numbers.SEALED}
LEFT = "离院"


class CannotAddPerson(Refused):
    """The person cannot be registered; the message lists every reason."""


class CannotCorrect(Refused):
    """The person's data cannot be changed so; the message lists every reason."""


class CannotRelease(Refused):
    """The person's time here cannot end so; the message lists every reason."""


class CannotComeBack(Refused):
    """The person cannot work here again from that day; the message lists every reason."""


class CannotOpenAccount(Refused):
    """The login cannot be opened; the message lists every reason."""


@transaction.atomic
def add_person(
    *,
    code: str,
    name: str,
    licence: str = "",
    id_card: str = "",
    mobile: str = "",
    home: str = "",
    active_from: date,
    actor: Actor,
    at: datetime,
) -> Person:
    """Register somebody who works here from a day on. Raises CannotAddPerson, CannotJoin.

    licence: 医师执业证书编码, by which cases find their physician; empty for others.
    home: code of the department, ward or office; the union group and the grid cell that cover it
    are joined with it, see followers().
    """
    person = Person(
        code=code.strip(), name=name.strip(), licence=licence.strip(), active_from=active_from
    )
    reasons = missing(工号=person.code, 姓名=person.name)
    if Person.objects.filter(code=person.code).exists():
        reasons.append(f"工号 {person.code} 已有人使用")
    reasons += _reasons_against(person, licence=person.licence, id_card=id_card, mobile=mobile)
    refuse(CannotAddPerson, "不能登记人员", reasons)
    numbers.seal_into(person, id_card=id_card, mobile=mobile)
    person.save()
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.PERSON_ADDED,
        subject=person,
        facts={"code": person.code, "active_from": active_from.isoformat()},
        personal={"name": person.name, "licence": person.licence},
    )
    if home:
        _settle(person.code, home, active_from, actor, at)
    return person


def _settle(person: str, home: str, active_from: date, actor: Actor, at: datetime) -> None:
    for line, unit in {Line.HOME: home, **followers(home, active_from)}.items():
        join(person=person, unit=unit, line=line, active_from=active_from, actor=actor, at=at)


def _reasons_against(person: Person, *, licence: str, id_card: str, mobile: str) -> list[str]:
    """What speaks against these values for the person; the row itself is not asked."""
    forms = {"id_card": rules.one_form(id_card), "mobile": rules.one_form(mobile)}
    reasons = rules.reasons_against_numbers(**forms)
    licensed = Person.objects.exclude(code=person.code).filter(licence=licence)
    if licence and licensed.exists():
        reasons.append(f"执业证书编码 {licence} 已登记在别人名下")
    same = numbers.holder_of(forms["id_card"], but=person.code)
    if same:
        reasons.append(f"证件号码已登记在工号 {same.code} 名下，同一人不能登记两次")
    return reasons


@transaction.atomic
def correct_person(
    *,
    code: str,
    name: str | None = None,
    licence: str | None = None,
    id_card: str | None = None,
    mobile: str | None = None,
    actor: Actor,
    at: datetime,
) -> Person:
    """Correct what is known of a person; None leaves as it is, an empty text takes away.

    The trail keeps the former name and licence, and of sealed numbers only that they changed.
    Raises CannotCorrect.
    """
    person = Person.objects.select_for_update().get(code=code)
    plain = {"name": name, "licence": licence}
    given = {field: text.strip() for field, text in plain.items() if text is not None}
    changed = {field: text for field, text in given.items() if getattr(person, field) != text}
    sealed = {"id_card": id_card, "mobile": mobile}
    prints = {field: text for field, text in sealed.items() if text is not None}
    differing = {
        field: text
        for field, text in prints.items()
        if getattr(person, f"{field}_print") != numbers.fingerprint(text)
    }
    fields = [*changed, *differing]
    reasons = [] if fields else ["没有改动"]
    if changed.get("name") == "":
        reasons += missing(姓名="")
    reasons += _reasons_against(
        person,
        licence=changed.get("licence", ""),
        id_card=differing.get("id_card", ""),
        mobile=differing.get("mobile", ""),
    )
    refuse(CannotCorrect, f"不能更正{person.name}（{person.code}）的信息", reasons)
    former = {field: getattr(person, field) for field in changed}
    for field, text in changed.items():
        setattr(person, field, text)
    columns = numbers.seal_into(person, **differing)
    person.save(update_fields=[*changed, *columns])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.PERSON_CORRECTED,
        subject=person,
        facts={"code": person.code, "fields": [FIELDS[field] for field in fields]},
        personal={f"former_{field}": text for field, text in former.items()},
    )
    return person


@transaction.atomic
def release(
    *, code: str, active_to: date, reason: str, today: date, actor: Actor, at: datetime
) -> Person:
    """Let somebody leave (离院): from that day nothing of theirs holds or opens anything.

    Memberships, appointments, delegations given and received end. If the day has come, the account
    is closed and everything that hangs on it (see leaving) ends in this transaction; if not, see
    cut_off_leavers. Raises CannotRelease.
    """
    person = Person.objects.select_for_update().get(code=code)
    refuse(
        CannotRelease,
        f"不能为{person.name}（{person.code}）办理离院",
        rules.reasons_not_to_release(
            span=person.span,
            active_to=active_to,
            reason=reason.strip(),
            is_merged=person.merged_into_id is not None,
            is_self=actor.person == person.code,
        ),
    )
    appointments = cut_off(Appointment.objects.filter(person=person), active_to, LEFT)
    memberships = Membership.objects.filter(person=person).cut_off(active_to)
    person.active_to = active_to
    person.save(update_fields=["active_to"])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.PERSON_RELEASED,
        subject=person,
        facts={
            "code": person.code,
            "active_to": active_to.isoformat(),
            "reason": reason.strip(),
            "appointments": appointments,
            "memberships": memberships,
        },
    )
    if active_to <= today:
        _shut_out(person, actor, at)
    return person


def _shut_out(person: Person, actor: Actor, at: datetime) -> None:
    """Close the account and let the engines above end what hangs on it."""
    Account.objects.filter(person=person).update(is_active=False)
    leaving.run(person=person.code, actor=actor, at=at)


@transaction.atomic
def cut_off_leavers(*, today: date, actor: Actor, at: datetime) -> int:
    """Close the accounts of everybody whose last day is over; returns how many.

    Every night, for those whose leaving was entered beforehand: their rights end by the date.
    """
    left = Person.objects.select_for_update().filter(
        active_to__lte=today, account__is_active=True, merged_into__isnull=True
    )
    found = list(left)
    for person in found:
        _shut_out(person, actor, at)
        trail.leave(
            at=at,
            actor=actor,
            action=trail_actions.LEAVER_SHUT_OUT,
            subject=person,
            facts={"code": person.code},
        )
    return len(found)


@transaction.atomic
def come_back(
    *, code: str, active_from: date, home: str = "", actor: Actor, at: datetime
) -> Person:
    """Let somebody who left work here again, under the same code; the earlier time is kept.

    Posts and accounts do not come back by themselves. Raises CannotComeBack, CannotJoin.
    """
    person = Person.objects.select_for_update().get(code=code)
    past = PastEmployment.objects.filter(person=person)
    refuse(
        CannotComeBack,
        f"不能为{person.name}（{person.code}）办理返院",
        rules.reasons_not_to_come_back(
            span=person.span,
            past=[each.span for each in past],
            active_from=active_from,
            is_merged=person.merged_into_id is not None,
        ),
    )
    if person.active_to != active_from:
        PastEmployment.objects.create(person=person, **person.days())
        person.active_from = active_from
    person.active_to = None
    person.save(update_fields=["active_from", "active_to"])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.PERSON_CAME_BACK,
        subject=person,
        facts={"code": person.code, "active_from": active_from.isoformat()},
    )
    if home:
        _settle(person.code, home, active_from, actor, at)
    return person


@transaction.atomic
def open_account(*, username: str, person: str, actor: Actor, at: datetime) -> Account:
    """Open a login for a person, without a password. Raises CannotOpenAccount."""
    owner = Person.objects.select_for_update().get(code=person)
    username = username.strip()
    reasons = missing(登录名=username)
    if Account.objects.filter(username=username).exists():
        reasons.append(f"登录名 {username} 已有人使用")
    if Account.objects.filter(person=owner).exists():
        reasons.append("此人已有登录账号")
    refuse(CannotOpenAccount, "不能开通登录账号", reasons)
    account = Account(username=username, person=owner)
    account.set_unusable_password()
    account.save()
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.ACCOUNT_OPENED,
        subject=account,
        facts={"person": owner.code},
    )
    return account
