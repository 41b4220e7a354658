"""Every post gets just the answers of the table, and no address stands outside it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.access.areas import addresses, areas, rows, things
from tests.web.access.base import NOBODY, POSTS, Row
from tests.web_hospital import Hospital

pytestmark = pytest.mark.one_engine


def asked(client: Client, row: Row, made: dict[str, str]) -> tuple[str, int]:
    """The address as it was asked, and its answer."""
    url = reverse(row.name, args=[made.get(one, one) for one in row.args]) + row.query
    data = {name: made.get(value, value) for name, value in row.data} or None
    return url, getattr(client, row.method)(url, data).status_code


@pytest.mark.parametrize("area", areas())
def test_every_post_gets_just_the_answers_of_the_table(hospital: Hospital, area: str) -> None:
    made = things(area, hospital)
    clients = {post: hospital.client(post) for post in (NOBODY, *POSTS)}
    wrong = []

    for row in rows(area):
        for post, shared in clients.items():
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
