"""Numbers with their unit, rounded once and written as a hospital office writes them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

NOTHING = "—"


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Round half up, as figures in official reports are rounded."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def text(value: Decimal | int | None, *, unit: str = "", decimals: int = 0) -> str:
    """`7.86天`, `4.21%`, `4986人次`; an uncounted value is `—`, never 0."""
    if value is None:
        return NOTHING
    return f"{rounded(Decimal(value), decimals)}{unit}"


def grouped(value: Decimal | int | None, *, decimals: int = 0) -> str:
    """The bare number with thousands marks, for tables and tiles."""
    if value is None:
        return NOTHING
    return f"{rounded(Decimal(value), decimals):,}"


def approximate(value: Decimal | int, *, unit: str = "") -> str:
    """An exact number as summaries round it down, never up: 623 is 620余人次, 803456 80万余人次.

    Two digits are kept, and all below 100; from 10000 on in 万. A number that is round already
    stands without 余.
    """
    whole = int(value)
    step = 10 ** max(len(str(abs(whole))) - 2, 0)
    kept = whole // step * step
    more = "余" if kept < value else ""
    if kept < 10_000:
        return f"{kept}{more}{unit}"
    told = format((Decimal(kept) / 10_000).normalize(), "f")
    return f"{told}万{more}{unit}"
