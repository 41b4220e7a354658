"""送达台账: what became of every notice on every channel; never what it says."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.http.response import HttpResponseBase

from linghang.foundation import clock
from linghang.notices import catalog
from linghang.notices.definitions import CHANNEL_NAMES, Channel
from linghang.notices.models import Delivery
from linghang.notices.rules import STATE_NAMES, State
from linghang.notices.sending import services as sending
from linghang.org import policy
from linghang.web import lists
from linghang.web.access import require
from linghang.web.lists import Column, Deed, Empty, Filter, Listing, Mark, Way
from linghang.web.requests import Request

TONES = {
    State.QUEUED: "going",
    State.DELIVERED: "",
    State.SENT: "",
    State.READ: "done",
    State.FAILED: "failed",
    State.ESCALATED: "failed",
}
DIGEST = "digest"


def _attempts(row: Delivery) -> str:
    if not row.attempts:
        return ""
    return f"{row.attempts}次" + ("，可能重复" if row.may_be_twice else "")


def _of_kind(rows: QuerySet[Delivery], kind: str, _request: Request) -> QuerySet[Delivery]:
    return rows.filter(notice=None) if kind == DIGEST else rows.filter(notice__kind=kind)


def _kinds(_request: Request) -> list[tuple[str, str]]:
    known = catalog.catalog().items.items()
    return [(DIGEST, "每日汇总"), *((code, loaded.item.name) for code, loaded in known)]


@transaction.atomic
def _retry(request: Request, keys: Sequence[str], _reason: str) -> str:
    """All of the chosen or none."""
    for key in keys:
        sending.retry(delivery_id=int(key), actor=request.actor, at=clock.now())
    return f"{len(keys)}条重新排队，一分钟内发送。"


LEDGER = Listing(
    code="notices.ledger",
    title="送达台账",
    note="每条通知在每个渠道上的去向；台账不含通知内容。",
    columns=(
        Column(
            "state",
            "状态",
            value=lambda row: Mark(row.get_state_display(), TONES[State(row.state)]),
            tone="nowrap",
        ),
        Column("what", "通知类别", tone="nowrap"),
        Column("person", "收件人", value="person.name", sort="person__name", tone="nowrap"),
        Column("channel", "渠道", value="get_channel_display", tone="nowrap"),
        Column("queued", "登记", value="queued_at", sort="queued_at", tone="nowrap"),
        Column("sent", "发出", value="sent_at", sort="sent_at", tone="nowrap"),
        Column("attempts", "尝试", value=_attempts, sort="attempts", tone="nowrap"),
        Column("next", "下次发送", value="next_attempt_at", tone="nowrap"),
        Column("error", "最近一次的问题", value="last_error"),
    ),
    filters=(
        Filter(
            "state",
            "状态",
            Way.CHOICE,
            path="state",
            options=[(each.value, STATE_NAMES[each]) for each in State],
        ),
        Filter(
            "channel",
            "渠道",
            Way.CHOICE,
            path="channel",
            options=[(each.value, CHANNEL_NAMES[each]) for each in Channel],
        ),
        Filter("kind", "通知类别", Way.CHOICE, options=_kinds, apply=_of_kind),
        Filter("person", "收件人", Way.PERSON, path="person__code"),
        Filter("queued", "登记", Way.INSTANT, path="queued_at"),
    ),
    deeds=(
        Deed(
            "retry",
            "重新发送",
            do=_retry,
            ask=policy.may_see_system,
            confirm="排除原因之后再重新发送。现在重新发送吗？",
        ),
    ),
    empty=Empty("还没有发出过通知"),
)


def ledger(request: Request) -> HttpResponseBase:
    """The whole ledger, the newest first; neither titles nor texts are even read."""
    require(policy.may_read_deliveries(request.rights))
    rows = (
        Delivery.objects.select_related("person", "notice")
        .only(
            *(field.name for field in Delivery._meta.concrete_fields),
            "person__name",
            "notice__kind",
        )
        .order_by("-queued_at", "-pk")
    )
    return lists.page(request, LEDGER, rows)
