"""The plan of themes of a year against what was held, month by month (§1.4.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from linghang.foundation.period import Period
from linghang.meetings import catalog
from linghang.meetings.models import Form, PlannedTheme
from linghang.meetings.recording.rules import TOOK_PLACE
from linghang.meetings.yearly import rules
from linghang.meetings.yearly.rules import Held, Month

_Planned = dict[tuple[str, int], PlannedTheme]


def of_units(
    units: Mapping[str, Sequence[str]], kind: str, year: int, today: date
) -> dict[str, tuple[Month, ...]]:
    """Unit → the months of its year; in two queries.

    units: code → codes of the units above it, the nearest first. A month for which the unit
    planned nothing is held against the theme of the nearest unit above that planned one.
    """
    codes = {code for each, above in units.items() for code in (each, *above)}
    planned = _planned(codes, kind, year)
    held = _held(units, kind, year)
    return {
        unit: tuple(
            _month(number, unit, above, planned, held[unit, number], (year, today))
            for number in range(1, 13)
        )
        for unit, above in units.items()
    }


def planned_for(unit: str, above: Sequence[str], kind: str, day: date) -> str:
    """The theme that the unit, or the nearest above, planned for the month; "" for none."""
    codes = (unit, *above)
    found = _planned(codes, kind, day.year, month=day.month)
    return next((found[code, day.month].theme for code in codes if (code, day.month) in found), "")


def _month(
    number: int,
    unit: str,
    above: Sequence[str],
    planned: _Planned,
    held: list[Held],
    on: tuple[int, date],
) -> Month:
    year, today = on
    own = planned.get((unit, number))
    superior = next((planned[code, number] for code in above if (code, number) in planned), None)
    wanted = own or superior
    theme = wanted.theme if wanted else ""
    is_over = (year, number) < (today.year, today.month)
    return Month(
        number=number,
        own=own.theme if own else "",
        fixed_on=own.fixed_on if own else None,
        superior=superior.theme if superior else "",
        held=tuple(held),
        state=rules.outcome(theme, [one.theme for one in held], is_over=is_over),
    )


def _planned(
    units: Sequence[str] | set[str], kind: str, year: int, *, month: int | None = None
) -> _Planned:
    rows = PlannedTheme.objects.filter(
        plan__unit__code__in=list(units), plan__kind=kind, plan__year=year
    ).select_related("plan")
    if month is not None:
        rows = rows.filter(month=month)
    return {(one.plan.unit_id, one.month): one for one in rows}


def _held(
    units: Mapping[str, object], kind: str, year: int
) -> defaultdict[tuple[str, int], list[Held]]:
    span, themed_by = Period.year(year), catalog.meetings()[kind].themed_by
    rows = Form.objects.filter(
        kind=kind,
        meeting__unit__code__in=list(units),
        meeting__state__in=TOOK_PLACE,
        meeting__day__gte=span.start,
        meeting__day__lt=span.end,
    ).order_by("meeting__day", "pk")
    found: defaultdict[tuple[str, int], list[Held]] = defaultdict(list)
    for unit, pk, day, theme, facts, came in rows.values_list(
        "meeting__unit__code", "meeting_id", "meeting__day", "meeting__theme", "facts", "came"
    ):
        told = str(facts.get(themed_by, "")) or theme
        found[unit, day.month].append(Held(meeting=pk, day=day, theme=told, came=came or 0))
    return found
