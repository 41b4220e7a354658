"""What the acts on a purchase come to: how far it is, what was quoted, bought and paid. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from linghang.procedures.alternatives.rules import stations
from linghang.procedures.definitions import Outcome, Procedure
from linghang.procedures.naming.rules import is_same
from linghang.procedures.progress.rules import State
from linghang.procedures.seats.rules import said

PROCEDURE = "procurement"
OPEN_TENDER, SINGLE = "open", "single"
CATEGORY = "category"
# Step → what a payment there is called, and the field that says how much.
PAYMENTS = {
    "advance_payment": ("预付款", "advance"),
    "progress_payment": ("进度款", "progress"),
    "payment": ("验收后付款", "paid"),
    "retention_payment": ("质保金", "retention_paid"),
}


class Standing(StrEnum):
    """How far a purchase is."""

    INITIATING = "initiating"
    BUYING = "buying"
    PERFORMING = "performing"
    PAID = "paid"
    FILED = "filed"
    REFUSED = "refused"


STANDING_NAMES = {
    Standing.INITIATING: "立项中",
    Standing.BUYING: "采购中",
    Standing.PERFORMING: "履约和验收",
    Standing.PAID: "已验收付款",
    Standing.FILED: "已归档",
    Standing.REFUSED: "未通过",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a supplier asked for. price: 分. won: whether it was chosen."""

    supplier: str
    price: int | None
    qualified: bool | None
    result: str
    won: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money that was paid. amount: 分. day: of the payment, as entered."""

    name: str
    day: date | None
    amount: int
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Who did a step. held: under which post."""

    step: str
    key: str
    person: str
    held: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptional:
    """Something out of the ordinary, with the reason that was written for it.

    kind: a code of KINDS. person: code of who gave the reason; "" where none was asked for.
    """

    proceeding: int
    item: str
    unit_name: str
    kind: str
    says: str
    reason: str
    person: str
    day: date


KINDS = {
    "prompt": "自查提示",
    "single": "单一来源",
    "method": "非公开招标",
    "late": "超期办理",
    "returned": "退回",
    "refused": "不同意",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """One purchase. Money is 分. standing, category, method: codes.

    committed: what the contract says, else what was awarded. retention: kept back until
    retention_until. steps: the open ones by title.
    """

    proceeding: int
    item: str
    unit: str
    unit_name: str
    asked_on: date
    standing: Standing
    outcome: Outcome
    amount: int | None = None
    category: str = ""
    category_name: str = ""
    class_name: str = ""
    project: str = ""
    method: str = ""
    method_name: str = ""
    supplier: str = ""
    price: int | None = None
    contract_number: str = ""
    contract_amount: int | None = None
    contract_on: date | None = None
    retention: int | None = None
    retention_until: date | None = None
    use_result: str = ""
    use_facts: str = ""
    steps: str = ""
    quotes: tuple[Quote, ...] = ()
    payments: tuple[Payment, ...] = ()
    people: tuple[Said, ...] = ()
    exceptions: tuple[Exceptional, ...] = ()

    @property
    def committed(self) -> int | None:
        """What it costs as far as that is known."""
        return self.contract_amount if self.contract_amount is not None else self.price

    @property
    def paid(self) -> int:
        """What was paid so far."""
        return sum(one.amount for one in self.payments)


def purchase(
    state: State, *, proceeding: int, title: str, unit: tuple[str, str], asked_on: date
) -> Purchase:
    """The register's line of one proceeding. unit: (code, name)."""
    told, texts = state.values, Texts(state)
    return Purchase(
        proceeding=proceeding,
        item=state.texts.get("item") or title,
        unit=unit[0],
        unit_name=unit[1],
        asked_on=asked_on,
        standing=standing(state.outcome, told),
        outcome=state.outcome,
        amount=told.get("amount"),
        category=str(told.get(CATEGORY) or ""),
        category_name=texts.option(CATEGORY),
        class_name=texts.option("item_class"),
        project=state.texts.get("project", ""),
        method=str(told.get("method") or ""),
        method_name=texts.option("method"),
        supplier=state.texts.get("supplier", ""),
        price=told.get("price"),
        contract_number=state.texts.get("contract_number", ""),
        contract_amount=told.get("contract_amount"),
        contract_on=state.done_on("contract") if "contract" in state.definition.by_key else None,
        retention=told.get("retention"),
        retention_until=told.get("retention_until"),
        use_result=texts.option("use_result"),
        use_facts=state.texts.get("use_facts", ""),
        quotes=quotes(state),
        payments=payments(state),
    )


@dataclass(frozen=True)
class Texts:
    """What the fields of a state say in words."""

    state: State

    def option(self, code: str) -> str:
        """The name of the chosen option; a text as it was typed, of versions before the list."""
        field, value = self.state.definition.fields.get(code), self.state.values.get(code)
        if field is None or value is None:
            return ""
        return next((one.name for one in field.options if one.code == value), str(value))


# What a step told that is done, the furthest first: the index of answers knows it, too.
REACHED = (
    ("paid", Standing.PAID),
    ("contract_number", Standing.PERFORMING),
    ("method", Standing.BUYING),
)


def standing(outcome: Outcome, told: Collection[str]) -> Standing:
    """How far it is. told: codes of the fields that say something."""
    if outcome is Outcome.COMPLETED:
        return Standing.FILED
    if outcome in (Outcome.REJECTED, Outcome.VOIDED):
        return Standing.REFUSED
    return next((found for code, found in REACHED if code in told), Standing.INITIATING)


def quotes(state: State) -> tuple[Quote, ...]:
    """What every supplier asked for, the lowest first; none before versions that ask for it."""
    lines = _lines(state, "quotes")
    supplier = state.texts.get("supplier", "")
    found = [
        Quote(
            supplier=one.get("supplier") or "",
            price=one.get("price"),
            qualified=one.get("qualified"),
            result=one.get("result") or "",
            won=is_same(one.get("supplier") or "", supplier),
        )
        for one in lines
    ]
    return tuple(sorted(found, key=lambda one: (one.price is None, one.price or 0)))


def payments(state: State) -> tuple[Payment, ...]:
    """What was paid, in the order in which it is due by the procedure."""
    found: list[Payment] = []
    for key, (name, field) in PAYMENTS.items():
        amount = state.values.get(field)
        if key not in state.definition.by_key or not state.is_done(key) or amount is None:
            continue
        lines = _lines(state, "instalments") if key == "progress_payment" else []
        if lines:
            found += [
                Payment(
                    name=name,
                    day=one.get("paid_on"),
                    amount=one.get("instalment") or 0,
                    says=one.get("ground") or "",
                )
                for one in lines
            ]
        else:
            day = state.values.get("retention_paid_on") if key == "retention_payment" else None
            found.append(Payment(name=name, day=day or state.done_on(key), amount=amount))
    return tuple(found)


def _lines(state: State, code: str) -> list[Mapping[str, Any]]:
    field = state.definition.fields.get(code)
    if field is None:
        return []
    columns = [column.code for column in field.columns]
    return [dict(zip(columns, line, strict=True)) for line in state.values.get(code) or ()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The sums of some purchases. Money is 分."""

    asked: int
    awarded: int
    spent: int
    paid: int
    not_open: int
    single: int


def duties(definition: Procedure, posts: Mapping[str, str]) -> list[tuple[str, ...]]:
    """For each class of goods who argues the need, who buys, who accepts and who pays (§4.6.1)."""
    field = definition.fields.get(CATEGORY)
    by_title = {one.title: one for one in stations(definition)}
    if field is None:
        return []

    def of(title: str, code: str) -> str:
        one = by_title.get(title)
        steps = (
            []
            if one is None
            else [
                step
                for step in one.steps
                if step.when is None or code in _answers(step.when.conditions[0])
            ]
        )
        return said(steps[0].who, posts) if steps else ""

    buys = said(definition.by_key["purchase"].who, posts)
    pays = said(definition.by_key["payment"].who, posts)
    return [
        (one.name, of("归口论证", one.code), buys, of("验收", one.code), pays)
        for one in field.options
    ]


def _answers(one: Any) -> Collection[object]:
    return one.among or (one.equals,)
