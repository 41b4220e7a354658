"""What the hospital groups and weighs by on a day: edition, place, table of weights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import yaml

from linghang.cases.drg import SETS
from linghang.cases.drg.codes import TABLES
from linghang.cases.drg.layout import FACTS
from linghang.cases.grouping import catalog, rules
from linghang.cases.grouping.models import OwnWeights
from linghang.cases.grouping.rules import Weights
from linghang.foundation.errors import Refused
from linghang.foundation.parameters import catalog as catalog_of
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.parameters.models import ParameterChange
from linghang.foundation.parameters.rules import NotInForce, Row, resolve

NO_PLACE, NO_TABLE = "000000", "none"
DEFAULTS = {"drg.edition": SETS[0], "drg.place": NO_PLACE, "drg.weights": NO_TABLE}
"""The rule parameters, and what holds on days for which they have no value."""


class WrongParameter(Refused):
    """A rule parameter names an edition or a table that is not there; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """By what the cases of one month are grouped and weighed. place: None while not known."""

    edition: str
    place: str | None
    weights: Weights | None

    @property
    def key(self) -> tuple[str, str]:
        """What tells these terms from others: edition and table."""
        return self.edition, self.weights.code if self.weights else ""


def terms(days: Iterable[date]) -> dict[date, Terms]:
    """The terms of each day, in two queries for all of them. Raises WrongParameter."""
    own = [one.typed() for one in OwnWeights.objects.filter(withdrawn_at=None).order_by("pk")]
    changes = parameters.approved(ParameterChange.objects.filter(code__in=DEFAULTS))
    return {day: _terms(day, own, changes) for day in days}


def _terms(day: date, own: list[Weights], changes: Mapping[str, list[Row]]) -> Terms:
    edition, place, reference = (
        _value(code, default, changes, day) for code, default in DEFAULTS.items()
    )
    if edition not in SETS:
        raise WrongParameter(
            f"规则参数“分组方案”写的是“{edition}”，没有这个方案；可用：{'、'.join(SETS)}。"
        )
    weights = rules.in_force(own, on=day) or _reference(reference)
    return Terms(edition=edition, place=None if place == NO_PLACE else place, weights=weights)


def _value(code: str, default: str, changes: Mapping[str, list[Row]], day: date) -> str:
    try:
        found = resolve(catalog_of.parameter(code), changes.get(code, []), day)
    except NotInForce:
        return default
    return str(found.value)


def _reference(code: str) -> Weights | None:
    if code == NO_TABLE:
        return None
    loaded = catalog.tables().items.get(code)
    if loaded is None:
        known = "、".join(catalog.tables().items)
        raise WrongParameter(
            f"规则参数“参考权重表”写的是“{code}”，没有这张表；可用：{known}，或写 none。"
        )
    return loaded.item.typed


@cache
def titles() -> dict[str, str]:
    """Code → title of every edition of the product, without loading its tables."""
    return {
        code: str(yaml.safe_load((TABLES / code / FACTS).read_text("utf-8"))["title"])
        for code in SETS
    }
