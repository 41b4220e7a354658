"""The second factor: asked at login and for some posts, set up, taken away, its spare codes."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account_views
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as mfa_views
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as code_views
from allauth.mfa.totp import views as totp_views
from axes.handlers.proxy import AxesProxyHandler
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from linghang.foundation import clock
from linghang.org.accounts import queries, services, trail_actions
from linghang.org.models import Account
from linghang.web.login import duties, lockout
from linghang.web.login.addresses import account_of, address_of
from linghang.web.requests import Request

NEXT = "after_second_factor"


def _shut(request: HttpRequest, account: Account) -> HttpResponse | None:
    credentials = {"username": account.username}
    if not lockout.says(request, credentials):
        return None
    return lockout.shut(request, credentials=credentials)


def _wrong_code(request: HttpRequest, account: Account) -> None:
    """Counts like a wrong password."""
    address = address_of(request)
    services.second_factor_failed(account_id=account.pk, address=address, at=clock.now())
    AxesProxyHandler.user_login_failed(
        sender=Account, credentials={"username": account.username}, request=request
    )


class Authenticate(mfa_views.AuthenticateView):  # type: ignore[misc]
    """The second step of a login."""

    template_name = "web/login/code.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _shut(request, self.stage.login.user) or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _shut(request, self.stage.login.user) or super().post(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        _wrong_code(self.request, self.stage.login.user)
        found: HttpResponse = super().form_invalid(form)
        return found


class AskAgain(mfa_views.ReauthenticateView):  # type: ignore[misc]
    """The second factor within a session: for a post that needs it, or before something grave."""

    template_name = "web/login/code_again.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _shut(request, account_of(request)) or super().post(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        _wrong_code(self.request, self.request.user)
        found: HttpResponse = super().form_invalid(form)
        return found


class PasswordAgain(account_views.ReauthenticateView):  # type: ignore[misc]
    """The password once more."""

    template_name = "web/login/password_again.html"


def asked(request: Request) -> HttpResponse:
    """The duty of a post: enter the code, or set the second factor up."""
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        wanted = reverse("workbench")
    if duties.open_duty(request) != "second-factor":
        return redirect(wanted)
    if queries.has_second_factor(account_of(request).pk):
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': wanted})}")
    request.session[NEXT] = wanted
    return render(request, "web/login/second_factor.html", {"title": request.rights.title})


class SetUp(totp_views.ActivateTOTPView):  # type: ignore[misc]
    """Scan, enter the first code; the session counts as proven from then on."""

    template_name = "web/login/set_up.html"

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        request, account = self.request, self.request.user
        answer: HttpResponse = super().form_valid(form)
        services.noted(
            account_id=account.pk,
            action=trail_actions.FACTOR_SET,
            address=address_of(request),
            at=clock.now(),
        )
        record_authentication(request, account, "mfa", type=Authenticator.Type.TOTP.value)
        return answer


class TakeAway(totp_views.DeactivateTOTPView):  # type: ignore[misc]
    """Give the second factor up; not for somebody whose post needs it."""

    template_name = "web/login/take_away.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        posts = [one for one in self.request.tenures if duties.asks_second_factor(one.post)]
        found: dict[str, Any] = super().get_context_data(needing=posts, **kwargs)
        return found

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        services.noted(
            account_id=self.request.user.pk,
            action=trail_actions.FACTOR_REMOVED,
            address=address_of(self.request),
            at=clock.now(),
        )
        return answer


class Codes(code_views.ViewRecoveryCodesView):  # type: ignore[misc]
    """The spare codes, shown once."""

    template_name = "web/login/codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        onward = self.request.session.pop(NEXT, "") or reverse("mfa_index")
        found: dict[str, Any] = super().get_context_data(onward=onward, **kwargs)
        return found


class NewCodes(code_views.GenerateRecoveryCodesView):  # type: ignore[misc]
    """New spare codes; the old ones stop working."""

    template_name = "web/login/new_codes.html"

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        services.noted(
            account_id=self.request.user.pk,
            action=trail_actions.CODES_MADE,
            address=address_of(self.request),
            at=clock.now(),
        )
        return answer
