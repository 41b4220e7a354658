"""正在办理的制度: versions on their way, with the step that each stands at."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.org import policy as rights_policy
from linghang.procedures import queries as proceedings
from linghang.texts import catalog, queries
from linghang.texts.definitions import ACTION_NAMES, Action
from linghang.texts.models import VERSION, Version
from linghang.web import lists
from linghang.web.access import require
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Way
from linghang.web.requests import Request


def _lines(request: Request, rows: list[Version]) -> list[Version]:
    """Each with where it stands, in a fixed number of queries."""
    found = proceedings.of_things(VERSION, [str(one.pk) for one in rows], request.today)
    for one in rows:
        readings = found.get(str(one.pk), [])
        steps = [step.title for step in readings[0].way.open()] if readings else []
        one.step = "、".join(steps)  # type: ignore[attr-defined]
        one.since = readings[0].proceeding.started_at if readings else None  # type: ignore[attr-defined]
    return rows


def _step(one: Any) -> Mark:
    return Mark(one.step or "—", "going" if one.step else "")


MAKING = Listing(
    code="policies.making",
    title="正在办理的制度",
    counted="项",
    note="主责部门、被征求意见的部门和有份办理的职务看得到；发布以后全院可查。",
    columns=(
        Column("title", "名称", sort="title"),
        Column("action", "性质", value=lambda one: ACTION_NAMES[Action(one.action)]),
        Column("category", "类别", value=lambda one: catalog.name(one.policy.category)),
        Column("owner", "主责部门", value="policy.owner.name", tone="nowrap"),
        Column("step", "现在的环节", value=_step),
        Column("major", "重要制度", value="is_major"),
        Column("since", "提出", value="since", tone="nowrap"),
    ),
    filters=(
        Filter("q", "名称", path="title"),
        Filter(
            "action",
            "性质",
            Way.CHOICE,
            path="action",
            options=[(one.value, name) for one, name in ACTION_NAMES.items()],
        ),
        Filter("owner", "主责部门", Way.UNIT, path="policy__owner__code"),
    ),
    order="title",
    lines=_lines,
    link=lambda one: reverse("policy-version", args=[one.pk]),
    empty=Empty(
        "没有正在办理的制度", "部门负责人可以在制度库里提出新制度，或者对现行制度提出修订。"
    ),
)


@require_safe
def making(request: Request) -> HttpResponseBase:
    """Those that the acting post may see."""
    require(rights_policy.may_read_policies(request.rights))
    rows = Version.objects.visible_to(request.rights, request.today).making()
    return lists.page(
        request,
        MAKING,
        rows.select_related("policy__owner"),
        template="web/policies/making.html",
        context={"may_propose": queries.is_head(request.rights)},
    )
