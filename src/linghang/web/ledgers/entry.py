"""The page of one entry: what it says, its files, its life, what it said before, what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from linghang.foundation.fields import masks
from linghang.foundation.fields.definitions import Kind
from linghang.foundation.trail.queries import Wider
from linghang.ledgers import catalog, directory, reach, reasons, trail_actions
from linghang.ledgers.changing import applying
from linghang.ledgers.definitions import LedgerField
from linghang.ledgers.entering import rows as kept
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.filing import queries
from linghang.ledgers.filing.rules import IN_FORCE, PURPOSE_NAMES, Purpose, Standing
from linghang.ledgers.models import Change, Entry, Former
from linghang.org import policy
from linghang.org.models import Person
from linghang.web import details
from linghang.web.details import Facts, Related, Way
from linghang.web.ledgers import opening, papers, values
from linghang.web.ledgers.reached import Book
from linghang.web.ledgers.reached import entry as reached
from linghang.web.ledgers.values import Line
from linghang.web.lists import Column, Link, Listing, Mark, Words
from linghang.web.lists.cells import Value
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that two versions say differently. before, after: in words."""

    name: str
    before: str
    after: str


class Said(NamedTuple):
    """What a version says in one place: whole, to be compared, and as the reader may see it."""

    whole: str
    shown: str


CHANGED = "已更改"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A former version, or one that is asked for, side by side with the one that follows it."""

    title: str
    says: str
    url: str
    differences: tuple[Difference, ...]


@require_safe
def entry(request: Request, code: str, pk: int) -> HttpResponse:
    """Everything about an entry; one that is sealed is opened, and that is told."""
    book, row = reached(request, code, pk)
    opened = opening.opened(book, row)
    title, told = opened or (row.title, row.told())
    (line,) = values.lines([row], {row.pk: told})
    waiting = _asked(row)
    return details.page(
        request,
        title=title,
        subtitle=f"{row.number or '草稿'} · {row.unit.name}",
        above=[("台账", reverse("ledger-overview")), (book.shown.name, book.url())],
        marks=_marks(row, waiting),
        facts=[*_facts(book, row, title, line), Facts("办理", _life(request, row))],
        ways=_ways(book, row, waiting),
        related=_related(book, row),
        history=("ledgers.entry", str(row.pk)),
        wider=_wider(row),
        template="web/ledgers/entry.html",
        context={
            "book": book,
            "entry": row,
            "may_verify": _may_verify(request, row),
            "waiting": [_change(book, row, title, told, one) for one in waiting],
            "formers": list(_formers(book, row, title, told)),
            "is_voided": row.standing == Standing.VOIDED,
            "replaced_by": Entry.objects.filter(replaces=row).first(),
        },
    )


def _marks(row: Entry, waiting: list[Change]) -> list[Mark]:
    marks = [values.standing(row.standing)]
    if row.version > 1:
        marks.append(Mark(f"第{row.version}版", ""))
    marks += [
        Mark(f"{PURPOSE_NAMES[Purpose(one.filing.purpose)]}待审核", "going") for one in waiting
    ]
    return marks


def _way_to_unit(book: Book, row: Entry) -> str:
    """ "" where the post reads of the entry and not of its unit."""
    may = policy.may_read_unit(book.request.rights, row.unit_id)
    return reverse("unit", args=[row.unit_id]) if may else ""


def _facts(book: Book, row: Entry, title: str, line: Line) -> list[Facts]:
    """By the groups of the catalog; personal facts whole only for who enters or verifies."""
    labels, ledger, is_masked = book.labels, row.definition, _is_masked(book, row)
    common: list[tuple[str, Value]] = [
        (labels.title, title),
        (labels.day, row.day.isoformat()),
        *([(labels.until, row.until.isoformat() if row.until else "")] if labels.until else []),
        (labels.unit, Link(row.unit.name, _way_to_unit(book, row))),
        ("敏感程度", row.get_level_display()),
    ]
    groups: dict[str, list[tuple[str, Value]]] = {}
    for one in ledger.fields:
        value = _value(book, one, line, is_masked=is_masked)
        is_gone = one.retired is not None and one.retired <= row.day
        if one.kind is not Kind.FILE and not (is_gone and not value):
            groups.setdefault(one.group or "内容", []).append((one.name, value))
    return [Facts("基本情况", common), *(Facts(name, told) for name, told in groups.items())]


def _is_masked(book: Book, row: Entry) -> bool:
    """Whether personal facts are masked, now and in every version: for all who have no part."""
    return not (book.enters_for(row.unit_id) or book.verifies(row.unit_id))


def _value(book: Book, one: LedgerField, line: Line, *, is_masked: bool) -> Value:
    links = values.links(one, line, _records(book, one, line))
    if links and not (one.sensitive and is_masked):
        written = [
            SafeString(f'<a href="{url}">{_escaped(text)}</a>') if url else _escaped(text)
            for text, url in links
        ]
        count = f"（{len(written)}）" if len(written) > 3 else ""
        return SafeString(format_html_join("、", "{}", ((each,) for each in written)) + count)
    return line.fact(one, is_masked=is_masked)


def _records(book: Book, one: LedgerField, line: Line) -> dict[str, Entry]:
    """Number → entry of another ledger that the field names and the post may open."""
    code = one.refers.removeprefix("ledgers.")
    said = values.numbers(line.told.get(one.code)) if code in catalog.catalog() else ()
    if not said or not reach.is_open_to(catalog.whole(code), book.request.rights):
        return {}
    rows = reach.visible_to(code, book.request.rights, book.request.today)
    return {str(row.number): row for row in rows.filter(number__in=said)}


def _escaped(text: str) -> SafeString:
    return SafeString(format_html_join("", "{}", ((text,),)))


def _life(request: Request, row: Entry) -> list[tuple[str, Value]]:
    acts = queries.acts_of(row)
    codes = {row.entered_by, *(one.person for one in acts)}
    names = dict(Person.objects.filter(code__in=codes).values_list("code", "name"))
    told: list[tuple[str, Value]] = [
        ("填报人", Words(names.get(row.entered_by, row.entered_by), f"{row.entered_at:%Y-%m-%d}")),
    ]
    told += [(one.says, Words(names.get(one.person, one.person), one.faint)) for one in acts]
    if row.effective_on:
        told.append(("生效", row.effective_on))
    if row.voided_on:
        told.append(("作废", row.voided_on))
    if row.replaces:
        told.append(("替代", _leads(row.replaces)))
    if (
        row.filing
        and row.filing.proceeding
        and queries.may_see(row.filing, request.rights, request.today)
    ):
        url = reverse("proceeding", args=[row.filing.proceeding])
        told.append(("报送件", Link(row.filing.title, url)))
    elif row.filing:
        told.append(("报送件", row.filing.title))
    return told


def _leads(other: Entry) -> Link:
    return Link(
        str(other.number or other.title), reverse("ledger-entry", args=[other.ledger, other.pk])
    )


def _ways(book: Book, row: Entry, waiting: list[Change]) -> list[Way]:
    """Only what is allowed; the deeds ask again."""
    enters, changes = book.enters_for(row.unit_id), book.changes(row)
    whole = catalog.whole(book.code).code
    ways = []

    def way(text: str, name: str, icon: str, **more: bool) -> None:
        ways.append(Way(text, reverse(name, args=[whole, row.pk]), icon, **more))

    if reach.is_open_to_change(row) and enters:
        way("修改并报送", "ledger-edit", "pencil", main=True)
    if row.standing in IN_FORCE and changes and not waiting:
        way("更正", "ledger-correct", "pencil")
        way("作废", "ledger-void", "delete", grave=True)
    if row.standing != Standing.VOIDED and changes and _takes_files(book):
        way("补充材料", "ledger-attach", "upload")
    if enters:
        is_voided = row.standing == Standing.VOIDED
        way("重新登记一条" if is_voided else "照此再登记", "ledger-copy", "plus")
    if (
        row.standing == Standing.DRAFT
        and not row.number
        and row.entered_by == book.request.actor.person
    ):
        way("删去草稿", "ledger-discard", "delete", grave=True)
    return ways


def _takes_files(book: Book) -> bool:
    return any(one.kind is Kind.FILE for one in book.ledger.fields)


def _may_verify(request: Request, row: Entry) -> bool:
    return row.standing == Standing.SUBMITTED and row.filing_id in queries.wanted(
        request.rights, request.today
    )


def _related(book: Book, row: Entry) -> list[Related]:
    found = []
    if _takes_files(book):
        shown = papers.shown(row)
        found.append(
            Related(listing=papers.listing(book, row), rows=shown, says="还没有上传材料。")
        )
    naming = _naming(book, row)
    if naming:
        found.append(Related(listing=NAMING, rows=naming))
    return found


NAMING = Listing(
    code="ledgers.naming",
    title="引用本条的记录",
    columns=(
        Column("number", "编号", value=lambda one: Link(one.number, _leads(one).url)),
        Column("title", "名称"),
        Column("day", "日期", tone="nowrap"),
    ),
)


def _naming(book: Book, row: Entry) -> list[Entry]:
    return queries.naming(row, book.request.rights, book.request.today) if row.number else []


def _wider(row: Entry) -> Wider:
    ids = [str(row.filing_id)] if row.filing_id else []
    ids += [str(one) for one in row.changes.values_list("filing", flat=True)]
    actions = (
        trail_actions.HANDED_IN,
        trail_actions.VERIFIED,
        trail_actions.RETURNED,
        trail_actions.DROPPED,
    )
    return Wider(actions=actions, subject_type="ledgers.filing", subject_ids=tuple(ids))


def _asked(row: Entry) -> list[Change]:
    """Changes that wait to be verified."""
    rows = row.changes.filter(applied_on=None, dropped_on=None)
    return list(rows.select_related("filing", "unit"))


def _formers(book: Book, row: Entry, title: str, told: Mapping[str, Any]) -> Iterator[Version]:
    """From the newest to the first, each beside the version that followed."""
    is_masked = _is_masked(book, row)
    after = _said(book, title, row, told, is_masked=is_masked)
    for one in row.formers.select_related("unit", "change").order_by("-version"):
        before = _said(book, *_former(row, one), is_masked=is_masked)
        yield Version(
            title=f"第{one.version}版",
            says=f"{one.effective_on}起生效，{one.replaced_on}更正。理由：{reasons.shown(one.change)}",
            url="",
            differences=_differences(before, after),
        )
        after = before


def _former(row: Entry, one: Former) -> tuple[str, Former, Mapping[str, Any]]:
    if not one.sealed:
        return one.title, one, one.told()
    title, text = one.sealed.open().split("\n", 1)
    return title, one, kept.loaded(row.definition, text)


def _change(book: Book, row: Entry, title: str, told: Mapping[str, Any], one: Change) -> Version:
    purpose = PURPOSE_NAMES[Purpose(one.filing.purpose)]
    differences: tuple[Difference, ...] = ()
    if one.filing.purpose == Purpose.CORRECTION:
        asked, said = one.title, applying.told_by(row, one)
        if one.sealed:
            asked = one.sealed.open().split("\n", 1)[0]
        is_masked = _is_masked(book, row)
        differences = _differences(
            _said(book, title, row, told, is_masked=is_masked),
            _said(book, asked, one, said, is_masked=is_masked),
        )
    name = Person.objects.filter(code=one.asked_by).values_list("name", flat=True).first()
    return Version(
        title=f"{purpose}待审核",
        says=f"{name or one.asked_by}于{one.asked_at:%Y-%m-%d}提出。理由：{reasons.shown(one)}",
        url=reverse("ledger-waiting"),
        differences=differences,
    )


def _said(
    book: Book, title: str, of: Entry | Former | Change, told: Mapping[str, Any], *, is_masked: bool
) -> dict[str, Said]:
    """Name → all that a version says; personal facts masked for who may not see them whole."""
    labels = book.labels
    names = directory.names(facts.named(told.values()))
    common = {labels.title: title, labels.day: of.day.isoformat(), labels.unit: of.unit.name}
    if labels.until:
        common[labels.until] = of.until.isoformat() if of.until else ""
    said = {name: Said(text, text) for name, text in common.items()}
    for one in book.ledger.fields:
        if one.kind is not Kind.FILE:
            text = facts.shown(one, told.get(one.code), names)
            is_hidden = one.sensitive and is_masked
            shown = masks.apply(masks.of(one), text) if is_hidden else text
            said[values.label(one)] = Said(text, shown)
    return said


def _differences(before: Mapping[str, Said], after: Mapping[str, Said]) -> tuple[Difference, ...]:
    """What changed, also where both look the same under their masks."""
    nothing = Said("", "")
    pairs = {
        name: (before.get(name, nothing), after.get(name, nothing)) for name in {**before, **after}
    }
    return tuple(
        Difference(
            name=name, before=was.shown, after=now.shown if now.shown != was.shown else CHANGED
        )
        for name, (was, now) in pairs.items()
        if was.whole != now.whole
    )
