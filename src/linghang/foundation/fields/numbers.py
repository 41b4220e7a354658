"""Numbers as offices write them: 1,234.50, １２％, ¥3万元; exact, never through a float."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from linghang.foundation.fields import words
from linghang.foundation.fields.words import Unreadable

_PLAIN = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)$")
# What systems write, and nearly all that is read; none of the care below changes it.
_USUAL = re.compile(r"-?(0|[1-9]\d{0,8})(\.\d{1,4})?", re.ASCII)
_GROUPED = re.compile(r"^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$")
# Words before or after the digits: 约160, 160余人.
_WORDED = re.compile(r"(?P<before>[^\d.,+()-]*)(?P<digits>\d[\d,]*(\.\d+)?)(?P<after>[^\d.,()-]*)")
_POWER = re.compile(r"^[+-]?\d+(\.\d*)?[eE][+-]?\d{1,2}$")
MOST_DIGITS, MOST_DECIMALS = 18, 15
_WIDE = Context(prec=400)  # a float may have three hundred digits before the point
MOST_FIGURES = 26  # below the 28 with which Decimal reckons, so that nothing is rounded unseen
# A spreadsheet adds 0.1 and 0.2 to 0.30000000000000004: what differs less was never meant.
NOISE = Decimal("1e-9")
SIGNS = {"¥": "", "￥": "", "－": "-", "−": "-", "—": "-", "＋": "+"}


def number(raw: object, *, unit: str = "") -> Decimal:
    """The number that was written; `unit` may stand behind it. Raises Unreadable."""
    if isinstance(raw, str) and _USUAL.fullmatch(raw):
        return Decimal(raw) or Decimal(0)  # no -0
    if isinstance(raw, bool):
        raise Unreadable("应填数字")
    if isinstance(raw, int | Decimal):
        return _sane(Decimal(raw))
    if isinstance(raw, float):
        if not math.isfinite(raw):
            raise Unreadable("应填数字")
        return _sane(_rounded(Decimal(repr(raw)), MOST_DECIMALS))
    return _sane(_written(words.narrow(raw), unit))


def _written(found: str, unit: str) -> Decimal:
    for sign, plain in SIGNS.items():
        found = found.replace(sign, plain)
    narrow_unit = words.narrow(unit)
    if narrow_unit and found.endswith(narrow_unit):
        found = found[: -len(narrow_unit)]
    found = found.replace(" ", "")
    if found.startswith("(") and found.endswith(")"):  # as accountants write what is missing
        found = f"-{found[1:-1]}"
    if _GROUPED.match(found):
        found = found.replace(",", "")
    if not (_PLAIN.match(found) or _POWER.match(found)):
        raise Unreadable(_why_no_number(found))
    try:
        return Decimal(found)
    except InvalidOperation:
        raise Unreadable("应填数字，如 1234.5") from None


def _why_no_number(found: str) -> str:
    worded = _WORDED.fullmatch(found)
    if worded is None or not (worded["before"] or worded["after"]):
        return "应填数字，如 1234.5"
    extra = "和".join(f"“{one}”" for one in (worded["before"], worded["after"]) if one)
    return f"只填数字，去掉{extra}，写成 {worded['digits'].replace(',', '')}"


def _sane(found: Decimal) -> Decimal:
    if not found.is_finite():
        raise Unreadable("应填数字")
    if found and found.adjusted() >= MOST_DIGITS:
        raise Unreadable(f"数字太大，最多{MOST_DIGITS}位")
    if _rounded(found, MOST_DECIMALS) != found or len(_figures(found)) > MOST_FIGURES:
        raise Unreadable(f"小数位太多，最多{MOST_DECIMALS}位")
    return found if found else Decimal(0)  # no -0


def _rounded(found: Decimal, places: int) -> Decimal:
    return found.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_WIDE)


def _figures(found: Decimal) -> tuple[int, ...]:
    return found.normalize(_WIDE).as_tuple().digits


def whole(raw: object, *, unit: str = "") -> int:
    """The integer that was written. Raises Unreadable for one with places after the point."""
    return int(exact(number(raw, unit=unit), 0, noisy=isinstance(raw, float)))


def exact(found: Decimal, decimals: int, *, noisy: bool) -> Decimal:
    """The number with at most so many decimals.

    noisy: it comes out of binary arithmetic, whose last digits mean nothing.
    Raises Unreadable when more decimals were meant.
    """
    near = _rounded(found, decimals)
    if near == found or (noisy and abs(near - found) <= NOISE * max(Decimal(1), abs(found))):
        return near
    if decimals:
        raise Unreadable(f"最多{decimals}位小数")
    raise Unreadable("应填整数，不带小数")


def decimal(raw: object, *, decimals: int | None, unit: str = "") -> Decimal:
    """The number, with at most `decimals` places where that is set. Raises Unreadable."""
    found, noisy = number(raw, unit=unit), isinstance(raw, float)
    if decimals is not None:
        return exact(found, decimals, noisy=noisy)
    return _tidy(found, 10) if noisy else found


def share(raw: object, *, decimals: int | None) -> Decimal:
    """A share of 0…1 from 12.5%, 0.125 or the 0.125 of a cell formatted as a percentage.

    decimals: places of the percentage. Raises Unreadable for 12.5 without a sign, which may
    mean either, and for what is not between 0 and 1.
    """
    noisy = isinstance(raw, float)
    found = words.narrow(raw) if isinstance(raw, str) else ""
    if found.endswith("%"):
        percent = number(found[:-1])
    else:
        percent = number(raw) * 100
        if abs(percent) > 100:
            raise Unreadable("比例应写成 12.5% 或 0.125")
    if decimals is not None:
        percent = exact(percent, decimals, noisy=noisy)
    elif noisy:
        percent = _tidy(percent, 8)
    if not 0 <= percent <= 100:
        raise Unreadable("比例应在 0% 与 100% 之间")
    return percent / 100


def _tidy(found: Decimal, places: int) -> Decimal:
    """Without the last digits of binary arithmetic; a number that really is small stays."""
    near = _rounded(found, places)
    return near if near and abs(near - found) <= NOISE * abs(near) else found


def plain(value: Decimal) -> str:
    """All digits, no power of ten, no needless noughts."""
    shown = f"{value:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
