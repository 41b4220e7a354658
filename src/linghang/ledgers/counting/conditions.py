"""What a figure asks of entries, as the ORM asks it: the same as counting/rules, in SQL."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from linghang.foundation.period import Period
from linghang.ledgers import catalog
from linghang.ledgers.counting.definitions import Figure, Span
from linghang.ledgers.definitions import Ledger
from linghang.ledgers.facts.rules import scale
from linghang.ledgers.filing.rules import IN_FORCE, Standing
from linghang.ledgers.models import Mention
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership
from linghang.procedures.needs.definitions import Condition

NO_ONE = Q(pk__in=[])


def known(as_of: date | None) -> Q:
    """Entries that counted on a day by what they say now; None: those that count now.

    What was corrected after the day counted by what it said before: see counting/formers.
    """
    if as_of is None:
        return Q(standing__in=IN_FORCE)
    voided_later = Q(standing=Standing.VOIDED.value, voided_on__gt=as_of)
    return Q(effective_on__lte=as_of) & (Q(standing__in=IN_FORCE) | voided_later)


def during(span: Span, period: Period) -> Q:
    """Entries that the period takes in."""
    if span is Span.HAPPENED:
        return Q(day__gte=period.start, day__lt=period.end)
    last = period.end - timedelta(days=1)
    return Q(day__lt=period.end) & (Q(until=None) | Q(until__gte=last))


def chosen(ledger: Ledger, declared: Ledger, figure: Figure) -> Q:
    """Entries that the figure asks for. ledger: the one that holds the entries of `declared`."""
    found = tagged(ledger, figure.tag) & tagged(ledger, declared.tag)
    if figure.where is None:
        return found
    each = [_holds(ledger, one) for one in figure.where.conditions]
    asked = Q()
    for one in each:
        asked = asked | one if figure.where.any else asked & one
    return found & asked


def tagged(ledger: Ledger, tag: str) -> Q:
    """Entries that carry the tag; all without one. One list for the query, no look-up per row."""
    if not tag:
        return Q()
    carry = Mention.objects.filter(ledger=ledger.code, field=ledger.tags, code=tag)
    return Q(pk__in=carry.order_by().values("entry"))


def _holds(ledger: Ledger, one: Condition) -> Q:
    column = ledger.places.get(one.field)
    if column is None:
        return NO_ONE
    if one.equals is not None:
        said = {True: "1", False: "0"}[one.equals] if isinstance(one.equals, bool) else one.equals
        return Q(**{column: said})
    if one.among:
        return Q(**{f"{column}__in": one.among})
    bound = one.at_least if one.at_least is not None else one.below
    if not isinstance(bound, int):
        return NO_ONE
    kept = bound * 10 ** scale(ledger.by_code[one.field])
    return Q(**{f"{column}__gte" if one.at_least is not None else f"{column}__lt": kept})


def of_mentions(asked: Q) -> Q:
    """The same, asked of rows of mentions instead of entries."""
    each = [
        of_mentions(child) if isinstance(child, Q) else ("entry__" + str(child[0]), child[1])  # type: ignore[index]
        for child in asked.children
    ]
    return Q(*each, _connector=asked.connector, _negated=asked.negated)


def party(during: Period | None = None) -> Q:
    """Whether a mention's person was a Party member on the entry's day: the organisation knows.

    during: the days that all entries happened on. Who was a member on all of them, as most are,
    is found in one list for the query; others are looked up mention by mention.
    """
    day = OuterRef("entry__day")
    each = _members(day, day, person__code=OuterRef("code"))
    if during is None:
        return Q(Exists(each))
    always = _members(during.start, during.last_day).values("person__code")
    ever = _members(during.last_day, during.start).values("person__code")
    return Q(code__in=always) | (Q(code__in=ever) & ~Q(code__in=always) & Q(Exists(each)))


def _members(
    since: date | OuterRef, until: date | OuterRef, **more: object
) -> QuerySet[Membership]:
    """Memberships that began by one day and did not end by another."""
    rows = Membership.objects.filter(
        Q(active_to=None) | Q(active_to__gt=until), line=Line.PARTY.value, active_from__lte=since
    )
    return rows.filter(**more).order_by()


def whom() -> Case:
    """What tells one mention from another: the code, else the name (facts.rules.Named.key)."""
    outside = Concat(Value("="), F("name"), output_field=CharField())
    return Case(When(code="", then=outside), default=F("code"), output_field=CharField())


def estimated(ledger: Ledger, figure: Figure) -> Q | None:
    """Entries whose number is an estimate; None where the figure has none."""
    column = ledger.places.get(figure.estimated) if figure.estimated else None
    return Q(**{column: "1"}) if column else None


def exact(ledger: Ledger, figure: Figure, kept: int | Decimal | None) -> Decimal:
    """What a column of whole numbers adds up to, in the field's own unit (money: 分)."""
    one = ledger.by_code[figure.field]
    return Decimal(kept or 0).scaleb(-scale(one))


def holder(code: str) -> tuple[Ledger, Ledger]:
    """(the ledger that holds the entries, the one that was asked for). Raises KeyError."""
    return catalog.whole(code), catalog.catalog()[code]
