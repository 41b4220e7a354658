"""What is due leaves once; what fails waits longer and longer, and the ledger says why."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from linghang.notices import channels, services
from linghang.notices.channels import Message
from linghang.notices.definitions import Channel
from linghang.notices.models import Address, Delivery, Notice
from linghang.notices.sending import digests
from linghang.notices.sending import services as sending
from linghang.notices.sending.services import CannotRetry, Tally
from tests.notices.factories import AT, HR, address, declare, kind, notify
from tests.notices.servers import MailServer, Robot

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

MINUTE = timedelta(minutes=1)
NIGHT = datetime(2025, 6, 3, 15, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hospital")]


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A greeting, an urgent one, and one that waits for the digest."""
    declare(monkeypatch, kind(), kind(code="alarm", quiet=False), kind(code="news", digest=True))


def deliver(at: datetime = AT) -> Tally:
    return sending.deliver(clock=lambda: at)


def mail(person: str = "D1") -> Delivery:
    return Delivery.objects.get(person__code=person, channel=Channel.MAIL)


def test_a_letter_leaves_and_the_ledger_says_so(mail_server: MailServer) -> None:
    address()
    (notice,) = notify()

    tally = deliver(AT + MINUTE)

    assert (tally.sent, tally.failed, tally.down) == (1, 0, ())
    row = mail()
    assert (row.state, row.attempts, row.sent_at) == ("sent", 1, AT + MINUTE)
    assert (row.claim, row.claimed_until, row.next_attempt_at) == ("", None, None)
    (letter,) = mail_server.letters
    assert letter["To"] == "d1@hospital.test"
    text = letter.get_content()
    assert f"https://linghang.hospital.test/notices/{notice.pk}/" in text
    for inside in ("张三丰", "问候", "医师甲", "祝"):
        assert inside not in text
        assert inside not in letter["Subject"]


def test_what_was_sent_is_not_sent_again(mail_server: MailServer) -> None:
    address()
    notify()

    deliver()
    again = deliver(AT + timedelta(days=1))

    assert again == Tally()
    assert mail_server.to == ["d1@hospital.test"]


def test_what_was_read_need_not_be_sent(mail_server: MailServer) -> None:
    address()
    (notice,) = notify()
    services.read(notice_id=notice.pk, person="D1", at=AT)

    deliver()

    assert mail_server.letters == []


def test_a_server_that_is_down_loses_nothing_and_is_tried_ever_more_rarely(
    mail_server: MailServer,
) -> None:
    address("D1")
    address("D2")
    notify(("D1", "D2"))
    mail_server.stop()
    waited = []
    now = AT
    for _ in range(7):
        tally = deliver(now)
        assert tally.down == ("邮件：连不上邮件服务器",)
        row = mail()
        assert (row.state, row.refusals, row.last_error) == ("queued", 0, "连不上邮件服务器")
        assert row.next_attempt_at is not None
        waited.append((row.next_attempt_at - now) // MINUTE)
        assert deliver(row.next_attempt_at - timedelta(seconds=1)) == Tally()
        now = row.next_attempt_at

    assert waited == [1, 2, 5, 15, 30, 60, 60]
    assert mail().attempts == 7
    mail_server.start()
    assert deliver(now).sent == 2
    assert sorted(mail_server.to) == ["d1@hospital.test", "d2@hospital.test"]


def test_an_address_that_will_never_do_is_used_no_more(mail_server: MailServer) -> None:
    address()
    mail_server.refuses["d1@hospital.test"] = "550 no such user d1@hospital.test"
    notify()

    tally = deliver()

    assert (tally.sent, tally.failed) == (0, 1)
    row = mail()
    assert (row.state, row.last_error) == ("failed", "邮件服务器拒绝这个收件地址（550）")
    assert Address.objects.get().undeliverable_at == AT
    told = Notice.objects.of("D1").get(kind="address_undeliverable")
    assert told.title == "您的邮件通知地址送不到"
    (later,) = notify()
    assert [one.channel for one in later.deliveries.all()] == ["inbox"]
    address(value="d1.new@hospital.test")
    notify()
    assert deliver().sent == 1


def test_a_full_mailbox_is_tried_until_it_was_too_often(mail_server: MailServer) -> None:
    address()
    mail_server.refuses["d1@hospital.test"] = "452 mailbox full"
    notify()
    now, states = AT, []
    for _ in range(8):
        deliver(now)
        row = mail()
        states.append(row.state)
        now = row.next_attempt_at or now

    assert states == ["queued"] * 7 + ["failed"]
    assert row.last_error == "邮件服务器拒绝这个收件地址（452）"
    assert Address.objects.get().undeliverable_at is None


def test_one_bad_address_holds_nobody_up(mail_server: MailServer) -> None:
    for code in ("D1", "D2", "D3"):
        address(code)
    mail_server.refuses["d1@hospital.test"] = "550 gone"
    notify(("D1", "D2", "D3"))

    tally = deliver()

    assert (tally.sent, tally.failed) == (2, 1)
    assert mail_server.to == ["d2@hospital.test", "d3@hospital.test"]


def test_a_letter_that_is_refused_for_what_it_says_comes_back(mail_server: MailServer) -> None:
    address()
    notify()
    mail_server.answer = "554 looks like spam"

    deliver()

    assert mail().last_error == "邮件服务器拒绝这封邮件（554）"
    mail_server.answer = "250 OK"
    assert deliver(AT + MINUTE).sent == 1


def test_a_server_that_never_answers_may_have_taken_it(
    mail_server: MailServer, settings: SettingsWrapper
) -> None:
    address()
    notify()
    settings.EMAIL_TIMEOUT, mail_server.slow = 0.2, 0.6

    tally = deliver()

    assert tally.down == ("邮件：邮件服务器没有应答",)
    row = mail()
    assert (row.state, row.may_be_twice) == ("queued", True)


def test_the_night_holds_back_even_what_is_tried_again(mail_server: MailServer) -> None:
    address()
    notify()
    notify(kind="alarm")
    Delivery.objects.queued().update(next_attempt_at=NIGHT)

    assert deliver(NIGHT).sent == 1
    assert deliver(NIGHT + timedelta(hours=9)).sent == 1


def test_a_person_without_address_fails_in_words(mail_server: MailServer) -> None:
    address()
    notify()
    Address.objects.all().delete()

    assert deliver().failed == 1
    assert mail().last_error == "收件人没有这个渠道的地址，或已停用"


def test_a_key_that_is_away_is_waited_for(
    mail_server: MailServer, settings: SettingsWrapper, tmp_path: Any
) -> None:
    address()
    notify()
    folder, settings.VAULT_FOLDER = settings.VAULT_FOLDER, tmp_path / "nothing"

    deliver()

    assert (mail().state, mail().last_error) == ("queued", sending.LOCKED)
    settings.VAULT_FOLDER = folder
    assert deliver(AT + MINUTE).sent == 1


def test_robots_call_the_person_and_say_nothing(wecom: Robot, dingtalk: Robot) -> None:
    address("D1", Channel.WECOM)
    address("D1", Channel.DINGTALK)
    notify()

    assert deliver().sent == 2

    (posted,) = wecom.posted
    assert posted["text"]["mentioned_list"] == ["D1"]
    assert "张三丰" not in posted["text"]["content"]
    (other,) = dingtalk.posted
    assert other["at"] == {"atUserIds": ["D1"], "isAtAll": False}
    assert "timestamp=" in dingtalk.paths[0]
    assert "sign=" in dingtalk.paths[0]


@pytest.mark.parametrize(
    ("status", "answer", "state", "says"),
    [
        (200, b'{"errcode": 93000, "errmsg": "x"}', "queued", "企业微信机器人现在不能用（93000）"),
        (200, b'{"errcode": 45009}', "queued", "企业微信机器人现在不能用（45009）"),
        (200, b'{"errcode": 40008}', "queued", "企业微信拒绝这条消息（40008）"),
        (200, b"<html>", "queued", "企业微信的应答看不懂，请检查机器人地址"),
        (200, b'{"errcode": "no"}', "queued", "企业微信的应答看不懂，请检查机器人地址"),
        (200, b"[]", "queued", "企业微信的应答看不懂，请检查机器人地址"),
        (500, b"", "queued", "企业微信暂时不可用（500）"),
        (404, b"", "queued", "企业微信不接受请求（404），请检查机器人地址"),
    ],
)
def test_whatever_a_robot_answers_the_ledger_tells_it(
    wecom: Robot, status: int, answer: bytes, state: str, says: str
) -> None:
    address("D1", Channel.WECOM)
    notify()
    wecom.status, wecom.answer = status, answer

    deliver()

    row = Delivery.objects.get(channel=Channel.WECOM)
    assert (row.state, row.last_error) == (state, says)
    assert "secret" not in row.last_error
    wecom.status, wecom.answer = 200, b'{"errcode": 0}'
    assert deliver(AT + MINUTE).sent == 1


def test_a_robot_that_is_gone_is_told(wecom: Robot) -> None:
    address("D1", Channel.WECOM)
    notify()
    wecom.stop()

    assert deliver().down == ("企业微信：连不上企业微信",)
    wecom.__post_init__()


def test_a_robot_that_is_slow_may_have_taken_it(
    wecom: Robot, monkeypatch: pytest.MonkeyPatch
) -> None:
    address("D1", Channel.WECOM)
    notify()
    monkeypatch.setattr("linghang.notices.channels.robot.TIMEOUT", 0.2)
    wecom.slow = 0.6

    assert deliver().down == ("企业微信：企业微信没有应答（超时）",)
    assert Delivery.objects.get(channel=Channel.WECOM).may_be_twice


def test_a_failed_delivery_can_be_sent_again(mail_server: MailServer) -> None:
    address()
    mail_server.refuses["d1@hospital.test"] = "554 blocked"
    notify()
    deliver()
    with pytest.raises(CannotRetry, match="已送达"):
        sending.retry(
            delivery_id=Delivery.objects.filter(channel=Channel.INBOX)[0].pk, actor=HR, at=AT
        )

    mail_server.refuses.clear()
    Address.objects.update(undeliverable_at=None)
    sending.retry(delivery_id=mail().pk, actor=HR, at=AT)

    assert deliver().sent == 1


def test_a_digest_is_one_letter_a_morning(mail_server: MailServer) -> None:
    address("D1")
    address("D2")
    for _ in range(3):
        notify(("D1", "D2"), kind="news")
    assert deliver() == Tally()

    assert digests.digest(now=AT) == 2
    assert digests.digest(now=AT) == 0
    tally = deliver()

    assert tally.sent == 2
    assert mail_server.to == ["d1@hospital.test", "d2@hospital.test"]
    assert "您有3条通知待查看" in mail_server.letters[0]["Subject"]
    assert set(Delivery.objects.outward().values_list("state", flat=True)) == {"sent"}
    notify(kind="news")
    assert digests.digest(now=AT + timedelta(hours=1)) == 0
    assert digests.digest(now=AT + timedelta(days=1)) == 1


def test_a_digest_counts_what_is_still_unread(mail_server: MailServer) -> None:
    address()
    (first,) = notify(kind="news")
    notify(kind="news")
    digests.digest(now=AT)
    services.read(notice_id=first.pk, person="D1", at=AT)

    deliver()

    assert "您有1条通知待查看" in mail_server.letters[0]["Subject"]
    states = Delivery.objects.outward().order_by("pk").values_list("state", flat=True)
    assert list(states) == ["read", "sent", "sent"]


def test_a_digest_of_which_all_is_read_is_not_sent(mail_server: MailServer) -> None:
    address()
    (only,) = notify(kind="news")
    digests.digest(now=AT)
    services.read(notice_id=only.pk, person="D1", at=AT)

    deliver()

    assert mail_server.letters == []
    assert not Delivery.objects.queued().exists()


def test_a_digest_that_fails_fails_with_all_it_carries(mail_server: MailServer) -> None:
    address()
    mail_server.refuses["d1@hospital.test"] = "550 gone"
    notify(kind="news")
    digests.digest(now=AT)

    deliver()

    assert set(Delivery.objects.outward().values_list("state", flat=True)) == {"failed"}


class Killed(BaseException):
    """Stands in for a signal: nothing of ours catches it."""


def test_a_sender_that_dies_is_taken_over_from_and_the_ledger_says_so(
    mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    address()
    notify()
    real = channels.session

    @contextmanager
    def dying(channel: Channel) -> Iterator[channels.Send]:
        with real(channel) as send:

            def and_die(message: Message) -> None:
                send(message)
                raise Killed

            yield and_die

    monkeypatch.setattr(channels, "session", dying)
    with pytest.raises(Killed):
        deliver()
    monkeypatch.setattr(channels, "session", real)
    assert (mail().state, mail().attempts, mail().may_be_twice) == ("queued", 1, False)

    assert deliver(AT + MINUTE) == Tally()
    assert deliver(AT + sending.LEASE).sent == 1

    row = mail()
    assert (row.state, row.attempts, row.may_be_twice) == ("sent", 2, True)
    assert row.last_error == sending.BROKEN_OFF
    first, second = mail_server.letters
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_share_the_rows(mail_server: MailServer) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("threads share SQLite's memory; test_processes.py has two processes")
    codes = ("D1", "D2", "D3", "P1", "P2", "P3", "P4", "P5")
    for code in codes:
        address(code)
    for _ in range(5):
        notify(codes)

    def work() -> Tally:
        with closing(connection):
            return deliver()

    with ThreadPoolExecutor(2) as pool:
        first, second = (pool.submit(work) for _ in range(2))
        sent = first.result().sent + second.result().sent

    assert sent == len(mail_server.letters) == 40
    assert set(Delivery.objects.outward().values_list("attempts", flat=True)) == {1}
