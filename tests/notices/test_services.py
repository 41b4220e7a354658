"""Telling happens with the deed or not at all; reading and confirming leave receipts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from linghang.foundation.access import Actor
from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from linghang.notices import queries, services
from linghang.notices.definitions import Channel
from linghang.notices.models import Delivery, Notice
from linghang.notices.rules import State
from linghang.notices.services import CannotConfirm
from linghang.org.models import Person
from tests.notices.factories import AT, HR, SUBJECT, address, declare, kind, notify
from tests.notices.servers import MailServer

LATER = AT + timedelta(hours=1)
D1 = Actor(person="D1", appointment=3)
NIGHT = datetime(2025, 6, 3, 15, 0, tzinfo=UTC)
MORNING = datetime(2025, 6, 3, 23, 30, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("hospital")


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A greeting; one to be confirmed; an urgent one; one that waits for the digest."""
    declare(
        monkeypatch,
        kind(),
        kind(code="order", must_confirm=True, escalate_after_workdays=2),
        kind(code="alarm", quiet=False),
        kind(code="news", digest=True),
    )


def ledger() -> list[tuple[str, str, str]]:
    rows = Delivery.objects.order_by("person__code", "channel")
    return list(rows.values_list("person__code", "channel", "state"))


def test_everybody_has_it_in_the_inbox_at_once_and_once() -> None:
    notices = notify(("D1", "P3", "D1"), due=date(2025, 6, 10))

    assert [notice.person.code for notice in notices] == ["D1", "P3"]
    first = Notice.objects.of("D1").get()
    assert (first.title, first.body) == ("张三丰您好", "祝张三丰顺利。")
    assert (first.sender, first.due) == ("P8", date(2025, 6, 10))
    assert ledger() == [("D1", "inbox", "delivered"), ("P3", "inbox", "delivered")]


def test_a_deed_that_fails_tells_nobody() -> None:
    @transaction.atomic
    def deed() -> None:
        notify()
        raise RuntimeError("the deed failed")

    with pytest.raises(RuntimeError, match="the deed failed"):
        deed()

    assert not Notice.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_telling_needs_the_deeds_transaction() -> None:
    with pytest.raises(RuntimeError, match="inside the deed's transaction"):
        services.notify(kind="hello", to=["D1"], subject=SUBJECT, facts={}, actor=HR, at=AT)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"kind": "no_such"}, "no_such"),
        ({"facts": {}}, "'name'"),
        ({"to": ("D1", "NOBODY")}, "NOBODY"),
    ],
)
def test_a_fault_of_the_program_is_told(facts: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        notify(**facts)

    assert not Notice.objects.exists()


def test_a_merged_person_is_told_under_the_code_that_counts() -> None:
    double = Person.objects.create(
        code="D1X",
        name="医师甲",
        active_from=date(2020, 1, 1),
        active_to=date(2025, 1, 1),
        merged_into=Person.objects.get(code="D1"),
    )

    notices = notify((double.code, "D1"))

    assert [notice.person.code for notice in notices] == ["D1"]


def test_once_means_once_for_each_person() -> None:
    notify(("D1",), once="2026")
    notify(("D1", "D2"), once="2026")
    notify(("D1",), once="2027")

    codes = Notice.objects.order_by("pk").values_list("person__code", "once")
    assert list(codes) == [("D1", "2026"), ("D2", "2026"), ("D1", "2027")]
    again = Notice.objects.first()
    assert again is not None
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_what_goes_out_is_queued_only_where_there_is_a_way(mail_server: MailServer) -> None:
    address("D1")
    address("D2", Channel.WECOM)

    notify(("D1", "D2", "D3"))

    assert ledger() == [
        ("D1", "inbox", "delivered"),
        ("D1", "mail", "queued"),
        ("D2", "inbox", "delivered"),
        ("D3", "inbox", "delivered"),
    ]
    assert mail_server.letters == []


def test_the_night_is_quiet_but_for_what_is_urgent(mail_server: MailServer) -> None:
    address("D1")

    notify(at=NIGHT)
    notify(at=NIGHT, kind="alarm")
    notify(at=NIGHT, kind="news")

    rows = Delivery.objects.outward().order_by("pk")
    assert [row.next_attempt_at for row in rows] == [MORNING, NIGHT, None]


def test_telling_many_takes_no_more_queries_than_telling_two(mail_server: MailServer) -> None:
    for code in ("D1", "D2", "D3", "P1", "P2", "P3", "P4", "P5"):
        address(code)

    def counted(*to: str) -> int:
        with CaptureQueriesContext(transaction.get_connection()) as told:
            notify(to)
        return len(told)

    assert counted("D1", "D2", "D3", "P1", "P2", "P3", "P4", "P5") == counted("D1", "D2") <= 8


def test_reading_leaves_a_receipt_and_stops_what_has_not_left(mail_server: MailServer) -> None:
    address("D1")
    (notice,) = notify()

    services.read(notice_id=notice.pk, person="D1", at=LATER)
    services.read(notice_id=notice.pk, person="D1", at=LATER + timedelta(hours=1))

    notice.refresh_from_db()
    assert notice.read_at == LATER
    assert ledger() == [("D1", "inbox", "read"), ("D1", "mail", "read")]
    assert not Delivery.objects.filter(next_attempt_at__isnull=False).exists()
    assert not Entry.objects.filter(action__startswith="notices.notice").exists()


def test_somebody_elses_notice_is_not_there() -> None:
    (notice,) = notify(kind="order")

    with pytest.raises(Notice.DoesNotExist):
        services.read(notice_id=notice.pk, person="D2", at=LATER)
    with pytest.raises(Notice.DoesNotExist):
        services.confirm(notice_id=notice.pk, actor=Actor(person="D2"), at=LATER)


def test_confirming_is_a_deed_and_done_once() -> None:
    (notice,) = notify(kind="order")
    services.read(notice_id=notice.pk, person="D1", at=LATER)
    assert queries.unread("D1") == 1

    services.confirm(notice_id=notice.pk, actor=D1, at=LATER)
    services.confirm(notice_id=notice.pk, actor=D1, at=LATER + timedelta(hours=1))

    notice.refresh_from_db()
    assert notice.confirmed_at == LATER
    assert queries.unread("D1") == 0
    (entry,) = Entry.objects.filter(action="notices.notice.confirmed")
    assert actions.sentence(entry, {"D1": "医师甲"}) == "医师甲确认收到“问候”通知"


def test_what_asks_for_nothing_cannot_be_confirmed() -> None:
    (notice,) = notify()

    with pytest.raises(CannotConfirm, match="看过即可"):
        services.confirm(notice_id=notice.pk, actor=D1, at=LATER)


def test_reading_all_leaves_what_must_be_confirmed() -> None:
    notify()
    notify()
    notify(kind="order")
    notify(("D2",))

    assert services.read_all(person="D1", at=LATER) == 2

    assert queries.unread("D1") == 1
    assert queries.unread("D2") == 1


def test_the_number_in_the_shell_takes_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    notify()

    with django_assert_num_queries(1):
        assert queries.unread("D1") == 1


def test_the_sender_sees_how_far_a_notice_has_come() -> None:
    first, *_ = notify(("D1", "D2", "D3"), kind="order")
    notify(("D1",), kind="order", at=LATER)
    services.read(notice_id=first.pk, person="D1", at=LATER)
    services.confirm(notice_id=Notice.objects.of("D2").get().pk, actor=Actor(person="D2"), at=LATER)

    receipts = queries.receipts(first)

    assert (receipts.told, receipts.read, receipts.confirmed) == (3, 2, 1)


@pytest.mark.parametrize(
    "facts",
    [
        {"channel": Channel.INBOX, "state": State.QUEUED},
        {"channel": Channel.MAIL, "state": State.SENT, "claim": "somebody"},
        {"channel": Channel.MAIL, "notice": None},
    ],
)
def test_the_ledger_itself_refuses_impossible_rows(facts: dict[str, Any]) -> None:
    (notice,) = notify()
    row = {"notice": notice, "person": notice.person, "queued_at": AT, **facts}
    Delivery.objects.all().delete()

    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(**row)
