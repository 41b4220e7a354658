"""One case at a time, in microseconds: the same inner loop and tables as for batches."""

from __future__ import annotations

import numpy as np

from linghang.cases.drg import kernel
from linghang.cases.drg.compiled import CompiledRules
from linghang.cases.drg.rules import Case, Grouped, whole

HEAD = 9
"""Five numbers, then begin and end of the diagnoses and of the procedures."""


def group_one(case: Case, rules: CompiledRules, *, map_codes: bool = False) -> Grouped:
    """What a case is grouped into. map_codes: its codes are clinical ones, mapped first."""
    dx = [rules.codes.dx.numbers.get(code, 0) for code in case.dx or ("",)]
    px = [rules.codes.px.numbers.get(code, 0) for code in case.px]
    numbers = (case.sex, case.age, case.age_days, case.birth_weight, case.los)
    values = [whole(one) for one in numbers]
    row = np.array([*values, 0, len(dx), 0, len(px), *dx, *px], np.int32)
    start = row.ctypes.data
    codes = start + 4 * HEAD
    book = np.array(
        [
            *(start + 4 * at for at in range(5)),
            codes,
            start + 20,
            codes + 4 * len(dx),
            start + 28,
        ],
        np.uint64,
    )
    outcomes = np.empty(1, np.int32)
    tables = rules.mapped_book if map_codes else rules.book
    kernel.group(
        book.ctypes.data,
        tables.ctypes.data,
        0,
        1,
        outcomes,
        map_codes,
        rules.facts.blank_weight_passes,
    )
    return rules.outcomes[outcomes[0]]
