"""Read ledgers and their entries; those that few may know are not there for machines at all."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import Http404
from ninja import Path, Query, Router, Schema
from pydantic import Field

from linghang.api import paging
from linghang.api.bearing import Request
from linghang.api.paging import Page, Slice
from linghang.api.problems import ANSWERS, only
from linghang.api.words import Code, Day, Whole
from linghang.foundation.fields import rules as fields
from linghang.ledgers import catalog, directory, reach
from linghang.ledgers.definitions import Ledger, LedgerField, Secrecy
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.filing.rules import Standing
from linghang.ledgers.models import Entry, LedgerEntryQuerySet
from linghang.procedures.days import Day as DayOfRules

router = Router(tags=["台账"])
LARGEST_ID = 2**63 - 1


class EntriesAsked(Slice):
    """Which entries."""

    unit: Code | None = Field(None, description="单位编码")
    standing: Standing | None = Field(None, description="状态")
    since: Day | None = Field(None, description="自哪一天起")
    before: Day | None = Field(None, description="到哪一天前（不含）")


class FieldOut(Schema):
    """A field of a ledger."""

    code: str
    name: str
    kind: str
    required: bool
    unit: str = Field(description="数值的单位")


class LedgerOut(Schema):
    """A ledger that the post may read."""

    code: str
    name: str
    purpose: str
    counted: str = Field(description="一条记录计作什么：场、次、篇……")
    part_of: str = Field(description="所属台账，本身独立的为空")
    definition: str = Field(description="定义的 SHA-256")
    fields: list[FieldOut]


class EntryOut(Schema):
    """An entry; facts are texts as a sheet would hold them, personal ones masked."""

    id: int
    number: str
    title: str
    unit: str
    day: date
    until: date | None
    standing: Standing
    version: int
    effective_on: date | None
    definition: str = Field(description="所用定义的 SHA-256")
    facts: dict[str, str]


@router.get(
    "/ledgers",
    response={200: list[LedgerOut], **ANSWERS},
    url_name="api-ledgers",
    summary="台账",
)
def ledgers(request: Request) -> Any:
    """The ledgers that the post may read, in the order of the catalogs."""
    only(request)
    declared = catalog.catalog().items
    return [
        {
            "code": one.code,
            "name": one.name,
            "purpose": one.purpose,
            "counted": one.counted,
            "part_of": one.part_of,
            "definition": declared[one.code].hash,
            "fields": [_field(each) for each in catalog.whole(one.code).fields],
        }
        for one in reach.ledgers(request.auth, DayOfRules(request.today))
        if catalog.whole(one.code).secrecy is Secrecy.OPEN
    ]


@router.get(
    "/ledgers/{ledger}/entries",
    response={200: Page[EntryOut], **ANSWERS},
    url_name="api-ledger-entries",
    summary="台账记录",
)
def entries(request: Request, ledger: Annotated[Code, Path()], asked: Query[EntriesAsked]) -> Any:
    """Entries that were handed in, the latest first; drafts are nobody's but their writer's."""
    only(request, *EntriesAsked.model_fields)
    given = {
        "unit": asked.unit,
        "standing": asked.standing,
        "day__gte": asked.since,
        "day__lt": asked.before,
    }
    rows = _entries(request, ledger).filter(
        **{name: value for name, value in given.items() if value is not None}
    )
    chosen, rest = paging.of(rows.order_by("-day", "-pk"), asked)
    return {"items": _told(list(chosen)), **rest}


@router.get(
    "/ledgers/{ledger}/entries/{id}",
    response={200: EntryOut, **ANSWERS},
    url_name="api-ledger-entry",
    summary="一条台账记录",
)
def entry(
    request: Request,
    ledger: Annotated[Code, Path()],
    id: Annotated[Whole, Path(ge=1, le=LARGEST_ID)],
) -> Any:
    """One entry; another unit's is not there."""
    only(request)
    found = _entries(request, ledger).filter(pk=id).first()
    if found is None:
        raise Http404
    return _told([found])[0]


def _entries(request: Request, code: str) -> LedgerEntryQuerySet:
    if code not in catalog.catalog() or catalog.whole(code).secrecy is not Secrecy.OPEN:
        raise Http404
    if reach.readable(catalog.whole(code), request.auth, DayOfRules(request.today)) == frozenset():
        raise Http404
    rows = reach.visible_to(code, request.auth, request.today)
    return rows.exclude(standing=Standing.DRAFT.value)


def _told(rows: list[Entry]) -> list[dict[str, Any]]:
    told = [(row, row.definition, row.told()) for row in rows]
    names = directory.names(code for *_, one in told for code in facts.named(one.values()))
    return [_entry(row, ledger, one, names) for row, ledger, one in told]


def _entry(
    row: Entry, ledger: Ledger, told: dict[str, Any], names: dict[str, str]
) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.number,
        "title": row.title,
        "unit": row.unit_id,
        "day": row.day,
        "until": row.until,
        "standing": row.standing,
        "version": row.version,
        "effective_on": row.effective_on,
        "definition": row.definition_hash,
        "facts": {
            one.code: _shown(one, told[one.code], names)
            for one in ledger.fields
            if told.get(one.code) is not None
        },
    }


def _shown(one: LedgerField, value: Any, names: dict[str, str]) -> str:
    if one.sensitive and one.mask is not None:
        return fields.mask(one, value)
    return "***" if one.sensitive else facts.shown(one, value, names)


def _field(one: LedgerField) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "kind": one.kind.value,
        "required": one.required,
        "unit": one.unit,
    }
