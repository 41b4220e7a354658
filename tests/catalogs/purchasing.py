"""A purchase that is walked through without a database: each step by another department."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from linghang.procedures import catalog, requirements
from linghang.procedures.needs import rules as needs
from linghang.procedures.progress.rules import Document, state_of
from linghang.procedures.requirements import Asked
from linghang.procedures.rules import Answer, Met
from linghang.procedures.seats.rules import Doer, Place
from tests.catalogs.test_procedures import CALENDAR, VALUES
from tests.procedures.factories import Course

BOUGHT = date(2026, 4, 1)  # a Wednesday
FILLED = {
    "item": "监护仪",
    "item_class": "monitoring",
    "project": "设备更新",
    "amount": "300000",
    "in_budget": "是",
    "category": "equipment",
    "demand": "参数",
    "free_use": "否",
    "method": "open",
    "documents_until": "2026-04-15",
    "bids_until": "2026-04-22",
    "no_ties": "是",
    "quotes": "某公司；290000；是；第一\n另一公司；295000；是；第二",
    "supplier": "某公司",
    "price": "290000",
    "buyer_no_ties": "是",
    "contract_number": "H-1",
    "contract_amount": "290000",
    "payment_terms": "验收后付清",
    "has_advance": "否",
    "has_progress": "否",
    "has_retention": "否",
    "paid": "290000",
    "use_result": "fit",
    "use_facts": "使用正常",
    "members": "某甲、某乙",
    "technical": "passed",
    "service": "passed",
    "safety": "none",
    "complex": "否",
}


def quoted(told: dict[str, Any]) -> dict[str, str]:
    """Quotes of which the chosen one is what was awarded."""
    others = FILLED["quotes"].partition("\n")[2]
    return {"quotes": f"{told['supplier']}；{told['price']}；是；第一\n{others}"}


# These look at other proceedings or meetings: here they are met.
ELSEWHERE = {
    "meetings.resolution",
    "meetings.branch_opinion",
    "procedures.year_total",
    "procedures.not_listed",
}


class Buying(Course):
    """Fills in and hands in what a step asks for; who acts and what is told may be changed."""

    def __init__(self, procedure: str = "procurement", **filled: str) -> None:
        place = Place(code="CARD", in_charge=frozenset({"vice_president"}))
        definition = catalog.catalog()[procedure]
        super().__init__(definition, place=place, calendar=CALENDAR, values=VALUES)
        self.filled = {**FILLED, **filled}

    def by(self, key: str, seat: int = 0, **changed: Any) -> Doer:
        """Who sits in a seat of the step, of a department of their own."""
        found = self.definition.by_key[key].who[seat]
        post = found.posts[0]
        facts = {"person": post, "departments": frozenset({f"{post}'s"}), **changed}
        return Doer(post=post, unit="CARD", held=frozenset({post}), **facts)

    def go(
        self,
        key: str,
        day: date,
        doer: Doer | None = None,
        papers: Any = None,
        explanation: str = "",
        **changed: str,
    ) -> Answer:
        self.on(day)
        if "quotes" not in changed:
            changed = {**changed, **quoted({**self.filled, **changed})}
        step = self.definition.by_key[key]
        state = state_of(self.definition, self.acts, in_force=self.facts.in_force)
        told = needs.known(self.definition, step, state, {**self.filled, **changed})
        given = {
            one.code: {**self.filled, **changed}[one.code]
            for one in step.needs.fields
            if needs.applies(one.when, told, VALUES) and one.code in {**self.filled, **changed}
        }
        found = {
            (key, number): self.asked(one, day, needs.known(self.definition, step, state, given))
            for number, one in enumerate(step.needs.requirements)
        }
        self.facts = replace(self.facts, requirements=found)
        documents = [
            Document(kind=one.kind, sha256="0" * 64)
            for one in step.needs.documents
            for _ in range(one.least)
            if needs.applies(one.when, told, VALUES)
        ]
        return self.do(
            key,
            doer or self.by(key, sum(act.step == key for act in self.acts)),
            fields=given,
            documents=documents if papers is None else papers,
            explanation=explanation,
        )

    def asked(self, one: Any, day: date, told: dict[str, Any]) -> Met:
        if one.provider in ELSEWHERE or "same" in one.params:
            return Met(is_met=True, says="", who_can="")
        return requirements.ask(
            one.provider,
            Asked(
                subject=("matter", ""),
                proceeding=1,
                unit="CARD",
                params=one.params,
                on=day,
                definition=self.definition,
                calendar=CALENDAR,
                fields=told,
                values=VALUES,
            ),
        )

    def until_method(self, category: str = "equipment", **told: str) -> Buying:
        """Up to the choice of the method, which is not made yet."""
        self.filled |= {"category": category, **told}
        for key in ("request", f"need_{category}", "countersign", "countersign"):
            assert self.go(key, BOUGHT), (key, self.go(key, BOUGHT).decision)
        assert self.go("initiation", BOUGHT, self.by("initiation", 1, person="president"))
        return self

    def until_contract(self) -> Buying:
        """An open tender up to its contract, which is signed on 24 April."""
        self.until_method()
        for key in ("purchase", "tender_notice"):
            assert self.go(key, BOUGHT), (key, self.go(key, BOUGHT).decision)
        for person in ("expert one", "expert two"):
            expert = self.by("evaluation", person=person, departments=frozenset())
            assert self.go("evaluation", date(2026, 4, 22), expert)
        for key in ("award", "contract_review", "contract_review", "contract"):
            answer = self.go(key, date(2026, 4, 24))
            assert answer, (key, answer.decision)
        return self
