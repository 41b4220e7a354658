"""Opening is the receipt, confirming is a deed, and the ledger tells no content."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linghang.foundation import clock
from linghang.foundation.trail.models import Entry
from linghang.notices import services
from linghang.notices.addresses import services as addresses
from linghang.notices.definitions import Channel
from linghang.notices.models import Address, Delivery, Notice, Remark
from linghang.notices.rules import State
from linghang.notices.sending import letters
from linghang.org.models import Person
from tests.web_hospital import Hospital

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

FACTS = {"title": "心血管内科主任", "days": "今天起", "limits": "全部权限"}
MOST = 20


@pytest.fixture
def hospital(empty_hospital: Hospital) -> Hospital:
    """No case is needed here."""
    return empty_hospital


def tell(
    hospital: Hospital, *to: str, kind: str = "delegation_given", number: int = 0
) -> list[Notice]:
    """From the head of cardiology; by default one that must be confirmed."""
    with transaction.atomic():
        return services.notify(
            kind=kind,
            to=[hospital.actor(one).person if one in hospital.appointments else one for one in to],
            subject=("org.appointment", str(number)),
            facts={**FACTS, "active_to": "明天"},
            actor=hospital.actor("cardiology_head"),
            at=clock.now() + timedelta(seconds=number),
        )


def text(hospital: Hospital, post: str, url: str) -> str:
    answer = hospital.client(post).get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_an_empty_inbox_says_what_would_come(hospital: Hospital) -> None:
    assert "没有通知" in text(hospital, "team_leader", "/notices/")


def test_what_asks_for_something_comes_first(hospital: Hospital) -> None:
    (old,) = tell(hospital, "team_leader")
    (newer,) = tell(hospital, "team_leader", kind="delegation_withdrawn", number=1)
    services.read(notice_id=newer.pk, person="D1", at=clock.now())

    page = text(hospital, "team_leader", "/notices/")

    assert page.index(old.title) < page.index(newer.title)
    assert "职工P3" in page


def test_opening_is_the_receipt(hospital: Hospital) -> None:
    (notice,) = tell(hospital, "team_leader")

    page = text(hospital, "team_leader", f"/notices/{notice.pk}/")

    assert notice.body in page
    assert "确认收到" in page
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert "待确认" in text(hospital, "cardiology_head", "/notices/sent/")


def test_confirming_is_told_and_done_once(hospital: Hospital) -> None:
    (notice,) = tell(hospital, "team_leader")
    client = hospital.client("team_leader")

    client.post(f"/notices/{notice.pk}/confirm/")
    answer = client.post(f"/notices/{notice.pk}/confirm/", follow=True)

    page = answer.content.decode()
    assert "已确认" in page
    assert page.count("确认收到“授权代办”通知") == 1, "in the history"
    assert "已确认" in text(hospital, "cardiology_head", "/notices/sent/")


def test_many_are_marked_at_once_and_only_ones_own(hospital: Hospital) -> None:
    own = tell(hospital, "team_leader", kind="delegation_withdrawn")[0]
    other = tell(hospital, "president", kind="delegation_withdrawn")[0]

    answer = hospital.client("team_leader").post(
        "/notices/", {"deed": "read", "chosen": [own.pk, other.pk]}, follow=True
    )

    assert "1条标记为已读" in answer.content.decode()
    other.refresh_from_db()
    assert other.read_at is None


def test_marking_all_leaves_what_must_be_confirmed(hospital: Hospital) -> None:
    tell(hospital, "team_leader")
    tell(hospital, "team_leader", kind="delegation_withdrawn", number=1)

    answer = hospital.client("team_leader").post("/notices/read/", follow=True)

    assert "1条标记为已读" in answer.content.decode()
    assert Notice.objects.filter(read_at=None).get().kind == "delegation_given"


@pytest.fixture
def mail(settings: SettingsWrapper) -> None:
    settings.MAIL_IS_SET = True


@pytest.mark.usefixtures("mail")
def test_an_address_is_shown_masked_only(hospital: Hospital) -> None:
    client = hospital.client("team_leader")

    answer = client.post("/notices/settings/mail/", {"value": "leader@hospital.test"}, follow=True)

    page = answer.content.decode()
    assert "邮件通知地址已保存" in page
    assert "l***@hospital.test" in page
    assert "leader@" not in page
    assert "接收" in page


@pytest.mark.usefixtures("mail")
def test_a_wrong_address_is_refused_in_its_place(hospital: Hospital) -> None:
    answer = hospital.client("team_leader").post("/notices/settings/mail/", {"value": "nowhere"})

    assert answer.status_code == 422
    assert "邮箱应当像 name@hospital.cn 这样写" in answer.content.decode()
    assert not Address.objects.exists()


@pytest.mark.usefixtures("mail")
def test_an_address_can_rest_and_go(hospital: Hospital) -> None:
    client = hospital.client("team_leader")
    client.post("/notices/settings/mail/", {"value": "leader@hospital.test"})

    resting = client.post("/notices/settings/mail/switch/", follow=True).content.decode()
    assert "不再发送" in resting
    assert "恢复接收" in resting
    client.post("/notices/settings/mail/remove/")

    assert not Address.objects.exists()


def test_channels_that_the_hospital_has_not_are_told_so(hospital: Hospital) -> None:
    page = text(hospital, "team_leader", "/notices/settings/")

    assert page.count("本院未开通") == 3
    assert "免打扰时段 21:00 至次日 07:30" in page


def test_the_ledger_tells_no_content(hospital: Hospital) -> None:
    (notice,) = tell(hospital, "team_leader")

    with CaptureQueriesContext(connection) as asked:
        page = text(hospital, "system_administrator", "/notices/ledger/")

    assert "授权代办" in page
    assert "医师甲" in page
    assert notice.title not in page
    assert notice.body not in page
    assert not [one for one in asked if '"body"' in one["sql"]], "it is not even read"


@pytest.mark.usefixtures("mail")
def test_a_failed_delivery_is_sent_again_from_the_ledger(hospital: Hospital) -> None:
    addresses.set_address(
        channel=Channel.MAIL,
        value="leader@hospital.test",
        actor=hospital.actor("team_leader"),
        at=clock.now(),
    )
    tell(hospital, "team_leader")
    row = Delivery.objects.get(channel=Channel.MAIL)
    Delivery.objects.filter(pk=row.pk).update(
        state=State.FAILED, next_attempt_at=None, last_error="邮件服务器拒绝这封邮件（554）"
    )
    client = hospital.client("system_administrator")
    assert "邮件服务器拒绝这封邮件（554）" in client.get("/notices/ledger/").content.decode()

    answer = client.post("/notices/ledger/", {"deed": "retry", "chosen": [row.pk]}, follow=True)

    assert "1条重新排队" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == State.QUEUED


def test_who_may_read_the_ledger_but_not_run_the_system_is_offered_no_deed(
    hospital: Hospital,
) -> None:
    tell(hospital, "team_leader")

    assert "重新发送" in text(hospital, "system_administrator", "/notices/ledger/")
    assert hospital.client("president").get("/notices/ledger/").status_code == 403


def inbox(hospital: Hospital, numbers: range) -> None:
    for number in numbers:
        tell(hospital, "team_leader", number=number)


def receipts(hospital: Hospital, numbers: range) -> None:
    for number in numbers:
        Person.objects.create(code=f"R{number}", name=f"某{number}", active_from="2020-01-01")
        tell(hospital, f"R{number}", number=number)


@pytest.mark.parametrize(
    ("post", "url", "more"),
    [
        ("team_leader", "/notices/", inbox),
        ("cardiology_head", "/notices/sent/", receipts),
        ("system_administrator", "/notices/ledger/", receipts),
    ],
)
def test_a_list_costs_the_same_for_two_lines_and_for_twenty(
    hospital: Hospital, post: str, url: str, more: Callable[[Hospital, range], None]
) -> None:
    client = hospital.client(post)
    counts = []
    for numbers in (range(2), range(2, 20)):
        more(hospital, numbers)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1] <= MOST


def test_letters_lead_to_the_pages() -> None:
    assert reverse("notice-list") == letters.INBOX_PATH
    assert letters.NOTICE_PATH.format(7) == reverse("notice", args=[7])


def test_a_free_notice_reaches_those_who_hold_the_posts_and_shows_its_receipts(
    hospital: Hospital,
) -> None:
    client = hospital.client("hr_director")
    given = {"title": "报送名单", "body": "周五前报送。", "posts": ["department_head"], "unit": ""}

    answer = client.post(reverse("announce"), {**given, "must_confirm": "on"})

    assert answer.status_code == 302
    told = Notice.objects.filter(kind="announcement_to_confirm")
    assert set(told.values_list("person__code", flat=True)) == {"P3", "P4"}
    page = client.get(answer["Location"]).content.decode()
    assert "发给2人：已读0人，已确认0人" in page
    mine = told.get(person__code="P3")
    hospital.client("cardiology_head").post(reverse("notice-confirm", args=[mine.pk]))
    page = client.get(answer["Location"]).content.decode()
    assert "已读1人，已确认1人" in page
    assert hospital.client("cardiology_head").get(answer["Location"]).status_code == 404
    assert Entry.objects.get(action="notices.announcement.sent").facts["told"] == 2


def test_a_head_tells_only_the_own_department(hospital: Hospital) -> None:
    client = hospital.client("cardiology_head")
    given = {"title": "科会", "body": "今天下午。"}

    assert client.post(reverse("announce"), {**given, "unit": "骨科（ORTH）"}).status_code == 422
    assert client.post(reverse("announce"), given).status_code == 302

    told = Notice.objects.filter(kind="announcement").values_list("person__code", flat=True)
    assert set(told) == {"D1", "D2"}


def test_what_is_marked_secret_or_reaches_nobody_is_not_sent(hospital: Hospital) -> None:
    client = hospital.client("hr_director")
    url = reverse("announce")

    marked = client.post(url, {"title": "机密★5年", "body": "内容"})
    nobody = client.post(url, {"title": "题", "body": "文", "posts": ["chief_accountant"]})

    assert (marked.status_code, "密级标志" in marked.content.decode()) == (422, True)
    assert (nobody.status_code, "没有人可以通知" in nobody.content.decode()) == (422, True)
    assert not Notice.objects.exists()


def test_a_remark_is_answered_and_its_sender_sees_what_became_of_it(hospital: Hospital) -> None:
    leader, office = hospital.client("team_leader"), hospital.client("system_administrator")
    form = leader.get("/remarks/send/?from=/org/people/?q=secret").content.decode()
    assert 'value="/org/people/"' in form

    leader.post("/remarks/send/", {"text": "列太窄", "page": "/org/people/"})

    (one,) = Remark.objects.all()
    assert (one.person.code, one.page) == ("D1", "/org/people/")
    assert Notice.objects.get(kind="remark_sent").person.code == "P9"
    assert "列太窄" in office.get("/remarks/").content.decode()
    assert "列太窄" not in text(hospital, "cardiology_head", "/remarks/")
    given = {"deed": "answer", "chosen": str(one.pk), "reason_answer": "下一版放宽"}
    assert leader.post("/remarks/", given).status_code == 403
    assert office.post("/remarks/", given).status_code == 302
    assert "下一版放宽" in leader.get("/remarks/").content.decode()
    assert Notice.objects.get(kind="remark_answered").person.code == "D1"
    assert office.post("/remarks/", given).status_code == 422, "it is answered once"


def test_a_remark_names_no_page_elsewhere_and_keeps_no_secret(hospital: Hospital) -> None:
    client = hospital.client("team_leader")

    client.post("/remarks/send/", {"text": "好用", "page": "//elsewhere.test/x"})
    refused = client.post("/remarks/send/", {"text": "机密★5年", "looked": "1"})

    assert Remark.objects.get().page == ""
    assert refused.status_code == 422


def test_every_page_leads_to_a_remark_about_it(hospital: Hospital) -> None:
    page = text(hospital, "team_leader", "/notices/")

    assert 'href="/remarks/send/?from=/notices/"' in page
