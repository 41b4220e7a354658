"""The hospital's directory (LDAP), only where LINGHANG_LDAP_SERVER is set."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from django.core.exceptions import ImproperlyConfigured

BACKEND = "django_auth_ldap.backend.LDAPBackend"
SERVER = "LINGHANG_LDAP_SERVER"
WANTED = ("LINGHANG_LDAP_BIND_DN", "LINGHANG_LDAP_BIND_PASSWORD", "LINGHANG_LDAP_BASE")
FILTER = "(sAMAccountName=%(user)s)"
MISSING = (
    "已设 LINGHANG_LDAP_SERVER，但没有安装 LDAP 组件：请安装附加组件 linghang[ldap]"
    "（需要编译环境和 ldap、sasl 的开发文件），或者去掉这个环境变量。"
)
TIMEOUT_SECONDS = 5


def settings(environment: Mapping[str, str]) -> dict[str, Any]:
    """AUTH_LDAP_… for django-auth-ldap; empty where no server is named.

    Only accounts that exist can log in: the directory checks the password and makes nobody.
    Raises ImproperlyConfigured when a variable or the extra is missing.
    """
    server = environment.get(SERVER, "")
    if not server:
        return {}
    missing = [name for name in WANTED if not environment.get(name)]
    if missing:
        raise ImproperlyConfigured(f"已设 {SERVER}，还缺环境变量 {'、'.join(missing)}。")
    try:
        directory = import_module("ldap")
        search = import_module("django_auth_ldap.config").LDAPSearch
    except ImportError as fault:
        raise ImproperlyConfigured(MISSING) from fault
    return {
        "AUTH_LDAP_SERVER_URI": server,
        "AUTH_LDAP_START_TLS": server.startswith("ldap://")
        and environment.get("LINGHANG_LDAP_START_TLS", "1") != "0",
        "AUTH_LDAP_BIND_DN": environment["LINGHANG_LDAP_BIND_DN"],
        "AUTH_LDAP_BIND_PASSWORD": environment["LINGHANG_LDAP_BIND_PASSWORD"],
        "AUTH_LDAP_USER_SEARCH": search(
            environment["LINGHANG_LDAP_BASE"],
            directory.SCOPE_SUBTREE,
            environment.get("LINGHANG_LDAP_FILTER") or FILTER,
        ),
        "AUTH_LDAP_USER_QUERY_FIELD": "username",
        "AUTH_LDAP_NO_NEW_USERS": True,
        "AUTH_LDAP_ALWAYS_UPDATE_USER": False,
        "AUTH_LDAP_CONNECTION_OPTIONS": {
            directory.OPT_NETWORK_TIMEOUT: TIMEOUT_SECONDS,
            directory.OPT_REFERRALS: 0,
        },
    }
