"""One case at a time, in microseconds: the same inner loop and tables as for batches."""

from __future__ import annotations

import threading
from array import array

from linghang.cases.drg.compiled import CompiledRules
from linghang.cases.drg.machine_code import loop
from linghang.cases.drg.rules import Case, Grouped, whole

ENDS, OUTCOME, CODES = 5, 9, 10
"""Places in a row: five numbers, ends of diagnoses and procedures, the outcome, the codes."""

ROOM = 500
"""Codes for which each thread keeps a sheet; a case with more gets one of its own."""


class _Sheet:
    """Memory for one case, with the addresses that the loop asks for."""

    def __init__(self, room: int) -> None:
        self.row = array("i", bytes(4 * (CODES + room)))
        start, _ = self.row.buffer_info()
        codes, ends = start + 4 * CODES, start + 4 * ENDS
        columns = [*(start + 4 * at for at in range(5)), codes, ends, codes, ends + 8]
        self.book = array("Q", columns)
        self.columns, self.outcome = self.book.buffer_info()[0], start + 4 * OUTCOME


class _Own(threading.local):
    def __init__(self) -> None:
        self.sheet = _Sheet(ROOM)


_own = _Own()


def group_one(case: Case, rules: CompiledRules, *, map_codes: bool = False) -> Grouped:
    """What a case is grouped into. map_codes: its codes are clinical ones, mapped first."""
    known_dx, known_px = rules.codes.dx.numbers, rules.codes.px.numbers
    codes = [known_dx.get(code, 0) for code in case.dx or ("",)]
    diagnoses = len(codes)
    codes += [known_px.get(code, 0) for code in case.px]
    count = len(codes)
    numbers = (case.sex, case.age, case.age_days, case.birth_weight, case.los)
    values = [whole(one) for one in numbers]
    sheet = _own.sheet if count <= ROOM else _Sheet(count)
    sheet.row[: CODES + count] = array("i", [*values, 0, diagnoses, diagnoses, count, 0, *codes])
    loop("group", brief=True)(
        sheet.columns,
        rules.addresses[map_codes],
        0,
        1,
        sheet.outcome,
        map_codes,
        rules.facts.blank_weight_passes,
    )
    return rules.outcomes[sheet.row[OUTCOME]]
