"""疑似重复: entries of a ledger that agree in what the same thing twice would agree in."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from linghang.ledgers import reach
from linghang.ledgers.counting import queries
from linghang.ledgers.definitions import DAY, TITLE, UNIT, UNTIL, Ledger, Secrecy
from linghang.web import lists
from linghang.web.counted import asking
from linghang.web.lists import Column, Empty, Listing
from linghang.web.requests import Request


@require_safe
def twins(request: Request, code: str) -> HttpResponseBase:
    """Those that the post may read, entries that agree beside one another."""
    asked = asking.of(request, code)
    rows = queries.twins(asked.holder)
    seen = reach.visible_to(code, request.rights, request.today).order_by()
    rows = rows.filter(pk__in=seen.values("pk")).select_related("unit")
    return lists.page(request, _listing(asked.shown.code, asked.holder), rows)


def _listing(code: str, ledger: Ledger) -> Listing:
    labels = ledger.labels
    names = {TITLE: labels.title, DAY: labels.day, UNTIL: labels.until, UNIT: labels.unit}
    same = [names.get(one) or ledger.by_code[one].name for one in ledger.same]
    agree = f"{'、'.join(same)}都相同的列在一起" if same else "这本台账没有声明怎样算重复"
    return Listing(
        code="ledgers.twins",
        title=f"{ledger.name}疑似重复",
        counted=ledger.counted,
        confidential=ledger.secrecy is not Secrecy.OPEN,
        note=f"{agree}。是同一件事的，只留一条，其余作废；不是同一件的，不用处理。",
        columns=(
            Column("day", labels.day, tone="nowrap"),
            Column("title", labels.title, tone="long"),
            Column("unit", labels.unit, value="unit.name"),
            Column("number", "编号", tone="nowrap"),
            Column("standing", "状态", value="get_standing_display", tone="nowrap"),
        ),
        link=lambda entry: asking.entry_address(code, entry.pk) or None,
        empty=Empty("没有疑似重复的记录", agree),
    )
