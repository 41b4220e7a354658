"""Which weight counts on a day, what a weight may be, and why a case has no group."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

DRG = re.compile(r"^[A-Z][A-Z0-9]{3,5}$")
HEAVIEST = Decimal(1000)
PLACES = 4
"""A weight has at most so many decimal places; schemes publish two to four."""


class Trust(StrEnum):
    """How far the figures of a table can be relied on."""

    OFFICIAL = "official"
    SECOND_HAND = "second_hand"
    OWN = "own"


TRUST_NAMES: dict[Trust, str] = {
    Trust.OFFICIAL: "官方公布",
    Trust.SECOND_HAND: "转录而来，未见原文，仅供参考",
    Trust.OWN: "本院载入",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A table of weights for the days `[active_from, active_to)`. values: DRG → weight, above 0.

    edition: the rule set that the codes belong to; "" a local scheme that the product has not.
    """

    code: str
    name: str
    edition: str
    active_from: date
    active_to: date | None
    source: str
    trust: Trust
    values: Mapping[str, Decimal]

    def caution(self, edition: str) -> str:
        """What to write beside sums of these weights over groups of an edition; "" if nothing."""
        says = []
        if self.edition != edition:
            says.append("权重表与分组方案不是同一版，同名的组含义可能不同")
        if self.trust is Trust.SECOND_HAND:
            says.append(f"权重{TRUST_NAMES[self.trust]}")
        return "；".join(says)


def is_active(active_from: date, active_to: date | None, *, on: date) -> bool:
    """Whether a day lies in `[active_from, active_to)`."""
    return active_from <= on and (active_to is None or on < active_to)


def in_force(tables: Iterable[Weights], *, on: date) -> Weights | None:
    """The table that counts on a day: of those in force the one that began last.

    tables: in the order in which they were loaded; of two that began on one day the later counts.
    """
    found = None
    for one in tables:
        newer = found is None or one.active_from >= found.active_from
        if newer and is_active(one.active_from, one.active_to, on=on):
            found = one
    return found


def decimal(text: object) -> Decimal | None:
    """A number as it was written, None when it is none."""
    try:
        found = Decimal(str(text).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def fault_of_code(drg: str) -> str:
    """Why a text is no DRG code, in Chinese; "" when it is one."""
    return (
        ""
        if DRG.match(drg)
        else "不是DRG组的编码，应如“BR21”：一个大写字母，后接三至五位字母或数字"
    )


def fault_of_weight(weight: Decimal | None) -> str:
    """Why a number is no weight, in Chinese; "" when it is one."""
    if weight is None:
        return "权重应为数字"
    if weight <= 0:
        return "权重应大于0；没有权重的组请不要列入"
    if weight > HEAVIEST:
        return f"权重不应超过{HEAVIEST}"
    exponent = weight.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > PLACES:
        return f"权重最多{PLACES}位小数"
    return ""
