"""One's own login: how it is secured, where one is logged in, which tokens read in one's name."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from linghang.foundation import clock
from linghang.org.accounts import queries, services
from linghang.org.accounts.models import ApiToken
from linghang.web.login import duties
from linghang.web.login.addresses import account_of
from linghang.web.login.forms import TokenForm
from linghang.web.requests import Request


def security(request: Request) -> HttpResponse:
    """Password, second factor, logins and tokens on one page."""
    account, limits = account_of(request), queries.limits(request.today)
    record = queries.newest_password(account.pk)
    context = {
        "limits": limits,
        "record": record,
        "has_password": queries.has_password(account),
        "second_factor": queries.second_factor(account.pk),
        "needing": [one for one in request.tenures if duties.asks_second_factor(one.post)],
        "logins": queries.logins(account.pk, now=clock.now()),
        "tokens": ApiToken.objects.of(request.actor.person).alive(request.today).count(),
    }
    return render(request, "web/login/security.html", context)


def logins(request: Request) -> HttpResponse:
    """Where one is logged in now."""
    found = queries.logins(
        account_of(request).pk, now=clock.now(), this=request.session.session_key
    )
    context = {"logins": found, "limits": queries.limits(request.today)}
    return render(request, "web/login/logins.html", context)


@require_POST
def end_login(request: Request, login_id: int) -> HttpResponse:
    """End one of one's own logins. 404 for one that is not one's own, or over."""
    found = services.end_login(
        login_id=login_id, account_id=account_of(request).pk, actor=request.actor, at=clock.now()
    )
    if not found:
        raise Http404
    messages.info(request, "已结束这处登录。")
    return redirect("login-list")


@require_POST
def end_logins(request: Request) -> HttpResponse:
    """Log out everywhere, here too unless asked to stay."""
    stays = request.POST.get("but") == "this"
    services.end_sessions(
        account_id=account_of(request).pk,
        reason="本人退出其他各处" if stays else "本人在各处退出",
        actor=request.actor,
        at=clock.now(),
        but=request.session.session_key if stays else None,
    )
    if stays:
        messages.info(request, "其他各处的登录都已结束。")
        return redirect("login-list")
    request.session.flush()
    messages.info(request, "您在各处的登录都已退出。")
    return redirect("login")


@never_cache
def tokens(request: Request) -> HttpResponse:
    """The tokens of all one's appointments; a new one for the acting post is shown once."""
    form, refusal, raw = TokenForm(request.POST or None), "", ""
    if request.method == "POST" and form.is_valid():
        try:
            raw = services.issue_token(
                appointment_id=request.rights.appointment,
                name=form.cleaned_data["name"],
                days=form.cleaned_data["days"],
                today=request.today,
                actor=request.actor,
                at=clock.now(),
            )
        except services.CannotIssue as fault:
            refusal = str(fault)
    titles = {one.appointment: one.title for one in request.tenures}
    listed = [
        {
            "token": token,
            "title": titles.get(token.appointment_id, "（任职已结束）"),
            "is_alive": token.ended_at is None
            and token.expires_on > request.today
            and token.appointment_id in titles,
        }
        for token in ApiToken.objects.of(request.actor.person)
    ]
    context = {
        "form": TokenForm() if raw else form,
        "refusal": refusal,
        "raw": raw,
        "listed": listed,
        "title": request.rights.title,
    }
    status = 422 if request.method == "POST" and not raw else 200
    return render(request, "web/login/tokens.html", context, status=status)


@require_POST
def end_token(request: Request, token_id: int) -> HttpResponse:
    """End one of one's own tokens. 404 for one that is not one's own."""
    if not ApiToken.objects.of(request.actor.person).filter(pk=token_id).exists():
        raise Http404
    services.end_token(token_id=token_id, reason="本人停用", actor=request.actor, at=clock.now())
    messages.info(request, "令牌已停用，用它的程序从现在起取不到数。")
    return redirect("token-list")
