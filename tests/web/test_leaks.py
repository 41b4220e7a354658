"""Strangers under random posts, with foreign names and numbers, find nothing that is not theirs.

LINGHANG_LEAKS=5000 asks so many times; the figure of a plain run is kept small.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.test import Client
from django.urls import reverse

from linghang.foundation.access import allow
from linghang.ledgers import reach
from linghang.org import policy, posts
from linghang.org.models import Unit
from tests.web.leaks import world as worlds
from tests.web.leaks.asking import Asked, Walk, addresses
from tests.web.leaks.ledgers import LEDGERS
from tests.web.leaks.world import SIGN, Mark, Stranger, World

REQUESTS = int(os.environ.get("LINGHANG_LEAKS", "160"))
EACH = 16  # requests of one stranger
# Who is there in every walk: those who keep the system, and those of whom some read everything.
CERTAIN = (
    "audit_administrator",
    "system_administrator",
    "security_administrator",
    "discipline_secretary",
    "discipline_office_director",
)
ALWAYS = (f"/search/?q={SIGN}",)
# Pages about whatever there is, and so about what is nobody's business.
FACES = (
    *("/", "/trail/?format=csv", f"/trail/?word={SIGN}", "/trail/privacy/", "/proceedings/"),
    *("/ledgers/", "/ledgers/waiting/", "/notices/", "/notices/ledger/", "/exports/"),
    *(
        f"/ledgers/{one.code}/{page}"
        for one in LEDGERS
        for page in ("", "?format=csv", "?format=xlsx", "print/", "booklet/", "figures/", "twins/")
    ),
)
PROGRAMS = (
    "/api/ledgers",
    "/api/notices",
    "/api/proceedings",
    *(f"/api/ledgers/{one.code}/entries" for one in LEDGERS),
)
SEED = int(os.environ.get("LINGHANG_SEED", "20250630"))


@dataclass
class Findings:
    """What a walk came upon."""

    asked: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)
    seen: int = 0
    leaks: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def note(self, asked: Asked, stranger: Stranger) -> None:
        """Count the answer and write down every word that the stranger must not read."""
        self.asked += 1
        self.statuses[asked.status] += 1
        if asked.status == 200:
            self.names.add(asked.name)
        read = frozenset(stranger.known.findall(asked.words))
        self.seen += any(mark.word in read for mark in stranger.own)
        where = f"{stranger} {asked.method} {asked.url} → {asked.status}"
        if asked.status >= 500:
            self.broken.append(where)
        if read:
            self.leaks += [f"{where}: {one.word}" for one in stranger.foreign if one.word in read]

    def look(self, asked: Asked, mark: Mark, stranger: Stranger) -> None:
        """Note the page of a thing: its mark stands there for who may read it."""
        self.note(asked, stranger)
        if mark in stranger.own and mark.word not in asked.words:
            self.missed.append(f"{stranger} {asked.url} → {asked.status}: {mark.word}")

    def __str__(self) -> str:
        return (
            f"{self.asked} requests, {dict(sorted(self.statuses.items()))}, "
            f"{len(self.names)} addresses opened, own marks seen in {self.seen} answers, "
            f"{len(self.leaks)} leaks, {len(self.broken)} faults"
        )


def walked(world: World, *, requests: int, seed: int) -> Findings:
    """So many requests by strangers, each with a post of their own."""
    dice = random.Random(seed)
    walk, findings = Walk(world, dice), Findings()
    while findings.asked < requests:
        turn = findings.asked // EACH
        stranger = worlds.stranger(world, dice, CERTAIN[turn : turn + 1])
        for mark in stranger.pages(dice):
            findings.look(walk.open(stranger.client, mark.page), mark, stranger)
        for url in ALWAYS + tuple(dice.sample(FACES, 2)):
            findings.note(walk.open(stranger.client, url), stranger)
        for url in dice.sample(PROGRAMS, 1):
            findings.note(walk.open(stranger.program, url), stranger)
        while findings.asked % EACH:
            findings.note(walk.step(stranger.client), stranger)
    return findings


def test_strangers_find_nothing_that_is_not_theirs(world: World, capsys) -> None:
    findings = walked(world, requests=REQUESTS, seed=SEED)

    with capsys.disabled():
        print(f"\n{findings}")  # noqa: T201 - the figures of a long walk are its result
    assert findings.leaks == []
    assert findings.broken == []
    assert findings.missed == []
    assert findings.seen > REQUESTS // (2 * EACH)  # nobody would be found out by an empty walk


def test_no_list_tells_any_post_what_is_not_theirs(world: World) -> None:
    """Every address without a name or number in it, for every post; some of them in a plain run."""
    dice, findings = random.Random(SEED), Findings()
    walk = Walk(world, dice)
    lists = [one.route for one in addresses() if "<" not in one.route]
    pairs = [(post, url) for post in posts.catalog().items for url in lists]
    strangers: dict[str, Stranger] = {}

    for post, url in dice.sample(pairs, min(len(pairs), REQUESTS // 4)):
        if post not in strangers:
            strangers[post] = worlds.stranger(world, dice, [post])
        findings.note(walk.open(strangers[post].client, f"/{url}"), strangers[post])

    assert findings.leaks == []
    assert findings.broken == []
    assert findings.statuses[200] > findings.asked // 8


def test_nobody_who_is_not_logged_in_reads_a_mark(world: World) -> None:
    walk, client = Walk(world, random.Random(SEED)), Client()
    marks = [mark.word for mark in world.marks]

    for address in addresses():
        asked = walk.step(client, address)
        if asked.name not in ("account_login", "login"):
            assert not [word for word in marks if word in asked.words], asked.url


def test_a_hole_in_the_policy_would_be_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "may_read_unit", lambda *_: allow("洞"))
    walk, dice = Walk(world, random.Random(SEED)), random.Random(SEED)
    unit = next(one for one in addresses() if one.name == "unit")
    findings = Findings()
    keeper = next(
        one
        for one in (worlds.stranger(world, dice) for _ in range(60))
        if not one.rights.everywhere("org.read")
    )

    for _ in range(40):
        findings.note(walk.step(keeper.client, unit), keeper)

    assert findings.leaks


def test_a_hole_in_the_reach_of_a_ledger_would_be_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk, dice, findings = Walk(world, random.Random(SEED)), random.Random(SEED), Findings()
    keeper = worlds.stranger(world, dice, ["discipline_officer"])
    outsider = worlds.stranger(world, dice, ["president"])
    page = next(mark.page for mark in outsider.foreign if mark.sort == "entry few")

    findings.note(walk.open(outsider.client, page), outsider)
    assert not findings.leaks
    monkeypatch.setattr(reach, "is_open_to", lambda *_: True)
    monkeypatch.setattr(reach, "readable", lambda *_: reach.EVERYWHERE)
    findings.note(walk.open(outsider.client, page), outsider)

    assert findings.leaks
    assert any(mark.sort == "entry sealed" for mark in keeper.own)


def test_a_unit_is_there_just_for_who_may_read_it(world: World) -> None:
    dice = random.Random(SEED)
    wrong = []

    for _ in range(3):
        stranger = worlds.stranger(world, dice)
        for code in Unit.objects.values_list("code", flat=True):
            may = bool(policy.may_read_unit(stranger.rights, code))
            found = stranger.client.get(reverse("unit", args=[code])).status_code
            if found != (200 if may else 404):
                wrong.append((str(stranger), code, found))

    assert wrong == []
