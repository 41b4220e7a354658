"""The table of a programme and its three lists, as listings made out of what its kind declares."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from linghang.commitments.blocking import owed
from linghang.commitments.definitions import Role
from linghang.commitments.due.rules import Light
from linghang.commitments.models import Extension, Review, Step
from linghang.commitments.progress.rules import KIND_NAMES
from linghang.commitments.reminding.services import is_report_missing
from linghang.commitments.spells.rules import ACCEPTED, COUNTED, STANDING_NAMES, Standing
from linghang.commitments.writing.rules import shown_facts
from linghang.foundation.fields.definitions import Field as Declared
from linghang.web.commitments.lines import Line, light_of, lines, outward
from linghang.web.commitments.reached import Plan
from linghang.web.lists import Column, Empty, Filter, Listing, Way

PROBLEMS, TASKS, DUTIES, GOALS = "problems", "tasks", "duties", "goals"
WAITS = (
    ("mine", "要我办的"),
    ("helped", "要我协助的"),
    ("total", "已下达的任务"),
    ("accepted", "已销号的任务"),
    ("late", "逾期"),
    ("soon", "14日内到期"),
    ("silent", "没有按期反馈"),
    ("returned", "被退回"),
    ("closing", "待验收"),
    ("extension", "申请延期待审批"),
    ("review", "到期回头看"),
    ("changed", "需重新审定"),
    ("extended", "延期过"),
    ("reopened", "反弹过"),
)
LIGHTS = (("red", "逾期"), ("amber", "临期或滞后"), ("green", "正常"))
SOON = 14


def lists_of(plan: Plan) -> dict[str, str]:
    """Code → name of the lists that a programme has: 问题清单, 任务清单, 责任清单.

    What measures of problems are judged by stands beside them and is no list of its own.
    """
    found = {}
    if plan.level_of(Role.FINDING):
        found[PROBLEMS] = "问题清单"
    elif plan.level_of(Role.GOAL):
        found[GOALS] = "目标清单"
    return {**found, TASKS: "任务清单", DUTIES: "责任清单"}


def of_light(plan: Plan) -> Callable[[Any, str, Any], Any]:
    """Narrows to the tasks under a light; one query more that reads four columns."""

    def apply(source: Any, value: str, _request: Any) -> Any:
        columns = ("pk", "role", "standing", "due", "begun_on", "since", "percent")
        rows = plan.rows().tasks().under_way().only(*columns, "programme")
        wanted = Light(value)
        return source.filter(pk__in=[row.pk for row in rows if light_of(plan, row) is wanted])

    return apply


def of_waiting(plan: Plan) -> Callable[[Any, str, Any], Any]:
    """Narrows to what waits for something."""

    def apply(source: Any, value: str, _request: Any) -> Any:
        return waiting(plan, source, value)

    return apply


def waiting(plan: Plan, source: Any, value: str) -> Any:
    """The rows of the source that wait for something. value: a code of WAITS."""
    return _WAITING[value](plan, source)


def _late(plan: Plan, source: Any) -> Any:
    return source.overdue(plan.request.today)


def _soon(plan: Plan, source: Any) -> Any:
    today = plan.request.today
    until = today + timedelta(days=SOON)
    return source.tasks().under_way().filter(due__gte=today, due__lte=until)


def _silent(plan: Plan, source: Any) -> Any:
    rows = plan.rows().tasks().under_way().exclude(rhythm="")
    today = plan.request.today
    return source.filter(pk__in=[row.pk for row in rows if is_report_missing(row, today)])


def _returned(_plan: Plan, source: Any) -> Any:
    return source.under_way().exclude(standing="closing").filter(proceeding__isnull=False)


def _closing(_plan: Plan, source: Any) -> Any:
    return source.filter(standing="closing")


def _extension(_plan: Plan, source: Any) -> Any:
    asked = Extension.objects.filter(decided_on=None)
    return source.filter(pk__in=asked.values("commitment"))


def _review(plan: Plan, source: Any) -> Any:
    until = plan.request.today + timedelta(days=plan.amber_days)
    planned = Review.objects.filter(done_on=None, planned_on__lte=until)
    return source.filter(pk__in=planned.values("commitment")).exclude(standing="voided")


def _changed(_plan: Plan, source: Any) -> Any:
    return source.needing_approval()


def _owed(*, own: bool) -> Callable[[Plan, Any], Any]:
    """Just what the workbench counts for the acting post."""

    def apply(plan: Plan, source: Any) -> Any:
        found = owed.owed(plan.request.rights, plan.day, plan.programme.pk)
        return source.filter(pk__in=[one.row.pk for one in found if one.is_own is own])

    return apply


def _befell(what: str) -> Callable[[Plan, Any], Any]:
    def apply(plan: Plan, source: Any) -> Any:
        steps = Step.objects.filter(programme=plan.programme, what=what)
        return source.filter(pk__in=steps.values("commitment"))

    return apply


def _standing(standings: Iterable[Standing]) -> Callable[[Plan, Any], Any]:
    return lambda _plan, source: source.tasks().filter(standing__in=[s.value for s in standings])


_WAITING: dict[str, Callable[[Plan, Any], Any]] = {
    "mine": _owed(own=True),
    "helped": _owed(own=False),
    "total": _standing(COUNTED),
    "accepted": _standing(ACCEPTED),
    "late": _late,
    "soon": _soon,
    "silent": _silent,
    "returned": _returned,
    "closing": _closing,
    "extension": _extension,
    "review": _review,
    "changed": _changed,
    "extended": _befell("extended"),
    "reopened": _befell("reopened"),
}


def _filters(plan: Plan, *, outside: bool = False) -> tuple[Filter, ...]:
    """outside: how things stand is told in the words for others, as in the lists."""
    levels = [(one.code, one.name) for one in plan.kind.levels]
    types = [(one.value, name) for one, name in KIND_NAMES.items()]
    standings = [
        (one.value, outward(plan, one.value, here=True) if outside else name)
        for one, name in STANDING_NAMES.items()
    ]
    return (
        Filter("q", "序号或文字", path=("number", "title", "text", "standard")),
        Filter("level", "层级", Way.CHOICE, path="level", options=levels),
        Filter("standing", "状态", Way.CHOICE, path="standing", options=standings),
        Filter("light", "预警", Way.CHOICE, options=LIGHTS, apply=of_light(plan)),
        Filter("waits", "情况", Way.CHOICE, options=WAITS, apply=of_waiting(plan)),
        Filter("unit", "责任部门", Way.UNIT, path="unit__code"),
        Filter("helps", "配合部门", Way.UNIT, path="helps__unit__code"),
        Filter("leader", "责任领导", Way.PERSON, path="leader"),
        Filter("owner", "责任人", Way.PERSON, path="owner"),
        Filter("type", "类型", Way.CHOICE, path="type", options=types),
        Filter("due", "完成时限", Way.DAY, path="due"),
    )


# In a file the number comes first, as in every 台账; on the page the title does, which is the link.
NUMBER = Column("number", "序号", value="row.number", sort="path", tone="nowrap", only="page")
FIRST = Column("number_first", "序号", value="row.number", only="file")


def table_of(plan: Plan) -> Listing:
    """Everything of the programme, one line each."""
    return Listing(
        code="commitments.table",
        title=plan.programme.title,
        counted="项",
        columns=(
            FIRST,
            Column("title", "名称", value="row.title"),
            NUMBER,
            Column("level", "层级", tone="nowrap"),
            Column("standing", "状态", value="stands", tone="nowrap", sort="standing"),
            Column("light", "预警", value="light_mark"),
            Column("due", "完成时限", sort="due"),
            Column("first_due", "原定时限", only="file"),
            Column("unit", "责任部门", sort="unit__name"),
            Column("leader", "责任领导", tone="nowrap"),
            Column("owner", "责任人", tone="nowrap", only="file"),
            Column("type", "类型", tone="nowrap", only="file"),
            Column("percent", "进度", tone="number", only="file"),
            Column("reported", "最近反馈", value="row.reported_on", only="file"),
            Column("weight", "权重", value="row.weight", only="file", decimals=2),
            Column("helping", "配合部门", only="file"),
            Column("standard", "完成标准", value="row.standard", only="file"),
            Column("text", "内容", value="row.text", only="file"),
        ),
        filters=_filters(plan),
        order="number",
        link=lambda line: line.url,
        lines=lambda _request, rows: lines(plan, rows),
        empty=Empty("还没有列入内容", "牵头部门逐项列入，审定后下达。"),
    )


def list_of(plan: Plan, which: str) -> Listing:
    """One of the three lists in its usual columns. Raises KeyError for one it does not have."""
    title = f"{plan.programme.title}{lists_of(plan)[which]}"
    columns = {PROBLEMS: _problems, GOALS: _goals, TASKS: _tasks, DUTIES: _duties}[which](plan)
    return Listing(
        code=f"commitments.{which}",
        title=title,
        counted="项",
        columns=columns,
        filters=_filters(plan, outside=True),
        order="number",
        link=lambda line: line.url,
        lines=lambda _request, rows: lines(plan, rows, reports=True),
        per_page=100,
        empty=Empty("清单里还没有内容", "牵头部门列入并审定后，这里按台账的样子列出。"),
    )


def source_of(plan: Plan, which: str) -> Any:
    """What stands in a list: neither planned nor voided, unless the programme is a draft."""
    role = {PROBLEMS: Role.FINDING, GOALS: Role.GOAL}.get(which, Role.TASK)
    rows = plan.rows().filter(role=role.value).exclude(standing="voided")
    if plan.programme.standing != "draft":
        rows = rows.exclude(standing="planned")
    return rows


# On paper there is room for less: lists refer to each other by number, and what was first promised
# or stands in the way stands below what it belongs to.
ON_PAPER = {
    "due": Column("due", "完成时限"),
    "problems": Column("problems", "对应问题", value="problem_numbers"),
    "answered": Column("answered", "整改措施", value="measure_numbers"),
    "progress": Column("progress", "进展和困难", value="progress_told"),
}
NOT_ON_PAPER = ("first_due", "difficulties")


def on_paper(listing: Listing) -> tuple[Column, ...]:
    """The columns of a list on paper: what a file holds, in fewer."""
    kept = (one for one in listing.in_file() if one.code not in NOT_ON_PAPER)
    return tuple(ON_PAPER.get(one.code, one) for one in kept)


def _told(title: str) -> tuple[Column, ...]:
    """How it stands in the words of the programme, as the public notice says it."""
    return (
        Column("standing", title, value="told_here", only="page"),
        Column("told", title, only="file"),
    )


def _problems(plan: Plan) -> tuple[Column, ...]:
    level = plan.level_of(Role.FINDING)
    assert level is not None
    return (
        FIRST,
        Column("title", level.name, value="row.title", tone="title"),
        NUMBER,
        Column("heading", "方面"),
        Column("text", "问题表述", value="row.text", only="file"),
        *_facts(plan, level.code),
        Column("answered", "整改措施"),
        Column("leader", "责任领导", value=lambda one: one.of_measures("leader")),
        Column("unit", "责任部门", value=lambda one: one.of_measures("unit_id")),
        *_told("整改状态"),
        Column("since", "状态日期", value="row.since", tone="nowrap", only="file"),
    )


def _goals(plan: Plan) -> tuple[Column, ...]:
    level = plan.level_of(Role.GOAL)
    assert level is not None
    return (
        FIRST,
        Column("title", level.name, value="row.title", tone="title"),
        NUMBER,
        Column("target", "目标值和现值"),
        Column("due", "完成时限", tone="nowrap", sort="due"),
        Column("unit", "责任部门"),
        Column("leader", "责任领导", tone="nowrap"),
        *_told("状态"),
        Column("text", "内容", value="row.text", only="file"),
        *_facts(plan, level.code),
    )


def _tasks(plan: Plan) -> tuple[Column, ...]:
    level = plan.task_level
    problems = (Column("problems", "对应问题", only="file"),) if plan.kind.finds else ()
    return (
        FIRST,
        Column("title", level.name, value="row.title", tone="title"),
        NUMBER,
        *problems,
        Column("type", "类型", tone="nowrap"),
        Column("standard", "完成标准", value="row.standard", only="file"),
        Column("first_due", "原定时限", tone="nowrap", only="file"),
        Column("due", "现行时限", value="row.due", only="file"),
        Column("due_says", "完成时限", value="due", sort="due", tone="name", only="page"),
        Column("unit", "责任部门"),
        Column("progress", "进展情况"),
        Column("difficulties", "存在困难", only="file"),
        Column("papers", "佐证材料", tone="number"),
        *_told("状态"),
        Column("light", "预警", value="light_mark"),
        *_facts(plan, level.code),
    )


def _duties(plan: Plan) -> tuple[Column, ...]:
    return (
        FIRST,
        Column("title", plan.task_level.name, value="row.title", tone="title"),
        NUMBER,
        Column("leader", "责任领导", tone="nowrap", sort="leader"),
        Column("unit", "责任部门", sort="unit__name"),
        Column("owner", "责任人", tone="nowrap"),
        Column("helping", "配合部门"),
        Column("due", "完成时限", tone="nowrap", sort="due"),
        Column("rhythm", "反馈周期", tone="nowrap"),
        *_told("状态"),
    )


def _facts(plan: Plan, level: str) -> tuple[Column, ...]:
    return tuple(fact_column(one, only="file") for one in plan.kind.by_level[level].fields)


def fact_column(declared: Declared, *, only: str = "") -> Column:
    """What a level declares besides, as a column."""

    def read(line: Line) -> str:
        told = shown_facts([declared], line.row.facts, line.names)
        return told[0][1] if told else ""

    return Column(f"fact_{declared.code}", declared.name, value=read, only=only)
