"""From a value to its cases: the steps of an indicator and how one case stands to each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from linghang.cases import queries as cases
from linghang.cases.queries import Case, CaseFilter, Opened
from linghang.cases.scope import CaseScope
from linghang.foundation.period import Period
from linghang.indicators import catalog
from linghang.indicators.definitions import Indicator
from linghang.indicators.measures import front_sheet
from linghang.indicators.measures.definitions import Measure
from linghang.indicators.queries import Scope
from linghang.indicators.records.sources import Records, Source

StepCode = Literal["all", "excluded", "denominator", "numerator"]
STEP_NAMES: dict[StepCode, str] = {
    "all": "全部出院",
    "excluded": "剔除",
    "denominator": "分母",
    "numerator": "分子",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step on the way to a value: which cases it holds and how many."""

    code: StepCode
    name: str
    meaning: str
    cases: int


NARROW = "select person_key, admitted_at, admission_day from cases"


def relation() -> str:
    """The relation in which the conditions of all steps hold, over `cases`."""
    return front_sheet.relation().replace("from stays later", f"from ({NARROW}) later")


def _measures(item: Indicator) -> tuple[Measure, Measure | None]:
    """Those of an indicator of cases. Raises KeyError for one of records."""
    below = front_sheet.MEASURES[item.denominator] if item.denominator else None
    return front_sheet.MEASURES[item.numerator], below


def conditions(item: Indicator) -> dict[StepCode, str]:
    """SQL condition of each step that the indicator has."""
    above, below = _measures(item)
    found: dict[StepCode, str] = {"all": "true"}
    if below and below.where != "true":
        found["excluded"] = f"not ({below.where})"
    if below:
        found["denominator"] = below.where
    if below or above.where != "true":
        found["numerator"] = above.where
    return found


def case_filter(item: Indicator, step: StepCode, *, period: Period, scope: Scope) -> CaseFilter:
    """The filter of a case list that shows just the cases of this step.

    Raises KeyError for a step that the indicator does not have.
    """
    return CaseFilter(
        period=period,
        campus=scope.campus or "",
        department=scope.department or "",
        team=scope.team or "",
        condition=conditions(item)[step],
        relation=relation(),
        reads_on=True,
    )


def steps(item: Indicator, *, period: Period, scope: Scope) -> list[Step]:
    """All steps with their counts over the whole place; whom it shows is the face's matter.

    Empty for an indicator of records, see records().
    """
    if not catalog.is_of_cases(item):
        return []
    above, below = _measures(item)
    meanings: dict[StepCode, str] = {
        "all": "期间内的全部出院病例",
        "excluded": item.exclusion,
        "denominator": below.name if below else "",
        "numerator": above.name,
    }
    asked = conditions(item)
    everything = case_filter(item, "all", period=period, scope=scope)
    found = cases.counts(everything, dict(asked.items()), scope=CaseScope.hospital())
    return [
        Step(code=code, name=STEP_NAMES[code], meaning=meanings[code], cases=found[code])
        for code in asked
    ]


def records(item: Indicator, *, period: Period, scope: Scope) -> list[tuple[Source, Records]]:
    """Each measure of records, above the line first, with where its records are listed.

    None of places that no record belongs to.
    """
    if scope.campus or scope.team:
        return []
    told = [catalog.numerator(item), catalog.denominator(item)]
    return [
        (one, one.opens(period, scope.department or "")) for one in told if isinstance(one, Source)
    ]


def is_led(item: Indicator) -> bool:
    """Whether all that it counts tells who is responsible (责任领导)."""
    told = [catalog.numerator(item), catalog.denominator(item)]
    return all(isinstance(one, Source) and "leader" in one.ways for one in told if one is not None)


def of_leader(item: Indicator, *, period: Period, leader: str) -> Records | None:
    """Where the records above the line of one leader are listed."""
    above = catalog.numerator(item)
    opens = above.opens_of_leader if isinstance(above, Source) else None
    return opens(period, leader) if opens else None


@dataclass(frozen=True, slots=True)
class Standing:
    """How one case counts in one indicator."""

    indicator: Indicator
    says: str


def case_with_standings(
    case_key: str, *, scope: CaseScope, month: str = ""
) -> tuple[Opened, list[Standing]] | None:
    """A case in scope and how each indicator counts it; None when the reader has no such case.

    month: see cases.queries.opened().
    """
    every = (loaded.item for loaded in catalog.indicators().items.values())
    items = [item for item in every if catalog.is_of_cases(item)]
    flags = {
        f"{item.code}:{step}": condition
        for item in items
        for step, condition in conditions(item).items()
    }
    found = cases.opened(case_key, scope=scope, month=month, relation=relation(), flags=flags)
    if found is None:
        return None
    return found, [Standing(item, _says(item, found.case)) for item in items]


def _says(item: Indicator, case: Case) -> str:
    above, below = _measures(item)
    if case.flags.get(f"{item.code}:excluded"):
        return f"不计入：属于{item.exclusion}"
    parts = []
    if below:
        parts.append(f"计入分母（{below.name}）")
    if case.flags.get(f"{item.code}:numerator", not below):
        amount = f"，计{case.los}{above.unit}" if above.amount == "los" else ""
        parts.append(f"计入分子（{above.name}{amount}）" if below else f"计1{above.unit}")
    else:
        parts.append("不计入分子")
    return "，".join(parts)
