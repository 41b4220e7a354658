"""Procedures, doers and facts that say only what a test is about."""

from __future__ import annotations

from datetime import date
from typing import Any

from linghang.foundation.workdays.rules import Calendar
from linghang.procedures.definitions import Procedure
from linghang.procedures.progress.rules import Act, Verb
from linghang.procedures.rules import Answer, Attempt, Facts, permitted
from linghang.procedures.seats.rules import Doer, Place

TODAY = date(2026, 3, 2)  # a Monday
CALENDAR = Calendar(
    frozenset({2025, 2026}),
    {date(2026, 4, 6): "清明节"},
    frozenset({date(2026, 3, 7)}),
)
PLACE = Place(
    code="D1",
    above=frozenset({"D1", "H"}),
    below=frozenset({"D1", "W1"}),
    covering=frozenset({"B1"}),
    in_charge=frozenset({"vice"}),
    department="D1",
)


def step(key: str, *after: str, post: str = "head", **facts: Any) -> dict[str, Any]:
    """A step that the holder of a post anywhere may do."""
    seats = facts.pop("who", [{"posts": [post], "at": "anywhere"}])
    return {"key": key, "title": f"步骤{key}", "who": seats, "after": list(after), **facts}


def procedure(*steps: dict[str, Any], **facts: Any) -> Procedure:
    """A procedure; its last step completes it unless some step ends it."""
    given = [dict(one) for one in steps]
    if not any("ends" in one for one in given):
        given[-1]["ends"] = "completed"
    body = {
        "code": "some_procedure",
        "name": "某程序",
        "source": "为测试而设",
        "overseers": [{"posts": ["office"], "at": "anywhere"}],
        "steps": given,
        **facts,
    }
    return Procedure.model_validate(body, strict=False)


def doer(person: str = "p", post: str = "head", unit: str = "D1", **facts: Any) -> Doer:
    return Doer(person=person, post=post, unit=unit, **facts)


def facts(**changed: Any) -> Facts:
    return Facts(**{"today": TODAY, "place": PLACE, "calendar": CALENDAR, **changed})


class Course:
    """A proceeding that is walked through: asks the rules, and notes what they allow."""

    def __init__(self, definition: Procedure, **changed: Any) -> None:
        self.definition = definition
        self.facts = facts(**changed)
        self.acts: list[Act] = []

    def ask(
        self, key: str, who: Doer | None = None, verb: Verb = Verb.APPROVE, **more: Any
    ) -> Answer:
        attempt = Attempt(
            verb=verb, step=key, **{"day": self.facts.today, "reason": "理由", **more}
        )
        return permitted(self.definition, self.acts, who or doer(), attempt, self.facts)

    def do(
        self, key: str, who: Doer | None = None, verb: Verb = Verb.APPROVE, **more: Any
    ) -> Answer:
        who = who or doer()
        answer = self.ask(key, who, verb, **more)
        if answer:
            self.acts.append(
                Act(
                    number=len(self.acts) + 1,
                    verb=verb,
                    step=key,
                    seat=answer.seat,
                    person=who.person,
                    on_behalf_of=who.on_behalf_of,
                    departments=who.departments,
                    day=more.get("day", self.facts.today),
                    recorded_on=self.facts.today,
                    to=more.get("to", ""),
                    fields=more.get("fields", {}),
                    documents=tuple(more.get("documents", ())),
                )
            )
        return answer

    def on(self, day: date) -> Course:
        """Go on another day."""
        self.facts = facts(
            **{
                **{name: getattr(self.facts, name) for name in self.facts.__slots__},
                "today": day,
            }
        )
        return self


def codes(answer: Answer) -> set[str]:
    return {block.code for block in answer.blocks}
