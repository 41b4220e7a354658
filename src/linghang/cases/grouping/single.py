"""One case: its group by the edition of its month, with the whole explanation; and trials."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from linghang.cases.drg import Case as DrgCase
from linghang.cases.drg import Explanation, explain, load_rules, standing
from linghang.cases.drg.rules import BLANK
from linghang.cases.grouping import standing as terms_of
from linghang.cases.grouping.standing import Terms
from linghang.cases.queries import Case


@dataclass(frozen=True, slots=True)
class Told:
    """One case's group with its whole explanation; rw: None for a group without weight."""

    explanation: Explanation
    terms: Terms
    rw: Decimal | None


def told(case: Case, *, today: date) -> Told:
    """How a case that was opened is grouped, by the edition of its month."""
    day = case.discharge_day.replace(day=1)
    terms = terms_of.terms([day])[day]
    return tried(drg_case(case), terms=terms, today=today)


def tried(case: DrgCase, *, terms: Terms, today: date) -> Told:
    """How any case would be grouped (分组试算)."""
    found = explain(case, load_rules(terms.edition), on=today, place=terms.place)
    rw = terms.weights.values.get(found.result.drg) if terms.weights else None
    return Told(found, terms, rw)


def drg_case(case: Case) -> DrgCase:
    """A stored case as the grouper reads it; the same reading as `coding.TEXTS`."""
    age = 0 if case.age is None and case.age_days is not None else case.age
    return DrgCase(
        sex=int(case.sex) if case.sex.isdecimal() else None,
        age=age,
        age_days=case.age_days,
        birth_weight=BLANK if case.birth_weight is None else case.birth_weight,
        los=case.los,
        dx=(case.principal_diagnosis, *case.other_diagnoses),
        px=tuple(case.procedures),
    )


def trial_word(terms: Terms, *, today: date) -> str:
    """试算（旧版） or the like beside every result of an edition that isn't in force; else ""."""
    return standing(load_rules(terms.edition).facts, place=terms.place, on=today)
