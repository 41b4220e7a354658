"""招聘与引进: every recruitment with where it stands, and who came in the year."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.procedures.recruiting import queries
from linghang.procedures.recruiting.rules import (
    DEGREE_NAMES,
    MODE_NAMES,
    OPEN,
    PROCEDURES,
    STANDING_NAMES,
    TALENT,
    Mode,
    Recruit,
    Standing,
    figures,
)
from linghang.web import lists
from linghang.web.lists import Column, Empty, Filter, Link, Listing, Mark, Way, Words
from linghang.web.registers.asking import chosen, flagged, in_days, may_start, scope, words
from linghang.web.requests import Request

TONES = {
    Standing.RUNNING: "going",
    Standing.PUBLICITY: "going",
    Standing.SIGNED: "warning",
    Standing.ARRIVED: "done",
    Standing.ASSESSED: "done",
    Standing.REFUSED: "failed",
}


def _mode(one: Recruit) -> str:
    return MODE_NAMES[one.mode] if one.mode else "引进（方式未定）"


def _candidate(one: Recruit) -> Words:
    marks = [
        DEGREE_NAMES.get(one.degree, ""),
        "海外" if one.is_overseas else "",
        "学科带头人" if one.is_leader else "",
    ]
    return Words(one.candidate or "—", "、".join(mark for mark in marks if mark))


def _service(one: Recruit) -> str:
    if not one.service_years or not one.service_from:
        return "—"
    return f"{one.service_from.isoformat()}起{one.service_years}年"


RECRUITMENTS = Listing(
    code="procedures.recruitments",
    title="招聘与引进",
    counted="件",
    note="您的职务有份办理、监管或者查看的。人数按到岗年份统计，柔性引进单列。",
    columns=(
        Column("position", "岗位", value=lambda one: Words(one.position or "—", one.steps)),
        Column("unit", "科室", value="unit_name", sort="unit_name", tone="nowrap"),
        Column("mode", "方式", value=_mode, tone="nowrap"),
        Column("candidate", "人选", value=_candidate),
        Column(
            "standing",
            "状态",
            value=lambda one: Mark(STANDING_NAMES[one.standing], TONES[one.standing]),
            tone="nowrap",
        ),
        Column("applied_on", "提出", sort="applied_on", tone="nowrap"),
        Column("arrived_on", "到岗", value=lambda one: one.arrived_on or "—", tone="nowrap"),
        Column("service", "服务期", value=_service, tone="nowrap"),
    ),
    filters=(
        Filter("q", "岗位", apply=words("position")),
        Filter("unit", "科室", apply=words("unit_name")),
        Filter(
            "mode",
            "方式",
            Way.CHOICE,
            options=[(one.value, name) for one, name in MODE_NAMES.items()],
            apply=chosen("mode"),
        ),
        Filter(
            "standing",
            "状态",
            Way.CHOICE,
            options=[(one.value, name) for one, name in STANDING_NAMES.items()],
            apply=chosen("standing"),
        ),
        Filter(
            "degree",
            "学位",
            Way.CHOICE,
            options=list(DEGREE_NAMES.items()),
            apply=chosen("degree"),
        ),
        Filter("overseas", "海外引进", Way.YES_NO, apply=flagged("is_overseas")),
        Filter("leader", "学科带头人", Way.YES_NO, apply=flagged("is_leader")),
        Filter("full", "全职", Way.YES_NO, apply=lambda rows, value, _request: _full(rows, value)),
        Filter("arrived", "到岗日期", Way.DAY, apply=in_days("arrived_on")),
    ),
    order="-applied_on",
    key="proceeding",
    link=lambda one: reverse("proceeding", args=[one.proceeding]),
    empty=Empty("还没有招聘和引进", "由科主任提出需求，附科务会记录和党支部意见。"),
)


def _full(rows: Any, value: bool) -> list[Recruit]:
    return [one for one in rows if (one.mode is not Mode.FLEXIBLE) is value]


@require_safe
def recruitments(request: Request) -> HttpResponseBase:
    """The register, with figures that open to their lists."""
    rows = queries.recruits(request.rights, request.today)
    year = request.today.year
    told = figures(rows, year)
    came = f"{reverse('recruitment-list')}?arrived_from={year}-01-01&arrived_to={year}-12-31"
    tiles = [
        ("本年到岗（全职）", told.recruited, f"{came}&full=1"),
        ("博士", told.doctors, f"{came}&full=1&degree=doctor"),
        ("海外", told.overseas, f"{came}&full=1&overseas=1"),
        ("学科带头人", told.leaders, f"{came}&full=1&leader=1"),
        ("柔性引进", told.flexible, f"{came}&mode={Mode.FLEXIBLE}"),
    ]
    starts = [
        Link(text, reverse("proceeding-start", args=[code]))
        for code, text in ((OPEN, "提出招聘需求"), (TALENT, "提出引进需求"))
        if may_start(request, code)
    ]
    context = {
        "tiles": [(name, one.now, "人", url, one.says) for name, one, url in tiles],
        "scope": scope(request, PROCEDURES),
        "starts": starts,
    }
    return lists.page(
        request, RECRUITMENTS, rows, template="web/registers/page.html", context=context
    )
