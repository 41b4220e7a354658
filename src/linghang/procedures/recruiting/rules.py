"""What the acts of recruiting come to: who came, how, with what degree (§6.2). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from linghang.procedures.definitions import Outcome
from linghang.procedures.progress.rules import State

OPEN, TALENT = "open_recruitment", "talent_introduction"
PROCEDURES = (OPEN, TALENT)
HIRED = "hired"
DEGREE_NAMES = {"doctor": "博士", "master": "硕士", "other": "其他"}


class Mode(StrEnum):
    """In which way somebody comes; 柔性 is counted apart from full-time (§6.2.2)."""

    OPEN = "open"
    FULL_TIME = "full_time"
    FLEXIBLE = "flexible"


MODE_NAMES = {Mode.OPEN: "公开招聘", Mode.FULL_TIME: "全职引进", Mode.FLEXIBLE: "柔性引进"}


class Standing(StrEnum):
    """How a recruitment stands."""

    RUNNING = "running"
    PUBLICITY = "publicity"
    SIGNED = "signed"
    ARRIVED = "arrived"
    ASSESSED = "assessed"
    REFUSED = "refused"


STANDING_NAMES = {
    Standing.RUNNING: "办理中",
    Standing.PUBLICITY: "公示中",
    Standing.SIGNED: "已签约待到岗",
    Standing.ARRIVED: "已到岗",
    Standing.ASSESSED: "聘期考核完成",
    Standing.REFUSED: "未聘用",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recruit:
    """Somebody who was named, or a recruitment while nobody is. headcount: wanted by it.

    candidate: "" while nobody is named. number: of its people, from 1. service_years: of the
    contract.
    """

    proceeding: int
    unit: str
    unit_name: str
    position: str
    applied_on: date
    mode: Mode | None
    standing: Standing
    number: int = 1
    headcount: int | None = None
    candidate: str = ""
    degree: str = ""
    is_overseas: bool = False
    is_leader: bool = False
    arrived_on: date | None = None
    service_from: date | None = None
    service_years: int | None = None
    steps: str = ""

    @property
    def key(self) -> str:
        """What tells the lines of one proceeding apart."""
        return f"{self.proceeding}-{self.number}"


def recruits(
    state: State, *, proceeding: int, procedure: str, unit: tuple[str, str], applied_on: date
) -> tuple[Recruit, ...]:
    """The register's lines of one proceeding: one for each who signed. unit: (code, name)."""
    whole = _whole(state, proceeding, procedure, unit, applied_on)
    arrived = {one.values.get(HIRED): one.day for one in state.entries("arrival")}
    assessed = {one.values.get(HIRED) for one in state.entries("assessment_1")}
    found = []
    for number, one in enumerate(state.entries("contract"), start=1):
        name = one.values.get(HIRED)
        found.append(
            replace(
                whole,
                number=number,
                candidate=str(name or ""),
                degree=str(one.values.get("hired_degree") or ""),
                arrived_on=arrived.get(name),
                service_from=one.values.get("hired_from"),
                service_years=one.values.get("hired_years"),
                standing=_standing_of_one(state, name in arrived, name in assessed),
            )
        )
    return tuple(found) or (whole,)


def _standing_of_one(state: State, has_arrived: bool, was_assessed: bool) -> Standing:
    if was_assessed:
        return Standing.ASSESSED
    if has_arrived:
        return Standing.ARRIVED
    ended = state.outcome is not Outcome.RUNNING or state.is_done("arrival")
    return Standing.REFUSED if ended else Standing.SIGNED


def _whole(
    state: State, proceeding: int, procedure: str, unit: tuple[str, str], applied_on: date
) -> Recruit:
    values = state.values
    told = values.get("mode")
    mode = Mode.OPEN if procedure == OPEN else Mode(str(told)) if told else None
    return Recruit(
        proceeding=proceeding,
        unit=unit[0],
        unit_name=unit[1],
        position=str(values.get("position") or ""),
        applied_on=applied_on,
        mode=mode,
        standing=_standing(state),
        headcount=values.get("headcount"),
        candidate=str(values.get("candidate") or ""),
        degree=str(values.get("degree") or ""),
        is_overseas=values.get("overseas") is True,
        is_leader=values.get("leader") is True,
        arrived_on=values.get("arrived_on") if state.is_done("arrival") else None,
        service_from=values.get("service_from") or values.get("agreement_from"),
        service_years=values.get("service_years"),
    )


def _standing(state: State) -> Standing:
    if state.outcome is Outcome.COMPLETED:
        return Standing.ASSESSED
    if state.outcome in (Outcome.REJECTED, Outcome.VOIDED):
        return Standing.REFUSED
    if state.is_done("arrival"):
        return Standing.ARRIVED
    known = state.definition.by_key
    if any(key in known and state.is_done(key) for key in ("contract", "agreement")):
        return Standing.SIGNED
    return Standing.PUBLICITY if state.is_done("publicity") else Standing.RUNNING


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A figure beside that of the year before; a percentage alone tells nothing of few people."""

    now: int
    before: int

    @property
    def growth(self) -> Decimal | None:
        """Percent, one decimal; None where there was nothing before."""
        if not self.before:
            return None
        grown = Decimal(100 * (self.now - self.before)) / self.before
        return grown.quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def says(self) -> str:
        """上年15人，增加1人，同比增长6.7%."""
        more = self.now - self.before
        if not more:
            return f"上年{self.before}人，持平"
        told = f"上年{self.before}人，{'增加' if more > 0 else '减少'}{abs(more)}人"
        if self.growth is None:
            return told
        return f"{told}，同比{'增长' if more > 0 else '下降'}{abs(self.growth)}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What §6.2.3 counts, people by the year of arrival; flexible ones stand apart."""

    recruited: Count
    doctors: Count
    overseas: Count
    leaders: Count
    flexible: Count


def figures(rows: Iterable[Recruit], year: int) -> Figures:
    """The figures of a year beside those of the year before."""
    came = [one for one in rows if one.arrived_on is not None]
    full = [one for one in came if one.mode is not Mode.FLEXIBLE]
    return Figures(
        recruited=_count(full, year),
        doctors=_count([one for one in full if one.degree == "doctor"], year),
        overseas=_count([one for one in full if one.is_overseas], year),
        leaders=_count([one for one in full if one.is_leader], year),
        flexible=_count([one for one in came if one.mode is Mode.FLEXIBLE], year),
    )


def _count(rows: list[Recruit], year: int) -> Count:
    def of(wanted: int) -> int:
        return sum(one.arrived_on is not None and one.arrived_on.year == wanted for one in rows)

    return Count(now=of(year), before=of(year - 1))
