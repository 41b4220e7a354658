"""What the acts on a new technology come to: its class, its level, how it stands (§5.5). Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from linghang.procedures.definitions import Outcome
from linghang.procedures.progress.rules import State

PROCEDURE = "new_technology"
TRACKS = (3, 6, 12)
CLASS_NAMES = {"prohibited": "禁止类", "restricted": "限制类", "other": "其他"}
LEVEL_NAMES = {
    "hospital": "院内首例",
    "city": "市内首例",
    "province": "省内首例",
    "nation": "国内首例",
}
OWN_LEVEL = "hospital"


class Standing(StrEnum):
    """How a technology stands."""

    REVIEWING = "reviewing"
    PROHIBITED = "prohibited"
    REFUSED = "refused"
    APPROVED = "approved"
    RUNNING = "running"
    SUSPENDED = "suspended"
    ROUTINE = "routine"
    STOPPED = "stopped"
    TERMINATED = "terminated"


STANDING_NAMES = {
    Standing.REVIEWING: "审核中",
    Standing.PROHIBITED: "禁止类不予受理",
    Standing.REFUSED: "未通过",
    Standing.APPROVED: "已批准待首例",
    Standing.RUNNING: "开展中",
    Standing.SUSPENDED: "暂停",
    Standing.ROUTINE: "已转常规",
    Standing.STOPPED: "立即停止",
    Standing.TERMINATED: "终止",
}
ENDED = frozenset({Standing.STOPPED, Standing.TERMINATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Technology:
    """One technology. level: as it is counted; above 院内首例 only with evidence (§5.5.4).

    cases, complications: of the latest tracking, None before the first. filed: None where no
    filing is wanted.
    """

    proceeding: int
    title: str
    unit: str
    unit_name: str
    applied_on: date
    standing: Standing
    tech_class: str = ""
    level: str = OWN_LEVEL
    claimed_level: str = ""
    approved_on: date | None = None
    first_case_on: date | None = None
    cases: int | None = None
    complications: int | None = None
    filed: bool | None = None
    steps: str = ""

    @property
    def is_ended(self) -> bool:
        """Whether it was stopped or terminated after it had been approved."""
        return self.standing in ENDED


def technology(
    state: State, *, proceeding: int, title: str, unit: tuple[str, str], applied_on: date
) -> Technology:
    """The register's line of one proceeding. unit: (code, name)."""
    values = state.values
    claimed = str(values.get("first_level") or "")
    proved = claimed == OWN_LEVEL or state.is_done("level_evidence")
    is_restricted = values.get("tech_class") == "restricted"
    return Technology(
        proceeding=proceeding,
        title=title,
        unit=unit[0],
        unit_name=unit[1],
        applied_on=applied_on,
        standing=standing(state),
        tech_class=str(values.get("tech_class") or ""),
        level=claimed if claimed and proved else OWN_LEVEL,
        claimed_level=claimed,
        approved_on=state.done_on("approval"),
        first_case_on=values.get("first_case_on") if state.is_done("first_case") else None,
        cases=_latest(state, "cases"),
        complications=_latest(state, "complications"),
        filed=state.is_done("filing") if is_restricted and state.is_done("first_case") else None,
    )


def standing(state: State) -> Standing:
    """How it stands after its acts; one voided is told as refused."""
    if state.is_done("stop"):
        return Standing.STOPPED
    if state.outcome is Outcome.COMPLETED:
        return Standing.ROUTINE
    if state.outcome in (Outcome.REJECTED, Outcome.VOIDED):
        return _refused(state)
    if state.values.get("conclusion") == "suspend" and state.is_done("conclusion"):
        return Standing.SUSPENDED
    if state.is_done("first_case"):
        return Standing.RUNNING
    return Standing.APPROVED if state.is_done("approval") else Standing.REVIEWING


def _refused(state: State) -> Standing:
    if state.is_done("prohibited_refusal"):
        return Standing.PROHIBITED
    return Standing.TERMINATED if state.is_done("approval") else Standing.REFUSED


def _latest(state: State, what: str) -> int | None:
    for months in reversed(TRACKS):
        if state.is_done(f"track_{months}"):
            value = state.values.get(f"{what}_{months}")
            return value if isinstance(value, int) else None
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What §5.5.4 counts. by_level: of those approved in the year, level as proved."""

    applied: int
    approved: int
    first_cases: int
    cases: int
    routine: int
    ended: int
    by_level: dict[str, int]


def figures(rows: Iterable[Technology], years: Collection[int]) -> Figures:
    """The figures of these years; a technology counts in the year of its approval."""
    known = list(rows)
    approved = [one for one in known if one.approved_on and one.approved_on.year in years]
    return Figures(
        applied=sum(one.applied_on.year in years for one in known),
        approved=len(approved),
        first_cases=sum(
            bool(one.first_case_on and one.first_case_on.year in years) for one in known
        ),
        cases=sum(one.cases or 0 for one in approved),
        routine=sum(one.standing is Standing.ROUTINE for one in approved),
        ended=sum(one.is_ended for one in approved),
        by_level={code: sum(one.level == code for one in approved) for code in LEVEL_NAMES},
    )


def years_of(rows: Sequence[Technology]) -> list[int]:
    """Years with an application, the latest first."""
    return sorted({one.applied_on.year for one in rows}, reverse=True)
