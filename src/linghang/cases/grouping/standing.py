"""What the hospital groups and weighs by on a day: edition, place, table of weights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from linghang.cases.drg import SETS
from linghang.cases.grouping import catalog, rules
from linghang.cases.grouping.models import OwnWeights
from linghang.cases.grouping.rules import Weights
from linghang.foundation.errors import Refused
from linghang.foundation.parameters import queries as parameters

EDITION, PLACE, REFERENCE = "drg.edition", "drg.place", "drg.weights"
NO_PLACE, NO_TABLE = "000000", "none"


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
    """The terms of each day, in two queries for a day and one more for each further one.

    Raises WrongParameter.
    """
    own = [one.typed() for one in OwnWeights.objects.filter(withdrawn_at=None).order_by("pk")]
    return {day: _terms(day, own) for day in days}


def _terms(day: date, own: list[Weights]) -> Terms:
    values = parameters.in_force(day)
    edition, place = str(values.get(EDITION, SETS[0])), str(values.get(PLACE, NO_PLACE))
    if edition not in SETS:
        raise WrongParameter(
            f"规则参数“分组方案”写的是“{edition}”，没有这个方案；可用：{'、'.join(SETS)}。"
        )
    weights = rules.in_force(own, on=day) or _reference(str(values.get(REFERENCE, NO_TABLE)))
    return Terms(edition=edition, place=None if place == NO_PLACE else place, weights=weights)


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
