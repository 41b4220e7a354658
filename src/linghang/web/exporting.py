"""导出申请: what one asked for, and what waits for a second person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from linghang.foundation import clock
from linghang.foundation.desk.exports import services
from linghang.foundation.desk.exports.rules import STATE_NAMES, State, is_valid
from linghang.foundation.desk.models import ExportRequest
from linghang.notices import duties
from linghang.notices.duties import Duty
from linghang.org import policy
from linghang.org.definitions import Capability
from linghang.org.rules import Rights
from linghang.web import lists, subjects
from linghang.web.lists import Column, Deed, Empty, Filter, Link, Listing, Mark, Way
from linghang.web.requests import Request

TONES = {State.PENDING: "warning", State.APPROVED: "done", State.REFUSED: "failed"}


def _state(one: ExportRequest) -> Mark:
    state = State(one.state)
    return Mark(STATE_NAMES[state], TONES.get(state, ""))


def _take(one: ExportRequest) -> Link | None:
    """The way to the file, which serves nobody but who asked."""
    usable = is_valid(State(one.state), one.decided_at, clock.now())
    return Link("去导出", one.address) if usable else None


def _approve(request: Request, keys: Sequence[str], _reason: str) -> str:
    return _decide(request, keys, is_approved=True, note="")


def _refuse(request: Request, keys: Sequence[str], reason: str) -> str:
    return _decide(request, keys, is_approved=False, note=reason)


def _decide(request: Request, keys: Sequence[str], *, is_approved: bool, note: str) -> str:
    for key in keys:
        services.decide(
            request_id=int(key),
            is_approved=is_approved,
            note=note,
            actor=request.actor,
            at=clock.now(),
        )
    return f"{len(keys)}份申请{'已批准' if is_approved else '已退回'}，申请人会收到通知。"


REQUESTS = Listing(
    code="desk.exports",
    title="导出申请",
    counted="份",
    note="含个人信息的清单一次导出人数较多的，由另一人批准。批准7日内有效，只能用一次。",
    columns=(
        Column("title", "清单"),
        Column("state", "状态", value=_state, tone="nowrap"),
        Column("rows", "人数", tone="number"),
        Column("says", "条件"),
        Column("reason", "理由"),
        Column("person", "申请人", is_person=True, tone="nowrap"),
        Column("asked", "申请时间", value="asked_at", sort="asked_at", tone="nowrap"),
        Column("decided_by", "批准（退回）人", is_person=True, tone="nowrap"),
        Column("note", "意见"),
        Column("take", "办理", value=_take, only="page"),
    ),
    filters=(
        Filter(
            "state",
            "状态",
            Way.CHOICE,
            path="state",
            options=[(state.value, name) for state, name in STATE_NAMES.items()],
        ),
    ),
    deeds=(
        Deed("approve", "批准", _approve, ask=policy.may_approve_exports),
        Deed(
            "refuse", "退回", _refuse, ask=policy.may_approve_exports, asks_reason=True, grave=True
        ),
    ),
    order="-asked",
    empty=Empty("没有导出申请", "人数不多的清单写明理由即可导出，不必申请。"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: Request) -> HttpResponseBase:
    """One's own requests; for who may approve, those of others, too."""
    return lists.page(request, REQUESTS, _seen(request.rights))


def _seen(rights: Rights) -> QuerySet[ExportRequest]:
    rows = ExportRequest.objects.all()
    return rows if policy.may_approve_exports(rights) else rows.filter(person=rights.person)


def to_approve(rights: Rights, _today: date) -> Iterator[Duty]:
    """Requests of others, for those who may approve them."""
    if not rights.has(Capability.EXPORTS_APPROVE):
        return
    for one in ExportRequest.objects.filter(~Q(person=rights.person), state=State.PENDING):
        yield Duty(
            section="waits",
            title=f"导出“{one.title}”{one.rows}人待批准",
            why=f"理由：{one.reason}",
            subject=("desk.exportrequest", str(one.pk)),
        )


duties.register("desk.exports_to_approve", to_approve)
subjects.register("desk.exportrequest", lambda _pk: reverse("export-requests"))
