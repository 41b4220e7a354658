"""Numbers as summaries round them: down, from the exact number, with 余 where something is left."""

from __future__ import annotations

from decimal import Decimal

import pytest

from linghang.foundation.quantity import approximate


@pytest.mark.parametrize(
    ("number", "unit", "says"),
    [
        (623, "人次", "620余人次"),
        (620, "人次", "620人次"),
        (9_834, "人次", "9800余人次"),
        (803_456, "人次", "80万余人次"),
        (800_000, "人次", "80万人次"),
        (12_345, "人次", "1.2万余人次"),
        (82, "场", "82场"),
        (0, "场", "0场"),
        (Decimal("723.5"), "小时", "720余小时"),
    ],
)
def test_a_number_is_rounded_down_and_says_so(number, unit, says):
    assert approximate(number, unit=unit) == says
