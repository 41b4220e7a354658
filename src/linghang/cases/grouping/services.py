"""Deeds on the hospital's own tables of weights: load one whole or not at all, withdraw it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from linghang.cases import trail_actions
from linghang.cases.drg import SETS
from linghang.cases.grouping import sheets
from linghang.cases.grouping.models import OwnWeights
from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.intake import parquet
from linghang.foundation.intake.definitions import Complaint
from linghang.foundation.trail import services as trail

SHOWN = 20


class CannotLoad(Refused):
    """The table was not taken in; the message says how much is wrong, `complaints` each cell."""

    def __init__(self, message: str, complaints: list[Complaint]) -> None:
        super().__init__(message)
        self.complaints = complaints


class CannotWithdraw(Refused):
    """There is no such table in use."""


def load_weights(
    *,
    path: Path,
    file_name: str,
    name: str,
    edition: str,
    active_from: date,
    active_to: date | None,
    source: str,
    actor: Actor,
    at: datetime,
) -> OwnWeights:
    """Take a hospital's table of weights in (载入权重表), whole or not at all.

    edition: a rule set of the product, "" for a local scheme. Raises CannotLoad with a complaint
    for every bad cell, Refused for a wrong heading of the table or a file that can't be read.
    """
    reasons = reasons_against(name, edition, active_from, active_to, source)
    if reasons:
        raise CannotLoad(f"没有载入：{'；'.join(reasons)}。", [])
    found = sheets.read(path, name=file_name, edition=edition)
    if found.complaints:
        raise CannotLoad(
            f"没有载入：{file_name} 有{len(found.complaints)}处问题，改好后请重新载入整张表。",
            found.complaints,
        )
    with transaction.atomic():
        table = OwnWeights.objects.create(
            name=name.strip(),
            edition=edition,
            active_from=active_from,
            active_to=active_to,
            source=source.strip(),
            weights={drg: str(weight) for drg, weight in sorted(found.weights.items())},
            file_name=file_name,
            file_sha256=parquet.file_hash(path),
            person=actor.person,
            loaded_at=at,
        )
        facts = {"name": table.name, "groups": len(found.weights)}
        trail.leave(
            at=at,
            actor=actor,
            action=trail_actions.WEIGHTS_LOADED,
            subject=("cases.weights", str(table.pk)),
            facts=facts,
        )
    return table


def reasons_against(
    name: str, edition: str, active_from: date, active_to: date | None, source: str
) -> list[str]:
    """What is wrong with the heading of a table, in Chinese; nothing when it does."""
    reasons = []
    if not name.strip():
        reasons.append("没有写名称")
    if not source.strip():
        reasons.append("没有写依据（文件名称和文号）")
    if edition not in ("", *SETS):
        reasons.append(f"没有分组方案“{edition}”")
    if active_to is not None and active_to <= active_from:
        reasons.append("停用日期应晚于启用日期")
    return reasons


@transaction.atomic
def withdraw_weights(*, table_id: int, actor: Actor, at: datetime) -> OwnWeights:
    """Let a table count no more (停用); it stays readable. Raises CannotWithdraw."""
    table = OwnWeights.objects.select_for_update().filter(pk=table_id).first()
    if table is None or table.withdrawn_at is not None:
        raise CannotWithdraw("没有这张权重表，或已经停用。")
    table.withdrawn_at = at
    table.save(update_fields=["withdrawn_at"])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.WEIGHTS_WITHDRAWN,
        subject=("cases.weights", str(table.pk)),
        facts={"name": table.name},
    )
    return table
