"""党员登记: the three dates of a member on the page of a person."""

from __future__ import annotations

from django.urls import reverse

from linghang.foundation.period import day_label
from linghang.org import policy
from linghang.org.definitions import Tree
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership, PartyRecord, Person
from linghang.org.party.rules import STANDING_NAMES
from linghang.web.details import Facts, Way
from linghang.web.lists.cells import Value
from linghang.web.requests import Request


def facts(request: Request, person: Person) -> list[Facts]:
    """The dates, for oneself, the Party office, and who may read the records of the branch."""
    row = PartyRecord.objects.filter(person=person).first()
    if row is None or not may_read(request, person):
        return []
    dates, today = row.dates, request.today
    shown: list[tuple[str, Value]] = [("身份", STANDING_NAMES[dates.standing(today)])]
    for name, day in (
        ("申请入党", dates.applied),
        ("入党", dates.admitted),
        ("党龄起算", dates.full_since),
        ("党籍终止", dates.ended),
    ):
        if day:
            shown.append((name, day_label(day)))
    years = dates.seniority(today)
    if years is not None:
        shown.append(("党龄", f"{years}年"))
    if row.ending:
        shown.append(("终止方式", row.get_ending_display()))
    return [Facts("党员登记", [*shown, ("依据", row.document)])]


def may_read(request: Request, person: Person) -> bool:
    """Oneself; who keeps the Party's tree; who reads the records of the person's branch."""
    if person.code == request.actor.person or policy.may_edit_tree(request.rights, Tree.PARTY):
        return True
    rows = Membership.objects.on(request.today).filter(person=person, line=Line.PARTY)
    units = rows.values_list("unit__code", flat=True)
    return any(policy.may_read_meetings(request.rights, code) for code in units)


def ways(request: Request, person: Person) -> list[Way]:
    """The form, for the Party office."""
    if not policy.may_edit_tree(request.rights, Tree.PARTY):
        return []
    return [Way("登记党员日期", reverse("person-party", args=[person.code]), icon="pencil")]
