"""Accounts, as the security administrator looks after them. No page shows a secret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from linghang.foundation import clock
from linghang.foundation.errors import Refused
from linghang.org import policy
from linghang.org import services as org
from linghang.org.accounts import queries, services
from linghang.org.accounts.models import ApiToken
from linghang.org.accounts.queries import Standing
from linghang.org.models import Account, Person
from linghang.web import addresses, details, forms, lists
from linghang.web.access import require
from linghang.web.details import Facts, Related, Way
from linghang.web.forms.choosers import PersonField
from linghang.web.lists import Column, Empty, Filter, Link, Listing, Mark
from linghang.web.login.forms import OpenAccountForm, ReasonForm
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True)
class Line:
    """An account with how it stands."""

    account: Account
    standing: Standing

    @property
    def pk(self) -> int:
        return self.account.pk

    @property
    def mark(self) -> Mark:
        """停用, 锁定至…, 未设密码 or 正常."""
        return state(self.account, self.standing)


def state(account: Account, standing: Standing) -> Mark:
    """How an account stands, in a word."""
    if not account.is_active:
        return Mark("已停用", "failed")
    if standing.locked_until:
        return Mark(f"锁定至{timezone.localtime(standing.locked_until):%H:%M}", "warning")
    return Mark("正常", "done")


def _lines(request: Request, rows: list[Account]) -> Sequence[Line]:
    found = queries.standings(rows, limits=queries.limits(request.today), now=clock.now())
    return [Line(row, found[row.pk]) for row in rows]


LISTING = Listing(
    code="accounts.accounts",
    title="登录账号",
    note="开通、停用、解锁，交付设置密码的链接。密码和动态口令的密钥在任何页面都看不到。",
    counted="个",
    columns=(
        Column("name", "姓名", "account.person.name", sort="person__name"),
        Column("code", "工号", "account.person.code", sort="person__code", tone="nowrap"),
        Column("username", "登录名", "account.username", sort="username", tone="nowrap"),
        Column("state", "状态", "mark"),
        Column("password", "已设密码", "standing.has_password"),
        Column("factor", "动态口令", "standing.has_second_factor"),
        Column("sessions", "登录中", "standing.sessions", tone="number"),
        Column("last", "最近登录", "account.last_login", sort="last_login", tone="nowrap"),
    ),
    filters=(
        Filter("q", "姓名、工号或登录名", path=("person__name", "person__code", "username")),
        Filter("active", "在用", lists.Way.YES_NO, "is_active"),
    ),
    empty=Empty("还没有登录账号", "先登记人员，再在这里为其开通账号。"),
    order="code",
    link=lambda line: addresses.of("account", line.pk),
    lines=_lines,
)
TOKENS = Listing(
    code="accounts.tokens",
    title="接口令牌",
    counted="个",
    columns=(
        Column("name", "用途"),
        Column("prefix", "前缀", tone="nowrap"),
        Column("expires_on", "失效日期", tone="nowrap"),
        Column("last_used_on", "最近使用", tone="nowrap"),
        Column("end", "办理", value=lambda token: _way_to_end(token)),
    ),
)
OWN_TOKENS = replace(TOKENS, columns=TOKENS.columns[:-1])


def _way_to_end(token: ApiToken) -> Link:
    account = token.appointment.person.account
    return Link("停用", reverse("account-end-token", args=[account.pk, token.pk]))


def accounts(request: Request) -> HttpResponseBase:
    """All accounts of persons."""
    require(policy.may_manage_accounts(request.rights))
    rows = Account.objects.exclude(person=None).select_related("person")
    context = {"may_open": True}
    return lists.page(request, LISTING, rows, template="web/login/accounts.html", context=context)


def account(request: Request, account_id: int) -> HttpResponse:
    """One account."""
    return _page(request, _managed(request, account_id))


def _managed(request: Request, account_id: int) -> Account:
    """403 for who may not manage accounts, 404 for one that is not there or nobody's."""
    require(policy.may_manage_accounts(request.rights))
    found = (
        Account.objects.exclude(person=None).select_related("person").filter(pk=account_id).first()
    )
    if found is None:
        raise Http404
    return found


def _owner(account: Account) -> Person:
    if account.person is None:
        raise Http404
    return account.person


def _page(request: Request, shown: Account, *, status: int = 200, **more: Any) -> HttpResponse:
    standing = _lines(request, [shown])[0].standing
    person, second = _owner(shown), queries.second_factor(shown.pk)
    is_own = shown.pk == request.user.pk
    is_here = queries.is_here(shown, request.today)
    tokens = ApiToken.objects.of(person.code).alive(request.today)
    tokens = tokens.select_related("appointment__person__account")
    listing = OWN_TOKENS if is_own else TOKENS
    return details.page(
        request,
        title=f"{person.name}的登录账号",
        subtitle="这是您自己的账号，请由另一位安全管理员办理。" if is_own else "",
        above=[("登录账号", reverse("account-list"))],
        marks=[state(shown, standing)],
        facts=[
            Facts(
                "",
                [
                    ("工号", person.code),
                    ("登录名", shown.username),
                    ("在院", "在院" if is_here else Mark("不在院", "warning")),
                    *_shut(shown, is_here=is_here),
                    ("密码", "已设置" if standing.has_password else "未设置，请开出链接交给本人"),
                    ("动态口令", second.since if second else "未启用"),
                    ("登录中", f"{standing.sessions}处"),
                    ("最近登录", shown.last_login),
                ],
            )
        ],
        ways=[] if is_own else _ways(shown, standing, is_here=is_here),
        related=[Related(listing=listing, rows=list(tokens), says="没有在用的接口令牌。")],
        template="web/login/account.html",
        context={"account": shown, "may_hand_out": shown.is_active and not is_own, **more},
        status=status,
    )


def _shut(shown: Account, *, is_here: bool) -> list[tuple[str, str]]:
    """Why and when a shut account was shut, and how it is opened again."""
    if shown.is_active:
        return []
    last = queries.last_shut(shown.pk)
    told = f"{timezone.localtime(last.at):%Y-%m-%d}，{last.reason}" if last else "没有记录"
    then = "核实是本人后，写明事由恢复" if is_here else "人事科办理返院后才能恢复"
    return [("停用", f"{told}；{then}")]


def _ways(shown: Account, standing: Standing, *, is_here: bool) -> list[Way]:
    found = []
    if not shown.is_active and is_here:
        found.append(Way("恢复账号", reverse("account-unlock", args=[shown.pk]), main=True))
    elif shown.is_active and standing.locked_until:
        found.append(Way("解锁", reverse("account-unlock", args=[shown.pk]), main=True))
    if standing.sessions:
        found.append(Way("结束全部登录", reverse("account-end-sessions", args=[shown.pk])))
    if standing.has_second_factor:
        found.append(Way("清除动态口令", reverse("account-reset-factor", args=[shown.pk])))
    if shown.is_active:
        found.append(Way("停用账号", reverse("account-lock", args=[shown.pk]), grave=True))
    return found


@require_POST
@never_cache
def hand_out(request: Request, account_id: int) -> HttpResponse:
    """A link to set a password, shown this once."""
    shown = _managed(request, account_id)
    try:
        handed = services.hand_out_password_link(
            account_id=shown.pk, actor=request.actor, at=clock.now()
        )
    except Refused as refusal:
        return _page(request, shown, status=422, refusal=str(refusal))
    path = reverse("password-link", args=[handed.raw])
    return _page(request, shown, link=request.build_absolute_uri(path), ends_at=handed.ends_at)


def _reasoned(
    request: Request, account_id: int, deed: Any, *, title: str, submit: str, note: str, done: str
) -> HttpResponse:
    """A deed that asks for its reason."""
    shown = _managed(request, account_id)
    place = reverse("account", args=[shown.pk])
    return forms.page(
        request,
        ReasonForm,
        title=f"{title}：{_owner(shown).name}",
        submit=submit,
        note=note,
        deed=lambda given: deed(
            account_id=shown.pk, reason=given["reason"], actor=request.actor, at=clock.now()
        ),
        done=done,
        then=place,
        cancel=place,
        grave=True,
    )


def lock(request: Request, account_id: int) -> HttpResponse:
    """Shut an account."""
    return _reasoned(
        request,
        account_id,
        services.lock,
        title="停用账号",
        submit="停用",
        note="立即生效：各处登录马上结束，接口令牌和未用的链接作废。恢复时令牌不会复活。",
        done="账号已停用，各处登录已结束。",
    )


def unlock(request: Request, account_id: int) -> HttpResponse:
    """Open a shut account, or the door after too many failures."""
    return _reasoned(
        request,
        account_id,
        services.unlock,
        title="恢复或解锁账号",
        submit="恢复",
        note="清除登录失败的计数；停用的账号恢复使用。请先核实是本人。",
        done="账号已恢复，可以登录。",
    )


def end_sessions(request: Request, account_id: int) -> HttpResponse:
    """Log somebody out everywhere."""
    return _reasoned(
        request,
        account_id,
        services.force_out,
        title="结束全部登录",
        submit="结束",
        note="立即生效：此人在各处的登录马上结束，账号仍可重新登录。",
        done="各处登录已结束。",
    )


def reset_factor(request: Request, account_id: int) -> HttpResponse:
    """Take a lost second factor away."""
    return _reasoned(
        request,
        account_id,
        services.reset_second_factor,
        title="清除动态口令",
        submit="清除",
        note="用于手机丢失或更换。请先当面核实是本人；清除后各处登录结束，下次登录重新设置。",
        done="动态口令已清除。",
    )


def end_token(request: Request, account_id: int, token_id: int) -> HttpResponse:
    """End one token of the account's person. 404 for one that is over or somebody else's."""
    code = _owner(_managed(request, account_id)).code
    token = ApiToken.objects.of(code).alive(request.today).filter(pk=token_id).first()
    if token is None:
        raise Http404
    return _reasoned(
        request,
        account_id,
        lambda account_id, **given: services.take_token(token_id=token_id, **given),
        title=f"停用接口令牌“{token.name}”",
        submit="停用令牌",
        note="立即生效：用这个令牌的程序马上取不到数，不能恢复；本人会收到通知和事由。其他令牌不受影响。",
        done="令牌已停用，已通知本人。",
    )


class _OpenForm(OpenAccountForm):
    """Among the people who have no account yet."""

    person = PersonField(
        label="人员",
        among=lambda request: Person.objects.on(request.today).filter(account=None),
    )
    field_order = ["person", "username"]


def open_account(request: Request) -> HttpResponse:
    """Open an account; its owner sets the password with a link."""
    require(policy.may_manage_accounts(request.rights))
    return forms.page(
        request,
        _OpenForm,
        title="开通登录账号",
        submit="开通",
        note="开通后没有密码，请在账号页开出链接，交给本人自行设置。",
        deed=lambda given: org.open_account(
            username=given["username"] or given["person"].lower(),
            person=given["person"],
            actor=request.actor,
            at=clock.now(),
        ),
        done="账号已开通，请开出设置密码的链接交给本人。",
        then=lambda made: reverse("account", args=[made.pk]),
        cancel=reverse("account-list"),
    )
