"""What belongs to a commitment: problems and measures, tasks below, files, results, reminders."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString

from linghang.commitments import reach, searched
from linghang.commitments.definitions import Role
from linghang.commitments.models import (
    Commitment,
    Extension,
    Observation,
    Paper,
    Produced,
    Review,
)
from linghang.commitments.reminding.queries import Fate, fates
from linghang.commitments.targets import rules as targets
from linghang.commitments.targets.services import PAPER
from linghang.ledgers import directory
from linghang.web import subjects
from linghang.web.commitments import lines
from linghang.web.commitments.deeds import is_reporting
from linghang.web.commitments.mending import may_take_off
from linghang.web.commitments.reached import story
from linghang.web.commitments.seen import Seen
from linghang.web.details import Related
from linghang.web.lists import Column, Link, Listing, Mark, cells
from linghang.web.lists.cells import Value

MOST_FATES = 30


def _link(one: Commitment) -> Link:
    return Link(f"{one.number} {one.title}", story(one.pk))


def _tree(code: str, title: str) -> Listing:
    return Listing(
        code=code,
        title=title,
        counted="项",
        columns=(
            Column("title", "名称", value=_link),
            Column("due", "时限", tone="nowrap"),
            Column("standing", "状态", value=lambda one: lines.standing(one.standing)),
        ),
    )


PROBLEMS = _tree("commitments.problems_of", "对应的问题")
MEASURES = _tree("commitments.measures_of", "整改措施")
BELOW = _tree("commitments.below", "分解")
SIMILAR = Listing(
    code="commitments.similar",
    title="以往类似问题",
    counted="个",
    columns=(
        Column("title", "问题", value=_link),
        Column("programme", "方案", value="programme.title"),
        Column("begun_on", "下达", tone="nowrap"),
        Column("standing", "状态", value=lambda one: lines.standing(one.standing)),
    ),
)


def of(seen: Seen) -> list[Related]:
    """The lists of its page, those that would be empty only where something belongs in them."""
    row, found = seen.row, []
    if row.role == Role.TASK.value and seen.line.answers:
        found.append(Related(listing=PROBLEMS, rows=_seen(seen, seen.line.answers)))
    if row.role == Role.FINDING.value:
        rows = _seen(seen, seen.line.measures)
        found.append(Related(listing=MEASURES, rows=rows, says="还没有整改措施。"))
        if alike := searched.similar(row, seen.plan.request.rights, seen.today):
            found.append(Related(listing=SIMILAR, rows=alike))
    children = list(seen.plan.rows().filter(parent=row).order_by("path"))
    shown = {one.pk for one in seen.line.measures}
    if below := [one for one in children if one.pk not in shown]:
        found.append(Related(listing=BELOW, rows=below))
    if row.target and (observed := list(row.observations.order_by("-day", "-pk"))):
        found.append(Related(listing=_observations(seen, observed), rows=observed))
    is_task = row.role == Role.TASK.value
    papers = list(row.papers.select_related("evidence")) if is_task or row.target else []
    if papers or is_task:
        found.append(_papers(seen, papers))
    return [*found, *_of_task(seen)] if is_task else found


def _of_task(seen: Seen) -> list[Related]:
    row, found = seen.row, []
    if yields := list(row.yields.all()):
        found.append(Related(listing=_yields(seen, yields), rows=yields))
    if extensions := list(row.extensions.all()):
        found.append(Related(listing=EXTENSIONS, rows=extensions))
    if reviews := list(row.reviews.all()):
        found.append(Related(listing=REVIEWS, rows=reviews))
    if told := fates([row.pk]).get(row.pk):
        found.append(Related(listing=FATES, rows=told[:MOST_FATES]))
    return found


def _seen(seen: Seen, rows: object) -> list[Commitment]:
    """Of some commitments those that the post sees."""
    wanted = list(rows)  # type: ignore[call-overload]
    known = seen.plan.rows().filter(pk__in=[one.pk for one in wanted])
    pks = set(known.values_list("pk", flat=True))
    return [one for one in wanted if one.pk in pks]


def _struck(value: Value) -> SafeString:
    """What was taken back, as it was."""
    return SafeString(f"<del>{cells.html(value)}</del>")


def _back(day: object, deed: str, by: str, because: str) -> SafeString:
    """When, by whom and why something was taken back."""
    why = f"：{escape(because)}" if because else ""
    return SafeString(f'<span class="mark">{day}{deed}</span> {escape(by)}{why}')


def _observations(seen: Seen, rows: Sequence[Observation]) -> Listing:
    aim = targets.target(seen.row.target)
    unit = aim.unit if aim else ""
    files = {str(one.pk): one for one in seen.row.papers.all()}
    first = {one.day: one.pk for one in reversed(rows)}  # of a day the last one holds

    def shown(one: Observation) -> Value:
        text = one.text or targets.Seen(value=one.value).shown(unit)
        return text if first[one.day] == one.pk else _struck(text)

    def basis(one: Observation) -> Value:
        file = files.get(one.about_id) if one.about_type == PAPER else None
        if file is not None:
            link = Link(file.name, _paper_url(seen.row.pk, file))
            return _struck(link) if file.removed_on else link
        url = subjects.address(one.about_type, one.about_id) if one.about_id else ""
        return Link("查看记录", url) if url else None

    return Listing(
        code="commitments.observations",
        title="目标现值",
        counted="次",
        columns=(
            Column("value", "现值", value=shown),
            Column("day", "截至", tone="nowrap"),
            Column("basis", "依据", value=basis),
            Column("person", "登记人", is_person=True, tone="nowrap"),
            Column("known_on", "登记日期", tone="nowrap"),
        ),
    )


def _papers(seen: Seen, rows: list[Paper]) -> Related:
    row, may = seen.row, may_take_off(seen)
    names = directory.names({one.removed_by for one in rows if one.removed_by})

    def name(one: Paper) -> Value:
        link = Link(one.name, _paper_url(row.pk, one))
        return _struck(link) if one.removed_on else link

    def state(one: Paper) -> Value:
        if one.removed_on:
            by = names.get(one.removed_by, one.removed_by)
            return _back(one.removed_on, "撤下", by, one.removed_because)
        url = reverse("commitment-paper-take-off", args=[row.pk, one.pk])
        return Link("撤下", url) if may else None

    listing = Listing(
        code="commitments.papers",
        title="佐证材料",
        counted="份",
        columns=(
            Column("name", "材料", value=name),
            Column("happened_on", "发生日期", tone="nowrap"),
            Column("added_by", "上传人", is_person=True, tone="nowrap"),
            Column("state", "情况", value=state),
        ),
    )
    says = "还没有佐证材料。申请销号要有反馈日期以后形成的材料。"
    return Related(listing=listing, rows=rows, says=says)


def _paper_url(pk: int, paper: Paper) -> str:
    return reverse("commitment-paper", args=[pk, paper.pk])


def _yields(seen: Seen, rows: Sequence[Produced]) -> Listing:
    people = directory.names({one.voided_by for one in rows if one.voided_by})
    kind, may = seen.plan.kind, reach.may_see_names(seen.plan.kind, seen.plan.request.rights)

    def amount(one: Produced) -> Value:
        declared = kind.by_yield.get(one.code)
        told = declared.told(one.number) if declared else str(one.number)
        return _struck(told) if one.voided_on else told

    def state(one: Produced) -> Value:
        if one.voided_on:
            by = people.get(one.voided_by, one.voided_by)
            return _back(one.voided_on, "作废", by, one.voided_because)
        url = reverse("commitment-yield-void", args=[seen.row.pk, one.pk])
        return Link("作废", url) if is_reporting(seen) and one.code in kind.by_yield else None

    def name(one: Produced) -> str:
        declared = kind.by_yield.get(one.code)
        is_named = declared is not None and declared.named
        return one.title if may or not is_named else ""

    names = (Column("names", "涉及人员"),) if may else ()
    return Listing(
        code="commitments.yields",
        title="成果",
        counted="项",
        columns=(
            Column("code", "类别", value=lambda one: _yield_name(seen, one)),
            Column("number", "数量", value=amount, tone="nowrap"),
            Column("title", "名称", value=name),
            *names,
            Column("day", "日期", tone="nowrap"),
            Column("person", "登记人", is_person=True, tone="nowrap"),
            Column("voided", "情况", value=state),
        ),
    )


def _yield_name(seen: Seen, one: Produced) -> str:
    declared = seen.plan.kind.by_yield.get(one.code)
    return declared.name if declared else one.code


def _granted(one: Extension) -> Mark:
    if one.is_granted is None:
        return Mark("待审批", "warning")
    return Mark("同意", "done") if one.is_granted else Mark("不同意", "failed")


EXTENSIONS = Listing(
    code="commitments.extensions",
    title="延期",
    counted="次",
    columns=(
        Column("days", "时限", value=lambda one: f"{one.from_due} → {one.to_due}", tone="nowrap"),
        Column("reason", "理由"),
        Column("asked_by", "申请人", is_person=True, tone="nowrap"),
        Column("result", "结果", value=_granted),
        Column("decided_by", "审批人", is_person=True, tone="nowrap"),
        Column("answer", "意见"),
    ),
)


def _review(one: Review) -> Mark:
    if one.done_on is None:
        return Mark("待办理")
    return Mark(one.get_result_display(), "failed" if one.result == "rebound" else "done")


def _planned(one: Review) -> str:
    """The day planned; where it was put off, also the first one, and why."""
    first = one.first_planned_on
    moved = f"（原定{first}，{one.moved_because}）" if first and first != one.planned_on else ""
    return f"{one.planned_on}{moved}"


REVIEWS = Listing(
    code="commitments.reviews",
    title="回头看",
    counted="次",
    columns=(
        Column("planned_on", "计划日期", value=_planned),
        Column("result", "结果", value=_review),
        Column("done_on", "日期", tone="nowrap"),
        Column("person", "办理人", is_person=True, tone="nowrap"),
        Column("text", "情况"),
    ),
)


def _fate(one: Fate) -> str:
    up = f"，上报{'、'.join(one.escalated_to)}" if one.escalated_to else ""
    ways = channels(one)
    return f"{one.says}{up}{f'（{ways}）' if ways else ''}"


def channels(one: Fate) -> str:
    """How it went on each channel."""
    return "、".join(f"{channel}{state}" for channel, state in one.ways)


FATES = Listing(
    code="commitments.fates",
    title="提醒送达",
    counted="条",
    columns=(
        Column("title", "通知"),
        Column("person", "收件人", tone="nowrap"),
        Column("told_at", "发出", tone="nowrap"),
        Column("fate", "情况", value=_fate),
    ),
)
