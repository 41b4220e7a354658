"""What a page links to opens for who reads the page: no link leads to a refusal or to nothing.

LINGHANG_LINKS=5000 follows so many; the figure of a plain run is kept small.
"""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from html import unescape
from itertools import cycle
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from tests.web.leaks import world as worlds
from tests.web.leaks.world import World

LINKS = int(os.environ.get("LINGHANG_LINKS", "120"))
EACH = 12  # links that one reader follows
SEED = int(os.environ.get("LINGHANG_SEED", "20250630"))
ANCHOR = re.compile(r"<a\b[^>]*?\shref=\"([^\"]+)\"")


def links(page: str, html: str) -> list[str]:
    """Addresses of our own that the page links to, files and other places of a page left out."""
    found = {urljoin(page, unescape(one)) for one in ANCHOR.findall(html)}
    ours = {one.partition("#")[0] for one in found if one.startswith("/")}
    return sorted(one for one in ours if "format=" not in one and not one.startswith("/static/"))


def named(url: str) -> str:
    """What the address is called; "" for none of ours."""
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return ""


def followed(client: Client, dice: random.Random, known: Counter[str], most: int) -> list[str]:
    """Follow links from the first page on, those to addresses asked seldom first; what is dead."""
    seen, dead = {"/"}, []
    ahead = [("", "/")]
    for _ in range(most):
        if not ahead:
            break
        dice.shuffle(ahead)
        ahead.sort(key=lambda one: known[named(one[1])], reverse=True)
        page, url = ahead.pop()
        known[named(url)] += 1
        answer = client.get(url)
        if answer.status_code not in (200, 302):
            dead.append(f"{page} → {url}: {answer.status_code}")
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            continue
        new = [one for one in links(url, answer.content.decode()) if one not in seen]
        seen.update(new)
        ahead += [(url, one) for one in new]
    return dead


@pytest.mark.one_engine
def test_links_open_for_who_reads_the_page(world: World) -> None:
    dice, known, dead, asked = random.Random(SEED), Counter[str](), [], 0
    posts = cycle(dice.sample(sorted(world.hospital.appointments), EACH))

    while asked < LINKS:
        stranger = worlds.stranger(world, dice)
        for title, client in (
            (str(stranger), stranger.client),
            *((post, world.hospital.client(post)) for post in (next(posts),)),
        ):
            dead += [f"{title}: {one}" for one in followed(client, dice, known, EACH)]
            asked += EACH

    assert not dead, "\n".join(sorted(set(dead)))
    assert len(known) > min(LINKS, 40) // 2  # a walk that stands still finds nothing
