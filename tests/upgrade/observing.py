"""What of an installation must survive an upgrade, as JSON; run on the former release and on ours.

Only interfaces that every release since the first has are used here.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402

from linghang.cases.health import damaged_files  # noqa: E402
from linghang.cases.models import Manifest  # noqa: E402
from linghang.cases.queries import CaseFilter, page  # noqa: E402
from linghang.cases.scope import CaseScope  # noqa: E402
from linghang.foundation.access import system_actor  # noqa: E402
from linghang.foundation.evidence import services as evidence  # noqa: E402
from linghang.foundation.period import Period  # noqa: E402
from linghang.foundation.trail import services as trail  # noqa: E402
from linghang.indicators import catalog, queries, services  # noqa: E402
from linghang.org.queries import tenures  # noqa: E402

TODAY = date(2025, 12, 31)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
JUNE = Period.month(2025, 6)
PASSWORD = "correct horse battery 7"
INDICATORS = ("discharges", "average_length_of_stay", "readmission_31_days")
COUNTED = (
    "org.unit",
    "org.placement",
    "org.person",
    "org.codemap",
    "org.membership",
    "org.appointment",
    "org.account",
    "intake.batch",
    "cases.manifest",
    "evidence.evidence",
    "reports.report",
)


def counts() -> dict[str, int]:
    """Rows of the tables that hold a hospital's own data."""
    return {name: apps.get_model(name)._default_manager.count() for name in COUNTED}


def figures() -> dict[str, list[str]]:
    """Every indicator of June: the hospital's value and those of the departments."""
    current = Manifest.current()
    if current and current.cell_version != catalog.cell_version():
        services.rebuild(actor=system_actor(), at=NOW)
    found = {}
    for code in INDICATORS:
        whole = queries.value(code, period=JUNE, scope=queries.Scope())
        parts = queries.breakdown(code, period=JUNE, by="department", scope=queries.Scope())
        found[code] = [
            f"{one.numerator}/{one.denominator}={one.number}"
            for one in (whole, *(part.value for part in parts))
        ]
    return found


def trail_report() -> dict[str, object]:
    """Does the trail hold, and how many sealed entries does it have?"""
    report = trail.verify(heads_folder=Path(settings.TRAIL_HEADS_FOLDER), now=NOW)
    return {"holds": report.holds, "sealed": report.checked, "heads": report.heads}


def observed() -> dict[str, Any]:
    """Everything that must read the same before and after."""
    cases = page(CaseFilter(period=JUNE), scope=CaseScope.hospital())
    current = Manifest.current()
    return {
        "trail": trail_report(),
        "counts": counts(),
        "posts": sorted(f"{one.person} {one.title} {one.active_from}" for one in tenures(TODAY)),
        "logins": sorted(
            account.username
            for account in get_user_model()._default_manager.filter(is_active=True)
            if account.check_password(PASSWORD)
        ),
        "cases": sorted(row.case_key for row in cases.rows),
        "damaged": [path for path, _ in damaged_files(current)] if current else ["no manifest"],
        "evidence": [damage.says for damage in evidence.damaged()],
        "figures": figures(),
    }


if __name__ == "__main__":
    json.dump(observed(), sys.stdout, ensure_ascii=False, indent=1, sort_keys=True)
