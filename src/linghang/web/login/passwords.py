"""Set a password with a link that was handed out, and change one's own."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from linghang.foundation import clock
from linghang.foundation.access import deny
from linghang.org.accounts import queries, rules, services
from linghang.org.models import Account
from linghang.web.access import Denied, public
from linghang.web.login import age
from linghang.web.login.addresses import account_of, address_of
from linghang.web.login.forms import ChangePasswordForm, NewPasswordForm
from linghang.web.login.refusals import turned_away
from linghang.web.login.validators import wanted
from linghang.web.requests import Request

NOT_HERE = "您的账号没有设置本系统的密码，登录由统一身份认证或院内目录核验"


@public
@never_cache
@sensitive_post_parameters("password", "again")
def by_link(request: Request, raw: str) -> HttpResponse:
    """The owner sets a password; the link then works no more."""
    refused: HttpResponse | None = ratelimit.consume_or_429(request, action="password_link")
    if refused:
        return refused
    now = clock.now()
    try:
        link = services.link(raw, now=now)
    except services.LinkGone as gone:
        return turned_away(request, str(gone), status=410)
    form, refusal = NewPasswordForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            services.set_password_by_link(
                raw=raw,
                password=form.cleaned_data["password"],
                limits=queries.limits(request.today),
                address=address_of(request),
                at=now,
            )
        except services.CannotSetPassword as fault:
            refusal = str(fault)
        else:
            messages.info(request, "密码已设好，请用登录名和新密码登录。")
            return redirect("login")
    refusal = refusal or _other_faults(request, link.account, form)
    context = {"form": form, "link": link, "wanted": wanted(request.today), "refusal": refusal}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/login/password_by_link.html", context, status=status)


@never_cache
@sensitive_post_parameters("present", "password", "again")
def change(request: Request) -> HttpResponse:
    """Change one's own password; other sessions end, this one goes on."""
    account = account_of(request)
    if not queries.has_password(account):
        raise Denied(deny(NOT_HERE, who_can="信息科（统一身份认证）或安全管理员（改用本系统密码）"))
    due = age.password_is_due(request)
    form, refusal = ChangePasswordForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            changed = services.change_password(
                account_id=account.pk,
                present=form.cleaned_data["present"],
                password=form.cleaned_data["password"],
                limits=queries.limits(request.today),
                address=address_of(request),
                at=clock.now(),
            )
        except services.CannotSetPassword as fault:
            refusal = str(fault)
        else:
            age.go_on_with(request, changed)
            messages.info(request, "密码已修改，其他地方的登录已全部退出。")
            return redirect(_next(request) or "mfa_index")
    refusal = refusal or _other_faults(request, account, form)
    context = {
        "form": form,
        "wanted": wanted(request.today),
        "refusal": refusal,
        "why": _why(request) if due else "",
        "next": _next(request),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "web/login/password.html", context, status=status)


def _other_faults(request: Request, account: Account, form: NewPasswordForm) -> str:
    """What is wrong with a new password whose repetition is wrong, too: all is told at once."""
    if request.method != "POST" or form.is_valid() or not form.cleaned_data.get("password"):
        return ""
    limits = queries.limits(request.today)
    faults = services.faults_of(account, form.cleaned_data["password"], limits=limits)
    return f"密码没有设成：{'；'.join(faults)}。" if faults else ""


def _why(request: Request) -> str:
    limits = queries.limits(request.today)
    record = queries.newest_password(account_of(request).pk)
    return (
        rules.must_change(
            set_at=record.set_at if record else None,
            set_by_other=bool(record and record.set_by_other),
            now=clock.now(),
            days=limits.password_days,
        )
        or ""
    )


def _next(request: Request) -> str:
    wanted_page = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted_page, allowed_hosts={request.get_host()})
    return wanted_page if ours else ""
