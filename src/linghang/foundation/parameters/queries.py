"""What the parameters are on a day, each call in one query over the hospital's own rows."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from linghang.foundation.parameters import catalog, kinds, rules
from linghang.foundation.parameters.kinds import Value
from linghang.foundation.parameters.models import ParameterChange, ParameterChangeQuerySet
from linghang.foundation.parameters.rules import NotInForce, Row, Standing


def value(code: str, on: date) -> Value:
    """The value in force on the day. Raises UnknownParameter and NotInForce."""
    return standing(code, on).value


def standing(code: str, on: date) -> Standing:
    """The value in force on the day, and where it comes from."""
    parameter = catalog.parameter(code)
    rows = approved(ParameterChange.objects.filter(code=code))
    return rules.resolve(parameter, rows.get(code, []), on)


def in_force(on: date) -> Mapping[str, Value]:
    """Code → value of every parameter that has one on the day, in file order, in one query."""
    return history().in_force(on)


def standings(on: date) -> Mapping[str, Standing]:
    """Code → standing of every parameter that has a value on the day, in file order."""
    return _standings(approved(ParameterChange.objects.all()), on)


def _standings(rows: Mapping[str, list[Row]], on: date) -> Mapping[str, Standing]:
    found = {}
    for code, loaded in catalog.catalog().items.items():
        try:
            found[code] = rules.resolve(loaded.item, rows.get(code, []), on)
        except NotInForce:
            continue
    return found


@dataclass(frozen=True)
class History:
    """The hospital's own rows as they were read: the parameters of any day without asking again."""

    rows: Mapping[str, list[Row]]
    _known: dict[int, Mapping[str, Value]] = field(default_factory=dict)

    @cached_property
    def _turns(self) -> list[date]:
        """The days on which anything changes; between two of them nothing does."""
        own = ((row.active_from, row.active_to) for rows in self.rows.values() for row in rows)
        declared = (one.item for one in catalog.catalog().items.values())
        texts = ((one.active_from, one.active_to) for one in declared)
        return sorted({day for span in chain(own, texts) for day in span if day})

    def in_force(self, on: date) -> Mapping[str, Value]:
        """Code → value of every parameter that has one on the day, in file order."""
        spell = bisect_right(self._turns, on)
        if spell not in self._known:
            found = _standings(self.rows, on)
            self._known[spell] = {code: one.value for code, one in found.items()}
        return self._known[spell]


def history() -> History:
    """All that was approved, for whoever looks at many days; in one query."""
    return History(approved(ParameterChange.objects.all()))


def approved(changes: ParameterChangeQuerySet) -> Mapping[str, list[Row]]:
    """Code → the approved rows among the changes; codes that are declared no more are absent.

    Reads columns, not models: a value is asked for in every request.
    """
    found: defaultdict[str, list[Row]] = defaultdict(list)
    declared = catalog.catalog().items
    columns = ("pk", "code", "value", "supersedes", "active_from", "active_to")
    for pk, code, value, *facts in changes.approved().order_by().values_list(*columns):
        if code in declared:
            typed = kinds.parse(declared[code].item.kind, value)
            supersedes, start, end = facts
            row = Row(
                change=pk, value=typed, supersedes=supersedes, active_from=start, active_to=end
            )
            found[code].append(row)
    return found


class Listed(NamedTuple):
    """A parameter of the list, with what waits for it."""

    standing: Standing
    drafts: int


def listed(on: date) -> list[Listed]:
    """Every parameter in force with the number of its drafts, in file order, in two queries."""
    waiting: defaultdict[str, int] = defaultdict(int)
    for code in ParameterChange.objects.drafts().values_list("code", flat=True):
        waiting[code] += 1
    return [Listed(one, waiting[code]) for code, one in standings(on).items()]
