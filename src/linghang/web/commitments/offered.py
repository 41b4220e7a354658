"""What other records ask for: taken over as commitments, not typed again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from linghang.commitments.models import Commitment
from linghang.commitments.offering import registry
from linghang.commitments.offering.providers import FINDING
from linghang.commitments.offering.registry import Offer
from linghang.ledgers import directory
from linghang.web import lists, subjects
from linghang.web.commitments.reached import Plan, led
from linghang.web.lists import Column, Empty, Filter, Link, Listing, Way
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One offer. take: where it becomes a commitment."""

    offer: Offer
    kind: str
    unit: str
    take: Link

    @property
    def pk(self) -> str:
        """Of the record."""
        return ":".join(self.offer.source)

    @property
    def url(self) -> str:
        """Where the record is shown."""
        return subjects.address(*self.offer.source)

    @property
    def due(self) -> date | None:
        """By when, if the record says."""
        return self.offer.due


def _of_kind(rows: Any, value: str, _request: Request) -> Any:
    return [row for row in rows if row.offer.source[0] == value]


OFFERED = Listing(
    code="commitments.offered",
    title="可转为任务的记录",
    counted="条",
    columns=(
        Column("title", "事项", value="offer.title"),
        Column("kind", "来自", tone="nowrap"),
        Column("unit", "责任部门"),
        Column("due", "时限", tone="nowrap"),
        Column("text", "内容", value="offer.text"),
        Column("take", "办理", only="page"),
    ),
    link=lambda row: row.url or None,
    empty=Empty("没有等着转为任务的记录", "会议确定的事项、指标预警等出现时列在这里。"),
)


def _own(found: Plan, offers: list[Offer]) -> set[tuple[str, str]]:
    """Offers that stand in the programme already: a problem that came back is worked on there."""
    pks = [offer.source[1] for offer in offers if offer.source[0] == FINDING]
    known = Commitment.objects.filter(programme=found.programme, pk__in=pks)
    return {(FINDING, str(pk)) for pk in known.values_list("pk", flat=True)}


@require_safe
def offered(request: Request, pk: int) -> HttpResponseBase:
    """What could be taken over into a programme that the post leads."""
    found = led(request, pk)
    kinds = registry.names()
    offers = [
        offer for kind in kinds for offer in registry.waiting(request.rights, kind, request.today)
    ]
    own = _own(found, offers)
    offers = [offer for offer in offers if offer.source not in own]
    names = directory.names({offer.unit for offer in offers})
    rows = [
        Row(
            offer=offer,
            kind=kinds[offer.source[0]],
            unit=names.get(offer.unit, offer.unit),
            take=Link(
                "列入",
                f"{found.url('commitment-add')}?{urlencode({'from': ':'.join(offer.source)})}",
            ),
        )
        for offer in offers
    ]
    options = tuple(kinds.items())
    narrow = Filter("from", "来自", Way.CHOICE, options=options, apply=_of_kind)
    return lists.page(
        request,
        replace(OFFERED, filters=(narrow,)),
        rows,
        template="web/commitments/list.html",
        context={"above": found.above, "here": OFFERED.title},
    )
