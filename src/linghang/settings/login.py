"""How one logs in: local accounts, a second factor, and what the hospital already has.

Lengths, limits and days are rule parameters (login.…), not settings.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from linghang.settings import ldap

env = environ.Env()

AXES_BACKEND = "axes.backends.AxesStandaloneBackend"
LOCAL_BACKEND = "linghang.org.accounts.backends.LocalBackend"
AUTHENTICATION_BACKENDS = [AXES_BACKEND, LOCAL_BACKEND]

LOGIN_APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
]

# --- local accounts -------------------------------------------------------------------------
ACCOUNT_ADAPTER = "linghang.web.login.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]  # nobody signs up: the adapter
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Guesses at one name are counted by axes; these slow down who tries many names from one place.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,30/5m/key",
    "reauthenticate": "10/m/user",
    "password_link": "20/m/ip",
}
AUTH_PASSWORD_VALIDATORS = [{"NAME": "linghang.web.login.validators.PasswordRules"}]

# --- lock-out -------------------------------------------------------------------------------
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_FAILURE_LIMIT = "linghang.web.login.lockout.failures_to_lock"
AXES_COOLOFF_TIME = "linghang.web.login.lockout.lock_time"
AXES_USERNAME_CALLABLE = "linghang.web.login.lockout.name_of"
AXES_CLIENT_IP_CALLABLE = "linghang.web.login.lockout.address_of"
AXES_LOCKOUT_CALLABLE = "linghang.web.login.lockout.shut"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # the trail tells it
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = [
    *("username", "ip_address", "login", "password", "code", "csrfmiddlewaretoken", "next"),
]
# axes.W006: whoever changes address or browser must not get five more guesses at a name.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

# --- second factor --------------------------------------------------------------------------
MFA_ADAPTER = "linghang.web.login.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # thirty seconds to either side: clocks of telephones
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "linghang.web.login.forms.CodeForm",
    "reauthenticate": "linghang.web.login.forms.CodeAgainForm",
    "activate_totp": "linghang.web.login.forms.ActivateForm",
}
ACCOUNT_FORMS = {
    "login": "linghang.web.login.forms.LoginForm",
    "reauthenticate": "linghang.web.login.forms.PasswordAgainForm",
}

# --- the hospital's single sign-on ----------------------------------------------------------
SOCIALACCOUNT_ADAPTER = "linghang.web.login.oidc.SignOnAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
OIDC_PROVIDER = "hospital"


def oidc(issuer: str, client: str, secret: str, name: str, *, userinfo: bool) -> dict[str, Any]:
    """SOCIALACCOUNT_PROVIDERS for one OpenID Connect server; empty without an issuer."""
    if not issuer:
        return {}
    missing = [
        variable
        for variable, value in (("LINGHANG_OIDC_CLIENT", client), ("LINGHANG_OIDC_SECRET", secret))
        if not value
    ]
    if missing:
        raise ImproperlyConfigured(
            f"已设 LINGHANG_OIDC_ISSUER，还缺环境变量 {'、'.join(missing)}："
            "统一身份认证三项要一起设。"
        )
    return {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": OIDC_PROVIDER,
                    "name": name,
                    "client_id": client,
                    "secret": secret,
                    "settings": {
                        "server_url": issuer.rstrip("/"),
                        "fetch_userinfo": userinfo,
                    },
                }
            ],
        }
    }


def origin(address: str) -> str:
    """Scheme and host of an address, as a content security policy names a place."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


OIDC_ISSUER = env.str("LINGHANG_OIDC_ISSUER", default="")
OIDC_PERSON_CLAIM = env.str("LINGHANG_OIDC_PERSON_CLAIM", default="preferred_username")
SOCIALACCOUNT_PROVIDERS = oidc(
    OIDC_ISSUER,
    env.str("LINGHANG_OIDC_CLIENT", default=""),
    env.str("LINGHANG_OIDC_SECRET", default=""),
    env.str("LINGHANG_OIDC_NAME", default="统一身份认证"),
    userinfo=env.bool("LINGHANG_OIDC_USERINFO", default=False),
)
# The login form's answer leads to this place; some servers log in elsewhere than they are named.
OIDC_ORIGINS = [
    place
    for place in (
        origin(OIDC_ISSUER),
        origin(env.str("LINGHANG_OIDC_LOGIN_ADDRESS", default="")),
    )
    if place
]

# --- the hospital's directory ---------------------------------------------------------------
if LDAP := ldap.settings(os.environ):
    globals().update(LDAP)
    AUTHENTICATION_BACKENDS = [*AUTHENTICATION_BACKENDS, ldap.BACKEND]

# --- where requests come from ---------------------------------------------------------------
# How many proxies of our own stand before us; the address in front of theirs is the visitor's.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("LINGHANG_PROXIES", default=0)

# --- what all workers share -----------------------------------------------------------------
# Counters of the anonymous pages and codes that were used: one table, so that no worker knows
# less than another. It holds nothing that matters after five minutes.
CACHE_TABLE = "linghang_cache"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": CACHE_TABLE,
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
