"""The security administrator's pages: list, open, hand out, lock, unlock, log out, reset."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linghang.foundation import clock
from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from linghang.notices.models import Notice
from linghang.org.accounts import services
from linghang.org.accounts.models import ApiToken, PasswordLink, PasswordRecord, SealedSecret
from linghang.org.models import Account, Person
from linghang.org.people import services as people
from tests.web.login.conftest import PASSWORD, code_of, set_up, text
from tests.web_hospital import Hospital

Enter = Callable[..., Client]
SECURITY = "security_administrator"
NEW = "Qing5-shan"
DEEDS = ["lock", "unlock", "log-out", "totp"]


@pytest.fixture
def manager(enter: Enter) -> Client:
    client = enter(SECURITY)
    set_up(client)
    return client


def deed(client: Client, account: Account, name: str, reason: str = "本人来电核实") -> object:
    return client.post(f"/accounts/{account.pk}/{name}/", {"reason": reason})


def test_an_account_is_opened_and_its_owner_sets_the_password(
    manager: Client, real: Hospital
) -> None:
    Account.objects.filter(person__code="D1").delete()

    opened = manager.post("/accounts/open/", {"person": "D1", "username": ""}, follow=True)
    account = Account.objects.get(person__code="D1")
    before = text(opened)
    handed = manager.post(f"/accounts/{account.pk}/link/")
    url = handed.context["link"]

    assert account.username == "d1"
    assert "未设置，请开出链接交给本人" in before
    assert url.startswith("http://testserver/login/password/")
    path = url.removeprefix("http://testserver")
    Client().post(path, {"password": NEW, "again": NEW})
    assert Client().post("/login/", {"login": "d1", "password": NEW}).status_code == 302
    assert url not in text(manager.get(f"/accounts/{account.pk}/"))


def test_nobody_gets_a_second_account(manager: Client) -> None:
    answer = manager.post("/accounts/open/", {"person": "P1", "username": "again"})

    assert answer.status_code == 422
    assert not Account.objects.filter(username="again").exists()


def test_a_locked_name_is_seen_and_unlocked(
    manager: Client, account_of: Callable[[str], Account]
) -> None:
    account = account_of("president")
    for _ in range(5):
        Client().post("/login/", {"login": "P1", "password": "wrong"})
    assert "锁定至" in text(manager.get("/accounts/"))

    answer = deed(manager, account, "unlock")

    assert answer.status_code == 302
    assert not AccessAttempt.objects.exists()
    assert Client().post("/login/", {"login": "P1", "password": PASSWORD}).status_code == 302


def test_locking_ends_the_open_session_at_the_next_request(
    manager: Client, enter: Enter, account_of: Callable[[str], Account]
) -> None:
    client = enter("president")

    deed(manager, account_of("president"), "lock")

    assert client.get("/me/")["Location"].startswith("/login/")
    assert Client().post("/login/", {"login": "P1", "password": PASSWORD}).status_code == 403
    assert "已停用" in text(manager.get("/accounts/"))


def test_who_comes_back_gets_the_account_back_from_the_security_administrator(
    manager: Client, real: Hospital, account_of: Callable[[str], Account]
) -> None:
    account, today = account_of("president"), clock.today()
    by = {"actor": real.actor("hr_director"), "at": clock.now()}
    people.release(code="P1", active_to=today, reason="调出", today=today, **by)
    assert "人事科办理返院后才能恢复" in text(manager.get(f"/accounts/{account.pk}/"))
    assert deed(manager, account, "unlock").status_code == 422

    people.come_back(code="P1", active_from=today, **by)
    page = text(manager.get(f"/accounts/{account.pk}/"))
    answer = deed(manager, account, "unlock", "返院，当面核实")

    assert "离院；核实是本人后，写明事由恢复" in page
    assert "恢复账号" in page
    assert answer.status_code == 302
    assert Account.objects.get(pk=account.pk).is_active
    told = Notice.objects.get(kind="account_waits")
    assert (told.person.code, told.title) == ("P10", "工号P1已返院，登录账号待恢复")


def test_a_persons_page_says_how_the_login_stands(manager: Client, real: Hospital) -> None:
    account = Account.objects.get(person__code="P1")
    Account.objects.filter(pk=account.pk).update(is_active=False)

    page = text(manager.get("/org/people/P1/"))

    assert f'<a href="/accounts/{account.pk}/">已停用，由安全管理员核实本人后恢复</a>' in page


def test_one_token_of_somebody_else_is_ended_and_its_owner_is_told(
    manager: Client, real: Hospital, account_of: Callable[[str], Account]
) -> None:
    account, by = account_of("president"), real.actor("president")
    for name in ("大屏", "报表"):
        services.issue_token(
            appointment_id=real.appointments["president"].pk,
            name=name,
            days=30,
            today=clock.today(),
            actor=by,
            at=clock.now(),
        )
    token = ApiToken.objects.get(name="大屏")
    path = f"/accounts/{account.pk}/tokens/{token.pk}/end/"

    assert path in text(manager.get(f"/accounts/{account.pk}/"))
    assert manager.post(path, {"reason": "x"}).status_code == 422
    answer = manager.post(path, {"reason": "程序已下线"})

    assert answer.status_code == 302
    assert list(ApiToken.objects.filter(ended_at=None).values_list("name", flat=True)) == ["报表"]
    last = Entry.objects.get(action="accounts.token.taken")
    assert "停用人员P1的接口令牌“大屏”" in actions.sentence(last, {})
    told = Notice.objects.get(kind="token_taken")
    assert (told.person.code, "事由：程序已下线" in told.body) == ("P1", True)
    assert manager.post(path, {"reason": "程序已下线"}).status_code == 404


def test_somebody_is_logged_out_everywhere(
    manager: Client, enter: Enter, account_of: Callable[[str], Account]
) -> None:
    clients = [enter("president"), enter("president")]

    deed(manager, account_of("president"), "log-out")

    assert [one.get("/me/").status_code for one in clients] == [302, 302]
    assert enter("president").get("/me/").status_code == 200


def test_a_lost_telephone_is_replaced(
    manager: Client, enter: Enter, account_of: Callable[[str], Account]
) -> None:
    set_up(enter("system_administrator"))
    account = account_of("system_administrator")

    deed(manager, account, "totp", "手机遗失，当面核实")

    assert SealedSecret.objects.count() == 2
    assert enter("system_administrator").get("/").status_code == 302
    assert Entry.objects.latest("pk").action == "accounts.login.done"


@pytest.mark.parametrize("name", DEEDS)
def test_no_deed_is_offered_or_done_to_ones_own_account(
    manager: Client, account_of: Callable[[str], Account], name: str
) -> None:
    own = account_of(SECURITY)

    page = text(manager.get(f"/accounts/{own.pk}/"))
    answer = deed(manager, own, name)

    assert "请由另一位安全管理员办理" in page
    assert f"/accounts/{own.pk}/{name}/" not in page
    assert answer.status_code == 422
    assert "不能对自己的账号办理" in text(answer)
    assert manager.post(f"/accounts/{own.pk}/link/").status_code == 422
    assert not PasswordLink.objects.exists()


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_asks_for_its_reason(
    manager: Client, account_of: Callable[[str], Account], name: str
) -> None:
    account = account_of("president")

    answer = deed(manager, account, name, "x")

    assert answer.status_code == 422
    assert "请写明事由" in text(answer)
    assert Account.objects.get(pk=account.pk).is_active


def test_no_page_shows_a_secret(
    manager: Client, enter: Enter, account_of: Callable[[str], Account]
) -> None:
    other = enter("president")
    secret = set_up(other)
    account = account_of("president")
    secrets = [
        secret,
        account.password,
        PasswordRecord.objects.filter(account=account).latest("pk").password,
        str(other.cookies["sessionid"].value),
        *(
            one["data"]["seed"]
            for one in account.authenticator_set.values()
            if "seed" in one["data"]
        ),
    ]

    for url in ("/accounts/", f"/accounts/{account.pk}/", f"/accounts/{account.pk}/totp/"):
        shown = text(manager.get(url))
        assert not [one for one in secrets if one in shown], url
    assert code_of(secret)
    assert secret not in str(list(SealedSecret.objects.values()))


def test_the_list_costs_the_same_for_two_accounts_and_for_twenty(
    manager: Client, real: Hospital
) -> None:
    manager.get("/accounts/")
    counts = []
    for numbers in (range(2), range(2, 20)):
        for number in numbers:
            person = Person.objects.create(
                code=f"X{number}", name=f"职工X{number}", active_from="2020-01-01"
            )
            account = Account.objects.create(username=person.code, person=person)
            AccessAttempt.objects.create(
                username=account.username, user_agent="x", failures_since_start=5
            )
        with CaptureQueriesContext(connection) as captured:
            assert manager.get("/accounts/").status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 20


def test_tokens_are_issued_shown_once_and_ended(enter: Enter) -> None:
    client = enter("president")

    issued = client.post("/me/tokens/", {"name": "大屏", "days": 30})
    raw = issued.context["raw"]
    refused = client.post("/me/tokens/", {"name": "大屏", "days": 30})
    shown = client.get("/me/tokens/")
    token = shown.context["listed"][0]["token"]
    ended = client.post(f"/me/tokens/{token.pk}/end/", follow=True)

    assert raw in text(issued)
    assert raw.startswith("lh_")
    assert refused.status_code == 422
    assert "已有一个用途为“大屏”的令牌在用" in text(refused)
    assert raw not in text(shown)
    assert "令牌已停用" in text(ended)
    assert enter("records").post(f"/me/tokens/{token.pk}/end/").status_code == 404


def test_the_list_of_tokens_costs_the_same_for_two_and_for_twenty(enter: Enter) -> None:
    client = enter("president")
    client.get("/me/tokens/")
    counts = []
    for numbers in (range(2), range(2, 20)):
        for number in numbers:
            client.post("/me/tokens/", {"name": f"程序{number}", "days": 30})
        with CaptureQueriesContext(connection) as captured:
            client.get("/me/tokens/")
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 20
