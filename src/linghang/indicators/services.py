"""Deeds of this engine: counting all cells anew, opening one case behind a figure."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from linghang.cases import hooks
from linghang.cases import services as cases
from linghang.cases.grouping import coding
from linghang.cases.importing import LOCK
from linghang.cases.models import Manifest
from linghang.cases.queries import Opened
from linghang.cases.scope import CaseScope
from linghang.cases.trail_actions import CASE_READ
from linghang.foundation import locks
from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.indicators import cells, drill, trail_actions
from linghang.indicators.drill import Standing


def rebuild(*, actor: Actor, at: datetime) -> Manifest:
    """Count all cells of the cases in force by the definitions of this version.

    Months whose cases aren't coded by this version's code table are coded, too.

    Raises Refused when nothing was imported yet.
    """
    with locks.exclusive(LOCK):
        base = Manifest.current()
        if base is None:
            raise Refused("还没有导入病案，没有指标可算。")
        folder = Path(settings.CASES_FOLDER)
        coded = coding.write(folder, base.case_files, base.coded_files)
        counted = cells.write(
            hooks.Change(
                folder=folder,
                case_files=base.case_files,
                cell_files=[],
                cell_version="",
                discharge_days=frozenset(),
                admission_days=frozenset(),
                at=at,
            )
        )
        with transaction.atomic():
            manifest = cases.switch(
                base=base,
                batch=None,
                case_files=base.case_files,
                coded_files=coded,
                cells=counted,
                at=at,
            )
            facts = {"months": len(counted.files)}
            trail.leave(
                at=at,
                actor=actor,
                action=trail_actions.REBUILT,
                subject=("cases.manifest", str(manifest.pk)),
                facts=facts,
            )
    return manifest


def open_case(
    *, case_key: str, month: str = "", scope: CaseScope, actor: Actor, at: datetime
) -> tuple[Opened, list[Standing]] | None:
    """One case in scope and how each indicator counts it; who opened it stays in the trail.

    None, without a trace, when the reader has no such case. month: see cases.queries.opened().
    Files are read before the transaction begins: nobody else's writing waits for that.
    """
    found = drill.case_with_standings(case_key, scope=scope, month=month)
    if found:
        with transaction.atomic():
            trail.leave(
                at=at,
                actor=actor,
                action=CASE_READ,
                subject=("cases.case", case_key),
                facts={"case": found[0].case.code},
            )
    return found
