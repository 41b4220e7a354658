"""Deeds of this engine: counting all cells anew."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from linghang.cases import hooks
from linghang.cases import services as cases
from linghang.cases.models import Manifest
from linghang.foundation import locks
from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.indicators import cells, trail_actions


def rebuild(*, actor: Actor, at: datetime) -> Manifest:
    """Count all cells of the cases in force by the definitions of this version.

    Raises Refused when nothing was imported yet.
    """
    with locks.exclusive(cases.LOCK):
        base = Manifest.current()
        if base is None:
            raise Refused("还没有导入病案，没有指标可算。")
        counted = cells.write(
            hooks.Change(
                folder=Path(settings.CASES_FOLDER),
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
                base=base, batch=None, case_files=base.case_files, cells=counted, at=at
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
