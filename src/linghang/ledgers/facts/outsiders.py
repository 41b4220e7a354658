"""Who is entered as a person from outside: a misspelt name looks the same. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from linghang.foundation.fields.definitions import Kind
from linghang.ledgers.definitions import Ledger, LedgerField
from linghang.ledgers.facts import persons
from linghang.ledgers.facts.rules import BETWEEN, Named

MOST_TOLD = 10


def reads_as_one(one: LedgerField, name: str, is_known: Callable[[str], bool]) -> bool:
    """Whether a sheet that holds the name is read as the one whom it names."""
    return persons.apart(name, is_known, persons=one.kind is Kind.PERSON) == (name,) and not (
        one.kind is Kind.PERSON and persons.hides_others(name)
    )


def named_in(ledger: Ledger, told: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Field → who is named in it as a person from outside; a misspelt name looks the same."""
    found = {}
    for one in ledger.fields:
        value = told.get(one.code)
        if one.kind is Kind.PERSON and one.outside and value is not None:
            several = [value] if isinstance(value, Named) else value
            if names := tuple(each.name for each in several if not each.code):
                found[one.code] = names
    return found


def says(one: LedgerField, names: Sequence[str]) -> str:
    """Told to who enters, so that a misspelt name of the hospital is seen; no personal names."""
    told = f"{len(names)}人" if one.sensitive else BETWEEN.join(names[:MOST_TOLD])
    more = f"等{len(names)}人" if len(names) > MOST_TOLD and not one.sensitive else ""
    return f"“{one.name}”以下按院外人员登记：{told}{more}；是本院的，请改填工号或全名"
