"""Addresses are people's own, sealed, and gone when they leave."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from linghang.foundation.access import Actor
from linghang.foundation.trail.models import Entry
from linghang.notices.addresses import services
from linghang.notices.addresses.services import CannotSet
from linghang.notices.definitions import Channel
from linghang.notices.models import Address, Delivery
from linghang.org import services as org
from tests.notices.factories import AT, HR, address, declare, kind, notify
from tests.notices.servers import MailServer

D1 = Actor(person="D1", appointment=1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hospital")]


def test_neither_the_tables_nor_the_trail_hold_the_address() -> None:
    kept = address()

    assert kept.value.open() == "d1@hospital.test"
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM notices_address")
        assert "hospital.test" not in str(cursor.fetchall())
    assert "hospital.test" not in str(list(Entry.objects.values_list("facts", "personal")))
    assert "hospital.test" not in f"{kept} {kept.value!r}"


def test_a_new_address_replaces_the_old_one_and_clears_what_was_wrong() -> None:
    address()
    Address.objects.update(undeliverable_at=AT, undeliverable_why="没有此人", is_on=False)

    address(value="new@hospital.test")

    kept = Address.objects.get()
    assert kept.value.open() == "new@hospital.test"
    assert (kept.undeliverable_at, kept.undeliverable_why, kept.is_on) == (None, "", True)


def test_what_is_no_address_is_refused_with_the_way_to_write_it() -> None:
    with pytest.raises(CannotSet, match="邮箱应当像"):
        address(value="somewhere")

    assert not Address.objects.exists()


def test_an_address_can_rest_and_go() -> None:
    address()
    services.switch(channel=Channel.MAIL, is_on=False, actor=D1, at=AT)
    services.switch(channel=Channel.MAIL, is_on=False, actor=D1, at=AT)
    assert not Address.objects.get().is_on

    services.remove(channel=Channel.MAIL, actor=D1, at=AT)

    told = Entry.objects.order_by("pk").values_list("action", flat=True)
    assert list(told) == [f"notices.address.{deed}" for deed in ("set", "switched", "removed")]
    with pytest.raises(Address.DoesNotExist):
        services.remove(channel=Channel.MAIL, actor=D1, at=AT)


def test_who_leaves_gets_nothing_more_outside(
    mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(monkeypatch, kind())
    address("D1")
    address("D2")
    notify(("D1", "D2"))

    org.release(
        code="D1",
        active_to=date(2025, 6, 3),
        reason="调离",
        today=date(2025, 6, 3),
        actor=HR,
        at=AT,
    )

    assert list(Address.objects.values_list("person__code", flat=True)) == ["D2"]
    rows = Delivery.objects.filter(channel=Channel.MAIL).order_by("person__code")
    assert [(row.state, row.last_error) for row in rows] == [
        ("failed", "收件人已离院"),
        ("queued", ""),
    ]
