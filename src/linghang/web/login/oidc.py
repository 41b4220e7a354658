"""Single sign-on with the hospital's OpenID Connect server: lets in whom we know, makes nobody."""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from jwt import PyJWTError
from requests import RequestException

from linghang.foundation import clock
from linghang.org.accounts import services, trail_actions
from linghang.org.models import Account
from linghang.web.access import public
from linghang.web.login.addresses import address_of
from linghang.web.login.refusals import turned_away

NO_ANSWER = "统一身份认证服务没有应答，请稍后再试，或用登录名和密码登录；仍不行的请联系信息科。"
CANCELLED = "您在统一身份认证页面取消了登录。"
WRONG = "统一身份认证的应答不能核实，没有登录。请重试；仍不行的请联系信息科。"
STRANGER = (
    "统一身份认证已核实您的身份，但本系统没有与您的工号对应的、在用的账号。请联系安全管理员开通。"
)
OTHER = "统一身份认证给出的工号与原先对应的账号不一致，没有登录。请联系安全管理员核实。"


class SignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Links a person of the server to an account that exists, by the person's code (工号)."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Raises ImmediateHttpResponse unless the 工号 names an active account."""
        code = sociallogin.person_code
        account = Account.objects.filter(person__code=code, is_active=True).first()
        if not code or account is None:
            _refuse(request, STRANGER, "统一身份认证的工号没有在用的账号")
        if sociallogin.is_existing:
            if sociallogin.user.pk != account.pk:
                _refuse(request, OTHER, "统一身份认证的工号与原先的对应不一致")
            return
        with transaction.atomic():
            sociallogin.connect(request, account)
            services.noted(
                account_id=account.pk,
                action=trail_actions.LINKED,
                address=address_of(request),
                at=clock.now(),
            )

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        **_: Any,
    ) -> None:
        """Every fault of the way there and back is answered by our own page."""
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(turned_away(request, CANCELLED, status=401))
        if isinstance(exception, RequestException):
            raise ImmediateHttpResponse(turned_away(request, NO_ANSWER, status=503))
        _refuse(request, WRONG, "统一身份认证的应答不能核实")


def _refuse(request: HttpRequest, says: str, why: str) -> NoReturn:
    services.login_failed(
        username="",
        why=why,
        address=address_of(request),
        at=clock.now(),
        locks_until=None,
        tries=0,
    )
    raise ImmediateHttpResponse(turned_away(request, says, status=401))


class _Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Checks the signature of every identity token: an intranet's line is not always TLS."""

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
                verify_signature=True,
            )
        except (KeyError, PyJWTError) as fault:
            raise OAuth2Error("not a token that this server signed") from fault
        return claims

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any
    ) -> Any:
        """Keeps the person's code for this request, and nothing else that the server told."""
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("no identity token")
        found = super().complete_login(request, app, token, **kwargs)
        identity = found.account.extra_data["id_token"]
        told = found.account.extra_data.get("userinfo", {})
        if told.get("sub", identity["sub"]) != identity["sub"]:
            raise OAuth2Error("the claims are about somebody else")
        claims = {**told, **identity}
        found.person_code = str(claims.get(settings.OIDC_PERSON_CLAIM) or "").strip()
        found.account.extra_data, found.email_addresses = {}, []
        return found


def _answer(request: HttpRequest, kind: Any) -> HttpResponse:
    if not settings.SOCIALACCOUNT_PROVIDERS:
        raise Http404
    try:
        view = kind.adapter_view(_Adapter(request, settings.OIDC_PROVIDER))
        answer: HttpResponse = view(request)
    except RequestException:
        return turned_away(request, NO_ANSWER, status=503)
    return answer


@public
@require_POST
def go(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to the hospital's server. 404 where none is set up."""
    return _answer(request, OAuth2LoginView)


@public
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from it, with a code that it gave."""
    return _answer(request, OAuth2CallbackView)
