"""The years that come with the product."""

from __future__ import annotations

from linghang.foundation.catalog import registry
from linghang.foundation.catalog.registry import Catalog
from linghang.foundation.workdays.definitions import HolidayYear

KIND = "workdays"


def catalog() -> Catalog[HolidayYear]:
    """All years by code, in file order. Raises WrongCatalog."""
    return registry.load(KIND, HolidayYear)
