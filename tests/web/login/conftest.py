"""A real hospital, not the demo: accounts with passwords, codes of telephones, a shared cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

from linghang.foundation import clock
from linghang.org.accounts.models import PasswordRecord
from linghang.org.models import Account
from tests.web_hospital import Hospital

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

PASSWORD = "Lan4-qiao"
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0 Safari/537.36"


@pytest.fixture
def real(empty_hospital: Hospital, settings: SettingsWrapper) -> Hospital:
    """Everybody has a password, chosen by oneself just now, and the limits of a cache hold."""
    settings.DEMO = False
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    for account in Account.objects.all():
        account.set_password(PASSWORD)
        account.save()
        PasswordRecord.objects.create(
            account=account, password=account.password, set_at=clock.now()
        )
    return empty_hospital


@pytest.fixture
def account_of(real: Hospital) -> Callable[[str], Account]:
    """The account of whoever holds the post (key of small_hospital.POSTS)."""
    return lambda post: Account.objects.get(person=real.appointments[post].person)


@pytest.fixture
def enter(account_of: Callable[[str], Account]) -> Callable[..., Client]:
    """Log in by name and password, in a browser of its own; goes no further than the first step."""

    def go(post: str, **headers: str) -> Client:
        client = Client(headers={"User-Agent": AGENT, **headers})
        username = account_of(post).username
        answer = client.post("/login/", {"login": username, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return client

    return go


def code_of(secret: str, *, ahead: int = 0) -> str:
    """What the telephone shows now, or so many times thirty seconds later."""
    counter = list(totp.yield_hotp_counters_from_time())[1]
    return totp.format_hotp_value(totp.hotp_value(secret, counter + ahead))


def set_up(client: Client) -> str:
    """Set the second factor up in this session; gives the telephone's secret."""
    shown = client.get("/me/totp/")
    assert shown.status_code == 200, shown
    secret: str = shown.context["form"].secret
    answer = client.post("/me/totp/", {"code": code_of(secret)})
    assert (answer.status_code, answer["Location"]) == (302, "/me/codes/"), answer
    return secret


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]
