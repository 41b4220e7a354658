"""What targets are judged by: figures of indicators and record measures, and what was observed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from linghang.commitments.models import Commitment, Observation
from linghang.commitments.spells.rules import ACCEPTED
from linghang.commitments.targets import rules
from linghang.commitments.targets.rules import Of, Op, Over, Seen, State, Target
from linghang.foundation.period import Period
from linghang.indicators import catalog as indicators
from linghang.indicators.queries import Figures, OutdatedCells, Scope
from linghang.indicators.records import sources
from linghang.org.definitions import Kind


def is_source(code: str) -> bool:
    """Whether some indicator or record measure has the code."""
    return code in indicators.indicators().items or sources.source(code) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A target as it stands today. shown: the figure with its unit, — for none."""

    target: Target
    state: State
    seen: Seen

    @property
    def shown(self) -> str:
        """The figure as people read it."""
        return self.seen.shown(self.target.unit)

    @property
    def holds(self) -> bool:
        """Whether the figure is as it must be, be it final or not."""
        return rules.holds(self.target, self.seen) is True


def work_out(rows: Collection[Commitment], today: date) -> dict[int, Found]:
    """Commitment → its target today; those without one are absent.

    rows: with their programmes and units. One query for what was observed; a figure is asked for
    once, however many targets name it.
    """
    aims = {row.pk: aim for row in rows if (aim := rules.target(row.target))}
    observed = _observed(aims, today)
    asking = _Asking()
    found = {}
    for row in rows:
        if row.pk not in aims:
            continue
        aim = aims[row.pk]
        is_bound = bool(aim.source)
        seen = asking.seen(aim, row, today) if is_bound else _by_hand(aim, row, observed, today)
        state = rules.state_of(aim, seen, due=row.due, today=today)
        found[row.pk] = Found(target=aim, state=state, seen=seen)
    return found


def _observed(pks: Collection[int], today: date) -> dict[int, Observation]:
    """Commitment → the last observation up to the day."""
    rows = Observation.objects.filter(commitment__in=list(pks), day__lte=today)
    return {row.commitment_id: row for row in rows.order_by("day", "pk")}


def _by_hand(aim: Target, row: Commitment, observed: dict[int, Observation], today: date) -> Seen:
    one = observed.get(row.pk)
    if aim.op is Op.EVENT:
        happened = one is not None or row.standing in {each.value for each in ACCEPTED}
        text = one.text if one else ""
        return Seen(text=text or ("已完成" if happened else ""), happened=happened)
    if one is None:
        return Seen()
    is_final = row.due is not None and one.day >= row.due
    return Seen(value=one.value, text=one.text if aim.grade else "", is_final=is_final)


@dataclass
class _Asking:
    """Figures, each asked for once. department_of: unit → whether records stand under it."""

    _figures: Figures | None = None
    _found: dict[tuple[str, Period, Scope], Decimal | None] = field(default_factory=dict)

    def seen(self, aim: Target, row: Commitment, today: date) -> Seen:
        """The figure of the target's period so far, and that of the year it is compared with."""
        period = _period(aim, row, today)
        scope = Scope()
        if aim.of is Of.DEPARTMENT and row.unit and row.unit.kind == Kind.DEPARTMENT.value:
            scope = Scope(department=row.unit_id)
        base = aim.base
        if base is None and aim.base_year:
            base = self._number(aim.source, Period.year(aim.base_year), scope)
        return Seen(
            value=self._number(aim.source, period, scope),
            base=base,
            is_final=period.end <= today,
        )

    def _number(self, code: str, period: Period, scope: Scope) -> Decimal | None:
        key = (code, period, scope)
        if key not in self._found:
            self._found[key] = self._ask(code, period, scope)
        return self._found[key]

    def _ask(self, code: str, period: Period, scope: Scope) -> Decimal | None:
        if code not in indicators.indicators().items:
            source = sources.source(code)
            return source.count(period, scope) if source else None
        try:
            self._figures = self._figures or Figures()
            return self._figures.value(code, period, scope).value
        except OutdatedCells:
            return None


def _period(aim: Target, row: Commitment, today: date) -> Period:
    """The year of the day due, or this one before it; or all days since the programme began."""
    if aim.over is Over.SINCE:
        last = min(today, row.due) if row.due else today
        start = row.programme.began_on
        return Period(start, max(last, start) + timedelta(days=1))
    year = min(row.due.year, today.year) if row.due else today.year
    return Period.year(year)
