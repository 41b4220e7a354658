"""Approving a programme: what reads otherwise than it was approved, and on what decision that
rests; every approval so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse

from linghang.commitments.deeds import What
from linghang.commitments.models import Commitment, Programme, Step
from linghang.commitments.setting import approving, basis
from linghang.commitments.setting.basis import Cited
from linghang.commitments.versions import queries
from linghang.commitments.versions.queries import Revised
from linghang.foundation.period import day_label
from linghang.ledgers import directory
from linghang.web.commitments import bases, versions
from linghang.web.commitments.deeds import asks, long
from linghang.web.commitments.lines import told_facts
from linghang.web.commitments.reached import Plan, by, plan, story
from linghang.web.commitments.versions import Changed, Reader
from linghang.web.forms import Group, page
from linghang.web.lists import Link, Words, cells
from linghang.web.lists.cells import Value
from linghang.web.requests import Request

MOST, MOST_ITEMS = 50, 100
TOLD = (What.DAY_SET, What.CHANGED, What.VOIDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One commitment that waits. title: with its number. says: what the comparison does not."""

    title: str
    url: str
    says: str
    differences: Sequence[Changed]


@asks
def approve(request: Request, pk: int) -> HttpResponse:
    """Approve the programme as it reads now; never by who wrote it."""
    found = plan(request, pk)
    over = (Programme.Standing.ENDED, Programme.Standing.VOIDED)
    changed = found.programme.commitments.needing_approval().count()
    if not found.approves or found.programme.standing in over:
        raise Http404
    if not (found.kind.approval or changed or found.programme.needs_approval):
        raise Http404
    made = _fields(found)
    names = tuple(name for name in made if name != "text")

    def deed(given: dict[str, Any]) -> Programme:
        item = given.get("item") or None
        cited = Cited(
            item=int(item) if item else None, document=given["document"], title=given["title"]
        )
        return approving.approve(programme_id=pk, text=given["text"], cited=cited, **by(request))

    return page(
        request,
        type("ApproveForm", (forms.Form,), made),
        title=f"审定：{found.programme.title}",
        submit="审定",
        deed=deed,
        done="已审定并下达。",
        then=found.url(),
        cancel=found.url(),
        groups=(
            Group("", ("text",)),
            Group("依据", names, says=_why(found)),
        ),
        template="web/commitments/approve.html",
        context={
            "above": found.above,
            "here": "审定",
            "told": list(_told(found, changed)),
            "waiting": _waiting(found),
            "all": f"{found.url('commitment-table')}?waits=changed" if changed > MOST else "",
            "begins": _beginning(found) if found.programme.approved_on else [],
            "since": list(_since(found)),
        },
    )


def _fields(found: Plan) -> dict[str, Any]:
    request = found.request
    rows = basis.items(found.programme, request.rights, request.today)[:MOST_ITEMS]
    items = [(str(one.pk), f"{basis.meeting_says(one)}：{one.title}") for one in rows]
    made: dict[str, Any] = {
        "text": long("审定意见", rows=2, required=False, help="如：同意，按调整后的时间安排执行。")
    }
    if items:
        made["item"] = forms.ChoiceField(
            label="会议议题", required=False, choices=[("", "—"), *items]
        )
    return made | {
        "document": forms.CharField(label="或者：文号", required=False, max_length=60),
        "title": forms.CharField(label="文件名称", required=False, max_length=200),
    }


def _why(found: Plan) -> str:
    revision = found.kind.revision
    if revision is None or not found.programme.approved_hash:
        return "审定所依据的会议决定或文件，没有的不填。"
    return f"改动由{revision.name}决定：选会议议题，或写文号和文件名称。"


def _told(found: Plan, changed: int) -> Iterator[str]:
    rows = found.programme.commitments.exclude(standing="voided")
    levels = [
        f"{level.name}{rows.filter(level=level.code).count()}{level.counted}"
        for level in found.kind.levels
    ]
    yield f"共{'，'.join(levels)}。审定后未下达的即时下达给责任部门。"
    if changed:
        yield f"其中{changed}项在上次审定后改过。"
    elif found.programme.needs_approval:
        yield "上次审定以后，方案的日期、信息改过，或有事项作废。"
    elif found.programme.approved_on and not rows.filter(begun_on=None).exists():
        yield "上次审定以来没有改动，不用再审定。"


def _waiting(found: Plan) -> list[Waiting]:
    """What waits, each against what was approved last; the same queries for few and for many."""
    rows = list(found.rows().needing_approval().order_by("path")[:MOST])
    revised = queries.revised(rows)
    kept = [one for each in revised for one in (each.before, each.now) if one is not None]
    words = versions.reader(found, kept)
    return [_one(words, each) for each in revised]


def _one(words: Reader, one: Revised) -> Waiting:
    differences = words.changes(one.now, one.differences) if one.now else []
    says = ""
    if one.before is None:
        says = "上次审定时的内容没有保存，请打开看现在的内容。"
    elif not differences:
        says = "内容与上次审定的一样，销号以后佐证材料、反馈或成果有变化。"
    elif one.row.closed_hash:
        says = "已经销号，销号以后内容有修改。"
    return Waiting(
        title=f"{one.row.number} {one.row.title}",
        url=story(one.row),
        says=says,
        differences=differences,
    )


def _beginning(found: Plan) -> list[tuple[str, str]]:
    """(title, address) of what is added and begins with this approval."""
    rows = found.rows().filter(begun_on=None).exclude(standing="voided").order_by("path")
    return [
        (f"{number} {title}", story(pk))
        for pk, number, title in rows.values_list("pk", "number", "title")[:MOST]
    ]


def _since(found: Plan) -> Iterator[str]:
    """What else was done to the programme since it was approved last, in sentences; a query."""
    steps = approving.since_approval(found.programme).filter(
        what__in=[one.value for one in TOLD], programme__approved_on__isnull=False
    )
    for step in steps.select_related("commitment").order_by("pk"):
        if step.commitment is not None and step.what == What.VOIDED.value:
            row: Commitment = step.commitment
            yield f"{day_label(step.day)}作废{row.number} {row.title}：{step.text}"
        elif step.commitment is None and step.what == What.DAY_SET.value:
            yield f"{day_label(step.day)}{step.text}"
        elif step.commitment is None:
            facts = "；".join(_facts(found, step.changes.get("facts", {})))
            yield f"{day_label(step.day)}修改方案信息：{facts}（{step.text}）"


def _facts(found: Plan, changed: Mapping[str, Sequence[Any]]) -> Iterator[str]:
    """责任范围由…改为…, as a form calls them."""
    for one in found.kind.facts:
        if one.code in changed:
            old, new = (_fact([one], {one.code: value}) for value in changed[one.code])
            yield f"{one.name}由“{old}”改为“{new}”"


def _fact(declared: Sequence[Any], facts: Mapping[str, Any]) -> str:
    shown = told_facts(declared, facts)
    return cells.text(shown[0][1]) if shown else ""


def approvals(found: Plan) -> list[tuple[str, Value]]:
    """Every approval of the programme, the latest first: by whom, on what decision; four queries.

    The last one alone where it was approved before such steps were kept.
    """
    row = found.programme
    steps = list(row.steps.filter(what=What.APPROVED.value).order_by("-pk"))
    known = bases.told(found.request, steps)
    names = directory.names({row.approved_by, *(step.person for step in steps)})
    if not steps:
        day = day_label(row.approved_on) if row.approved_on else ""
        return [("审定", f"{day} {names.get(row.approved_by, row.approved_by)}".strip())]
    return [(day_label(step.day), _approval(step, names, known)) for step in steps]


def _approval(step: Step, names: Mapping[str, str], known: Mapping[str, bases.Told]) -> Value:
    rests_on = bases.of_step(step, known)
    says = f"{names.get(step.person, step.person)}审定" + (f"：{step.text}" if step.text else "")
    if rests_on is None:
        return says
    text = f"{says}　依据：{rests_on.text}"
    return Link(text, rests_on.url) if rests_on.url else Words(text)
