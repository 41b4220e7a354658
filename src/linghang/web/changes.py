"""同比 and 环比 as the pages show them: the words of a report, a sign, and whether it is good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from linghang.foundation import quantity
from linghang.indicators import catalog
from linghang.indicators.definitions import Indicator
from linghang.indicators.queries import Value
from linghang.reports import rules

WORDS = {"year_before": "同比", "previous": "环比"}
NEVER = datetime.min.replace(tzinfo=UTC)  # of figures before the first import


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change against another period.

    says: 上升0.12个百分点, or why nothing can be compared. number: 0.12, None without one;
    short: the same with its sign, «—» without.
    tone: better, worse, neutral from the indicator's direction, never from the sign alone; none
    without a number. Provisional values are not compared: the sign would only tell that time has
    not passed yet.
    """

    word: str
    says: str
    number: Decimal | None
    short: str
    sign: int
    tone: str

    @property
    def icon(self) -> str:
        return {1: "rise", -1: "fall"}.get(self.sign, "same")


def change(now: Value, base: Value, against: str) -> Change:
    """How `now` stands to `base`; against: `year_before` or `previous`."""
    item = now.indicator
    comparison = rules.Comparison(against=against, period=now.period, is_complete=now.complete)
    wording = "difference" if item.denominator else "change"
    said = rules.CHANGES[wording](_worded(now), _reading(now), _reading(base), comparison)
    decimals = item.decimals if item.denominator else rules.GROWTH_DECIMALS
    shown = None
    if said.value is not None and said.text.startswith(WORDS[against]):
        shown = quantity.rounded(said.value, decimals)
    sign = 0 if not shown else (1 if shown > 0 else -1)
    return Change(
        word=WORDS[against],
        says=said.text.removeprefix(WORDS[against]),
        number=shown,
        short=_signed(shown),
        sign=sign,
        tone="none" if shown is None else _tone(item, sign),
    )


def unit_of_change(item: Indicator) -> str:
    """The unit of `short`: percent for counts, points for shares, else the indicator's own."""
    if item.denominator is None:
        return "%"
    return "百分点" if item.is_share else item.unit


def _tone(item: Indicator, sign: int) -> str:
    wanted = {"up": 1, "down": -1}.get(item.direction, 0)
    if not wanted or not sign:
        return "neutral"
    return "better" if sign == wanted else "worse"


def _signed(value: Decimal | None) -> str:
    if value is None:
        return quantity.NOTHING
    return f"{value:+,}".replace("-", "−") if value else "0"


def _worded(value: Value) -> rules.Indicator:
    item = value.indicator
    above, below = catalog.numerator(item), catalog.denominator(item)
    return rules.Indicator(
        code=item.code,
        name=item.name,
        unit=item.unit,
        decimals=item.decimals,
        meaning=item.meaning,
        numerator=above.name,
        numerator_unit=above.unit,
        denominator=below.name if below else "",
        denominator_unit=below.unit if below else "",
    )


def _reading(value: Value) -> rules.Reading:
    return rules.Reading(
        numerator=value.numerator,
        denominator=value.denominator,
        value=value.value,
        provisional=value.provisional,
        small=value.small,
        definition_hash=value.definition_hash,
        manifest_id=value.manifest_id or 0,
        computed_at=value.computed_at or NEVER,
    )
