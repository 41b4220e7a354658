"""Parameters and changes that say only what the test is about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from linghang.foundation.access import Actor
from linghang.foundation.evidence import services as evidence
from linghang.foundation.parameters import services
from linghang.foundation.parameters.definitions import Parameter
from linghang.foundation.parameters.models import ParameterChange

AT = datetime(2025, 6, 3, 2, 30, tzinfo=UTC)
TODAY = date(2025, 6, 3)
DRAFTER = Actor(person="P0001", appointment=1)
APPROVER = Actor(person="P0002", appointment=2)


def parameter(**facts: Any) -> Parameter:
    """At least five workdays, from 2019 on."""
    default = {
        "code": "cadre.notice",
        "name": "任前公示",
        "area": "干部",
        "meaning": "公示期。",
        "kind": "workdays",
        "value": 5,
        "lock": "floor",
        "tag": "P",
        "active_from": date(2019, 3, 3),
        "source": "《条例》第四十条",
    }
    return Parameter.model_validate({**default, **facts}, strict=False)


def draft(**facts: Any) -> ParameterChange:
    """Longer notice from July on."""
    default: dict[str, Any] = {
        "code": "cadre.notice",
        "value": 7,
        "active_from": date(2025, 7, 1),
        "reason": "党委会决定从严",
        "actor": DRAFTER,
        "at": AT,
        "today": TODAY,
    }
    return services.draft(**{**default, **facts})


def approved(**facts: Any) -> ParameterChange:
    """Drafted by one, approved by another."""
    return services.approve(change_id=draft(**facts).pk, actor=APPROVER, at=AT, today=TODAY)


def revised(**facts: Any) -> dict[str, Any]:
    """What a revised text from above brings along: number and file."""
    file = evidence.store(
        content=b"%PDF-1.7 revised",
        name="新条例.pdf",
        media_type="application/pdf",
        happened_on=TODAY,
        actor=DRAFTER,
        at=AT,
    )
    return {"supersedes": True, "document": "中发〔2025〕1号", "evidence_id": file.pk, **facts}
