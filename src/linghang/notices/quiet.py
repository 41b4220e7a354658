"""The quiet hours in force: two rule parameters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from linghang.foundation.parameters import queries as parameters
from linghang.notices import rules

FROM, TO, MOST_ATTEMPTS = "notices.quiet_from", "notices.quiet_to", "notices.most_attempts"
USUAL_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Hours:
    """When nothing but urgent messages leaves the house; equal ends mean never."""

    start: time
    end: time
    most_attempts: int

    def until(self, at: datetime) -> datetime:
        """The instant itself, or the end of the quiet hours in which it lies."""
        return rules.quiet_until(at, self.start, self.end)

    def hold(self, at: datetime) -> bool:
        """Whether the instant lies in the quiet hours."""
        return rules.is_quiet(at, self.start, self.end)


def hours(on: date) -> Hours:
    """The quiet hours of the day, in one query; before there was a rule there were none."""
    values = parameters.in_force(on)
    start, end, most = values.get(FROM), values.get(TO), values.get(MOST_ATTEMPTS)
    return Hours(
        start if isinstance(start, time) else time(),
        end if isinstance(end, time) else time(),
        most if isinstance(most, int) else USUAL_ATTEMPTS,
    )
