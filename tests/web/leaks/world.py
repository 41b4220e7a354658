"""The small hospital with a mark on every person, case, batch and notice, and many posts in it.

A mark is a word that stands nowhere else. Whoever reads it has seen the thing.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from itertools import compress
from operator import not_

from django.apps import apps
from django.test import Client
from django.urls import reverse

from linghang.cases import queries
from linghang.cases.queries import CaseFilter, CaseRow
from linghang.cases.scope import CaseScope
from linghang.foundation import clock
from linghang.foundation.access import Actor
from linghang.indicators.catalog import indicators
from linghang.ledgers import reach
from linghang.ledgers.models import Mention
from linghang.notices.models import Notice
from linghang.org import posts
from linghang.org.accounts import services as accounts
from linghang.org.definitions import KINDS, Kind, Reach
from linghang.org.models import Account, Appointment, Membership, Person, Placement, Unit
from linghang.org.rights import rights_of
from linghang.org.rules import Rights
from tests.small_hospital import FROM
from tests.web.leaks import ledgers
from tests.web_hospital import JUNE, TODAY, Hospital, sheets

# Everything that is marked begins so; a search for it finds whatever one may see.
SIGN = "标记"
NAMED = ("S0001", "S0005", "S0009")
MORE_UNITS = {
    "GB": ("内科党总支", Kind.PARTY_GENERAL_BRANCH, "PC"),
    "PB2": ("外科党支部", Kind.PARTY_BRANCH, "PC"),
    "PG1": ("第一党小组", Kind.PARTY_GROUP, "PB1"),
    "PG2": ("第二党小组", Kind.PARTY_GROUP, "PB2"),
    "UC": ("医院工会", Kind.UNION_COMMITTEE, None),
    "UB": ("内科分工会", Kind.UNION_BRANCH, "UC"),
    "UG": ("心内工会小组", Kind.UNION_GROUP, "UB"),
    "G1": ("院级网格", Kind.GRID_LEVEL_ONE, None),
    "G2": ("内科网格", Kind.GRID_LEVEL_TWO, "G1"),
    "G3": ("心内网格", Kind.GRID_LEVEL_THREE, "G2"),
    "G4": ("甲组网格", Kind.GRID_LEVEL_FOUR, "G3"),
}
PLACES_OF_CASES = {
    "A": ("CARD", "CARD-A", {}),
    "B": ("CARD", "CARD-B", {"B23C": "990000000000002"}),
    "O": ("ORTH", "ORTH-A", {"B17": "骨科一病区", "B23C": "990000000000003"}),
    "N": (None, None, {"B17": "没有登记的病房", "B23C": "-"}),
}


@dataclass(frozen=True)
class Sight:
    """What somebody acting under such rights may read, asked once for all marks."""

    rights: Rights

    @cached_property
    def people(self) -> frozenset[str]:
        """Codes of whom they may read about: themselves among them."""
        seen = Person.objects.visible_to(self.rights, TODAY).values_list("code", flat=True)
        return frozenset(seen) | {self.rights.person}

    @cached_property
    def entries(self) -> frozenset[int]:
        """Keys of the marked entries of ledgers that they may read."""
        found = (reach.visible_to(one.code, self.rights, TODAY) for one in ledgers.LEDGERS)
        return frozenset(pk for rows in found for pk in rows.values_list("pk", flat=True))

    @cached_property
    def named(self) -> frozenset[str]:
        """Codes of whom these entries name: who reads the entry reads the name."""
        told = Mention.objects.filter(entry__in=self.entries).values_list("code", flat=True)
        return frozenset(told)


@dataclass(frozen=True, slots=True)
class Mark:
    """A word on something, and whether somebody may read it.

    page: on which the word stands for who may; "" where the thing has no page of its own. sort:
    things whose pages are made by the same code; each stranger opens a page of each.
    """

    word: str
    may_see: Callable[[Sight], bool]
    page: str = ""
    sort: str = ""


@dataclass(kw_only=True)
class Stranger:
    """Somebody under one post, and a browser in which they are logged in.

    program: asks with a token of theirs. known: every mark.
    """

    rights: Rights
    client: Client
    program: Client
    known: re.Pattern[str]
    own: tuple[Mark, ...] = ()
    foreign: tuple[Mark, ...] = ()

    def __str__(self) -> str:
        return self.rights.title

    def pages(self, dice: random.Random) -> list[Mark]:
        """Things of several sorts with pages: some that they may read, and some that they may not.

        Only of each sort one, so that those of which there are many do not crowd out the others.
        """
        picked = []
        for marks, most in ((self.own, 4), (self.foreign, 3)):
            sorts: dict[str, list[Mark]] = {}
            for mark in marks:
                if mark.page:
                    sorts.setdefault(mark.sort, []).append(mark)
            some = dice.sample(sorted(sorts), min(most, len(sorts)))
            picked += [dice.choice(sorts[sort]) for sort in some]
        return picked


@dataclass(kw_only=True)
class World:
    """The marked hospital. words, numbers: identifiers that an address may name, by what they name.

    The numbers are keys of rows, by the name of the table.
    """

    hospital: Hospital
    marks: list[Mark] = field(default_factory=list)
    words: dict[str, list[str]] = field(default_factory=dict)
    numbers: dict[str, list[str]] = field(default_factory=dict)


def build(hospital: Hospital) -> World:
    """Mark everything in an empty hospital, and remember what can be named."""
    world = World(hospital=hospital)
    ledgers.staff(hospital)
    _units()
    _people(world)
    _cases(world)
    _ledgers(world)
    _notices(world)
    world.words |= {
        "post": list(posts.catalog().items),
        "unit": list(Unit.objects.values_list("code", flat=True)),
        "person": list(Person.objects.values_list("code", flat=True)),
        "case": [row.case_key for row in _every_case()],
        "indicator": list(indicators().items),
        "ledger": [one.code for one in ledgers.LEDGERS],
        "": ["x", "0" * 32],
    }
    world.numbers |= _every_number()
    return world


def stranger(world: World, dice: random.Random, among: Sequence[str] = ()) -> Stranger:
    """Somebody new under a random post on a random unit that can have it.

    Mostly a post that does not reach the whole hospital: to these most things are foreign.
    among: codes of the posts to choose from; any without them.
    """
    wanted = Reach.SUBTREE if dice.random() < 0.6 else Reach.HOSPITAL
    known = [loaded.item for loaded in posts.catalog().items.values()]
    fitting = [item for item in known if (item.code in among if among else item.reach is wanted)]
    post = dice.choice(fitting)
    units = list(Unit.objects.filter(kind__in=post.kinds).order_by("code"))
    number = Person.objects.count()
    person = Person.objects.create(code=f"Z{number:04}", name=f"来人{number:04}", active_from=FROM)
    Account.objects.create(username=person.code, person=person)
    held = Appointment.objects.create(
        person=person, post=post.code, unit=dice.choice(units), active_from=FROM
    )
    world.hospital.appointments[person.code] = held
    rights = rights_of(held.pk, TODAY)
    assert rights.in_force, (post.code, held.unit.code)
    sight = Sight(rights)
    secret = accounts.issue_token(
        appointment_id=held.pk,
        name="统计程序",
        days=30,
        today=TODAY,
        actor=Actor(person=person.code, appointment=held.pk),
        at=clock.now(),
    )
    seen = [mark.may_see(sight) for mark in world.marks]
    return Stranger(
        rights=rights,
        client=world.hospital.client(person.code, raise_request_exception=False),
        program=Client(
            raise_request_exception=False, headers={"authorization": f"Bearer {secret}"}
        ),
        known=re.compile("|".join(sorted(mark.word for mark in world.marks))),
        own=tuple(compress(world.marks, seen)),
        foreign=tuple(compress(world.marks, map(not_, seen))),
    )


def _units() -> None:
    for code, (name, kind, parent) in MORE_UNITS.items():
        unit = Unit.objects.create(
            code=code, name=name, kind=kind, tree=KINDS[kind].tree, active_from=FROM
        )
        above = Unit.objects.get(code=parent) if parent else None
        Placement.objects.create(unit=unit, parent=above, active_from=FROM)


def _people(world: World) -> None:
    """A new name for everybody; somebody on every unit; two numbers that nobody ever reads."""
    known = [loaded.item for loaded in reversed(posts.catalog().items.values())]
    for number, unit in enumerate(Unit.objects.order_by("code")):
        person = Person.objects.create(code=f"S{number:04}", name="未定", active_from=FROM)
        post = (
            next(item for item in known if item.holds_on(Kind(unit.kind)))
            if unit.kind != Kind.CAMPUS
            else None
        )
        if post is not None:
            Appointment.objects.create(person=person, post=post.code, unit=unit, active_from=FROM)
        if unit.kind in (Kind.DEPARTMENT, Kind.WARD, Kind.OFFICE):
            Membership.objects.create(person=person, unit=unit, line="home", active_from=FROM)
    for number, person in enumerate(Person.objects.order_by("code")):
        if person.code not in ledgers.ACTORS:
            person.name = f"{SIGN}人{number:04}"
        person.mobile = f"1390000{number:04}"
        person.mobile_print = f"print{number}"
        person.save()
        if person.code not in ledgers.ACTORS:
            # Who is named in an entry is read of there, and not on the page of their own.
            page = "" if person.code in NAMED else reverse("person", args=[person.code])
            world.marks.append(Mark(person.name, _reads(person.code), page, "person"))
        world.marks.append(Mark(f"1390000{number:04}", lambda _sight: False))


def _reads(person: str) -> Callable[[Sight], bool]:
    return lambda sight: person in sight.people or person in sight.named


def _cases(world: World) -> None:
    """Cases of every place; the name of the diagnosis is a mark, and so is that of the file."""
    rows = []
    for number, (place, (department, team, columns)) in enumerate(PLACES_OF_CASES.items()):
        word = f"{SIGN}病{place}"
        rows += sheets(first=1 + 100 * number, count=3, C04N=word, **columns)
        world.marks.append(Mark(word, _treats(department, team)))
    file = f"{SIGN}文件"
    batch = world.hospital.bring_in(rows, f"{file}.csv")
    assert batch.state == "committed", batch.message
    # A case tells from which file it came.
    world.marks.append(Mark(file, lambda sight: sight.rights.has("cases.read")))


def _ledgers(world: World) -> None:
    world.marks += ledgers.mark_all(world.hospital, list(NAMED), Mark)


def _treats(department: str | None, team: str | None) -> Callable[[Sight], bool]:
    return lambda sight: sight.rights.extent("cases.read").holds(department, team)


def _notices(world: World) -> None:
    """A notice to everybody of whom there is a mark; the ledger's readers see all titles."""
    for number, person in enumerate(Person.objects.order_by("code")):
        word = f"{SIGN}通知{number:04}"
        Notice.objects.create(
            kind="org_appointed",
            person=person,
            title=word,
            body=word,
            subject_type="org.person",
            subject_id=str(person.pk),
            sender="system",
            created_at=clock.now() - timedelta(days=1),
        )
        world.marks.append(Mark(word, _is_or_keeps_the_ledger(person.code)))


def _is_or_keeps_the_ledger(person: str) -> Callable[[Sight], bool]:
    return lambda sight: sight.rights.person == person or sight.rights.has("notices.ledger")


def _every_case() -> tuple[CaseRow, ...]:
    rows = queries.page(CaseFilter(period=JUNE), scope=CaseScope.hospital()).rows
    # Case keys are made with a key of this run; the order must not be.
    return tuple(sorted(rows, key=lambda row: (row.team or "", row.department or "")))


def _every_number() -> dict[str, list[str]]:
    """Keys of rows of every table of ours, by the name of the table; and some that are not."""
    found = {"": ["0", "123456789"]}
    for model in apps.get_models():
        if model.__module__.startswith("linghang.") and model._meta.pk.get_internal_type() in (
            "AutoField",
            "BigAutoField",
        ):
            keys = model._default_manager.order_by("pk").values_list("pk", flat=True)[:60]
            found.setdefault(model._meta.model_name, []).extend(map(str, keys))
    return {name: keys for name, keys in found.items() if keys}
