"""What day it is. Only faces ask; everything below receives the day as an argument."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The local day; under the demo flag the fixed day on which the demo data end."""
    if settings.DEMO:
        return date.fromisoformat(settings.DEMO_TODAY)
    return timezone.localdate()


def now() -> datetime:
    """The instant of a deed: always the real clock, also in the demo."""
    return timezone.now()
