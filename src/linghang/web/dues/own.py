"""我的党费: a member's own months, base and sums; nobody else's."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.dues import queries, rules
from linghang.dues.models import STANDS, Extra, Publication
from linghang.dues.rules import CATEGORY_NAMES, STATE_NAMES, State
from linghang.org.party import policy as party_policy
from linghang.web import details
from linghang.web.access import require
from linghang.web.details import Facts, Related
from linghang.web.dues.seen import year_asked
from linghang.web.dues.sheet import TONES
from linghang.web.lists import Column, Link, Listing, Mark
from linghang.web.lists.cells import Value
from linghang.web.requests import Request

MONTHS = Listing(
    code="dues.own",
    title="各月",
    columns=(
        Column("month", "月份", value=lambda one: rules.label([one.month]), tone="nowrap"),
        Column("due", "应交（元）", value=lambda one: rules.yuan(one.due), tone="number"),
        Column(
            "state",
            "情况",
            value=lambda one: Mark(STATE_NAMES[one.state], TONES.get(one.state, "")),
        ),
    ),
)
TOLD = Listing(
    code="dues.published",
    title="党费收缴使用公示",
    columns=(
        Column("year", "年度", value=lambda one: _link(one)),
        Column("published_on", "公示日期", tone="nowrap"),
    ),
)


def _link(row: Publication) -> Value:
    return Link(f"{row.year}年（第{row.number}次）", reverse("dues-publication", args=[row.pk]))


@require_safe
def own(request: Request) -> HttpResponse:
    """The acting person's dues."""
    require(party_policy.may_see_own_dues(request.rights))
    person, year = request.actor.person, year_asked(request)
    line = queries.own(person, year, request.today)
    published = list(Publication.objects.all()[:5]) if line else []
    facts: list[tuple[str, Value]] = []
    if line and line.base:
        paid = sum(cell.due or 0 for cell in line.cells if cell.state is State.PAID)
        extra = Extra.objects.filter(STANDS, person__code=person, paid_on__year=year)
        late = rules.behind(line.states, request.today)
        more = sum(extra.values_list("amount", flat=True))
        facts = [
            ("类别", CATEGORY_NAMES[line.base.category]),
            ("月基数", f"{rules.yuan(line.base.amount)}元" if line.base.amount else "不按收入计算"),
            ("今年已交", f"{rules.yuan(paid)}元"),
            ("自愿多交", f"{rules.yuan(more)}元" if more else ""),
            ("未交", rules.label(late) if late else "没有"),
        ]
    cells = [] if line is None else [one for one in line.cells if one.state is not State.ELSEWHERE]
    return details.page(
        request,
        title="我的党费",
        subtitle=f"{year}年",
        facts=[Facts("基本", facts)] if facts else [],
        related=[
            Related(
                listing=MONTHS,
                rows=cells,
                says="您的组织关系不在本院党支部。" if line is None else "今年没有应交的月份。",
            ),
            *([Related(listing=TOLD, rows=published, says="还没有公示。")] if line else []),
        ],
    )
