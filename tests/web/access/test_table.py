"""Every post gets just the answers of the table, and no address stands outside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import kept, web_hospital
from tests.web.access.areas import addresses, areas, rows, things
from tests.web.access.base import NOBODY, POSTS, Row
from tests.web_hospital import Hospital

pytestmark = pytest.mark.one_engine
# What everybody may open hides nothing from anybody: these few see that it opens.
A_FEW = (NOBODY, "president", "cardiology_head", "branch_secretary", "system_administrator")


@pytest.fixture
def entered(db: None, tmp_path: Path) -> tuple[Hospital, dict[str, Client]]:
    """The hospital with its cases, and a client of each post; logins are kept with its rows."""
    cookie = settings.SESSION_COOKIE_NAME

    def made() -> tuple[Hospital, dict[str, str]]:
        hospital = web_hospital.made_filled(tmp_path)
        return hospital, {post: hospital.client(post).cookies[cookie].value for post in POSTS}

    hospital, sessions = kept.once("hospital of the permission table", made)
    hospital.folder = tmp_path
    clients = {NOBODY: Client()}
    for post, session in sessions.items():
        clients[post] = Client()
        clients[post].cookies[cookie] = session
    return hospital, clients


def asked(client: Client, row: Row, made: dict[str, str]) -> tuple[str, int]:
    """The address as it was asked, and its answer."""
    url = reverse(row.name, args=[made.get(one, one) for one in row.args]) + row.query
    data = {name: made.get(value, value) for name, value in row.data} or None
    return url, getattr(client, row.method)(url, data).status_code


@pytest.mark.parametrize("area", areas())
def test_every_post_gets_just_the_answers_of_the_table(
    entered: tuple[Hospital, dict[str, Client]], area: str
) -> None:
    hospital, clients = entered
    made = things(area, hospital)
    wrong = []

    for row in rows(area):
        for post, shared in clients.items():
            if row.is_open and post not in A_FEW:
                continue
            client = hospital.client(post) if row.own_session else shared
            url, found = asked(client, row, made)
            if found != row.expected(post):
                wrong.append((row.method, url, post or "nobody", found, row.expected(post)))

    assert not wrong


def test_every_address_is_in_the_table() -> None:
    named = {row.name for area in areas() for row in rows(area)}

    assert set(addresses()) == named


def test_a_row_names_only_columns_of_the_table() -> None:
    strange = {
        (row.name, post)
        for area in areas()
        for row in rows(area)
        for post in (*row.ok, *dict(row.answers))
        if post not in POSTS
    }

    assert not strange
