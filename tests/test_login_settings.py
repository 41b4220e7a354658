"""Settings of the login: what is missing is named, a directory is mapped as it should be."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from django.core.exceptions import ImproperlyConfigured

from linghang.settings import ldap
from linghang.settings.login import oidc

SET = {
    "LINGHANG_LDAP_SERVER": "ldap://directory.hospital.example",
    "LINGHANG_LDAP_BIND_DN": "cn=reader,dc=hospital",
    "LINGHANG_LDAP_BIND_PASSWORD": "x",
    "LINGHANG_LDAP_BASE": "ou=people,dc=hospital",
}


@pytest.fixture
def extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands for the packages that need a compiler; only their names are used here."""
    directory = ModuleType("ldap")
    directory.SCOPE_SUBTREE = 2  # type: ignore[attr-defined]
    directory.OPT_NETWORK_TIMEOUT = 0x5005  # type: ignore[attr-defined]
    directory.OPT_REFERRALS = 8  # type: ignore[attr-defined]
    config = ModuleType("django_auth_ldap.config")
    config.LDAPSearch = lambda *given: given  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ldap", directory)
    monkeypatch.setitem(sys.modules, "django_auth_ldap", ModuleType("django_auth_ldap"))
    monkeypatch.setitem(sys.modules, "django_auth_ldap.config", config)


def test_without_a_server_there_is_no_directory() -> None:
    assert ldap.settings({}) == {}
    assert ldap.settings({**SET, "LINGHANG_LDAP_SERVER": ""}) == {}


@pytest.mark.skipif("ldap" in sys.modules, reason="the extra is installed here")
def test_without_the_extra_the_start_says_what_to_install() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"linghang\[ldap\]"):
        ldap.settings(SET)


def test_every_missing_variable_is_named() -> None:
    with pytest.raises(ImproperlyConfigured) as fault:
        ldap.settings({"LINGHANG_LDAP_SERVER": "ldaps://x"})

    for name in ("BIND_DN", "BIND_PASSWORD", "BASE"):
        assert f"LINGHANG_LDAP_{name}" in str(fault.value)


@pytest.mark.usefixtures("extra")
def test_a_directory_checks_passwords_and_makes_nobody() -> None:
    found = ldap.settings(SET)

    assert found["AUTH_LDAP_NO_NEW_USERS"] is True
    assert found["AUTH_LDAP_ALWAYS_UPDATE_USER"] is False
    assert found["AUTH_LDAP_START_TLS"] is True
    assert found["AUTH_LDAP_USER_SEARCH"] == (
        "ou=people,dc=hospital",
        2,
        "(sAMAccountName=%(user)s)",
    )
    assert found["AUTH_LDAP_CONNECTION_OPTIONS"] == {0x5005: 5, 8: 0}


@pytest.mark.usefixtures("extra")
@pytest.mark.parametrize(
    ("server", "start_tls", "expected"),
    [("ldaps://x", "1", False), ("ldap://x", "0", False), ("ldap://x", "1", True)],
)
def test_a_line_in_clear_is_only_taken_when_asked_for(
    server: str, start_tls: str, expected: bool
) -> None:
    given = {**SET, "LINGHANG_LDAP_SERVER": server, "LINGHANG_LDAP_START_TLS": start_tls}

    assert ldap.settings(given)["AUTH_LDAP_START_TLS"] is expected


def test_single_sign_on_needs_all_three() -> None:
    assert oidc("", "", "", "x", userinfo=False) == {}
    with pytest.raises(ImproperlyConfigured, match="LINGHANG_OIDC_CLIENT、LINGHANG_OIDC_SECRET"):
        oidc("https://sso.example", "", "", "x", userinfo=False)
