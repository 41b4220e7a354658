"""One's own login, and the accounts that the security administrator looks after."""

from __future__ import annotations

from linghang.foundation import clock
from linghang.org.accounts import services
from linghang.org.models import Account
from tests.web.access.base import EVERYBODY, Row
from tests.web_hospital import TODAY, Hospital

MANAGER = ["security_administrator"]


def managed(name: str, *args: str, **given: object) -> Row:
    """A page of the security administrator; everybody else is told who may."""
    return Row(name=name, args=args, ok=MANAGER, others=403, **given)  # type: ignore[arg-type]


ROWS = [
    Row(name="account_login", ok=[], others=302, anonymous=200),
    Row(name="mfa_authenticate", ok=[], others=302),
    Row(name="password-link", args=("no-such-link",), ok=[], others=410, anonymous=410),
    # No single sign-on is set up.
    Row(name="openid_connect_login", method="post", ok=[], anonymous=404),
    Row(name="openid_connect_callback", ok=[], anonymous=404),
    Row(name="login-left", ok=EVERYBODY),
    Row(name="login-stay", method="post", ok=EVERYBODY),
    # The small hospital's accounts have neither a password nor a second factor.
    Row(name="account_reauthenticate", ok=EVERYBODY),
    Row(name="mfa_reauthenticate", ok=[], others=302),
    Row(name="mfa_index", ok=EVERYBODY),
    Row(name="password-change", ok=[], others=403),
    Row(name="second-factor", ok=[], others=302),
    Row(name="mfa_activate_totp", ok=EVERYBODY),
    Row(name="mfa_deactivate_totp", ok=[]),
    Row(name="mfa_view_recovery_codes", ok=[]),
    Row(name="mfa_generate_recovery_codes", ok=EVERYBODY),
    Row(name="login-list", ok=EVERYBODY),
    Row(name="login-end", args=("999",), method="post", ok=[]),
    Row(name="token-list", ok=EVERYBODY),
    managed("account-end-token", "account president", "token president"),
    Row(
        name="account-end-token",
        args=("account cardiology_head", "token president"),
        ok=[],
        others=403,
        answers=((MANAGER[0], 404),),
    ),
    Row(name="token-end", args=("token president",), method="post", ok=["president"], status=302),
    Row(name="token-end", args=("999",), method="post", ok=[]),
    managed("account-list"),
    managed("account-open"),
    managed("account", "account cardiology_head"),
    Row(name="account", args=("99999",), ok=[], others=403, answers=((MANAGER[0], 404),)),
    managed("account-lock", "account cardiology_head"),
    managed("account-unlock", "account cardiology_head"),
    managed("account-end-sessions", "account cardiology_head"),
    managed("account-reset-factor", "account cardiology_head"),
    managed("account-link", "account cardiology_head", method="post"),
    managed("account-link", "account security_administrator", method="post", status=422),
    # Ends the shared sessions, too.
    Row(name="login-end-all", method="post", ok=[], others=302, own_session=True, late=True),
]


def things(hospital: Hospital) -> dict[str, str]:
    """The accounts by `account <key>`, and a token of the president."""
    held = hospital.appointments
    services.issue_token(
        appointment_id=held["president"].pk,
        name="大屏",
        days=30,
        today=TODAY,
        actor=hospital.actor("president"),
        at=clock.now(),
    )
    token = held["president"].api_tokens.get()
    accounts = {one.person_id: one.pk for one in Account.objects.all()}
    return {
        "token president": str(token.pk),
        **{f"account {key}": str(accounts[one.person_id]) for key, one in held.items()},
    }
