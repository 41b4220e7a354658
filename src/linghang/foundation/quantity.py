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
