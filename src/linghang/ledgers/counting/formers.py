"""What corrected entries said before: counted as it was known on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from linghang.ledgers.counting.definitions import Figure, Of
from linghang.ledgers.counting.rules import IsMember, Row, keys, nobody
from linghang.ledgers.definitions import Ledger
from linghang.ledgers.facts.rules import mentioned
from linghang.ledgers.models import Former
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership
from linghang.org.trees.rules import Span


def rows(
    ledger: Ledger, declared: Ledger, units: Collection[str] | None, as_of: date | None
) -> tuple[list[Row], IsMember]:
    """Versions in force on the day that a correction has replaced since, and who was a member."""
    if as_of is None:
        return [], nobody
    found = Former.objects.filter(
        entry__ledger=ledger.code, effective_on__lte=as_of, replaced_on__gt=as_of
    ).select_related("entry")
    if units is not None:
        found = found.filter(unit_id__in=list(units))
    made = [
        Row(key=one.entry_id, day=one.day, until=one.until, unit=one.unit_id, facts=one.told())
        for one in found.order_by()
    ]
    if declared.tag:
        made = [row for row in made if declared.tag in (row.facts.get(ledger.tags) or ())]
    wants = any(figure.party for figure in declared.figures)
    return made, _members(ledger, made) if wants and made else nobody


def _members(ledger: Ledger, made: Iterable[Row]) -> IsMember:
    people = {code for row in made for _, code, _ in mentioned(ledger, row.facts) if code}
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    belong = Membership.objects.filter(person__code__in=people, line=Line.PARTY.value).order_by()
    for person, start, end in belong.values_list("person__code", "active_from", "active_to"):
        spans[person].append(Span(start, end))
    return lambda person, on: any(on in span for span in spans.get(person, ()))


def total(figure: Figure, some: Iterable[Row], is_member: IsMember) -> Decimal:
    """What these entries add to a figure that is not of distinct ones."""
    if figure.of is Of.ENTRIES:
        return Decimal(len(list(some)))
    if figure.of is Of.SUM:
        return sum((Decimal(row.facts.get(figure.field) or 0) for row in some), Decimal(0))
    return Decimal(sum(len(keys(figure, row, is_member)) for row in some))
