"""The small organisation, loaded, and the rights of whoever acts in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from linghang.org import services
from linghang.org.models import Appointment
from linghang.org.rights import Rights, rights_of
from tests import kept
from tests.org import factories


@pytest.fixture
def organisation(db: None) -> None:
    kept.once("organisation", _load)


def _load() -> None:
    services.load(establishment=factories.establishment(), actor=factories.SYSTEM, at=factories.AT)


@pytest.fixture
def acting(organisation: None) -> Callable[..., Rights]:
    """`acting("department_head", "D1")`: the rights of whoever holds that post there."""

    def rights(post: str, unit: str, on: date = factories.TODAY) -> Rights:
        return rights_of(Appointment.objects.get(post=post, unit__code=unit).pk, on)

    return rights
