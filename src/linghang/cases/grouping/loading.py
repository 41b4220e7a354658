"""Weights by way of the page: a file is checked and shown first; committed, it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from linghang.cases.drg import load_rules
from linghang.cases.grouping import services, sheets
from linghang.cases.grouping.models import OwnWeights
from linghang.cases.grouping.rules import Weights
from linghang.cases.grouping.services import CannotLoad
from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.intake import steps as intake
from linghang.foundation.intake.complaints import Book
from linghang.foundation.intake.definitions import Upload
from linghang.foundation.intake.models import Batch, State

KIND = "drg_weights"
SHOWN = 12
BAD = "有{count}处问题，改好后请重新上传整张表"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a table is called and for when it counts; the fields of the form."""

    name: str
    edition: str
    active_from: date
    active_to: date | None
    source: str


def stage(*, upload: Upload, about: About, actor: Actor, at: datetime) -> Batch:
    """Check a file of weights (检查权重表): 待入库 when all is well, else 未通过 with complaints.

    Nothing counts yet. Raises Refused for a wrong heading or a file that can't be read at all.
    """
    if reasons := services.reasons_against(
        about.name, about.edition, about.active_from, about.active_to, about.source
    ):
        raise CannotLoad(f"没有检查：{'；'.join(reasons)}。", [])
    found = sheets.read(upload.path, name=upload.name, edition=about.edition)
    with transaction.atomic():
        batch = intake.receive(kind=KIND, uploads=[upload], actor=actor, at=at, keep=True)
        book = Book(batch.complaints_file)
        book.add(found.complaints)
        counts = book.close()
        ordered = sorted(found.weights.items())
        facts: dict[str, Any] = {
            "name": about.name.strip(),
            "edition": about.edition,
            "active_from": about.active_from.isoformat(),
            "active_to": about.active_to.isoformat() if about.active_to else "",
            "source": about.source.strip(),
            "accepted": len(ordered),
            "refused": len(found.complaints),
            "missing": missing(about.edition, found.weights),
            "first": [[drg, str(weight)] for drg, weight in ordered[:SHOWN]],
        }
        bad = len(found.complaints)
        return intake.move(
            batch,
            State.REFUSED if bad else State.STAGED,
            facts=facts,
            complaint_counts=counts,
            message=f"没有通过：{upload.name} {BAD.format(count=bad)}。" if bad else "",
            staged_at=at,
        )


def missing(edition: str, weights: Any) -> list[str]:
    """Groups of the edition without weight; none for a local scheme, whose groups we don't know."""
    if not edition:
        return []
    return sorted({one.drg for one in load_rules(edition).drgs} - set(weights))


def covered(weights: Weights) -> tuple[int, int | None]:
    """(groups with weight, groups of the edition without one or None for a local scheme)."""
    if not weights.edition:
        return len(weights.values), None
    return len(weights.values), len(missing(weights.edition, weights.values))


def commit(*, batch_id: int, actor: Actor, at: datetime) -> OwnWeights:
    """Let a checked table count from its day on (载入); raises Refused in another state."""
    with transaction.atomic():
        batch = intake.locked(batch_id, State.STAGED, deed="载入")
        if batch.kind != KIND:
            raise Refused("这一批不是权重表。")
        (upload,) = intake.kept(batch)
        facts = batch.facts
        table = services.load_weights(
            path=upload.path,
            file_name=upload.name,
            name=facts["name"],
            edition=facts["edition"],
            active_from=date.fromisoformat(facts["active_from"]),
            active_to=date.fromisoformat(facts["active_to"]) if facts["active_to"] else None,
            source=facts["source"],
            actor=actor,
            at=at,
        )
        intake.move(batch, State.COMMITTED, committed_at=at, facts={**facts, "table": table.pk})
    intake.forget_contents(batch, complaints_too=False)
    return table


def discard(*, batch_id: int) -> Batch:
    """Give a checked table up (放弃); its file is deleted."""
    with transaction.atomic():
        batch = intake.locked(batch_id, State.STAGED, State.REFUSED, deed="放弃")
        intake.move(batch, State.DISCARDED)
    intake.forget_contents(batch, complaints_too=False)
    return batch
