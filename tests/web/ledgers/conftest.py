"""The hospital that keeps ledgers, with logins, and the ledger that has every kind of field."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from linghang.foundation.catalog import registry
from linghang.org.models import Account
from tests import kept
from tests.ledgers import hospital
from tests.web_hospital import Hospital


def made() -> Hospital:
    """Everybody who holds a post may log in."""
    held = hospital.made()
    for person in {one.person for one in held.values()}:
        Account.objects.create(username=person.code, person=person)
    return Hospital(appointments=held, folder=Path())


@pytest.fixture
def house(db: None) -> Hospital:
    """Made once in a process."""
    return kept.once("hospital with ledgers and logins", made)


@pytest.fixture
def every_kind(settings: Any, tmp_path: Path) -> Iterator[None]:
    """A folder of the hospital without a head, with the ledger of every kind of field."""
    settings.CATALOG_OVERRIDES = hospital.override(tmp_path / "catalogs")
    registry.forget()
    yield
    registry.forget()
