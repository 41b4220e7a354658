"""Reads a workbook and plans it against the organisation as it is now."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from linghang.foundation.access import SYSTEM, Actor, Decision
from linghang.foundation.intake.definitions import Upload
from linghang.foundation.intake.models import Batch
from linghang.foundation.sheets import columns, reading, rows
from linghang.foundation.sheets.columns import Matched
from linghang.foundation.sheets.definitions import letter
from linghang.foundation.sheets.rows import Row
from linghang.org import policy, posts
from linghang.org.conflicts import catalog as conflicts
from linghang.org.definitions import KINDS, Kind, Post
from linghang.org.exchange.definitions import LIMITS, layouts
from linghang.org.exchange.planning import planner, snapshot
from linghang.org.exchange.planning.plan import Plan
from linghang.org.exchange.planning.work import Given, Permit
from linghang.org.people import numbers
from linghang.org.rights import rights_of
from linghang.org.rules import Rights

SHOWN_MERGES = 200


@dataclass(frozen=True, slots=True)
class Checked:
    """The plan, and what the preview tells about the file itself."""

    plan: Plan
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A workbook that was read: what does not depend on the organisation.

    rows: by code of the layout. print_of: remembers the prints of its numbers.
    """

    matched: list[Matched]
    rows: dict[str, list[Row]]
    notes: list[str]
    sha256: str
    print_of: Callable[[str], str]


def opened(upload: Upload) -> Opened:
    """Read a workbook. Raises Refused (CannotRead, CannotMatch) when that cannot be done."""
    workbook = reading.read(upload.path, name=upload.name, limits=LIMITS)
    matched, notes = columns.match(workbook, layouts(_posts()).all)
    return Opened(
        matched=matched,
        rows={one.layout.code: list(rows.typed(one)) for one in matched},
        notes=[*workbook.notes, *notes, *_unknown(matched)],
        sha256=_hash(upload),
        print_of=cache(numbers.fingerprint),
    )


def _posts() -> dict[str, Post]:
    return {code: loaded.item for code, loaded in posts.catalog().items.items()}


def checked(
    workbook: Opened, *, batch: Batch, actor: Actor, answers: Mapping[str, str], today: date
) -> Checked:
    """What the workbook would do if `actor` brought it into force today."""
    plan = planner.plan(
        workbook.matched,
        workbook.rows,
        snapshot.load(),
        Given(
            effective=date.fromisoformat(batch.facts["effective"]),
            today=today,
            posts=_posts(),
            print_of=workbook.print_of,
            answers=answers,
            permit=_permit(actor, today),
            conflicts=conflicts.every(),
            importer="" if actor.person == SYSTEM else actor.person,
        ),
    )
    facts = {
        "sha256": workbook.sha256,
        "headers": {one.sheet.name: one.header for one in workbook.matched},
        "notes": workbook.notes,
        "merged": [note for one in workbook.matched for note in _merged(one)],
    }
    return Checked(plan, facts)


def _hash(upload: Upload) -> str:
    with upload.path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _unknown(matched: list[Matched]) -> list[str]:
    return [
        f"工作表“{one.sheet.name}”有认不出来的列，没有导入：{'、'.join(one.unknown)}。"
        for one in matched
        if one.unknown
    ]


def _merged(matched: Matched) -> list[dict[str, Any]]:
    """Where merged cells were filled; a personal column is told without its value."""
    sheet = matched.sheet
    return [
        {
            "sheet": sheet.name,
            "range": one.range,
            "cells": one.cells,
            "value": "" if _is_personal(matched, one.range) else one.value,
        }
        for one in sheet.expanded(below=matched.header)[:SHOWN_MERGES]
    ]


def _is_personal(matched: Matched, range_: str) -> bool:
    letters = {letter(place) for place, one in matched.columns.items() if one.field.sensitive}
    return any(part.rstrip("0123456789") in letters for part in range_.split(":"))


def _permit(actor: Actor, today: date) -> Permit | None:
    """What the policy allows the actor; the command line is asked nothing."""
    if actor.appointment is None:
        return None
    rights = rights_of(actor.appointment, today)
    return Permit(
        units=lambda code, kind: _unit(rights, code, kind),
        people=lambda: policy.may_edit_people(rights),
        posts=lambda code, kind, post: _post(rights, code, kind, post),
    )


def _unit(rights: Rights, code: str, kind: Kind) -> Decision:
    if code not in rights.structure:
        return policy.may_edit_tree(rights, KINDS[kind].tree)
    return policy.may_edit_unit(rights, code)


def _post(rights: Rights, code: str, kind: Kind, post: Post) -> Decision:
    return policy.may_appoint(rights, code, post, kind)
