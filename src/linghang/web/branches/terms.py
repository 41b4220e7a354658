"""换届: when each committee's term ends, what is overdue, how many were renewed in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.branches.terms import queries, services
from linghang.branches.terms.queries import Standing
from linghang.branches.terms.rules import STATE_NAMES, Renewed, State
from linghang.foundation.period import Period, day_label
from linghang.org import policy
from linghang.org.definitions import Tree
from linghang.org.models import Unit
from linghang.org.party import policy as party_policy
from linghang.procedures import queries as procedures
from linghang.web import lists, subjects
from linghang.web.access import hide_unless, require
from linghang.web.forms import page
from linghang.web.lists import Column, Empty, Filter, Link, Listing, Mark, Way
from linghang.web.lists.cells import Value
from linghang.web.meetings.forms import asks, by, day_field
from linghang.web.meetings.unit import percent
from linghang.web.requests import Request

TONES = {
    State.UNKNOWN: "",
    State.RUNNING: "done",
    State.SOON: "warning",
    State.POSTPONED: "going",
    State.OVERDUE: "failed",
}
REELECTION = "branch_reelection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A unit with its term. running: (name of the open step, proceeding) of a re-election.

    in_time: whether it counts in 按期换届率 of the year: None for one that was not due.
    """

    one: Standing
    today: date
    running: tuple[str, int] | None = None
    in_time: bool | None = None

    @property
    def code(self) -> str:
        return self.one.unit

    @property
    def name(self) -> str:
        return self.one.name

    @property
    def began(self) -> date | None:
        return self.one.term.began if self.one.term else None

    @property
    def due(self) -> date | None:
        return self.one.term.due if self.one.term else None

    @property
    def sorted_by(self) -> date:
        return self.due or date.max

    @property
    def state(self) -> Mark:
        name = STATE_NAMES[self.one.state]
        if self.one.state is State.OVERDUE and self.due:
            name = f"{name}（{(self.today - self.due).days}天）"
        return Mark(name, TONES[self.one.state])

    @property
    def approval(self) -> str:
        return self.one.approval

    @property
    def reelection(self) -> Value:
        if self.running is None:
            return None
        step, pk = self.running
        return Link(f"办理中：{step}", reverse("proceeding", args=[pk]))

    @property
    def counted(self) -> Value:
        if self.in_time is None:
            return None
        return Mark("按期", "done") if self.in_time else Mark("未按期", "failed")


def _state(rows: Sequence[Row], value: str, _request: Request) -> list[Row]:
    return [one for one in rows if one.one.state == value]


def _counted(rows: Sequence[Row], value: str, _request: Request) -> list[Row]:
    wanted = {"due": (True, False), "in_time": (True,), "late": (False,)}[value]
    return [one for one in rows if one.in_time in wanted]


def _deeds(row: Row) -> Value:
    return Link("登记", reverse("term-begin", args=[row.code]))


TERMS = Listing(
    code="branches.terms",
    title="换届",
    counted="个",
    columns=(
        Column("name", "党组织", sort="name"),
        Column("state", "情况"),
        Column("due", "任期到", sort="sorted_by", tone="nowrap"),
        Column("began", "本届选举", tone="nowrap"),
        Column("reelection", "换届程序"),
        Column("approval", "延期批准"),
        Column("counted", "今年换届"),
    ),
    filters=(
        Filter(
            "state",
            "情况",
            Way.CHOICE,
            options=tuple((one.value, name) for one, name in STATE_NAMES.items()),
            apply=_state,
        ),
        Filter(
            "counted",
            "今年换届",
            Way.CHOICE,
            options=(("due", "应换届的"), ("in_time", "按期的"), ("late", "未按期的")),
            apply=_counted,
        ),
    ),
    key="code",
    empty=Empty("没有按届选举的党组织", "党支部在组织架构中设立。"),
    per_page=100,
)
TENDED = replace(TERMS, columns=(*TERMS.columns, Column("deed", "办理", value=_deeds, only="page")))


def _tends(request: Request) -> bool:
    return bool(policy.may_edit_tree(request.rights, Tree.PARTY))


@require_safe
def terms(request: Request) -> HttpResponseBase:
    """The units that one may read about."""
    require(party_policy.may_read_branches(request.rights))
    rights = request.rights
    whole = rights.everywhere("meetings.read")
    found = queries.standings(None if whole else rights.units("meetings.read"), request.today)
    renewed = queries.renewed(Period.year(request.today.year), request.today)
    in_time = {one.unit for one in renewed.in_time}
    due = {one.unit for one in renewed.due}
    running = _running(request)
    rows = [
        Row(
            one=one,
            today=request.today,
            running=running.get(one.unit),
            in_time=one.unit in in_time if one.unit in due else None,
        )
        for one in found
    ]
    listing = replace(
        TENDED if _tends(request) else TERMS, note=_told(renewed, request) if whole else ""
    )
    return lists.page(request, listing, rows)


def _told(renewed: Renewed, request: Request) -> str:
    year = f"{request.today.year}年"
    if not renewed.due:
        return f"{year}到今天没有应换届的支部。"
    kept, due = len(renewed.in_time), len(renewed.due)
    rate = percent(Fraction(kept, due))
    return f"{year}支部按期换届率{rate}（按期{kept}个÷应换届{due}个，含以前逾期至今未换的）。"


def _running(request: Request) -> dict[str, tuple[str, int]]:
    """Unit → open step and proceeding of its re-election, where the post may see it."""
    rows = procedures.visible_to(request.rights, request.today).running()
    found = {}
    for row in rows.filter(procedure=REELECTION).select_related("unit").prefetch_related("turns"):
        steps = sorted({turn.step for turn in row.turns.all()})
        titles = [row.definition.by_key[key].title for key in steps]
        found[row.unit.code] = ("、".join(titles), row.pk)
    return found


class BeginForm(forms.Form):
    """An election that was held, or an end that was put off: one of both."""

    began = day_field("选举日期", required=False)
    document = forms.CharField(label="选举依据", max_length=200, required=False)
    to = day_field("延期至", required=False)
    approval = forms.CharField(label="延期批准", max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("began")) == bool(given.get("to")):
            raise forms.ValidationError("选举日期和延期日期填写一项")
        return given


@asks
def begin(request: Request, code: str) -> HttpResponse:
    """Enter a term that began before the platform was used, or a postponement."""
    require(party_policy.may_read_branches(request.rights))
    hide_unless(policy.may_edit_tree(request.rights, Tree.PARTY))
    unit = get_object_or_404(Unit.objects.filter(kind__in=list(queries.YEARS)), code=code)

    def deed(given: dict[str, Any]) -> Any:
        about = {"unit": code, "today": request.today, **by(request)}
        if given["to"]:
            return services.postpone(to=given["to"], approval=given["approval"], **about)
        return services.begin(began=given["began"], document=given["document"], **about)

    one = queries.standing(code, request.today)
    now = f"现登记的任期到{day_label(one.term.due)}。" if one and one.term else "还没有登记届期。"
    return page(
        request,
        BeginForm,
        title=f"登记届期：{unit.name}",
        note=f"{now}按“支部换届”程序办完的，届期自动登记，这里只补登记以前的选举和经批准的延期。",
        submit="登记",
        deed=deed,
        done="已登记。",
        then=reverse("branch-terms"),
        cancel=reverse("branch-terms"),
    )


def _of_term(name: str) -> str:
    return reverse("branch-terms") + ("" if name else "?state=overdue")


subjects.register("branches.term_of", _of_term)
