"""Writes the drafts of a plan: everything new and changed, in bulk, inside one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, cast

from django.db.models import Model

from linghang.foundation.intake.models import Batch
from linghang.org.definitions import KINDS
from linghang.org.exchange import footprints
from linghang.org.exchange.footprints import AT_ONCE, TABLES
from linghang.org.exchange.models import Touched
from linghang.org.exchange.planning.drafts import (
    AppointmentDraft,
    BedsDraft,
    ChargeDraft,
    CodeMapDraft,
    DatedDraft,
    Draft,
    MembershipDraft,
    NamingDraft,
    PastDraft,
    PersonDraft,
    PlacementDraft,
    UnitDraft,
)

# Units and people before what joins them; of each, changes before what is new: a row that ends
# makes room for the one that follows it.
MAIN = ("unit", "person")


def write(batch: Batch, drafts: Sequence[Draft]) -> None:
    """Write the drafts and remember what was done. Must run inside the deed's transaction.

    New drafts have their pk afterwards.
    """
    new: defaultdict[str, list[Draft]] = defaultdict(list)
    changed: defaultdict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        (new if draft.is_new else changed)[draft.TABLE].append(draft)
    former = {
        table: footprints.states(table, [_pk(draft) for draft in rows], opened=True)
        for table, rows in changed.items()
    }
    for table in MAIN:
        _change(table, changed[table])
        _create(table, new[table])
    others = [table for table in TABLES if table not in MAIN]
    for table in others:
        _change(table, changed[table])
    for table in others:
        _create(table, new[table])
    for table in TABLES:
        created = [_pk(draft) for draft in new[table]]
        footprints.keep(batch, table, created=created, former=former.get(table, {}))
    Touched.objects.bulk_create(
        (Touched(batch=batch, table=table, row=row) for table, row in sorted(_touched(drafts))),
        batch_size=AT_ONCE * 4,
    )


def _touched(drafts: Sequence[Draft]) -> set[tuple[str, int]]:
    """The units and people that the drafts are about; a unit is not touched by who joins it."""
    found: set[tuple[str, int]] = set()
    for draft in drafts:
        person = draft if isinstance(draft, PersonDraft) else getattr(draft, "person", None)
        unit = draft if isinstance(draft, UnitDraft) else getattr(draft, "unit", None)
        if person is not None:
            found.add(("person", _pk(person)))
        elif unit is not None:
            found.add(("unit", _pk(unit)))
    return found


def _create(table: str, drafts: Sequence[Draft]) -> None:
    rows = TABLES[table]._default_manager.bulk_create(
        [TABLES[table](**_columns(draft)) for draft in drafts], batch_size=AT_ONCE * 4
    )
    for draft, row in zip(drafts, rows, strict=True):
        draft.pk = row.pk


def _change(table: str, drafts: Sequence[Draft]) -> None:
    """By groups of the same columns: a sealed number is only written where it is a new one."""
    groups: defaultdict[tuple[str, ...], list[Model]] = defaultdict(list)
    for draft in drafts:
        columns = _columns(draft)
        groups[tuple(columns)].append(TABLES[table](pk=draft.pk, **columns))
    for names, rows in groups.items():
        TABLES[table]._default_manager.bulk_update(rows, names, batch_size=AT_ONCE)


def _columns(draft: Draft) -> dict[str, Any]:
    found: dict[str, Any] = _OF[draft.TABLE](draft)
    if isinstance(draft, DatedDraft):
        found |= {"active_from": draft.start, "active_to": draft.end}
    return found


def _pk(draft: Draft) -> int:
    return cast(int, draft.pk)


def _unit(draft: UnitDraft) -> dict[str, Any]:
    return {
        "code": draft.code,
        "name": draft.name,
        "kind": draft.kind.value,
        "tree": KINDS[draft.kind].tree.value,
    }


def _placement(draft: PlacementDraft) -> dict[str, Any]:
    return {
        "unit_id": draft.unit.pk,
        "parent_id": draft.parent.pk if draft.parent else None,
        "campus_id": draft.campus.pk if draft.campus else None,
    }


def _naming(draft: NamingDraft) -> dict[str, Any]:
    return {"unit_id": draft.unit.pk, "name": draft.name}


def _beds(draft: BedsDraft) -> dict[str, Any]:
    return {"unit_id": draft.unit.pk, "beds": draft.beds}


def _person(draft: PersonDraft) -> dict[str, Any]:
    found: dict[str, Any] = {"code": draft.code, "name": draft.name, "licence": draft.licence}
    for number in ("id_card", "mobile"):
        text = getattr(draft, number)
        if text is not None:
            found |= {number: text, f"{number}_print": getattr(draft, f"{number}_print")}
    return found


def _past(draft: PastDraft) -> dict[str, Any]:
    return {"person_id": draft.person.pk}


def _membership(draft: MembershipDraft) -> dict[str, Any]:
    return {"person_id": draft.person.pk, "unit_id": draft.unit.pk, "line": draft.line.value}


def _appointment(draft: AppointmentDraft) -> dict[str, Any]:
    return {
        "person_id": draft.person.pk,
        "post": draft.post,
        "unit_id": draft.unit.pk,
        "basis": draft.basis,
        "ended_reason": draft.ended_reason,
    }


def _charge(draft: ChargeDraft) -> dict[str, Any]:
    return {
        "appointment_id": draft.appointment.pk,
        "unit_id": draft.unit.pk,
        "document": draft.document,
    }


def _code_map(draft: CodeMapDraft) -> dict[str, Any]:
    return {"system": draft.system, "code": draft.code, "unit_id": draft.unit.pk}


_OF: dict[str, Any] = {
    "unit": _unit,
    "placement": _placement,
    "naming": _naming,
    "beds": _beds,
    "person": _person,
    "past": _past,
    "membership": _membership,
    "appointment": _appointment,
    "charge": _charge,
    "code_map": _code_map,
}
