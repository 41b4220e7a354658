"""The ledger that the user guide shows, taken from the page as its readers would copy it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.ledgers import hospital

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "user" / "自己写一本台账.md"


def text() -> str:
    """The one block of YAML on the page."""
    (found,) = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    return str(found)


def override(folder: Path) -> str:
    """A hospital's own catalogs with that ledger alone."""
    return hospital.override(folder, text())
