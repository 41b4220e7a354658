"""One commitment as a story: what was promised, what was done about it, what stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from linghang.commitments import reach
from linghang.commitments.blocking import owed
from linghang.commitments.counting import weighing
from linghang.commitments.definitions import Role
from linghang.commitments.models import Commitment
from linghang.commitments.searched import KIND, scopes
from linghang.foundation.period import day_label
from linghang.ledgers import directory
from linghang.procedures.days import Day
from linghang.web import addresses, details, subjects
from linghang.web.commitments import possible, related, standing, versions
from linghang.web.commitments.lines import Line, share_says, told_facts, weight_says
from linghang.web.commitments.reached import Plan, one
from linghang.web.commitments.seen import Seen, seen_of
from linghang.web.commitments.timeline import happenings
from linghang.web.details import Facts
from linghang.web.lists import Link, Mark, cells
from linghang.web.lists.cells import Value
from linghang.web.requests import Request
from linghang.web.search import kinds

TITLES = {Role.FINDING: "反馈的问题", Role.GOAL: "目标要求", Role.HEADING: "内容"}


@require_safe
def commitment(request: Request, pk: int) -> HttpResponse:
    """The page of one commitment."""
    plan, row = one(request, pk)
    seen = seen_of(plan, row)
    names = directory.names(
        {*row.steps.values_list("person", flat=True), *row.notes.values_list("person", flat=True)}
    )
    now = standing.now(seen)
    return details.page(
        request,
        title=f"{row.number} {row.title}",
        subtitle=f"{plan.kind.name} · {seen.line.level}",
        above=[*plan.above, *_above(plan, row)],
        marks=_marks(seen),
        facts=[*_facts(seen)],
        ways=possible.ways(seen, now),
        related=related.of(seen),
        template="web/commitments/story.html",
        context={
            "row": row,
            "line": seen.line,
            "now": now,
            "happened": happenings(seen, names),
            "versions": versions.shown(seen),
        },
    )


def _above(plan: Plan, row: Commitment) -> list[tuple[str, str]]:
    """The nodes above it, as far as the post sees them."""
    paths = [row.path[:end] for end in range(5, len(row.path), 5)]
    if not paths:
        return []
    found = plan.rows().filter(path__in=paths).order_by("path")
    rows = found.values_list("pk", "number", "title")
    return [(f"{n} {t}", reverse("commitment", args=[pk])) for pk, n, t in rows]


def _marks(seen: Seen) -> list[Mark]:
    row, found = seen.row, []
    if row.role != Role.HEADING.value:
        found.append(seen.line.standing)
    light = seen.line.light_mark
    if isinstance(light, Mark):
        found.append(light)
    if row.needs_approval:
        found.append(Mark("需重新审定", "warning"))
    return found


def _promised(seen: Seen) -> list[tuple[str, Value]]:
    """What was promised: the words, the standard, the day, the target."""
    row, line = seen.row, seen.line
    promised: list[tuple[str, Value]] = []
    if row.text:
        promised.append((_text_name(row), _long(row.text)))
    if row.role == Role.TASK.value:
        promised.append(("完成标准", _long(row.standard)))
        promised += [("类型", line.type)] if line.type else []
        if row.first_due is not None:
            promised.append(("原定时限", day_label(row.first_due)))
        promised.append(("完成时限" if row.first_due is None else "现行时限", _due(line)))
    elif row.first_due or row.due_rule:
        promised.append(("完成时限", line.due_says))
    if line.target:
        promised.append(("目标值", line.target))
    promised += _weighed(row, seen.today)
    return [*promised, *told_facts(seen.line.row_level.fields, row.facts, seen.line.names)]


def _facts(seen: Seen) -> list[Facts]:
    row, line, promised = seen.row, seen.line, _promised(seen)
    who: list[tuple[str, Value]] = []
    if row.unit_id or row.leader or row.owner or line.helps:
        who = [("责任部门", line.unit), ("责任人", line.owner), ("责任领导", line.leader)]
        who += [("配合部门", line.helping)] if line.helps else []
        who += [("反馈周期", line.rhythm)] if row.role == Role.TASK.value else []
    if row.source_id and (url := subjects.address(row.source_type, row.source_id)):
        who.append(("来源", Link("查看来源", url)))
    title = TITLES.get(Role(row.role), "任务要求")
    groups = [Facts(title, promised)] if promised else []
    return [*groups, *([Facts("责任分工", who)] if who else [])]


def _weighed(row: Commitment, today: date) -> list[tuple[str, Value]]:
    """Its weight among its siblings, and how far it has come by those of what it consists of."""
    share = weighing.shares(row.programme, today, under=row.path).of.get(row.pk)
    weight = weight_says(row.weight) if row.weight is not None else ""
    told = (("权重", weight), ("按权重的进度", share_says(row, share)))
    return [(name, text) for name, text in told if text]


def _text_name(row: Commitment) -> str:
    return "问题表述" if row.role == Role.FINDING.value else "内容"


def _due(line: Line) -> Value:
    if not line.row.is_extended:
        return line.due_says
    return f"{day_label(line.row.due)}（已延期）" if line.row.due else line.due_says


def _long(text: str) -> Value:
    if not text:
        return None
    return SafeString(f'<span class="commitment-story">{cells.html(text)}</span>')


def _narrowed(waits: str) -> Callable[[str], str]:
    """The table of a programme with what waits so."""

    def leads(pk: str) -> str:
        return f"{reverse('commitment-table', args=[pk])}?waits={waits}"

    return leads


def _still(request: Request, keys: Collection[str]) -> Collection[str]:
    """Of the commitments those that the post sees today."""
    wanted = [int(key) for key in keys if key.isdigit()]
    known = Commitment.objects.filter(pk__in=wanted).order_by()
    plans = set(known.values_list("programme", flat=True))
    seen = reach.visible_to(request.rights, request.today, within=plans).filter(pk__in=wanted)
    return {str(pk) for pk in seen.order_by().values_list("pk", flat=True)}


subjects.register("commitments.commitment", "commitment")
subjects.register("commitments.programme", "commitment-board")
subjects.register(owed.OWN, _narrowed("mine"))
subjects.register(owed.HELPED, _narrowed("helped"))
subjects.register("commitments.days", "commitment-programme")
subjects.register("commitments.waiting", _narrowed("closing"))
subjects.register("commitments.extensions", _narrowed("extension"))
subjects.register("commitments.reviews", _narrowed("review"))
kinds.register(
    kinds.Kind(
        code=KIND,
        name="任务与整改",
        icon="desk",
        scopes=lambda request: scopes(request.rights, Day(request.today)),
        url=lambda key: addresses.of("commitment", key),
        still=_still,
        subject="commitments.commitment",
    )
)
