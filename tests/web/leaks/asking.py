"""Asks addresses at random, and reads every word of the answer, whatever it is packed in."""

from __future__ import annotations

import html
import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import quote, unquote, urlencode

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from linghang.org import deeds
from tests.web.leaks.world import SIGN, World

CONVERTER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
DIGITS = re.compile(r"(\d+)")
FIELD = re.compile(r"<(?:input|select|textarea)[^>]*\sname=\"([^\"]+)\"")
# Going out or in anew would end the walk; who sets up a hospital is nobody of it yet.
NOT_ASKED = re.compile(r"^(logout|account_logout|login-end-all|demo-login|act|openid_.*|setup.*)$")
ALWAYS = ("department", "team", "campus", "unit", "person", "post", "q", "kind", "page", "format")
OWN = {"csrfmiddlewaretoken", "theme"}


@dataclass(frozen=True, slots=True)
class Address:
    """A pattern of the resolver. converters: of its arguments, in order."""

    name: str
    route: str

    def filled(self, pick: Callable[[str, bool], str]) -> str:
        """The address with the arguments that `pick` gives: (what it is about, a number?)."""

        def one(match: re.Match[str]) -> str:
            about = f"{self.name} {match['name']}"
            return quote(pick(about, match["kind"] == "int"), safe="")

        return "/" + CONVERTER.sub(one, self.route)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request and what came of it. words: everything that the answer says."""

    method: str
    url: str
    name: str
    status: int
    words: str


@dataclass
class Walk:
    """Random requests.

    fields: names of fields that pages showed, by address. reading: whether an address answers a
    GET, or only a POST; known of those that were asked.
    """

    world: World
    dice: random.Random
    known: list[Address] = field(default_factory=lambda: list(addresses()))
    reading: dict[str, bool] = field(default_factory=dict)
    fields: dict[str, set[str]] = field(default_factory=dict)

    def _choose(self, client: Client) -> Address:
        """Mostly one that answers a GET, now and then one that answers only a POST."""
        wanted = self.dice.random() < 0.9
        while True:
            address = self.dice.choice(self.known)
            if self._is_read(client, address) is wanted:
                return address

    def _is_read(self, client: Client, address: Address) -> bool:
        """Whether the address answers a GET; asked when it is first chosen."""
        if address.name not in self.reading:
            answer = client.options(address.filled(self._pick))
            self.reading[address.name] = "GET" in answer.headers.get("Allow", "GET")
        return self.reading[address.name]

    def step(self, client: Client, address: Address | None = None) -> Asked:
        """One request; whatever it changed is taken back."""
        dice = self.dice
        address = address or self._choose(client)
        url = address.filled(self._pick)
        known = self.fields.get(address.name, set()) | set(ALWAYS)
        names = sorted(known - OWN, key=_by_number)
        given = {name: self._value(name) for name in dice.sample(names, dice.randint(0, 3))}
        posts = not self.reading.get(address.name, True) or dice.random() < 0.1
        headers = {"HX-Request": "true", "HX-Target": "main"} if dice.random() < 0.2 else {}
        if posts:
            asked = _asked(client, address.name, url, partial(client.post, url, given), headers)
        else:
            url += f"?{urlencode(given)}" if given else ""
            asked = _asked(client, address.name, url, partial(client.get, url), headers)
        self.fields.setdefault(address.name, set()).update(FIELD.findall(asked.words))
        return asked

    def open(self, client: Client, url: str) -> Asked:
        """A page by its address."""
        return _asked(client, "", url, partial(client.get, url), {})

    def _pick(self, about: str, is_number: bool) -> str:
        """Mostly the name of such a thing, own or foreign; now and then of anything else."""
        pool = self.world.numbers if is_number else self.world.words
        fitting = [kind for kind in pool if kind and kind in about.replace("-", "").lower()]
        kinds = fitting if fitting and self.dice.random() < 0.8 else list(pool)
        return self.dice.choice(pool[self.dice.choice(kinds)])

    def _value(self, name: str) -> str:
        dice = self.dice
        if name in ("q", "word") or dice.random() < 0.1:
            return dice.choice([SIGN, SIGN[:1], "人", "病", "通知", "1390000"])
        if name == "format":
            return dice.choice(["csv", "xlsx"])
        if name == "deed":
            return dice.choice([deed.code for deed in deeds.all()])
        if name.endswith(("_from", "_to")):
            return dice.choice(["2025-01-01", "2025-12-31", "2025-06-30"])
        if dice.random() < 0.2:
            return dice.choice(["", "1", "none"])
        return self._pick(name, is_number=dice.random() < 0.3)


def _by_number(name: str) -> list[tuple[int, str]]:
    """An order of names that stays when the keys of rows in them are others."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in DIGITS.split(name)]


def _asked(
    client: Client, name: str, url: str, ask: Callable[..., Any], headers: dict[str, str]
) -> Asked:
    """Ask, and take back whatever it changed."""
    with transaction.atomic():
        cookies = client.cookies.copy()
        answer = ask(headers=headers)
        words = "\n".join(said(answer))
        client.cookies = cookies
        transaction.set_rollback(True)
    # A deed that takes a lock refuses to do so inside our transaction: it was not asked.
    fault = getattr(answer, "exc_info", None)
    status = 0 if fault and "before the transaction" in str(fault[1]) else answer.status_code
    return Asked(answer.request["REQUEST_METHOD"], url, name, status, words)


def addresses(
    resolver: URLResolver | None = None, space: str = "", before: str = ""
) -> Iterator[Address]:
    """Every address of the resolver that is asked."""
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern).lstrip("^").rstrip("$")
        if isinstance(one, URLResolver):
            yield from addresses(one, f"{space}{one.namespace}:" if one.namespace else space, route)
        elif isinstance(one, URLPattern) and not NOT_ASKED.match(one.name or ""):
            yield Address(f"{space}{one.name}", route)


def said(answer: HttpResponse) -> Iterator[str]:
    """Head and body of an answer as words; archives opened, escapes taken back."""
    yield unquote("\n".join(f"{name}: {value}" for name, value in answer.headers.items()))
    streamed = getattr(answer, "streaming", False)
    body = b"".join(answer.streaming_content) if streamed else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                yield html.unescape(archive.read(name).decode("utf-8", "replace"))
        return
    text = body.decode("utf-8-sig", "replace")
    if "json" in answer.headers.get("Content-Type", "") and text:
        text = json.dumps(json.loads(text), ensure_ascii=False)
    yield unquote(html.unescape(text))
