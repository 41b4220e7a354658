"""Coming, going, and the post under which one acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.account import views as allauth
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as start_session
from django.contrib.auth import logout as end_session
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from linghang.foundation import clock
from linghang.org import queries, services
from linghang.org.accounts import services as accounts
from linghang.org.definitions import KINDS, Capability, Kind, Reach
from linghang.org.models import Account
from linghang.org.queries import Tenure
from linghang.settings.login import LOCAL_BACKEND
from linghang.web.access import public
from linghang.web.login import age
from linghang.web.login.addresses import address_of
from linghang.web.middleware import ACTING
from linghang.web.requests import Request

OPENS = {
    Capability.INDICATORS_READ_ALL: "指标",
    Capability.INDICATORS_READ: "指标",
    Capability.CASES_READ: "脱敏病例",
    Capability.CASES_IMPORT: "病案首页导入",
    Capability.REPORTS_READ: "报告",
    Capability.TRAIL_READ: "留痕",
    Capability.ORG_READ: "组织机构",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPost:
    """A post that a visitor of the demo may take. `sees` follows from its rights."""

    appointment: int
    person: str
    title: str
    sees: str
    sees_not: str


def demo_posts(today: date) -> list[DemoPost]:
    """The posts of everybody who has a login; none outside the demo."""
    if not settings.DEMO:
        return []
    people = set(Account.objects.exclude(person=None).values_list("person__code", flat=True))
    found = [one for one in queries.tenures(today) if one.person in people]
    structure = queries.structure(today)
    return [
        DemoPost(
            appointment=one.appointment,
            person=one.person_name,
            title=one.title,
            sees=_sees(one, structure[one.unit].kind),
            sees_not="不看患者病例" if Capability.CASES_READ not in one.post.capabilities else "",
        )
        for one in found
    ]


def _sees(tenure: Tenure, kind: Kind) -> str:
    """全院：指标、脱敏病例、报告 / 本科室：指标、脱敏病例."""
    post = tenure.post
    whole = Capability.INDICATORS_READ_ALL in post.capabilities or post.reach is Reach.HOSPITAL
    where = "全院" if whole else KINDS[kind].own
    words = dict.fromkeys(word for each, word in OPENS.items() if each in post.capabilities)
    return f"{where}：{'、'.join(words)}"


class LoginView(allauth.LoginView):  # type: ignore[misc]
    """Name and password; in the demo also the posts that one may take by a click."""

    template_name = "web/login/login.html"

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(
            demo_posts=demo_posts(clock.today()),
            next=_wanted(self.request),
            sign_on=_sign_on(),
            **given,
        )
        return context


def _sign_on() -> str:
    """The name of the hospital's single sign-on; empty where none is set up."""
    if not settings.SOCIALACCOUNT_PROVIDERS:
        return ""
    name: str = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["name"]
    return name


@public
@require_POST
def demo_login(request: Request, appointment: int) -> HttpResponse:
    """Take a demo post. 404 outside the demo, and for a post that is not offered."""
    if not settings.DEMO:
        raise Http404
    account = get_object_or_404(Account, person__appointments=appointment)
    held = queries.tenures(request.today, person=account.person.code) if account.person else ()
    if appointment not in {one.appointment for one in held}:
        raise Http404
    start_session(request, account, backend=LOCAL_BACKEND)
    record_authentication(request, account, "demo")
    accounts.logged_in(
        account_id=account.pk, how="演示", address=address_of(request), at=clock.now()
    )
    request.session[ACTING] = appointment
    return redirect(_wanted(request) or "workbench")


def _wanted(request: HttpRequest) -> str:
    """The page that was asked for before the login, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if ours else ""


@public
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Go. Whoever stopped half-way through a login starts again."""
    if request.user.is_authenticated:
        accounts.logged_out(
            account_id=request.user.pk,
            how="本人退出",
            at=clock.now(),
            session_key=request.session.session_key,
        )
    end_session(request)
    return redirect("login")


@require_POST
def act(request: Request, appointment: int) -> HttpResponse:
    """Go on under another of one's own posts. 404 for a post that is not one's own today."""
    try:
        tenure = services.act_as(
            appointment_id=appointment,
            person=request.actor.person,
            today=request.today,
            at=clock.now(),
        )
    except services.CannotAct:
        raise Http404 from None
    request.session[ACTING] = appointment
    messages.info(request, f"已切换：现在以“{tenure.title}”办理。")
    return redirect("workbench")


def left(request: Request) -> HttpResponse:
    """How many seconds the session has left; asking does not make them more."""
    return JsonResponse({"seconds": age.seconds_left(request)})


@require_POST
def stay(request: Request) -> HttpResponse:
    """Somebody is still there; the middleware has noted it."""
    return JsonResponse({"seconds": age.seconds_left(request)})
