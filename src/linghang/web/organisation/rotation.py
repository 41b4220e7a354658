"""关键岗位轮岗: who holds a key post since when, for the offices that see to the change."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.org import policy
from linghang.org.rotation import queries
from linghang.org.rotation.queries import Stay
from linghang.org.rotation.rules import STATE_NAMES, State
from linghang.web import lists
from linghang.web.access import require
from linghang.web.lists import Column, Empty, Filter, Link, Listing, Mark, Way
from linghang.web.requests import Request

TONES = {State.STAYS: "done", State.SOON: "going", State.OVER: "failed"}


class Row:
    """A holder as the list shows it."""

    def __init__(self, stay: Stay) -> None:
        held = stay.tenure
        self.key = held.appointment
        self.person = held.person
        self.name = held.person_name
        self.link = Link(held.person_name, reverse("person", args=[held.person]))
        self.title, self.unit = held.title, held.unit_name
        self.since: date = stay.since
        self.due: date = stay.due
        self.state = stay.state.value
        self.mark = Mark(STATE_NAMES[stay.state], TONES[stay.state])


def _in_state(rows: list[Row], state: str, _request: Request) -> list[Row]:
    return [row for row in rows if row.state == state]


def _named(rows: list[Row], text: str, _request: Request) -> list[Row]:
    return [row for row in rows if text in row.name or text in row.title]


ROTATION = Listing(
    code="org.rotation",
    title="关键岗位轮岗",
    counted="人",
    note="采购、药品、设备、基建、财务等关键岗位，任职满规定年限的应当轮岗；年限在规则参数里调整。"
    "只供核对和安排，不影响本人办理业务。",
    columns=(
        Column("link", "姓名", sort="name", tone="nowrap"),
        Column("title", "职务", sort="title"),
        Column("unit", "单位", sort="unit", tone="nowrap"),
        Column("since", "连续任职自", sort="since", tone="nowrap"),
        Column("due", "满最长年限", sort="due", tone="nowrap"),
        Column("mark", "状态", sort="state", tone="nowrap"),
    ),
    filters=(
        Filter("q", "姓名或职务", apply=_named),
        Filter(
            "state",
            "状态",
            Way.CHOICE,
            options=[(one.value, name) for one, name in STATE_NAMES.items()],
            apply=_in_state,
        ),
    ),
    key="key",
    empty=Empty("没有人在关键岗位上", "哪些岗位是关键岗位，在岗位目录里写明（rotates）。"),
)


@require_safe
def rotation(request: Request) -> HttpResponseBase:
    """Those who hold a key post, for who supervises cadres: HR and discipline."""
    require(policy.may_read_relatives(request.rights))
    rows = [
        Row(stay)
        for stay in queries.stays(request.today)
        if policy.may_read_unit(request.rights, stay.tenure.unit)
    ]
    return lists.page(request, ROTATION, rows)
