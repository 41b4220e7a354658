"""新技术新项目: every technology with where it stands, and the year's figures above."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.procedures.technology import queries
from linghang.procedures.technology.rules import (
    CLASS_NAMES,
    LEVEL_NAMES,
    PROCEDURE,
    STANDING_NAMES,
    Standing,
    Technology,
    figures,
)
from linghang.web import lists
from linghang.web.lists import Column, Empty, Filter, Link, Listing, Mark, Way, Words, years
from linghang.web.registers.asking import chosen, flagged, in_days, may_start, scope, words
from linghang.web.requests import Request

TONES = {
    Standing.REVIEWING: "going",
    Standing.PROHIBITED: "failed",
    Standing.REFUSED: "failed",
    Standing.APPROVED: "going",
    Standing.RUNNING: "going",
    Standing.SUSPENDED: "warning",
    Standing.ROUTINE: "done",
    Standing.STOPPED: "failed",
    Standing.TERMINATED: "failed",
}


def _level(one: Technology) -> Words:
    claimed = LEVEL_NAMES.get(one.claimed_level, "")
    unproved = one.claimed_level and one.claimed_level != one.level
    return Words(LEVEL_NAMES[one.level], f"申报{claimed}，缺佐证" if unproved else "")


def _cases(one: Technology) -> Words:
    if one.cases is None:
        return Words("—", "")
    return Words(f"{one.cases}例", f"并发症{one.complications or 0}例")


def _standing(one: Technology) -> Mark:
    return Mark(STANDING_NAMES[one.standing], TONES[one.standing])


TECHNOLOGIES = Listing(
    code="procedures.technologies",
    title="新技术新项目",
    counted="项",
    note="您的职务有份办理、监管或者查看的。首例级别在市内以上的，有佐证才按申报的级别统计。",
    columns=(
        Column("title", "技术", value=lambda one: Words(one.title, one.steps), sort="title"),
        Column("unit", "科室", value="unit_name", sort="unit_name", tone="nowrap"),
        Column("class", "类别", value=lambda one: CLASS_NAMES.get(one.tech_class, "未核定")),
        Column("level", "级别", value=_level),
        Column("standing", "状态", value=_standing, tone="nowrap"),
        Column("applied_on", "申请", sort="applied_on", tone="nowrap"),
        Column("approved_on", "批准", value=lambda one: one.approved_on or "—", tone="nowrap"),
        Column("first_case_on", "首例", value=lambda one: one.first_case_on or "—", tone="nowrap"),
        Column("cases", "累计例数", value=_cases),
    ),
    filters=(
        Filter("q", "技术", apply=words("title")),
        Filter("unit", "科室", apply=words("unit_name")),
        Filter(
            "standing",
            "状态",
            Way.CHOICE,
            options=[(one.value, name) for one, name in STANDING_NAMES.items()],
            apply=chosen("standing"),
        ),
        Filter(
            "class",
            "类别",
            Way.CHOICE,
            options=list(CLASS_NAMES.items()),
            apply=chosen("tech_class"),
        ),
        Filter(
            "level", "级别", Way.CHOICE, options=list(LEVEL_NAMES.items()), apply=chosen("level")
        ),
        Filter("ended", "停止或终止", Way.YES_NO, apply=flagged("is_ended")),
        Filter("applied", "申请日期", Way.DAY, apply=in_days("applied_on")),
        Filter("approved", "批准日期", Way.DAY, apply=in_days("approved_on")),
        Filter("first", "首例日期", Way.DAY, apply=in_days("first_case_on")),
        years.choice_of_several(),
    ),
    order="-applied_on",
    key="proceeding",
    link=lambda one: reverse("proceeding", args=[one.proceeding]),
    empty=Empty("还没有新技术新项目", "由科主任发起，附科务会记录、党支部意见和资质材料。"),
)


@require_safe
def technologies(request: Request) -> HttpResponseBase:
    """The register, with figures that open to their lists."""
    rows = queries.technologies(request.rights, request.today)
    asked = years.asked_several(request)
    told = figures(rows, asked)
    year = "-".join(map(str, dict.fromkeys((asked[0], asked[-1]))))
    base = f"{reverse('technology-list')}?year={year}"
    span = f"_from={asked[0]}-01-01&{{0}}_to={asked[-1]}-12-31"

    def of(code: str) -> str:
        return f"{base}&{code}{span.format(code)}"

    tiles: list[tuple[str, int, str, str]] = [
        ("申报", told.applied, "项", of("applied")),
        ("批准", told.approved, "项", of("approved")),
        ("首例", told.first_cases, "项", of("first")),
        ("所批准的累计例数", told.cases, "例", of("approved")),
        ("所批准的已转常规", told.routine, "项", f"{of('approved')}&standing={Standing.ROUTINE}"),
        ("所批准的已停止", told.ended, "项", f"{of('approved')}&ended=1"),
    ]
    context: dict[str, Any] = {
        "tiles": [(*tile, "") for tile in tiles],
        "scope": scope(request, [PROCEDURE]),
        "starts": [Link("申请新技术", reverse("proceeding-start", args=[PROCEDURE]))]
        if may_start(request, PROCEDURE)
        else [],
        "levels": [(LEVEL_NAMES[code], number) for code, number in told.by_level.items()],
    }
    return lists.page(
        request, TECHNOLOGIES, rows, template="web/registers/page.html", context=context
    )
