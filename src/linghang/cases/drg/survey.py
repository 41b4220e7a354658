"""Everything that can be said about a rule set: faults, unknown codes, unreachable groups."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from linghang.cases.drg import checking, compiling, reaching, sources
from linghang.cases.drg.codes import TooManyCodes
from linghang.cases.drg.sources import Complaint, RuleTables
from linghang.cases.drg.stored import code_table, mdc_names


@dataclass(frozen=True, slots=True)
class Survey:
    """complaints: the fatal ones first. drgs, reached: how many, 0 when the set can't be used."""

    complaints: list[Complaint]
    drgs: int = 0
    reached: int = 0


def survey(folder: Path) -> Survey:
    """Check a folder as thoroughly as can be; takes seconds."""
    tables, complaints = sources.read(folder)
    complaints = checking.complaints(tables, code_table(), complaints)
    complaints.sort(key=lambda one: (not one.fatal, one.file, one.row))
    if any(one.fatal for one in complaints):
        return Survey(complaints)
    complaints += checking.unknown_codes(tables, code_table())
    try:
        rules = compiling.compile_rules(tables, code_table(), mdc_names(), "")
    except (compiling.TooMuch, TooManyCodes) as fault:
        return Survey([Complaint(tables.file("mdc"), 0, str(fault)), *complaints])
    found = reaching.reach(rules)
    drgs = {one.drg for one in rules.drgs}
    complaints += _unreached(tables, found, drgs, complaints)
    return Survey(complaints, len(drgs), len(drgs & found.cases.keys()))


def _unreached(
    tables: RuleTables, found: reaching.Reached, drgs: set[str], known: list[Complaint]
) -> list[Complaint]:
    """Groups that no case was found for, but for those that are complained about already."""
    rows = {one.code: one.row for listed in tables.drgs.values() for one in listed}
    file = tables.file("drg")
    told = {(one.file, one.row) for one in known}
    return [
        Complaint(file, rows[drg], f"{drg} 到不了：{reason}", fatal=False)
        for drg, reason in found.unreached.items()
        if drg in drgs and (file, rows[drg]) not in told
    ]
