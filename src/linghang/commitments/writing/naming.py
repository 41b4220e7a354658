"""Persons and units as they are entered: by name, or by code."""

from __future__ import annotations

from dataclasses import replace

from linghang.commitments.definitions import ProgrammeKind
from linghang.commitments.faults import Complaint
from linghang.commitments.writing.rules import Wanted
from linghang.foundation.fields.definitions import Kind as FieldKind
from linghang.ledgers.directory import Directory
from linghang.ledgers.facts.rules import Named


def named(
    wanted: Wanted, kind: ProgrammeKind, directory: Directory
) -> tuple[Wanted, list[Complaint]]:
    """The same with codes in place of names of persons and units, and whom nobody knows; fields of
    its level that name a unit among them."""
    found: list[Complaint] = []
    level = kind.by_level.get(wanted.level)
    declared = level.fields if level else ()
    units = [one.code for one in declared if one.kind is FieldKind.UNIT]

    def code(kind: FieldKind, field: str, word: str) -> str:
        known = directory.find(kind, word) if word else Named("")
        if isinstance(known, str):
            found.append(Complaint(field, known))
            return word
        return known.code

    return (
        replace(
            wanted,
            unit=code(FieldKind.UNIT, "unit", wanted.unit),
            owner=code(FieldKind.PERSON, "owner", wanted.owner),
            leader=code(FieldKind.PERSON, "leader", wanted.leader),
            fields={
                **wanted.fields,
                **{
                    field: code(FieldKind.UNIT, field, str(wanted.fields[field]).strip())
                    for field in units
                    if wanted.fields.get(field)
                },
            },
            helps=tuple(
                one for word in wanted.helps if (one := code(FieldKind.UNIT, "helps", word.strip()))
            ),
        ),
        found,
    )
