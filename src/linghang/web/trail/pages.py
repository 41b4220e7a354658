"""The trail as lists and entry by entry, and its way out as a file: for a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.http import Http404
from django.http.response import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from linghang.foundation import clock
from linghang.foundation.access import Decision, deny
from linghang.foundation.errors import Refused
from linghang.foundation.trail import exporting, reading, subjects
from linghang.foundation.trail.models import Entry
from linghang.foundation.trail.reading import Reading
from linghang.org import policy
from linghang.org.rules import Rights
from linghang.web import addresses, details, lists
from linghang.web import subjects as places
from linghang.web.access import require
from linghang.web.details import Facts, Way
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Words, taking
from linghang.web.lists import Way as By
from linghang.web.lists.asked import FORMATS, Asked
from linghang.web.requests import Request
from linghang.web.search import kinds
from linghang.web.trail import words
from linghang.web.trail.words import Line

RECENT = timedelta(days=92)


def _containing(source: Reading, text: str, request: Request) -> Reading:
    """Without days only the last three months: reading every word of years takes too long."""
    days = request.GET.get("at_from") or request.GET.get("at_to")
    if not days:
        source = source.filter(at__gte=clock.now() - RECENT)
    return source.filter(reading.containing(text))


def _only_with_reason(rights: Rights) -> Decision:
    """The list's own way out asks for no reason, so it is shut."""
    return deny("导出留痕要写明理由，请用列表上方的“导出”", who_can=rights.title)


COLUMNS = (
    Column("at", "时间", sort="at", tone="nowrap"),
    Column("says", "经过"),
    Column("subject", "对象", value=lambda one: Words(one.subject, one.subject_id), tone="nowrap"),
    Column("sealed", "封存", value=lambda one: _sealed(one), tone="nowrap"),
    Column("number", "编号", value=lambda one: str(one.pk), only="file"),
    Column("actor", "办理人", only="file"),
    Column("person", "工号", only="file"),
    Column("action", "事项编码", only="file"),
    Column("digest", "摘要", only="file"),
)
PERSON = Filter("person", "办理人", By.PERSON, path="person")
DAYS = Filter("at", "日期", By.INSTANT, path="at")
WORD = Filter("word", "内容（默认近三个月）", apply=_containing)
ENTRIES = Listing(
    code="trail.entries",
    title="留痕",
    note="谁、以什么职务、在什么时候、对什么办了什么。每条都封存成链，事后改动会显出来。",
    columns=COLUMNS,
    filters=(
        PERSON,
        DAYS,
        Filter("action", "事项", By.CHOICE, path="action", options=lambda _request: words.deeds()),
        Filter(
            "type",
            "对象类别",
            By.CHOICE,
            path="subject_type",
            options=lambda _request: words.things(),
        ),
        Filter(
            "number", "对象编号", apply=lambda rows, text, _request: rows.filter(subject_id=text)
        ),
        WORD,
    ),
    order="-at",
    link=lambda line: addresses.of("trail-entry", line.pk),
    lines=words.lines,
    may_export=_only_with_reason,
    empty=Empty("还没有留痕", "每办一件事都会自动留下一条，不需要登记。"),
)
PRIVACY = replace(
    ENTRIES,
    code="trail.privacy",
    title="隐私审查",
    note="谁看了完整的个人信息或病例，谁把数据导出成文件，谁被拒绝。逐条写有理由和条件，供定期审查。",
    filters=(
        Filter(
            "kind",
            "审查什么",
            By.CHOICE,
            options=tuple((code, title) for code, (title, _) in words.WATCHED.items()),
            apply=lambda rows, kind, _request: rows.filter(action__in=words.watched(kind)),
        ),
        PERSON,
        DAYS,
        WORD,
    ),
    empty=Empty(
        "还没有这类留痕", "查看完整个人信息、打开病例、导出文件和被拒绝时，都会自动列在这里。"
    ),
)


def _sealed(line: Line) -> Words | Mark:
    if line.sealed is None:
        return Mark("待封", "going")
    return Words("已封存", f"第{line.sealed}号")


@require_http_methods(["GET", "HEAD", "POST"])
def entries(request: Request) -> HttpResponseBase:
    """The whole trail; POST takes what the conditions show out as a file, for a reason."""
    return _page(request, ENTRIES, reading.entries(), "web/trail/entries.html")


@require_http_methods(["GET", "HEAD", "POST"])
def privacy(request: Request) -> HttpResponseBase:
    """Who looked at personal values in full, who took files out, who was denied."""
    source = reading.entries().filter(action__in=words.watched())
    return _page(request, PRIVACY, source, "web/trail/privacy.html")


def _page(request: Request, listing: Listing, source: Reading, template: str) -> HttpResponseBase:
    require(policy.may_read_trail(request.rights))
    may_export = policy.may_export_trail(request.rights)
    if request.method != "POST":
        may = {"may_export": bool(may_export)}
        return lists.page(request, listing, source, template=template, context=may)
    require(may_export)
    try:
        return _file(request, listing, source)
    except Refused as refusal:
        shown = lists.shown(request, listing, source, refusal=str(refusal))
        context: dict[str, object] = {"may_export": True, "reason": request.POST.get("reason", "")}
        return lists.answer(request, shown, template=template, context=context, status=422)


def _file(request: Request, listing: Listing, source: Reading) -> HttpResponseBase:
    """The file; raises Refused without a reason, and for more rows than a file may hold."""
    reason, form = request.POST.get("reason", ""), request.POST.get("format", "")
    exporting.check_reason(reason)
    asked = replace(Asked.of(request, listing), format=form if form in FORMATS else FORMATS[0])
    response = taking.answer(request, asked, source)
    exporting.tell(
        rows=asked.narrowed(source, request).count(),
        format=asked.format,
        reason=reason,
        actor=request.actor,
        at=clock.now(),
    )
    return response


@require_safe
def entry(request: Request, entry_id: int) -> HttpResponse:
    """One entry: what it says, what it holds, its seal, and the whole history of its subject."""
    require(policy.may_read_trail(request.rights))
    found = Entry.objects.select_related("seal").filter(pk=entry_id).first()
    if found is None:
        raise Http404
    names = words.named([found])
    return details.page(
        request,
        title=f"第{found.pk}条留痕",
        subtitle=words.sentence(found, names, words.confided(request, [found])),
        above=[("留痕", reverse("trail-list"))],
        facts=[_what(request, found, names), _held(found, names), _chain(found)],
        ways=_ways(found),
        history=(found.subject_type, found.subject_id),
    )


def _leads(request: Request, found: Entry) -> str:
    """Where the reader may open what the entry is about; "" for nowhere. Who keeps the trail reads
    of much that is none of their business."""
    kind = next((one for one in kinds.registered() if one.subject == found.subject_type), None)
    if kind and found.subject_id not in kind.still(request, [found.subject_id]):
        return ""
    return places.address(found.subject_type, found.subject_id)


def _what(request: Request, found: Entry, names: dict[str, str]) -> Facts:
    person = names.get(found.person, "系统" if found.appointment is None else "")
    leads = _leads(request, found)
    thing = f"{subjects.name(found.subject_type)} {found.subject_id}"
    facts: list[tuple[str, Any]] = [
        ("时间", found.at),
        ("办理人", Words(person or found.person, found.person if person else "")),
        ("职务", words.post_of(found)),
        ("事项", Words(words.deed(found.action), found.action)),
        ("对象", lists.Link(thing, leads) if leads else thing),
    ]
    if found.on_behalf_of:
        name = names.get(found.on_behalf_of, "")
        facts.insert(3, ("代何人", Words(name or found.on_behalf_of, found.on_behalf_of)))
    return Facts("谁办了什么", facts)


def _held(found: Entry, names: dict[str, str]) -> Facts:
    facts: list[tuple[str, Any]] = [
        (words.fact(field), _told(words.person(field, value, found, names)))
        for field, value in sorted(found.facts.items())
    ]
    for field in sorted(found.personal_digests):
        kept = found.personal.get(field)
        facts.append((words.fact(field), kept["value"] if kept else Mark("已按规定清除")))
    return Facts("记下的内容", facts or [("内容", "只记了谁、何时、办了什么")])


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_told(one) for one in value)
    if isinstance(value, dict):
        return "；".join(f"{words.fact(str(key))}：{_told(one)}" for key, one in value.items())
    return "" if value is None else str(value)


def _chain(found: Entry) -> Facts:
    wrong = reading.found_wrong(found)
    state = Mark(wrong, "failed") if wrong else Mark("与摘要和前一号封记相符", "done")
    facts: list[tuple[str, Any]] = [("核对", state), ("本条摘要", found.digest)]
    if not hasattr(found, "seal"):
        return Facts("封存", [("状态", Mark("待封", "going")), *facts])
    seal = found.seal
    return Facts(
        "封存",
        [
            ("状态", Words("已封存", f"第{seal.sequence}号")),
            ("封存时间", seal.sealed_at),
            *facts,
            ("封记散列值", seal.hash),
            ("前一号散列值", seal.previous_hash),
        ],
    )


def _ways(found: Entry) -> list[Way]:
    before, after = reading.neighbours(found)
    query = urlencode({"type": found.subject_type, "number": found.subject_id})
    ways = [Way("此对象的全部留痕", f"{reverse('trail-list')}?{query}", icon="history")]
    if before:
        ways.append(Way("上一条", reverse("trail-entry", args=[before]), icon="left"))
    if after:
        ways.append(Way("下一条", reverse("trail-entry", args=[after]), icon="right"))
    return ways
