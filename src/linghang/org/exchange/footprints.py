"""Writes drafts into the tables in bulk, and takes a whole batch out of them again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Model
from django.db.models.fields.related import ForeignKey

from linghang.foundation.intake.models import Batch
from linghang.foundation.intake.services import CannotUndo
from linghang.foundation.vault.fields import Sealed, SealedTextField
from linghang.org.exchange.models import Footprint
from linghang.org.models import (
    Appointment,
    Beds,
    Charge,
    CodeMap,
    Membership,
    Naming,
    PastEmployment,
    Person,
    Placement,
    Unit,
)

# In the order in which rows can be written; deleting goes the other way.
TABLES: dict[str, type[Model]] = {
    "unit": Unit,
    "person": Person,
    "placement": Placement,
    "naming": Naming,
    "beds": Beds,
    "past": PastEmployment,
    "membership": Membership,
    "appointment": Appointment,
    "charge": Charge,
    "code_map": CodeMap,
}
AT_ONCE = 500
SHOWN = 5


def states(table: str, pks: Sequence[int], *, opened: bool = False) -> dict[int, dict[str, Any]]:
    """The rows as they are, by pk; opened: with sealed numbers in clear, else without them."""
    model = TABLES[table]
    columns = [
        field.attname
        for field in model._meta.concrete_fields
        if opened or not isinstance(field, SealedTextField)
    ]
    found = {}
    for some in _pieces(pks):
        rows = model._default_manager.filter(pk__in=some).values_list("pk", *columns)
        for pk, *values in rows:
            found[pk] = dict(zip(columns, map(_plain, values), strict=True))
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Sealed):
        return value.open()
    return value.isoformat() if hasattr(value, "isoformat") else value


def digest(state: dict[str, Any]) -> str:
    """The same for rows with the same values, sealed ones by their prints."""
    text = json.dumps(state, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def keep(
    batch: Batch, table: str, *, created: Sequence[int], former: dict[int, dict[str, Any]]
) -> None:
    """Remember what the batch did to a table; former: states(opened=True) from before."""
    if not created and not former:
        return
    now = states(table, [*created, *former])
    Footprint.objects.create(
        batch=batch,
        table=table,
        created=[[pk, digest(now[pk])] for pk in created],
        changed=[[pk, digest(now[pk])] for pk in former],
        former=json.dumps(former, ensure_ascii=False) if former else None,
    )


def take_back(batch: Batch) -> None:
    """Bring every table back to what it was before the batch.

    Raises CannotUndo, with all that stands in the way, when a row is no longer as the batch left
    it or something else has come to point at a row that the batch brought.
    """
    found = {each.table: each for each in Footprint.objects.filter(batch=batch)}
    kept = [(table, found[table]) for table in TABLES if table in found]
    reasons = [reason for table, each in kept for reason in _reasons(table, each, found)]
    if reasons:
        more = f"；另有 {len(reasons) - SHOWN} 处" if len(reasons) > SHOWN else ""
        raise CannotUndo(
            f"不能撤销{batch}，之后的办理以它为基础：{'；'.join(reasons[:SHOWN])}{more}。"
            "请先撤销后来的办理，或在页面上逐项更正。"
        )
    for table, each in reversed(kept):
        _delete(TABLES[table], [pk for pk, _ in each.created])
    for table, each in kept:
        if each.former is not None:
            _restore(table, json.loads(each.former.open()))


def _delete(model: type[Model], pks: Sequence[int]) -> None:
    """In bulk and without signals: what points here was looked at, the search is built anew."""
    for some in _pieces(pks):
        rows = model._default_manager.filter(pk__in=some)
        rows._raw_delete(rows.db)


def _reasons(table: str, each: Footprint, found: dict[str, Footprint]) -> Iterator[str]:
    model = TABLES[table]
    left = dict([*each.created, *each.changed])
    now = states(table, list(left))
    for pk, was in left.items():
        if pk not in now:
            yield f"{model._meta.verbose_name}已被删除（原 {pk} 号）"
        elif digest(now[pk]) != was:
            yield f"{model._meta.verbose_name}“{_name(model, pk)}”后来又改动过"
    yield from _pointing(model, [pk for pk, _ in each.created], found)


def _name(model: type[Model], pk: int) -> str:
    return str(model._default_manager.get(pk=pk))


def _pointing(model: type[Model], pks: Sequence[int], found: dict[str, Footprint]) -> Iterator[str]:
    """What points at rows of the batch without being of the batch itself."""
    tables = {one: table for table, one in TABLES.items()}
    for relation in model._meta.related_objects:
        field = relation.field
        if not isinstance(field, ForeignKey):
            continue
        other = relation.related_model
        own = set()
        if (table := tables.get(other)) in found:
            own = {pk for pk, _ in found[table].created} | {pk for pk, _ in found[table].changed}
        count = sum(
            1
            for some in _pieces(pks)
            for pk in other._base_manager.filter(**{f"{field.name}__in": some}).values_list(
                "pk", flat=True
            )
            if pk not in own
        )
        if count:
            yield f"导入的{model._meta.verbose_name}后来又有了{other._meta.verbose_name} {count} 条"


def _restore(table: str, former: dict[str, dict[str, Any]]) -> None:
    model = TABLES[table]
    fields = {field.attname: field for field in model._meta.concrete_fields}
    rows = [
        model(
            **{
                name: value
                if isinstance(fields[name], SealedTextField)
                else fields[name].to_python(value)
                for name, value in state.items()
            }
        )
        for state in former.values()
    ]
    changed = [field.name for field in fields.values() if not field.primary_key]
    model._default_manager.bulk_update(rows, changed, batch_size=AT_ONCE)


def _pieces(pks: Sequence[int]) -> Iterable[Sequence[int]]:
    return (pks[start : start + AT_ONCE] for start in range(0, len(pks), AT_ONCE))
