"""What belongs to a commitment: problems and measures, tasks below, files, results, reminders."""

from __future__ import annotations

from django.urls import reverse

from linghang.commitments import reach
from linghang.commitments.definitions import Role
from linghang.commitments.models import Commitment, Extension, Paper, Produced, Review
from linghang.commitments.reminding.queries import Fate, fates
from linghang.web.commitments import lines
from linghang.web.commitments.reached import story
from linghang.web.commitments.seen import Seen
from linghang.web.details import Related
from linghang.web.lists import Column, Link, Listing, Mark

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


def of(seen: Seen) -> list[Related]:
    """The lists of its page, those that would be empty only where something belongs in them."""
    row, found = seen.row, []
    if row.role == Role.TASK.value and seen.line.answers:
        found.append(Related(listing=PROBLEMS, rows=_seen(seen, seen.line.answers)))
    if row.role == Role.FINDING.value:
        rows = _seen(seen, seen.line.measures)
        found.append(Related(listing=MEASURES, rows=rows, says="还没有整改措施。"))
    children = list(seen.plan.rows().filter(parent=row).order_by("path"))
    shown = {one.pk for one in seen.line.measures}
    if below := [one for one in children if one.pk not in shown]:
        found.append(Related(listing=BELOW, rows=below))
    if row.role != Role.TASK.value:
        return found
    return [*found, *_of_task(seen)]


def _of_task(seen: Seen) -> list[Related]:
    row, found = seen.row, [_papers(seen)]
    if yields := list(row.yields.all()):
        found.append(Related(listing=_yields(seen), rows=yields))
    if extensions := list(row.extensions.all()):
        found.append(Related(listing=EXTENSIONS, rows=extensions))
    if reviews := list(row.reviews.all()):
        found.append(Related(listing=REVIEWS, rows=reviews, beside=True))
    if told := fates([row.pk]).get(row.pk):
        found.append(Related(listing=FATES, rows=told[:MOST_FATES]))
    return found


def _seen(seen: Seen, rows: object) -> list[Commitment]:
    """Of some commitments those that the post sees."""
    wanted = list(rows)  # type: ignore[call-overload]
    known = seen.plan.rows().filter(pk__in=[one.pk for one in wanted])
    pks = set(known.values_list("pk", flat=True))
    return [one for one in wanted if one.pk in pks]


def _papers(seen: Seen) -> Related:
    row = seen.row
    listing = Listing(
        code="commitments.papers",
        title="佐证材料",
        counted="份",
        columns=(
            Column(
                "name",
                "材料",
                value=lambda one: Link(one.name, _paper_url(row.pk, one)),
            ),
            Column("happened_on", "发生日期", tone="nowrap"),
            Column("added_by", "上传人", is_person=True),
            Column("state", "情况", value=_paper_state),
        ),
    )
    says = "还没有佐证材料。申请销号要有反馈日期以后形成的材料。"
    return Related(listing=listing, rows=list(row.papers.select_related("evidence")), says=says)


def _paper_url(pk: int, paper: Paper) -> str:
    return reverse("commitment-paper", args=[pk, paper.pk])


def _paper_state(paper: Paper) -> Mark | None:
    return Mark(f"{paper.removed_on}撤下") if paper.removed_on else None


def _yields(seen: Seen) -> Listing:
    kind, may = seen.plan.kind, reach.may_see_names(seen.plan.kind, seen.plan.request.rights)

    def amount(one: Produced) -> str:
        declared = kind.by_yield.get(one.code)
        if declared is None:
            return str(one.number)
        if declared.money:
            return f"{one.number / 100:,.2f}元"
        return f"{one.number}{declared.counted}"

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
            Column("voided", "情况", value=lambda one: Mark("已作废") if one.voided_on else None),
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
        Column("days", "时限", value=lambda one: f"{one.from_due} → {one.to_due}"),
        Column("reason", "理由"),
        Column("asked_by", "申请人", is_person=True),
        Column("result", "结果", value=_granted),
        Column("decided_by", "审批人", is_person=True),
        Column("answer", "意见"),
    ),
)


def _review(one: Review) -> Mark:
    if one.done_on is None:
        return Mark("未到期或未登记")
    return Mark(one.get_result_display(), "failed" if one.result == "rebound" else "done")


REVIEWS = Listing(
    code="commitments.reviews",
    title="回头看",
    counted="次",
    columns=(
        Column("planned_on", "计划日期", tone="nowrap"),
        Column("result", "结果", value=_review),
        Column("done_on", "日期", tone="nowrap"),
        Column("text", "情况"),
    ),
)


def _fate(one: Fate) -> str:
    ways = "、".join(f"{channel}{state}" for channel, state in one.ways)
    up = f"，上报{'、'.join(one.escalated_to)}" if one.escalated_to else ""
    return f"{one.says}{up}{f'（{ways}）' if ways else ''}"


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
