"""The parameters that the catalogs declare."""

from __future__ import annotations

from linghang.foundation.catalog import registry
from linghang.foundation.catalog.registry import Catalog
from linghang.foundation.parameters.definitions import Parameter

KIND = "parameters"


class UnknownParameter(ValueError):
    """No catalog declares a parameter of this code: a fault of the program, not of a person."""


def catalog() -> Catalog[Parameter]:
    """All parameters by code, in file order. Raises WrongCatalog."""
    return registry.load(KIND, Parameter)


def parameter(code: str) -> Parameter:
    """The declaration. Raises UnknownParameter."""
    known = catalog()
    if code not in known:
        raise UnknownParameter(f"no parameter {code!r} in {KIND}.yaml")
    return known[code]
