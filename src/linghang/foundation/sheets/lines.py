"""Tables that leave the house as CSV: opened by Excel as they are, never run as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

MARK = "\ufeff"  # without it Excel takes UTF-8 for GBK
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(lines: Iterable[Sequence[str]]) -> Iterator[str]:
    """The text of a CSV line by line; cells that a spreadsheet would run are disarmed by a quote.

    Numbers are left as they are, also negative ones.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(MARK)
    for line in lines:
        writer.writerow([disarmed(cell) for cell in line])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def disarmed(cell: str) -> str:
    """The cell with a quote before it if it would be taken for a formula."""
    if not cell.startswith(FORMULA):
        return cell
    return cell if _is_number(cell) else f"'{cell}"


def rearmed(cell: str) -> str:
    """The cell as it was before disarmed(); what nobody disarmed is left alone."""
    return cell[1:] if cell.startswith("'") and disarmed(cell[1:]) == cell else cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
