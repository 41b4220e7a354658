"""Persons and units as they are entered: by name, or by code."""

from __future__ import annotations

from dataclasses import replace

from linghang.commitments.faults import Complaint
from linghang.commitments.writing.rules import Wanted
from linghang.foundation.fields.definitions import Kind as FieldKind
from linghang.ledgers.directory import Directory
from linghang.ledgers.facts.rules import Named


def named(wanted: Wanted, directory: Directory) -> tuple[Wanted, list[Complaint]]:
    """The same with codes in place of names of persons and units, and whom nobody knows."""
    found: list[Complaint] = []

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
            helps=tuple(
                one for word in wanted.helps if (one := code(FieldKind.UNIT, "helps", word.strip()))
            ),
        ),
        found,
    )
