"""The addresses of coming and going. Of allauth's pages only those that stand here are open."""

from django.urls import path

from linghang.settings.login import OIDC_PROVIDER
from linghang.web.access import public
from linghang.web.login import accounts, oidc, own, passwords, second_factor, views
from linghang.web.login.duties import on_duty, quiet

SIGN_ON = {"provider_id": OIDC_PROVIDER}
login = public(views.LoginView.as_view())

urlpatterns = [
    path("login/", login, name="login"),
    path("login/", login, name="account_login"),
    path("login/code/", public(second_factor.Authenticate.as_view()), name="mfa_authenticate"),
    path("login/password/<str:raw>/", passwords.by_link, name="password-link"),
    path("login/sign-on/", oidc.go, SIGN_ON, name="openid_connect_login"),
    path("login/sign-on/back/", oidc.back, SIGN_ON, name="openid_connect_callback"),
    path("login/demo/<int:appointment>/", views.demo_login, name="demo-login"),
    path("login/left/", on_duty(quiet(views.left)), name="login-left"),
    path("login/stay/", on_duty(views.stay), name="login-stay"),
    path(
        "login/again/",
        on_duty(second_factor.PasswordAgain.as_view()),
        name="account_reauthenticate",
    ),
    path("login/again/code/", on_duty(second_factor.AskAgain.as_view()), name="mfa_reauthenticate"),
    path("logout/", views.logout, name="logout"),
    path("act/<int:appointment>/", on_duty(views.act), name="act"),
    path("me/", own.security, name="mfa_index"),
    path("me/password/", on_duty(passwords.change), name="password-change"),
    path("me/second-factor/", on_duty(second_factor.asked), name="second-factor"),
    path("me/totp/", on_duty(second_factor.SetUp.as_view()), name="mfa_activate_totp"),
    path("me/totp/off/", second_factor.TakeAway.as_view(), name="mfa_deactivate_totp"),
    path("me/codes/", on_duty(second_factor.Codes.as_view()), name="mfa_view_recovery_codes"),
    path("me/codes/new/", second_factor.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("me/logins/", own.logins, name="login-list"),
    path("me/logins/<int:login_id>/end/", own.end_login, name="login-end"),
    path("me/logins/end/", own.end_logins, name="login-end-all"),
    path("me/tokens/", own.tokens, name="token-list"),
    path("me/tokens/<int:token_id>/end/", own.end_token, name="token-end"),
    path("accounts/", accounts.accounts, name="account-list"),
    path("accounts/open/", accounts.open_account, name="account-open"),
    path("accounts/<int:account_id>/", accounts.account, name="account"),
    path("accounts/<int:account_id>/link/", accounts.hand_out, name="account-link"),
    path("accounts/<int:account_id>/lock/", accounts.lock, name="account-lock"),
    path("accounts/<int:account_id>/unlock/", accounts.unlock, name="account-unlock"),
    path("accounts/<int:account_id>/log-out/", accounts.end_sessions, name="account-end-sessions"),
    path(
        "accounts/<int:account_id>/tokens/<int:token_id>/end/",
        accounts.end_token,
        name="account-end-token",
    ),
    path("accounts/<int:account_id>/totp/", accounts.reset_factor, name="account-reset-factor"),
]
