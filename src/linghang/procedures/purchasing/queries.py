"""The register of purchases, as far as a post may see its proceedings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from linghang.foundation.parameters import catalog as parameters
from linghang.foundation.parameters import queries as standings
from linghang.foundation.parameters import rules as resolving
from linghang.foundation.parameters.models import ParameterChange
from linghang.foundation.parameters.rules import NotInForce
from linghang.org.rules import Rights
from linghang.procedures import queries, rules
from linghang.procedures.days import Day
from linghang.procedures.definitions import Outcome
from linghang.procedures.models import Act, Proceeding, ProceedingQuerySet, Told
from linghang.procedures.progress.rules import Verb
from linghang.procedures.purchasing.rules import (
    OPEN_TENDER,
    PAYMENTS,
    PROCEDURE,
    REACHED,
    SINGLE,
    Exceptional,
    Figures,
    Purchase,
    Said,
    Standing,
    Texts,
    purchase,
)
from linghang.procedures.reading import Reading
from linghang.procedures.terms import rules as terms

Limit = Callable[[date], int | None]

LIMIT = "proc.open_tender"
GROUNDS = ("irreplaceable", "emergency_facts", "original_contract")


def seen(rights: Rights, today: date, year: int | None = None) -> ProceedingQuerySet:
    """Those that the acting post may see, begun in the year if one is said; no voided ones."""
    rows = queries.visible_to(rights, today).filter(procedure=PROCEDURE)
    if year is not None:
        zone = timezone.get_current_timezone()
        start, end = (datetime(one, 1, 1, tzinfo=zone) for one in (year, year + 1))
        rows = rows.filter(started_at__gte=start, started_at__lt=end)
    return rows.exclude(outcome=Outcome.VOIDED.value)


def read(rows: Iterable[Proceeding], today: date) -> list[Purchase]:
    """Each as the register tells of it. rows: read whole, or a queryset."""
    whole = rows.whole() if isinstance(rows, ProceedingQuerySet) else rows
    day, limit = Day(today), _limits()
    return [_purchase(Reading(row, day, today), limit) for row in whole]


def _limits() -> Limit:
    """The amount from which a tender is open, on any day, in one query."""
    declared = parameters.parameter(LIMIT)
    rows = standings.approved(ParameterChange.objects.filter(code=LIMIT)).get(LIMIT, [])

    def on(day: date) -> int | None:
        try:
            value = resolving.resolve(declared, rows, day).value
        except NotInForce:
            return None
        return value if isinstance(value, int) else None

    return on


def told(code: str, **wanted: object) -> Exists:
    """Of a proceeding: whether its field says something, or what is wanted of it."""
    return Exists(Told.objects.filter(proceeding=OuterRef("pk"), field=code, **wanted))


def at(rows: ProceedingQuerySet, wanted: Standing) -> ProceedingQuerySet:
    """Those that are so far."""
    if wanted is Standing.FILED:
        return rows.filter(outcome=Outcome.COMPLETED.value)
    if wanted is Standing.REFUSED:
        return rows.filter(outcome=Outcome.REJECTED.value)
    rows = rows.running()
    for code, found in REACHED:
        if found is wanted:
            return rows.filter(told(code))
        rows = rows.exclude(told(code))
    return rows


def figures(rows: ProceedingQuerySet) -> Figures:
    """Their sums, in three queries; money and awards of what was not refused."""
    stands = ~Q(outcome=Outcome.REJECTED.value)
    counted = rows.order_by().aggregate(
        asked=Count("pk"),
        awarded=Count("pk", filter=stands & Q(told("price"))),
        not_open=Count("pk", filter=Q(told("method")) & ~Q(told("method", spelling=OPEN_TENDER))),
        single=Count("pk", filter=Q(told("method", spelling=SINGLE))),
    )
    payments = [field for _, field in PAYMENTS.values()]
    amounts = Told.objects.filter(field__in=("contract_amount", *payments))
    paid = spent = 0
    for field, outcome, amount in _summed(amounts.filter(proceeding__in=rows.order_by())):
        if field in payments:
            paid += amount
        elif outcome != Outcome.REJECTED.value:
            spent += amount
    awarded = rows.filter(stands).exclude(told("contract_amount")).order_by()
    prices = Told.objects.filter(field="price", proceeding__in=awarded)
    spent += sum(amount for *_, amount in _summed(prices))
    return Figures(spent=spent, paid=paid, **counted)


def _summed(rows: QuerySet[Told]) -> Iterator[tuple[str, str, int]]:
    """(field, outcome, sum) of the amounts."""
    grouped = rows.order_by().values_list("field", "proceeding__outcome")
    for field, outcome, amount in grouped.annotate(total=Sum("amount")):
        yield field, outcome, amount or 0


def _purchase(reading: Reading, limit: Limit) -> Purchase:
    row, state = reading.proceeding, reading.state
    found = purchase(
        state,
        proceeding=row.pk,
        title=row.title,
        unit=(row.unit.code, row.unit.name),
        asked_on=timezone.localdate(row.started_at),
    )
    return replace(
        found,
        steps="、".join(step.title for step in reading.way.open()),
        people=tuple(_people(reading)),
        exceptions=tuple(sorted(_exceptions(reading, found, limit), key=lambda one: one.day)),
    )


def _people(reading: Reading) -> Iterator[Said]:
    """Who did what of what counts now."""
    valid = {act.number for act in reading.state.valid}
    for act in sorted(reading.proceeding.acts.all(), key=lambda one: one.number):
        if act.number in valid and act.verb == Verb.APPROVE and act.step:
            step = reading.definition.by_key[act.step]
            yield Said(step=step.title, key=act.step, person=act.person, held=act.held, day=act.day)


def _exceptions(reading: Reading, found: Purchase, limit: Limit) -> Iterator[Exceptional]:
    def made(kind: str, says: str, reason: str, person: str, day: date) -> Exceptional:
        return Exceptional(
            proceeding=found.proceeding,
            item=found.item,
            unit_name=found.unit_name,
            kind=kind,
            says=says,
            reason=reason,
            person=person,
            day=day,
        )

    for act in sorted(reading.proceeding.acts.all(), key=lambda one: one.number):
        for kind, says, reason in _of_act(reading, act):
            yield made(kind, says, reason, act.person, act.day)
    chosen = [act for act in reading.state.valid if act.step == "purchase"]
    if chosen:
        for kind, says, reason in _of_method(reading, found, limit(chosen[-1].day)):
            yield made(kind, says, reason, chosen[-1].person, chosen[-1].day)
    for says, person, day in _late(reading):
        yield made("late", says, "", person, day)


def _of_act(reading: Reading, act: Act) -> Iterator[tuple[str, str, str]]:
    known = reading.definition.by_key
    title = known[act.step].title if act.step in known else act.step
    reason, explanation = act.worded()
    for prompt in act.prompts:
        yield "prompt", f"“{title}”：{prompt['says']}", explanation
    if act.verb == Verb.SEND_BACK:
        yield "returned", f"“{title}”退回到“{known[act.to].title}”", reason
    if act.verb == Verb.REJECT:
        yield "refused", f"“{title}”不同意", reason


def _of_method(
    reading: Reading, found: Purchase, limit: int | None
) -> Iterator[tuple[str, str, str]]:
    """A single source always; another method than the open tender from the province's amount on."""
    state = reading.state
    if found.method == SINGLE:
        ground = Texts(state).option("single_ground")
        reasons = [state.texts[code] for code in GROUNDS if state.texts.get(code)]
        yield "single", f"单一来源：{ground}", "；".join(reasons)
    is_large = limit is not None and found.amount is not None and found.amount >= limit
    if is_large and found.method != OPEN_TENDER:
        approved = any(one.kind == "method_approval" for _, one in state.documents)
        yield (
            "method",
            f"达到公开招标数额标准，采用{found.method_name}",
            "批复已附卷" if approved else "",
        )


def _late(reading: Reading) -> Iterator[tuple[str, str, date]]:
    """Steps that were done after their last day."""
    bare = reading.facts()
    bound = {one.end for one in reading.definition.intervals}
    for step in (one for one in reading.definition.steps if one.key in bound):
        done = reading.state.done_on(step.key)
        due = terms.due(rules.terms_of(reading.definition, step.key, reading.state, bare))
        if done and due and done > due:
            by = reading.state.voices(step.key)[-1].person
            yield f"“{step.title}”应于{due}前办理，{done}办理", by, done
