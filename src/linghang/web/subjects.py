"""Where the page of a thing is, from its name in the trail, in notices and in duties.

Each face registers its own: the workbench, notices and histories then lead there.
"""

from __future__ import annotations

from collections.abc import Callable

from linghang.web import addresses

_addresses: dict[str, Callable[[str], str]] = {}


def register(subject_type: str, address: str | Callable[[str], str]) -> None:
    """Say where things of a type are shown, once per type.

    address: name of an address with the thing's id as its only argument, or a function of the id
    (as the trail holds it) that gives the address, "" for a thing without a page.
    """
    leads = address if callable(address) else _named(address)
    if _addresses.setdefault(subject_type, leads) is not leads:
        raise ValueError(f"another page is registered for {subject_type!r}")


def _named(name: str) -> Callable[[str], str]:
    return lambda subject_id: addresses.of(name, subject_id)


def address(subject_type: str, subject_id: str) -> str:
    """Where the thing is shown; "" for one without a page."""
    leads = _addresses.get(subject_type)
    return leads(subject_id) if leads else ""


register("intake.batch", "import")
register("reports.report", "report")
