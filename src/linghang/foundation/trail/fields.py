"""A column for JSON that keeps its exact text."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from linghang.foundation.trail import rules


class CanonicalJSONField(models.TextField[Any, Any]):
    """A map or list, stored as its canonical text.

    A database's own JSON type rewrites numbers (1e2 becomes 100), and a digest over what it
    gives back would not be a digest over what is stored.
    """

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, *_: object) -> Any:
        return None if value is None else json.loads(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else rules.canonical(value)
