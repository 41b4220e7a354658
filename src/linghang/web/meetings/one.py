"""One meeting: who was there, what was put up, how the votes went, minutes and history."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation.period import day_label
from linghang.foundation.workdays import queries as workdays
from linghang.meetings import queries
from linghang.meetings.knowing import queries as knowing
from linghang.meetings.knowing.catalog import apart
from linghang.meetings.knowing.queries import Known
from linghang.meetings.models import (
    BranchOpinion,
    Candidate,
    Form,
    Meeting,
    Minutes,
    Recusal,
    Stance,
)
from linghang.meetings.planning import agenda, calling
from linghang.meetings.recording import versions
from linghang.meetings.recording.rules import State
from linghang.org.models import Person
from linghang.web import details
from linghang.web.details import Facts, Related, Way
from linghang.web.lists import Mark
from linghang.web.lists.cells import Value
from linghang.web.meetings import besides
from linghang.web.meetings import one_lists as lists
from linghang.web.meetings.listing import state_mark
from linghang.web.meetings.one_lists import Change
from linghang.web.meetings.seen import called, kind_name, may_record, meeting_seen
from linghang.web.requests import Request


def _counts(form: Form) -> str:
    if form.expected is None:
        return "还没有记录"
    return f"应到{form.expected}人，实到{form.came}人，应到会有表决权{form.entitled}人"


NO_AGENDA = "还没有公布议程。"


@require_safe
def meeting(request: Request, pk: int) -> HttpResponse:
    """Everything about one meeting that the acting post may know."""
    found = meeting_seen(request, pk)
    forms, known = list(found.forms.all()), knowing.known(found, request.rights)
    issued = list(Minutes.objects.filter(form__meeting=found).select_related("form", "signed_by"))
    may = may_record(request, found.unit)
    return details.page(
        request,
        title=called(found),
        subtitle=found.theme,
        above=[(found.unit.name, reverse("unit-meetings", args=[found.unit.code]))],
        marks=[state_mark(found), *([Mark(known.says, "warning")] if known.says else [])],
        ways=[
            *(_ways(found, forms, known, issued) if may else []),
            *(besides.ways(found, forms) if may else []),
            _sheet(found),
        ],
        facts=[
            Facts("会议", _facts(request, found, forms, known, issued)),
            *besides.facts(forms),
        ],
        related=[
            *_related(found, known, issued),
            *besides.related(found, forms, request.today, may),
        ],
        template="web/meetings/meeting.html",
        context={"warnings": besides.warnings(found, forms, request.today)},
        history=("meetings.meeting", str(found.pk)),
    )


def _sheet(found: Meeting) -> Way:
    return Way("打印", reverse("meeting-sheet", args=[found.pk]), "print")


def _ways(
    found: Meeting, forms: Sequence[Form], known: Known, issued: Sequence[Minutes]
) -> list[Way]:
    state, ways = State(found.state), []
    if state in (State.PLANNED, State.HELD) and known.is_whole:
        ways.append(Way("记录", reverse("meeting-record", args=[found.pk]), "pencil", main=True))
    if state is State.PLANNED:
        ways.append(Way("公布议程", reverse("meeting-agenda", args=[found.pk]), "ledger"))
        ways.append(Way("登记材料送达", reverse("meeting-material", args=[found.pk]), "document"))
        ways.append(Way("取消会议", reverse("meeting-call-off", args=[found.pk]), "close"))
    if state is State.HELD:
        ways.append(Way("封存记录", reverse("meeting-close", args=[found.pk]), "lock"))
    if found.absences.exists():
        ways.append(Way("登记补学", reverse("meeting-made-up", args=[found.pk]), "book"))
    if state is State.CLOSED:
        ways += _of_minutes(forms, known, issued)
        ways += [
            Way(f"登记第{one.number}项公示", reverse("item-publish", args=[one.pk]), "eye")
            for one in known.items
            if apart(one.kind) and one.verdict == "passed" and one.published_on is None
        ]
    return ways


def _of_minutes(forms: Sequence[Form], known: Known, issued: Sequence[Minutes]) -> list[Way]:
    """Minutes of each form, and those that are issued apart from them (§2.4.8)."""
    done = {(one.form.pk, one.apart) for one in issued}
    ways = []
    for form in forms:
        of_form = [one for one in known.items if one.form_id == form.pk]
        parts = {apart(one.kind) for one in of_form} or {False}
        for part in sorted(parts):
            word = "更正" if (form.pk, part) in done else "签发"
            name = f"{kind_name(form.kind)}纪要" if len(forms) > 1 else "纪要"
            page = "meeting-minutes-apart" if part else "meeting-minutes"
            told = f"{word}{'单独印发的' if part else ''}{name}"
            ways.append(Way(told, reverse(page, args=[form.pk]), "document", main=word == "签发"))
    return ways


def _facts(
    request: Request,
    found: Meeting,
    forms: Sequence[Form],
    known: Known,
    issued: Sequence[Minutes],
) -> list[tuple[str, Value]]:
    start = f"{found.starts_at:%H:%M}" if found.starts_at else ""
    end = f"至{found.ends_at:%H:%M}" if found.ends_at else ""
    observers = "、".join(found.observers.values_list("person__name", flat=True))
    shown: list[tuple[str, Value]] = [
        ("时间", f"{day_label(found.day)} {start}{end}".strip()),
        ("地点", found.place),
        ("主持人", found.chair.name if found.chair else ""),
        ("记录人", found.recorder.name if found.recorder else ""),
    ]
    for form in forms:
        name = kind_name(form.kind) if len(forms) > 1 else "人数"
        shown.append((name, _counts(form)))
    if observers:
        shown.append(("列席", observers))
    shown += _called(found)
    shown += _due(request, found, forms, issued)
    if found.reason:
        shown.append(("取消原因", found.reason))
    if found.record:
        shown.append(("会议记录", found.record if known.is_whole else f"{known.says}，全文不显示"))
    return shown


def _called(found: Meeting) -> list[tuple[str, Value]]:
    """Until when material is due, and who has seen the call to the meeting."""
    shown: list[tuple[str, Value]] = []
    material = calling.material_by(found)
    if found.state == State.PLANNED and material:
        shown.append(("材料送达期限", material.last))
    told = calling.receipts(found)
    if told.told:
        shown.append(("会议通知", f"已通知{told.told}人，{told.seen}人已看"))
    return shown


def _due(
    request: Request, found: Meeting, forms: Sequence[Form], issued: Sequence[Minutes]
) -> list[tuple[str, Value]]:
    """Until when the minutes are to be issued, and by how much that is over (§2.4.8)."""
    done = {one.form.pk for one in issued}
    shown: list[tuple[str, Value]] = []
    for form in forms:
        limit = calling.minutes_by(found, form.kind)
        if limit is None or form.pk in done or found.state not in (State.HELD, State.CLOSED):
            continue
        late = request.today > limit.last
        over = workdays.calendar().between(limit.last, request.today) if late else 0
        told = f"{day_label(limit.last)}前（会后{limit.workdays}个工作日）"
        mark = Mark(f"{told}，已逾期{over}个工作日", "failed") if late else Mark(told, "going")
        shown.append(("纪要签发", mark))
    return shown


def _of_items(
    found: Meeting, known: Known, model: type[Candidate | Stance | Recusal]
) -> QuerySet[Candidate | Stance | Recusal]:
    rows = model._default_manager.filter(item__in=[one.pk for one in known.items])
    return rows.select_related("person", "item").order_by("item__number", "pk")


def _related(found: Meeting, known: Known, issued: Sequence[Minutes]) -> list[Related]:
    if found.state == State.PLANNED:
        return _before(found, known) or [Related(listing=lists.AGENDA, rows=[], says=NO_AGENDA)]
    away = found.absences.select_related("person").order_by("person__name")
    hidden = f"{known.says}，内容不显示。" if known.hidden else "没有议题。"
    related = [
        Related(listing=lists.ITEMS, rows=list(known.items), says=hidden),
        Related(listing=lists.AWAY, rows=list(away), says="无人缺席。"),
    ]
    for listing, model in (
        (lists.STOOD, Candidate),
        (lists.SPOKEN, Stance),
        (lists.OUT, Recusal),
    ):
        if rows := list(_of_items(found, known, model)):
            related.append(Related(listing=listing, rows=rows))
    opinions = BranchOpinion.objects.filter(item__in=[one.pk for one in known.items])
    opinions = opinions.select_related("item__first_heard__form__meeting", "author")
    if said := list(opinions.order_by("item__number")):
        related.insert(1, Related(listing=lists.OPINIONS, rows=said))
    related += _before(found, known)
    if issued or found.state == State.CLOSED:
        told = [one for one in issued if not one.apart or not known.kinds]
        related.insert(0, Related(listing=lists.MINUTES, rows=told, says="还没有签发纪要。"))
    if changed := _changes(found, known):
        related.append(Related(listing=lists.CHANGES, rows=changed))
    return related


def _before(found: Meeting, known: Known) -> list[Related]:
    """The agenda as it was announced, and who signed for the material."""
    related = []
    if known.agenda:
        related.append(Related(listing=lists.AGENDA, rows=list(known.agenda)))
    if known.is_whole and (signed := agenda.signed(found)):
        related.append(Related(listing=lists.SIGNED, rows=signed))
    return related


def _changes(found: Meeting, known: Known) -> list[Change]:
    """What each save changed, the latest first; for who may read the whole record."""
    former = list(found.former.select_related("saved_by").order_by("version"))
    if not former or not known.is_whole:
        return []
    contents = [one.content for one in former] + [versions.plain(queries.record_of(found))]
    codes = {code for one in contents for code in versions.people(one)}
    codes.add(found.saved_by_id or "")
    names = dict(Person.objects.filter(code__in=codes).values_list("code", "name"))
    saves = [(one.version, one.saved_by_id, one.saved_at) for one in former[1:]]
    saves.append((found.version, found.saved_by_id, found.saved_at))
    changed = [
        Change(version, names.get(by or "", ""), at, tuple(versions.changes(was, now, names)))
        for (version, by, at), was, now in zip(saves, contents, contents[1:], strict=False)
    ]
    return changed[::-1]
