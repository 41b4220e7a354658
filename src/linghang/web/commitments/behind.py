"""The rows behind each figure of the dashboard, as of its day."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from linghang.commitments import reach
from linghang.commitments.counting import queries as counting
from linghang.commitments.counting.queries import Asked
from linghang.commitments.deeds import WHAT_NAMES
from linghang.commitments.definitions import Role
from linghang.commitments.models import Commitment, Produced
from linghang.commitments.spells.rules import COUNTED
from linghang.foundation.period import day_label
from linghang.web import lists
from linghang.web.commitments.figures import BY_NAMES, DEEDS, STANDINGS, When, called, when
from linghang.web.commitments.lines import lines
from linghang.web.commitments.reached import Plan, plan, story
from linghang.web.lists import Column, Empty, Filter, Listing
from linghang.web.requests import Request


@require_safe
def rows(request: Request, pk: int) -> HttpResponseBase:
    """The rows behind one figure as of a day (?what=&role=&line=&of=)."""
    found, at = plan(request, pk), when(request)
    what, role = request.GET.get("what", "total"), _role(request.GET.get("role", ""))
    asked = found.asked(known=at.known, role=role)
    source = _behind(found, at, asked, what, role)
    line, of = request.GET.get("line", ""), request.GET.get("of", "")
    if line in BY_NAMES:
        source = _of_line(source, at, asked, role, line, of)
    known = "，按当时所知" if at.known else ""
    listing = Listing(
        code="commitments.figure",
        title=f"{found.programme.title}：{_name(found, what)}",
        counted=(found.level_of(role) or found.task_level).counted,
        note=f"截至{day_label(at.on)}{known}。状态一栏是今天的。",
        columns=(
            Column("title", "名称", value="row.title"),
            Column("number", "序号", value="row.number", tone="nowrap", sort="path"),
            Column("standing", "今天的状态", tone="nowrap"),
            Column("due", "完成时限", tone="nowrap"),
            Column("unit", "责任部门"),
            Column("leader", "责任领导", tone="nowrap"),
        ),
        order="number",
        link=lambda one: one.url,
        lines=lambda _request, found_rows: lines(found, found_rows),
        empty=Empty("没有", "这个数当时是零。"),
    )
    back = f"{found.url('commitment-figures')}?{at.query()}"
    return lists.page(
        request,
        listing,
        source,
        template="web/commitments/list.html",
        context={"above": [*found.above, (found.dashboard, back)], "here": _name(found, what)},
    )


@require_safe
def made(request: Request, pk: int, code: str) -> HttpResponseBase:
    """What came of the commitments up to a day: the rows behind one yield."""
    found, at = plan(request, pk), when(request)
    declared = found.kind.by_yield.get(code)
    if declared is None:
        raise Http404
    asked = found.asked(known=at.known)
    source = counting.produced_rows(at.on, asked).filter(code=code)
    total = declared.told(counting.produced(at.on, asked).get(code, 0))
    names = reach.may_see_names(found.kind, request.rights)
    is_told = names or not declared.named
    listing = Listing(
        code="commitments.produced",
        title=f"{found.programme.title}：{declared.name}",
        counted="条",
        note=f"截至{day_label(at.on)}合计{total}。",
        columns=(
            Column("task", "任务", value=_task),
            Column("title", "名称", value=lambda one: one.title if is_told else ""),
            *((Column("names", "涉及人员"),) if names and declared.named else ()),
            Column("number", "数量", value=lambda one: declared.told(one.number), tone="nowrap"),
            Column("day", "日期", tone="nowrap", sort="day"),
            Column("unit", "责任部门", value="commitment.unit.name"),
            Column("person", "登记人", is_person=True),
        ),
        filters=(Filter("q", "任务", path=("commitment__number", "commitment__title")),),
        order="-day",
        link=lambda one: story(one.commitment_id),
        empty=Empty("没有", "这个数当时是零。"),
        names_people=names and declared.named,
    )
    back = f"{found.url('commitment-figures')}?{at.query()}"
    return lists.page(
        request,
        listing,
        source.select_related("commitment__unit"),
        template="web/commitments/list.html",
        context={"above": [*found.above, (found.dashboard, back)], "here": declared.name},
    )


def _task(one: Produced) -> str:
    return f"{one.commitment.number} {one.commitment.title}"


def _role(text: str) -> Role:
    return Role(text) if text in {one.value for one in Role} else Role.TASK


def _name(found: Plan, what: str) -> str:
    names = {
        **{state.value: word for state, word in called(found).items()},
        "total": "全部",
        "accepted": "已销号",
        "closing": "待验收",
        "overdue": "逾期",
    }
    return names.get(what) or (WHAT_NAMES[DEEDS[what]] if what in DEEDS else "全部")


def _behind(found: Plan, at: When, asked: Asked, what: str, role: Role) -> Any:
    if what == "overdue":
        return counting.overdue_rows(at.on, asked)
    if what in DEEDS:
        steps = counting.befallen(at.on, asked).filter(what=DEEDS[what].value)
        befell = Commitment.objects.filter(pk__in=steps.order_by().values("commitment"))
        return befell.filter(role=role.value).order_by("path")
    return counting.rows(at.on, asked, role=role, standings=STANDINGS.get(what, COUNTED))


def _of_line(source: Any, at: When, asked: Asked, role: Role, line: str, of: str) -> Any:
    """Of the rows those of one line, as they stood on the day."""
    if line == "heading":
        line = "top__number"
    held = counting.spans(at.on, asked, role).filter(**{line: of})
    return source.filter(pk__in=held.order_by().values("commitment"))
