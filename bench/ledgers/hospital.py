"""A hospital with a million entries of its ledgers, written straight into an empty database."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

DEPARTMENTS, PEOPLE = 120, 2_000
DAYS = 2_500  # back from today
SHARE_OF_FIRST = 0.3  # the largest ledger holds so much of all
FIRST = "outreach"
TEMPLATES, PIECE = 400, 2_000
PLACES = ("东湖", "青山", "城南", "河西", "石桥", "新华", "和平", "长安", "永乐", "清溪")
WORDS = (
    "健康义诊",
    "急救培训",
    "慢病讲座",
    "志愿服务",
    "科普直播",
    "走访慰问",
    "教学查房",
    "学术交流",
)


def write(entries: int, today: date) -> dict[str, int]:
    """Departments, people, posts and entries; returns appointments by post."""
    held = _organisation(today)
    chance = random.Random(11)  # noqa: S311
    kinds = [_Kind(code, chance, today) for code in _codes()]
    first = next(one for one in kinds if one.ledger.code == FIRST)
    others = [one for one in kinds if one is not first]
    number = 0
    while number < entries:
        size = min(PIECE, entries - number)
        chosen = [
            first if chance.random() < SHARE_OF_FIRST else chance.choice(others or [first])
            for _ in range(size)
        ]
        _insert(chosen, chance, today)
        number += size
    return held


def _codes() -> Iterator[str]:
    from linghang.ledgers import catalog
    from linghang.ledgers.definitions import Secrecy

    for code, loaded in catalog.catalog().items.items():
        if not loaded.item.part_of and loaded.item.secrecy is not Secrecy.SEALED:
            yield code


def _organisation(today: date) -> dict[str, int]:
    from linghang.org.models import Account, Appointment, Membership, Person, Placement, Unit

    since = today - timedelta(days=4000)
    kinds = {"H": ("hospital", "administration"), "PC": ("party_committee", "party")}
    units = [
        Unit(code=code, name=f"示范{code}", kind=kind, tree=tree, active_from=since)
        for code, (kind, tree) in kinds.items()
    ]
    units += [
        Unit(
            code=f"D{number:03}",
            name=f"第{number}临床科室",
            kind="department",
            tree="administration",
            active_from=since,
        )
        for number in range(DEPARTMENTS)
    ]
    made = {one.code: one for one in Unit.objects.bulk_create(units)}
    Placement.objects.bulk_create(
        Placement(unit=unit, parent=made["H"] if code.startswith("D") else None, active_from=since)
        for code, unit in made.items()
    )
    people = Person.objects.bulk_create(
        Person(code=f"E{number:04}", name=f"职工{number}", active_from=since)
        for number in range(PEOPLE)
    )
    Membership.objects.bulk_create(
        Membership(person=one, unit=made[f"D{n % DEPARTMENTS:03}"], active_from=since)
        for n, one in enumerate(people)
    )
    posts = {"department_head": "D000", "head_nurse": "D001", "party_office_director": "PC"}
    held = {
        post: Appointment.objects.create(
            person=people[n], post=post, unit=made[unit], active_from=since
        ).pk
        for n, (post, unit) in enumerate(posts.items())
    }
    for one in people[: len(posts)]:
        Account.objects.create(username=one.code, person=one)
    return held


class _Kind:
    """A ledger with ready facts, so that a million rows are made in minutes."""

    def __init__(self, code: str, chance: random.Random, today: date) -> None:
        from linghang.ledgers import catalog
        from linghang.ledgers.facts import rules

        loaded = catalog.catalog().items[code]
        self.ledger, self.hash, self.last = loaded.item, loaded.hash, 0
        made = [_facts(self.ledger, chance, today) for _ in range(TEMPLATES)]
        self.templates = [
            (
                rules.plain(self.ledger, facts),
                rules.placed(self.ledger, facts),
                list(dict.fromkeys(rules.mentioned(self.ledger, facts)))[:4],
            )
            for facts in made
        ]


def _facts(ledger: Any, chance: random.Random, today: date) -> dict[str, Any]:
    from linghang.foundation.fields.definitions import Kind
    from linghang.ledgers.facts.rules import Named

    def one(field: Any) -> Any:
        person = Named(f"E{chance.randrange(PEOPLE):04}")
        unit = Named(f"D{chance.randrange(DEPARTMENTS):03}")
        makers: dict[Any, Any] = {
            Kind.INTEGER: lambda: chance.randrange(400),
            Kind.DECIMAL: lambda: Decimal(chance.randrange(80)) / 2,
            Kind.MONEY: lambda: chance.randrange(10_000_000),
            Kind.SHARE: lambda: Decimal(chance.randrange(1000)) / 1000,
            Kind.DATE: lambda: today - timedelta(days=chance.randrange(DAYS)),
            Kind.MONTH: lambda: (today - timedelta(days=chance.randrange(DAYS))).replace(day=1),
            Kind.BOOLEAN: lambda: chance.random() < 0.3,
            Kind.CHOICE: lambda: chance.choice(field.options).code,
            Kind.CHOICES: lambda: (chance.choice(field.options).code,),
            Kind.PERSON: lambda: (person,) if field.many else person,
            Kind.UNIT: lambda: (unit,) if field.many else unit,
            Kind.TEXT: lambda: chance.choice(PLACES) + "社区" + str(chance.randrange(200)),
            Kind.LONG_TEXT: lambda: "".join(chance.choices(WORDS, k=4)),
        }
        maker = makers.get(field.kind)
        return maker() if maker and (field.required or chance.random() < 0.7) else None

    return {field.code: one(field) for field in ledger.fields}


def _insert(chosen: list[_Kind], chance: random.Random, today: date) -> None:
    from django.db import transaction
    from django.utils import timezone

    from linghang.ledgers.models import Entry, Mention

    at: datetime = timezone.now()
    rows, named = [], []
    for kind in chosen:
        plain, columns, mentions = chance.choice(kind.templates)
        kind.last += 1
        day = today - timedelta(days=chance.randrange(DAYS))
        rows.append(
            Entry(
                ledger=kind.ledger.code,
                number=f"{kind.ledger.prefix}-{day.year}-{kind.last:06}",
                definition_hash=kind.hash,
                unit_id=f"D{chance.randrange(DEPARTMENTS):03}",
                day=day,
                title=f"{chance.choice(PLACES)}{chance.choice(WORDS)}第{kind.last}次",
                facts=plain,
                standing="verified" if chance.random() < 0.97 else "submitted",
                entered_by=f"E{chance.randrange(PEOPLE):04}",
                entered_at=at,
                effective_on=day,
                **columns,
            )
        )
        named.append(mentions)
    with transaction.atomic():
        Entry.objects.bulk_create(rows)
        Mention.objects.bulk_create(
            Mention(entry=row, ledger=row.ledger, field=field, code=code, name=name)
            for row, mentions in zip(rows, named, strict=True)
            for field, code, name in mentions
        )
