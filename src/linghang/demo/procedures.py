"""Writes procedures into the columns of a front-sheet file: who did what, when, at what grade."""

from __future__ import annotations

import functools

import numpy as np

from linghang.demo import catalogue
from linghang.demo.cases import Cases
from linghang.demo.hospital import hospital
from linghang.demo.profiles import tables
from linghang.demo.sheet import Sheet, moment_texts, quoted

# Twelve columns: code, name, time, grade, duration, surgeon, two assistants, incision and healing,
# anaesthesia, ASA, anaesthetist.
NO_PROCEDURE = "-,-,-" + "," * 9
NO_OTHER = "," * 11
CLOSED, CLEAN, CONTAMINATED = ("0", "1", "4")
SECOND_GRADE = {"0": "0", "1": "2", "4": "5"}
BADLY_HEALED = 0.012
# Local anaesthesia is given by the surgeon.
LOCAL = "03"


@functools.cache
def _opening() -> tuple[list[str], list[str], list[bool], list[str]]:
    """By procedure: code and name, grade and duration, whether it is an operation, incision."""
    rows = tables.procedures()
    return (
        [f"{row.code},{quoted(row.name)}" for row in rows],
        [f"{row.level},{row.minutes / 60:.1f}" for row in rows],
        [row.kind in ("手术", "介入") for row in rows],
        [_incision(row.code, row.name, row.kind) for row in rows],
    )


def _incision(code: str, name: str, kind: str) -> str:
    """Class of the incision with good healing (RC014): none, clean, or through the gut."""
    if kind == "介入" or any(word in name for word in ("镜", "经尿道", "经皮", "经导管")):
        return CLOSED
    return CONTAMINATED if code[:2] in ("45", "47", "48", "49", "51", "74") else CLEAN


def put(sheet: Sheet, cases: Cases) -> None:
    """The principal procedure and what was done in the same session."""
    told, seen = cases.clinical, cases.attending
    called = [one.name for one in hospital().members]
    moments = moment_texts(told.operated_day, told.operated_minute)
    companion = np.where(told.procedure >= 0, catalogue.procedures().companion[told.procedure], -1)
    main, other = [], []
    rows = zip(
        told.procedure.tolist(),
        companion.tolist(),
        moments.tolist(),
        seen.chief.tolist(),
        seen.attending.tolist(),
        seen.resident.tolist(),
        seen.anaesthetist.tolist(),
        told.asa.tolist(),
        (told.healing < BADLY_HEALED).tolist(),
        strict=True,
    )
    for procedure, second, moment, surgeon, first, resident, anaesthetist, asa, bad in rows:
        if procedure < 0:
            main.append(NO_PROCEDURE)
            other.append(NO_OTHER)
            continue
        people = (called[surgeon], called[first], called[resident], called[anaesthetist])
        main.append(_text(procedure, moment, people, asa, bad))
        other.append(_text(second, moment, people, asa, bad) if second >= 0 else NO_OTHER)
    sheet.put_run("C14x01C", "C23x01", main)
    sheet.put_run("C35x01C", "C44x01", other)


def _text(
    procedure: int, moment: str, people: tuple[str, str, str, str], asa: int, bad: bool
) -> str:
    """The twelve columns of one procedure."""
    starts, grades, operations, incisions = _opening()
    head = f"{starts[procedure]},{moment},{grades[procedure]}"
    surgeon, first, second, anaesthetist = people
    if not operations[procedure]:
        return f"{head},{surgeon},-,-,,,,"
    incision = incisions[procedure]
    healing = SECOND_GRADE[incision] if bad else incision
    method = tables.procedures()[procedure].anaesthesia
    watching = surgeon if method.startswith(LOCAL) else anaesthetist
    return f"{head},{surgeon},{first},{second},{healing},{method},{asa},{watching}"
