"""How many people are admitted on a day: weekday, season, holidays, growth."""

from __future__ import annotations

import functools
from datetime import date

import numpy as np

NAMES = ("flat", "winter", "summer", "spring")
# January to December.
MONTHS = {
    "flat": (1.0, 1.0, 1.02, 1.02, 1.0, 1.0, 1.03, 1.02, 0.99, 0.97, 0.98, 0.97),
    "winter": (1.38, 1.24, 1.12, 0.96, 0.85, 0.78, 0.74, 0.74, 0.84, 1.0, 1.15, 1.36),
    "summer": (0.8, 0.82, 0.92, 0.98, 1.06, 1.17, 1.28, 1.27, 1.08, 0.94, 0.86, 0.8),
    "spring": (0.92, 0.95, 1.14, 1.16, 1.1, 1.0, 0.95, 0.93, 1.04, 1.06, 0.98, 0.92),
}
MONDAY_TO_SUNDAY = (1.18, 1.12, 1.08, 1.04, 0.98, 0.78, 0.72)
SPRING_FESTIVALS = (date(2024, 2, 10), date(2025, 1, 29))
NATIONAL_DAYS = (date(2023, 10, 1), date(2024, 10, 1), date(2025, 10, 1))
GROWTH_PER_YEAR = 0.035
BASE = date(2024, 1, 1).toordinal()


@functools.cache
def weights(season: str, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
    """Days (ordinals, both ends included) and the share of admissions that falls on each."""
    days = np.arange(first, last + 1)
    months = np.array([date.fromordinal(int(day)).month for day in days])
    weight = np.array(MONTHS[season])[months - 1] * np.array(MONDAY_TO_SUNDAY)[(days - 1) % 7]
    weight *= (1 + GROWTH_PER_YEAR) ** ((days - BASE) / 365.25)
    for festival in SPRING_FESTIVALS:
        weight *= _dip(days - festival.toordinal(), before=5, after=8, lowest=0.38)
    for holiday in NATIONAL_DAYS:
        weight *= _dip(days - holiday.toordinal(), before=0, after=6, lowest=0.72)
    return days, weight / weight.sum()


def _dip(distance: np.ndarray, *, before: int, after: int, lowest: float) -> np.ndarray:
    """The factor of the days around a holiday: lowest on it and after it, 1 elsewhere."""
    away = (distance < -before) | (distance > after)
    rising = lowest + (1 - lowest) * np.abs(distance) / (before + after + 1)
    return np.where(away, 1.0, np.minimum(rising, 1.0))
