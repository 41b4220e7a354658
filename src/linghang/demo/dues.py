"""A year of dues: bases of every member, what was paid each month, who is behind and why.

Drawn from a seed and written in bulk: ten thousand payments would take minutes deed by deed.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from linghang.demo.landmarks import COMMITTEE
from linghang.demo.office_work import holder_at
from linghang.dues import rates as tables
from linghang.dues import rules
from linghang.dues.models import PURPOSE, Base, Extra, GoodReason, Payment, Takings, Use
from linghang.dues.rules import Category, Method, Stay
from linghang.dues.spending import services as spending
from linghang.dues.spending.rules import Use as Purpose
from linghang.foundation.vault import sealing
from linghang.foundation.vault.fields import Sealed
from linghang.org.memberships.rules import Line
from linghang.org.models import Appointment, Membership, Person, Placement, Unit

SEED = 20250103
KEEPER = "branch_organisation_member"
# Branch → months unpaid in a row up to November, of one member each.
BEHIND = {"B02": 1, "B04": 1, "B05": 3, "B07": 3, "B09": 5, "B12": 6}
EXCUSED = ("B03", 4)  # four months with a good reason
UNSET = ("B06",)  # a member whose base nobody has entered yet
OPEN = ("B01", 6)  # members of the visitor's branch who have still to pay for December
DELEGATED = 0.06
LOWEST, HIGHEST = 380_000, 1_350_000
RAISED = 7  # the month from which the new pay holds for some
USES = (
    (3, Purpose.SUBSCRIPTION, "订阅党报党刊", 4_860_000, "党委会2025年第3次会议"),
    (5, Purpose.TRAINING, "支部书记和党务骨干培训", 3_200_000, "党委会2025年第7次会议"),
    (7, Purpose.PRAISE, "七一表彰“两优一先”", 2_640_000, "党委会2025年第9次会议"),
    (7, Purpose.RELIEF, "七一走访慰问生活困难党员、老党员", 1_800_000, "党委会2025年第9次会议"),
    (10, Purpose.TRAINING, "入党积极分子和发展对象培训班", 1_450_000, "党委会2025年第14次会议"),
)
Clock = Callable[[], datetime]


class _Year:
    """What is drawn of a year, member by member, and then written at once."""

    def __init__(self, today: date, at: datetime) -> None:
        self.chance, self.at = random.Random(SEED), at
        self.months = [date(today.year, number, 1) for number in range(1, today.month + 1)]
        self.rated, self.payer = tables.by_month(self.months), tables.terms(today).payer
        self.stays = _stays(today)
        held = Appointment.objects.on(today).filter(post=KEEPER).order_by("pk")
        self.keepers = dict(held.values_list("unit__code", "person__code"))
        self.names = dict(Person.objects.values_list("code", "name"))
        self.bases: list[Base] = []
        self.payments: list[Payment] = []
        self.sums: defaultdict[tuple[str, date], int] = defaultdict(int)

    def branch(self, code: str, people: Sequence[str]) -> None:
        """All members of a branch; the first of them brings what others delegate."""
        given = {"entered_by": self.keepers.get(code, people[0]), "entered_at": self.at}
        for number, person in enumerate(people):
            if code not in UNSET or number < len(people) - 1:
                pays = self._paid_by(person)
                months = _paid(code, number, len(people), self.months)
                self._member(person, pays, months, people[0], given)
        if code == EXCUSED[0]:
            _excuse(code, people[-1], self.months, given)

    def _paid_by(self, person: str) -> list[tuple[date, int]]:
        first = rules.month_of(min(one.span.start for one in self.stays[person]))
        return _bases(self.chance, [one for one in self.months if one >= first])

    def _member(
        self,
        person: str,
        pays: list[tuple[date, int]],
        months: Sequence[date],
        delegate: str,
        given: dict[str, object],
    ) -> None:
        category = Category.IN_POST
        self.bases += [
            Base(person_id=person, month=month, category=category, amount=str(pay), **given)
            for month, pay in pays
        ]
        seals: dict[int, Sealed] = {}
        for month in months:
            branch = rules.branch_of(self.stays[person], month, self.payer)
            if branch is None:
                continue
            amount = next(value for since, value in reversed(pays) if since <= month)
            due = rules.due(category, amount, self.rated[month])
            if due not in seals:  # equal sums of one member share their seal: a second saved
                seals[due] = Sealed(sealing.seal(str(due), purpose=PURPOSE), PURPOSE)
            self.sums[branch, month] += due
            by = (delegate, self.names[delegate])
            row = _payment(self.chance, branch, person, month, seals[due], by, given)
            self.payments.append(row)

    def write(self) -> None:
        """Everything, with the sums of branches and months."""
        Base.objects.bulk_create(self.bases, batch_size=500)
        Payment.objects.bulk_create(self.payments, batch_size=500)
        counts = Counter((one.unit_id, one.month) for one in self.payments)
        Takings.objects.bulk_create(
            Takings(unit_id=code, month=month, paid=paid, people=counts[code, month])
            for (code, month), paid in self.sums.items()
        )


@transaction.atomic
def do(*, today: date, clock: Clock) -> None:
    """The year up to today; nothing when there are bases already."""
    if Base.objects.exists():
        return
    year, branches = _Year(today, clock()), _members(today)
    for code, people in sorted(branches.items()):
        year.branch(code, people)
    year.write()
    _extras(branches, today, year.at)
    _uses(today, clock)


def _members(today: date) -> dict[str, list[str]]:
    """Branch → its members, those of groups among them."""
    groups = Placement.objects.on(today).filter(unit__kind="party_group")
    above = dict(groups.values_list("unit__code", "parent__code"))
    found: defaultdict[str, list[str]] = defaultdict(list)
    rows = Membership.objects.on(today).filter(line=Line.PARTY).order_by("person__code")
    for unit, person in rows.values_list("unit__code", "person__code"):
        found[above.get(unit, unit)].append(person)
    return dict(found)


def _stays(today: date) -> dict[str, list[Stay]]:
    """Person → branches with their days, for those who moved within the year."""
    groups = Placement.objects.on(today).filter(unit__kind="party_group")
    above = dict(groups.values_list("unit__code", "parent__code"))
    found: defaultdict[str, list[Stay]] = defaultdict(list)
    for row in Membership.objects.filter(line=Line.PARTY).select_related("person", "unit"):
        code = row.unit.code
        found[row.person.code].append(Stay(above.get(code, code), row.span))
    return dict(found)


def _bases(chance: random.Random, months: Sequence[date]) -> list[tuple[date, int]]:
    """From which months how much: for some a rise in the summer."""
    pay = chance.randrange(LOWEST, HIGHEST, 1_050)
    found = [(months[0], pay)]
    if chance.random() < 0.3 and len(months) >= RAISED:
        found.append((months[RAISED - 1], pay + chance.randrange(20_000, 80_000, 500)))
    return found


def _paid(code: str, number: int, people: int, months: Sequence[date]) -> Sequence[date]:
    """The months that the member paid."""
    is_last = number == people - 1
    if code in BEHIND and is_last:
        return months[: len(months) - 1 - BEHIND[code]]
    if code == EXCUSED[0] and is_last:
        return months[: len(months) - 1 - EXCUSED[1]]
    if code == OPEN[0] and number >= people - OPEN[1]:
        return months[:-1]
    return months


def _payment(
    chance: random.Random,
    code: str,
    person: str,
    month: date,
    amount: Sealed,
    by: tuple[str, str],
    given: dict[str, object],
) -> Payment:
    """by: code and name of who brings what others delegate."""
    delegate, called = by
    is_delegated = chance.random() < DELEGATED and person != delegate
    return Payment(
        person_id=person,
        unit_id=code,
        month=month,
        amount=amount,
        paid_on=month + timedelta(days=chance.randint(7, 19)),
        method=(Method.DELEGATED if is_delegated else Method.IN_PERSON).value,
        delegate=called if is_delegated else "",
        receipt=f"{month:%Y%m}{code}",
        **given,
    )


def _excuse(code: str, person: str, months: Sequence[date], given: dict[str, object]) -> None:
    GoodReason.objects.create(
        person_id=person,
        unit_id=code,
        month_from=months[-1 - EXCUSED[1]],
        month_to=months[-2],
        reason="重大疾病住院治疗，家属代办不便",
        document="支委会记录（2025年8月6日）和请假材料",
        **given,
    )


def _extras(branches: dict[str, list[str]], today: date, at: datetime) -> None:
    for code, amount in (("B01", 100_000), ("B08", 50_000), ("B10", 200_000)):
        Extra.objects.create(
            person_id=branches[code][2],
            unit_id=code,
            paid_on=date(today.year, 7, 1),
            amount=amount,
            to_centre=amount >= tables.terms(today).large,
            entered_by=branches[code][0],
            entered_at=at,
        )


def _uses(today: date, clock: Clock) -> None:
    """By deeds of the Party office, so that a history can be read."""
    if Use.objects.exists() or not Unit.objects.filter(code=COMMITTEE).exists():
        return
    actor = holder_at("party_office_director", "O01")
    for number, (month, purpose, matter, amount, approval) in enumerate(USES, 1):
        spending.use(
            unit=COMMITTEE,
            used_on=date(today.year, month, 18),
            purpose=purpose,
            matter=matter,
            amount=amount,
            approval=approval,
            voucher=f"党费{today.year}-{number:03}",
            actor=actor,
            at=clock(),
            today=today,
        )
