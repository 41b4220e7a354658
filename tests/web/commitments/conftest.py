"""The hospital under inspection, as the pages show it on 3 June 2025."""

from __future__ import annotations

from typing import Any

import pytest

from tests import kept
from tests.web.commitments import world as worlds
from tests.web.commitments.world import World


@pytest.fixture
def world(db: None, settings: Any) -> World:
    """Made once in a process."""
    settings.DEMO_TODAY = str(worlds.TODAY)
    return kept.once("hospital with commitments and logins", worlds.made)
